/** What is asked in a sheet over the page: a text, a choice. What was typed stays until it was kept. */
import { element, icon, say } from "../site.js";
import { still } from "./steady.js";

export interface Asked { title: string; label: string; send: string; owed: boolean; most: number; choices?: string[]; draft?: string; before?: Node[]; more?: Node[] }

const drafts = new Map<string, string>();

/** The text that was typed, or null when its person went back. */
export function askText(asked: Asked): Promise<string | null> {
  const name = asked.title, area = element("textarea", { rows: "4", maxlength: String(asked.most), "aria-label": asked.label });
  area.value = asked.draft ?? drafts.get(name) ?? "";
  area.required = asked.owed;
  const ready = element("div", { class: "choices" });
  for (const choice of asked.choices ?? []) {
    const button = element("button", { type: "button", class: "chip" }, choice);
    button.addEventListener("click", () => { area.value = area.value ? `${area.value} ${choice}` : choice; area.focus(); });
    ready.append(button);
  }
  const form = element("form", { method: "dialog" }, ...(asked.before ?? []), element("label", {}, asked.label, area), ready, ...(asked.more ?? []), foot(asked.send));
  area.addEventListener("input", () => drafts.set(name, area.value));
  return open(asked.title, form, () => area.value.trim()).then((text) => {
    if (text === null) return null;
    if (asked.owed && text === "") return null;
    drafts.delete(name);
    return text;
  });
}

export function choose(title: string, choices: { name: string; words: string; on?: boolean }[], extra: Node[] = []): Promise<string | null> {
  const list = element("div", { class: "picks" });
  const form = element("form", { method: "dialog" }, ...extra, list);
  for (const choice of choices) list.append(element("button", { value: choice.name, class: "pick", ...(choice.on ? { "aria-current": "true" } : {}) }, choice.words));
  return open(title, form, (dialog) => dialog.returnValue);
}

function foot(words: string): HTMLElement {
  return element("div", { class: "foot" }, element("button", { value: "", formnovalidate: "", class: "act" }, say("返回", "Back")), element("button", { value: "ok", class: "act strong" }, words));
}

function open<T>(title: string, form: HTMLFormElement, read: (dialog: HTMLDialogElement) => T): Promise<T | null> {
  const close = element("button", { type: "button", class: "x", "aria-label": say("关闭", "Close") }, icon("x"));
  const dialog = element("dialog", { class: "sheet", "aria-label": title }, element("header", {}, element("h2", {}, title), close), form);
  close.addEventListener("click", () => dialog.close(""));
  document.body.append(dialog);
  return new Promise((done) => {
    dialog.addEventListener("close", () => { still(); done(dialog.returnValue ? read(dialog) : null); dialog.remove(); });
    dialog.showModal();
  });
}
