/**
 * The command line: `/` opens it, every keystroke is answered by what it would do, Enter does it.
 * The server knows the grammar: GET /command?q= draws the palette, POST /command does the chosen line.
 */
import { refuse, setPref } from "./forms.js";
import { csrf, say } from "./site.js";

/** Each person has a history of his own, also where several sit at one desk in turn. */
export const historyOf = (person: string): string => `wr-commands:${person}`;
const LONGEST = 50, WAIT_MS = 70, CONSIDER_MS = 500, MOST_SENT = 1000;

export interface Done { go?: string; place?: { lon: number; lat: number; zoom?: number; name: string }; pref?: { name: string; value: string }; said?: string }

export class Recall {
  private at = -1;
  private draft = "";
  constructor(private readonly lines: string[]) {}
  /** The line before (1) or after (-1) the one shown; undefined when there is none. */
  step(by: 1 | -1, now: string): string | undefined {
    const next = this.at + by;
    if (next < -1 || next >= this.lines.length) return undefined;
    if (this.at === -1) this.draft = now;
    this.at = next;
    return next === -1 ? this.draft : this.lines[next];
  }
  reset(): void { this.at = -1; }
  add(line: string): void {
    const known = this.lines.indexOf(line);
    if (known >= 0) this.lines.splice(known, 1);
    this.lines.unshift(line);
    this.lines.splice(LONGEST);
    this.reset();
  }
  all(): readonly string[] { return this.lines; }
}

class CommandLine extends HTMLElement {
  private input!: HTMLInputElement;
  private palette!: HTMLElement;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | null = null;
  private asked = "";
  private recall = new Recall([]);
  private answered = "";
  private busy = false;

  connectedCallback(): void {
    this.input = this.querySelector("input[name=q]") as HTMLInputElement;
    this.palette = this.querySelector(".palette") as HTMLElement;
    try { this.recall = new Recall(JSON.parse(localStorage.getItem(this.history()) ?? "[]") as string[]); } catch { /* a spoilt history is no history */ }
    this.input.addEventListener("input", () => this.soon());
    this.input.addEventListener("focus", () => this.soon());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.querySelector("form")?.addEventListener("submit", (event) => { event.preventDefault(); void this.run(); });
    this.palette.addEventListener("pointerdown", (event) => {
      const option = (event.target as Element).closest<HTMLElement>(".opt");
      if (!option) return;
      event.preventDefault();
      this.select(option);
      void this.run();
    });
    this.addEventListener("focusout", () => setTimeout(() => { if (!this.contains(document.activeElement)) this.close(); }, 80));
    document.addEventListener("keydown", (event) => {
      const target = event.target instanceof Element ? event.target : document.body;
      if (event.key !== "/" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, [contenteditable], dialog")) return;
      event.preventDefault();
      this.show();
    });
    document.addEventListener("click", (event) => { if ((event.target as Element).closest("[data-command]")) this.show(); });
  }

  private history(): string { return historyOf(this.dataset["person"] ?? ""); }

  show(text?: string): void {
    if (text !== undefined) this.input.value = text;
    this.input.focus();
    this.input.select();
  }

  private close(): void {
    this.palette.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), WAIT_MS);
  }

  private async ask(): Promise<void> {
    const q = this.input.value;
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    try {
      const url = `${this.getAttribute("src") ?? "/command"}?${new URLSearchParams({ q: q.slice(0, MOST_SENT), chosen: chosen() })}`; // what is too long is refused there, and never done
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: asking.signal });
      const html = await answer.text();
      if (asking.signal.aborted) return;
      this.draw(html);
      this.asked = q;
    } catch (error) {
      if ((error as Error).name === "AbortError") return;
      this.palette.replaceChildren();
      refuse(this.palette, null);
    }
  }

  private draw(html: string): void {
    const page = new DOMParser().parseFromString(html, "text/html");
    this.palette.replaceChildren(...[...page.body.childNodes].map((node) => document.importNode(node, true)));
    this.palette.hidden = document.activeElement !== this.input || this.palette.childElementCount === 0;
    this.input.setAttribute("aria-expanded", String(!this.palette.hidden));
    this.select(this.selected() ?? undefined);
    this.answered = "";
  }

  private options(): HTMLElement[] { return [...this.palette.querySelectorAll<HTMLElement>(".opt")]; }
  private selected(): HTMLElement | null { return this.palette.querySelector<HTMLElement>('.opt[aria-selected="true"]'); }

  private select(option: HTMLElement | undefined): void {
    for (const other of this.options()) other.setAttribute("aria-selected", String(other === option));
    if (!option) { this.input.removeAttribute("aria-activedescendant"); return; }
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
    for (const effect of this.palette.querySelectorAll<HTMLElement>("[data-effect]")) effect.hidden = effect.dataset["effect"] !== option.id;
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "Enter" && event.repeat) { event.preventDefault(); return; } // a key that is held is one press
    const options = this.options(), at = options.indexOf(this.selected() as HTMLElement);
    if (event.key === "Escape") { this.input.value = ""; this.input.blur(); this.close(); }
    else if (event.key === "ArrowDown") this.select(options[Math.min(at + 1, options.length - 1)]);
    else if (event.key === "ArrowUp") {
      if (at > 0) this.select(options[at - 1]);
      else this.put(this.recall.step(1, this.input.value));
    } else if (event.key === "Tab" && !event.shiftKey && this.selected()?.dataset["complete"]) this.put(this.selected()?.dataset["complete"]);
    else return;
    event.preventDefault();
  }

  private put(text: string | undefined): void {
    if (text === undefined) return;
    this.input.value = text;
    this.soon();
  }

  /** Does the chosen line, once: a second press while it is on its way is the same press. */
  async run(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try { await this.choose(); } finally { this.busy = false; }
  }

  /** A line that was typed faster than it was answered is asked for first: nothing is done unseen. */
  private async choose(): Promise<void> {
    clearTimeout(this.timer);
    if (this.asked !== this.input.value) await this.ask();
    const option = this.selected();
    if (!option) return;
    if (!option.dataset["line"]) { this.put(option.dataset["complete"]); return; }
    if (option.dataset["asks"] && this.answered !== option.dataset["line"]) { this.askOnce(option); return; }
    if (option.dataset["asks"] && !this.palette.querySelector(".asks[data-read]")) return;
    try {
      const answer = await fetch("/command", {
        method: "POST", headers: { "HX-Request": "true", "X-CSRFToken": csrf(), Accept: "text/html, application/json" },
        body: new URLSearchParams({ line: option.dataset["line"], q: this.input.value }), signal: AbortSignal.timeout(20_000),
      });
      if (!answer.ok) { this.told(await answer.text()); return; }
      this.recall.add(this.input.value || option.dataset["line"]);
      try { localStorage.setItem(this.history(), JSON.stringify(this.recall.all())); } catch { /* full or forbidden: history is a comfort */ }
      await this.done((await answer.json()) as Done);
    } catch { this.told(null); }
  }

  /** What cannot be taken back is asked once more: the same key again is the answer, but not the second of a double press. */
  private askOnce(option: HTMLElement): void {
    this.answered = option.dataset["line"] ?? "";
    this.palette.querySelectorAll(".asks").forEach((box) => box.remove());
    const box = document.createElement("p");
    box.className = "asks";
    box.setAttribute("role", "alert");
    box.textContent = `${option.dataset["asks"]} ${say("再按一次 Enter 办理，Esc 放弃。", "Press Enter once more to do it, Esc to leave it.")}`;
    this.palette.prepend(box);
    setTimeout(() => { box.dataset["read"] = ""; }, CONSIDER_MS);
  }

  private told(html: string | null): void {
    this.palette.querySelectorAll(".refusal").forEach((box) => box.remove());
    this.palette.hidden = false;
    refuse(this.palette.lastElementChild ?? this.palette, html, this.getAttribute("data-say-failed") ?? say("命令未送达，请重试", "The command did not get through; try again"));
  }

  private async done(done: Done): Promise<void> {
    this.input.value = "";
    this.input.blur();
    this.close();
    if (done.pref) await setPref(done.pref.name, done.pref.value);
    if (done.place) {
      if (!document.querySelector("wr-map")) { location.assign(`/?place=${done.place.lon},${done.place.lat}`); return; }
      document.dispatchEvent(new CustomEvent("wr:goto", { detail: done.place }));
    }
    if (done.go) location.assign(done.go);
  }
}

/** The row under the hands: what a verb without an object means. */
const chosen = (): string => document.querySelector<HTMLElement>(".alarm:focus-within, .alarm:focus, .inc[aria-selected=true], .inc[aria-current]")?.dataset["subject"] ?? document.body.dataset["subject"] ?? "";

export function startCommand(): void {
  if (!customElements.get("wr-command")) customElements.define("wr-command", CommandLine);
}
