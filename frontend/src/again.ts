/**
 * Panes whose figures move with readings ask again by themselves, `data-again` seconds after they came; and what a person
 * has unfolded in a pane (a `details` with an id) stays unfolded when the pane is drawn anew.
 */
const came = new WeakMap<Element, number>();
const LOOK_MS = 1000;

/** The panes whose time has come; each is told once, then waits as long again. */
export function due(now: number): Element[] {
  return [...document.querySelectorAll<HTMLElement>("[data-again]")].filter((pane) => {
    const since = came.get(pane);
    if (since !== undefined && now - since < Number(pane.dataset["again"]) * 1000) return false;
    came.set(pane, now);
    return since !== undefined;
  });
}

/** Remembers how the `details` below an element stand, and gives what puts them so again. */
export function unfolded(below: Element): () => void {
  const stood = new Map([...below.querySelectorAll<HTMLDetailsElement>("details[id]")].map((one) => [one.id, one.open]));
  return () => { for (const [id, open] of stood) { const one = document.getElementById(id); if (one instanceof HTMLDetailsElement) one.open = open; } };
}

export function startAgain(ask: (pane: Element) => void): void {
  let again: (() => void) | null = null;
  document.addEventListener("htmx:before:swap", (event) => { const pane = event.target; again = pane instanceof Element && pane.matches("[data-again]") ? unfolded(pane) : null; });
  document.addEventListener("htmx:after:swap", () => { again?.(); again = null; });
  setInterval(() => { for (const pane of due(performance.now())) ask(pane); }, LOOK_MS);
}
