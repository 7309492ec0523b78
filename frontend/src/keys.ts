/** The keys of the watch: each is printed where its act stands, and does what its button does. */
import { createKeybindingsHandler } from "tinykeys";
import { element, say } from "./site.js";

const ROWS = ".alarm[data-state], .inc[href], a.inc, [data-row]";

const visible = (el: Element): boolean => el.getClientRects().length > 0;
const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(ROWS)].filter(visible);

/** The row that keys act upon: where the focus is, else the first alarm that nobody has seen. */
export function current(): HTMLElement | null {
  const focused = document.activeElement?.closest<HTMLElement>(ROWS);
  if (focused) return focused;
  return document.querySelector<HTMLElement>('.alarm[data-state="unack"], .alarm[data-state="rtn"], .alarm[data-state="latched_unack"]');
}

function move(step: number): void {
  const all = rows(), here = document.activeElement?.closest<HTMLElement>(ROWS);
  const next = all[here ? Math.min(Math.max(all.indexOf(here) + step, 0), all.length - 1) : 0];
  if (!next) return;
  if (!next.hasAttribute("tabindex") && !next.matches("a[href], button")) next.setAttribute("tabindex", "-1");
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

/** Presses the button that bears this key: in the current row first, then anywhere on the page. */
export function press(key: string): boolean {
  const wanted = `[data-key="${CSS.escape(key)}"], [data-key="${CSS.escape(key.toLowerCase())}"]`;
  const inRow = current()?.querySelector<HTMLElement>(wanted);
  const found = inRow ?? [...document.querySelectorAll<HTMLElement>(wanted)].find(visible) ?? byPrint(key);
  if (!found || found.hasAttribute("disabled")) return false;
  if (found.matches("input, textarea, select")) found.focus();
  else found.click();
  return true;
}
/** A button that prints its key needs no further mark. */
function byPrint(key: string): HTMLElement | null {
  const row = current();
  const of = (root: ParentNode): HTMLElement | undefined => [...root.querySelectorAll<HTMLElement>("button kbd, a kbd, summary kbd")].find((kbd) => kbd.textContent?.trim().toUpperCase() === key.toUpperCase() && visible(kbd));
  const kbd = (row && of(row)) ?? of(document);
  return kbd?.closest<HTMLElement>("button, a, summary") ?? null;
}

function help(): void {
  const known = new Map<string, string>();
  for (const kbd of document.querySelectorAll<HTMLElement>("button kbd, a kbd, summary kbd, .keys kbd")) {
    const owner = kbd.closest<HTMLElement>("button, a, summary, span");
    const key = kbd.textContent?.trim() ?? "", words = (owner?.textContent ?? "").replace(key, "").replace(/\s+/g, " ").trim();
    if (key && words && !known.has(key)) known.set(key, words);
  }
  known.set("/", say("命令行", "command line"));
  known.set("↑ ↓", say("上下移动", "move up and down"));
  const list = element("dl");
  for (const [key, words] of known) list.append(element("dt", {}, element("kbd", {}, key)), element("dd", {}, words));
  const close = element("button", { type: "button", class: "btn", autofocus: "" }, say("关闭", "Close"), element("kbd", {}, "Esc"));
  const box = element("dialog", { class: "keys-help", "aria-label": say("按键", "Keys") }, element("h2", {}, say("按键", "Keys")), list, close);
  close.addEventListener("click", () => box.close());
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}

/** What had the focus before a pane was drawn again has it after. */
function keepFocus(): void {
  let held: string | null = null;
  const mark = (el: Element | null | undefined): string | null => {
    const row = el?.closest<HTMLElement>("[data-subject], [id]");
    if (!row || row.id === "main") return null;
    return row.dataset["subject"] ? `[data-subject="${CSS.escape(row.dataset["subject"])}"]` : `#${CSS.escape(row.id)}`;
  };
  document.addEventListener("htmx:before:swap", (event) => {
    const target = event.target as Element, active = document.activeElement;
    held = active && active !== document.body && target.contains(active) ? mark(active) : null;
  });
  document.addEventListener("htmx:after:swap", () => {
    if (!held || (document.activeElement && document.activeElement !== document.body)) return;
    const found = document.querySelector<HTMLElement>(held);
    if (found) { if (!found.matches("a[href], button, input, textarea, select, [tabindex]")) found.setAttribute("tabindex", "-1"); found.focus({ preventScroll: true }); }
    held = null;
  });
}

export function startKeys(): void {
  const acts: Record<string, (event: KeyboardEvent) => void> = {
    ArrowDown: (event) => { move(1); event.preventDefault(); },
    ArrowUp: (event) => { move(-1); event.preventDefault(); },
    "[Shift]+?": (event) => { if (!document.querySelector("dialog[open]")) help(); event.preventDefault(); },
  };
  for (const key of "abcdefghijklmnopqrstuvwxyz0123456789[].".split("")) acts[key] = (event) => { if (press(key.toUpperCase())) event.preventDefault(); };
  const handler = createKeybindingsHandler(acts, {
    ignore: (event) => {
      const target = event.target instanceof Element ? event.target : document.body;
      return event.isComposing || event.repeat && !event.key.startsWith("Arrow") || target.closest("input, textarea, select, [contenteditable], dialog, .maplibregl-canvas-container") !== null;
    },
  });
  addEventListener("keydown", handler);
  keepFocus();
}

/** On a phone one pane is seen at a time. */
export function startPanes(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>(".panes button[data-pane]");
    if (button) showPane(button.dataset["pane"] ?? "");
  });
}
export function showPane(name: string): void {
  const main = document.querySelector<HTMLElement>(".console");
  if (!main || !matchMedia("(max-width: 760px)").matches) return;
  main.dataset["pane"] = name;
  for (const button of document.querySelectorAll<HTMLButtonElement>(".panes button")) button.setAttribute("aria-pressed", String(button.dataset["pane"] === name));
  dispatchEvent(new Event("resize"));
}
