/** A file goes up with its progress. */
import { refuse } from "./forms.js";
import { csrf, say } from "./site.js";

/** Sends a file with its progress. The server reads it while the page waits, which may take minutes for a scan. */
function send(form: HTMLFormElement): void {
  if (form.dataset["busy"]) return;
  form.dataset["busy"] = "1";
  const bar = form.querySelector("progress"), says = form.querySelector<HTMLElement>("[data-upload-says]");
  const tell = (words: string): void => { if (says) says.textContent = words; };
  const done = (): void => { delete form.dataset["busy"]; if (bar) bar.hidden = true; tell(""); };
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-CSRFToken", csrf());
  request.upload.addEventListener("progress", (event) => {
    if (!bar || !event.lengthComputable) return;
    bar.hidden = false;
    bar.value = (100 * event.loaded) / event.total;
    tell(event.loaded < event.total ? say("正在上传……", "Sending…") : say("正在读文件……", "Reading the document…"));
  });
  request.upload.addEventListener("load", () => { bar?.removeAttribute("value"); tell(say("正在读文件……", "Reading the document…")); });
  request.addEventListener("load", () => {
    done();
    if (request.status < 400) location.assign(request.responseURL);
    else refuse(form, request.responseText);
  });
  for (const kind of ["error", "abort"]) request.addEventListener(kind, () => { done(); refuse(form, null); });
  request.send(new FormData(form));
}

export function startUpload(): void {
  addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.hasAttribute("data-upload")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send(form);
  }, { capture: true });
}
