/** A draft beside its document: what is chosen on one side is marked on the other and brought into view. */

interface Place { start: number; end: number }
const MARK = "at";

/** `12-40 88-90` as places. */
export function placesOf(text: string): Place[] {
  return text.split(" ").filter(Boolean).map((one) => { const [start, end] = one.split("-").map(Number); return { start: start ?? 0, end: end ?? 0 }; });
}

/** The index of the last of the sorted numbers that is not above the wanted one; -1 when none is. */
export function lastAtMost(sorted: readonly number[], wanted: number): number {
  let low = 0, high = sorted.length;
  while (low < high) { const middle = (low + high) >> 1; if ((sorted[middle] as number) <= wanted) low = middle + 1; else high = middle; }
  return low - 1;
}

class Beside {
  readonly lines: HTMLElement[];
  readonly starts: number[];
  marked: HTMLElement[] = [];
  constructor(readonly root: HTMLElement) {
    this.lines = [...root.querySelectorAll<HTMLElement>(".original [data-s]")];
    this.starts = this.lines.map((line) => Number(line.dataset["s"]));
    root.addEventListener("click", (event) => this.clicked(event));
    root.addEventListener("focusin", (event) => {
      const row = (event.target as Element).closest<HTMLElement>(".el");
      if (row && row.getAttribute("aria-current") !== "true") this.choose(row);
    });
    document.addEventListener("htmx:after:swap", () => { const row = document.activeElement?.closest<HTMLElement>(".el"); if (row && root.contains(row)) { this.choose(row); this.opened(row); } });
  }
  /** A form that was opened is brought into view, and its first field is where the hands are. */
  opened(row: HTMLElement): void {
    const form = row.querySelector<HTMLElement>(".slot form");
    form?.scrollIntoView({ block: "nearest" });
    form?.querySelector<HTMLElement>("textarea, input:not([type=hidden]), select")?.focus({ preventScroll: true });
  }
  rows(): HTMLElement[] { return [...this.root.querySelectorAll<HTMLElement>(".el")]; }
  current(): HTMLElement | null { return this.root.querySelector<HTMLElement>(".el[aria-current=true]"); }

  clicked(event: Event): void {
    const target = event.target as Element;
    const evidence = target.closest<HTMLElement>("[data-evidence]");
    if (evidence) { this.mark(placesOf(evidence.dataset["evidence"] ?? "")); return; }
    const line = target.closest<HTMLElement>(".original [data-els]");
    if (line) {
      const ids = (line.dataset["els"] ?? "").split(" "), here = ids.indexOf(this.current()?.id.slice(2) ?? ""); // again on the same line: the next one there
      this.go(document.getElementById(`e-${ids[(here + 1) % ids.length]}`), false);
      return;
    }
    const link = target.closest<HTMLElement>("[data-go]");
    if (link) { event.preventDefault(); this.go(link.closest<HTMLElement>(".el"), true); }
  }

  go(row: HTMLElement | null, both: boolean): void {
    if (!row) return;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    if (!both || row.getAttribute("aria-current") !== "true") this.choose(row);
    else this.mark(placesOf(row.dataset["places"] ?? ""));
  }

  choose(row: HTMLElement): void {
    for (const other of this.root.querySelectorAll("[aria-current=true]")) other.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
    this.mark(placesOf(row.dataset["places"] ?? ""));
  }

  /** Marks the places in the document, and brings the first into view. */
  mark(places: Place[]): void {
    for (const line of this.marked) line.textContent = line.textContent; // one text again
    this.marked = [];
    for (const place of places) {
      for (let at = Math.max(lastAtMost(this.starts, place.start), 0); at < this.lines.length && (this.starts[at] as number) < place.end; at++) this.markLine(this.lines[at] as HTMLElement, this.starts[at] as number, place);
    }
    this.root.querySelector(`.original mark.${MARK}`)?.scrollIntoView({ block: "center" });
  }

  markLine(line: HTMLElement, start: number, place: Place): void {
    const text = line.firstChild;
    if (!(text instanceof Text) || this.marked.includes(line)) return;
    const from = codeUnits(text.data, place.start - start), to = codeUnits(text.data, place.end - start);
    if (to <= from) return;
    const range = document.createRange();
    range.setStart(text, from);
    range.setEnd(text, to);
    const mark = document.createElement("mark");
    mark.className = MARK;
    range.surroundContents(mark);
    this.marked.push(line);
  }

  step(by: string): void {
    const all = this.rows(), here = this.current(), at = here ? all.indexOf(here) : -1;
    if (by === "doubt") { this.go(all.slice(at + 1).find((row) => row.hasAttribute("data-unsure")) ?? all.find((row) => row.hasAttribute("data-unsure")) ?? null, false); return; }
    this.go(all[Math.min(Math.max(at + Number(by), 0), all.length - 1)] ?? null, false);
  }
}

/** Places count characters; the browser counts a rare one twice. */
export function codeUnits(text: string, characters: number): number {
  let units = 0;
  for (const char of text) { if (characters-- <= 0) break; units += char.length; }
  return units;
}

export function startDraft(): void {
  const root = document.querySelector<HTMLElement>("[data-draft]");
  if (root) {
    const beside = new Beside(root);
    document.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLElement>("button[data-step]");
      if (button) beside.step(button.dataset["step"] ?? "1");
    });
    const named = location.hash.startsWith("#e-") ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    beside.go(named ?? root.querySelector<HTMLElement>(".el[data-unsure]") ?? root.querySelector<HTMLElement>(".el"), false);
  }
}
