/**
 * For a moment after an act, and after a sheet was closed, the keys take no other: the second tap of a double one meets what has
 * come into the place of the first, and a gloved hand taps twice. The key for help is held, and always takes.
 */
import type { Act } from "./types.js";

export const STILL_MS = 700;
/** What one press does, with no sheet in between. */
const AT_ONCE: ReadonlySet<Act["kind"]> = new Set(["order_receive", "unit_status", "call_there", "call_left"]);
let acted = false, until: ReturnType<typeof setTimeout> | undefined;

/** Whether an act of this kind is taken now; if so the keys are still for a moment. */
export function takes(kind: Act["kind"]): boolean {
  if (acted && AT_ONCE.has(kind)) return false;
  acted = true;
  still();
  return true;
}

/** The page's own rule (`[data-still]` in field.css) keeps taps off the keys; this marks it for as long. */
export function still(root = document.documentElement): void {
  clearTimeout(until);
  root.setAttribute("data-still", "");
  until = setTimeout(() => { acted = false; root.removeAttribute("data-still"); }, STILL_MS);
}
