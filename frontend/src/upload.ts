/** A file goes up with its progress, and how far the server has worked through it is asked for beside the request. */
import { FORM_HEADER, refuse, take } from "./forms.js";
import { csrf, element, say } from "./site.js";

const ASK_EVERY_MS = 500;

/** Sends a file with its progress. The server works on it while the page waits, which may take minutes. */
function send(form: HTMLFormElement, by: HTMLButtonElement | null): void {
  if (form.dataset["busy"]) return;
  form.dataset["busy"] = "1";
  by?.setAttribute("aria-busy", "true");
  const bar = form.querySelector("progress"), says = form.querySelector<HTMLElement>("[data-upload-says]");
  const tell = (words: string, part?: number): void => {
    if (says && says.textContent !== words) says.textContent = words;
    if (!bar) return;
    bar.hidden = false;
    if (part === undefined) bar.removeAttribute("value");
    else bar.value = 100 * part;
  };
  const reading = (): void => tell(say("正在读文件……", "Reading the document…"));
  const token = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  let asking = 0;
  const ask = async (): Promise<void> => {
    const answer = await fetch(`/progress/${token}`).catch(() => null);
    const told = answer?.ok ? ((await answer.json()) as { done: number; of: number }) : { done: 0, of: 0 };
    if (!asking || !told.done) return;
    if (told.of) tell(say(`已处理 ${told.done} / ${told.of} 行`, `${told.done} of ${told.of} lines done`), told.done / told.of);
    else tell(say(`已读 ${told.done} 行`, `${told.done} lines read`));
  };
  const done = (): void => {
    clearInterval(asking);
    asking = 0;
    delete form.dataset["busy"];
    by?.removeAttribute("aria-busy");
    tell("");
    if (bar) bar.hidden = true;
  };
  const request = new XMLHttpRequest();
  request.open("POST", by?.getAttribute("formaction") ?? form.action);
  for (const [name, value] of [["X-CSRFToken", csrf()], [FORM_HEADER, "1"], ["X-Watchroom-Progress", token]] as const) request.setRequestHeader(name, value);
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    if (event.loaded < event.total) tell(say("正在上传……", "Sending…"), event.loaded / event.total);
    else reading();
  });
  request.upload.addEventListener("load", () => { reading(); asking = window.setInterval(() => void ask(), ASK_EVERY_MS); });
  request.addEventListener("load", () => {
    done();
    if (request.getResponseHeader("Content-Disposition")?.startsWith("attachment")) return keep(request);
    const headers = new Headers();
    for (const name of ["HX-Redirect", "X-Fault"]) { const value = request.getResponseHeader(name); if (value) headers.set(name, value); }
    void take(form, new Response(request.responseText || null, { status: request.status, headers }));
  });
  for (const kind of ["error", "abort"]) request.addEventListener(kind, () => { done(); refuse(form, null); });
  request.send(new FormData(form, by));
}

/** A report that the server gives as a file is kept as one. */
function keep(request: XMLHttpRequest): void {
  const name = /filename="?([^";]+)/.exec(request.getResponseHeader("Content-Disposition") ?? "")?.[1] ?? "report.csv";
  const link = element("a", { href: URL.createObjectURL(new Blob(["\ufeff", request.responseText.replace(/^\ufeff/, "")], { type: "text/csv" })), download: name });
  link.click();
  URL.revokeObjectURL((link as HTMLAnchorElement).href);
}

export function startUpload(): void {
  addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.hasAttribute("data-upload")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send(form, (event as SubmitEvent).submitter as HTMLButtonElement | null);
  }, { capture: true });
}
