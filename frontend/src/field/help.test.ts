import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { held, HOLD_MS } from "./help.js";

let key: HTMLButtonElement, told: string[];
beforeEach(() => {
  vi.useFakeTimers();
  key = document.createElement("button");
  told = [];
  held(key, { begin: () => told.push("begin"), done: () => told.push("done"), short: () => told.push("short") });
});
afterEach(() => { vi.useRealTimers(); });
const down = (): boolean => key.dispatchEvent(new Event("pointerdown")), point = (name: string): boolean => key.dispatchEvent(Object.assign(new Event(name), { button: 0 }));
const typed = (name: string, which: string, repeat = false): boolean => key.dispatchEvent(new KeyboardEvent(name, { key: which, repeat, cancelable: true }));

test("only a press that was held long enough calls, and calls once", () => {
  point("pointerdown");
  vi.advanceTimersByTime(HOLD_MS - 1);
  expect(told).toEqual(["begin"]);
  expect(key.dataset["held"]).toBe("");
  vi.advanceTimersByTime(1);
  expect(told).toEqual(["begin", "done"]);
  point("pointerup");
  expect(told).toEqual(["begin", "done"]);
  expect(key.dataset["held"]).toBeUndefined();
});

test("a touch by chance, one that slips away and another button of a mouse call nobody", () => {
  for (const end of ["pointerup", "pointercancel", "blur"]) { point("pointerdown"); vi.advanceTimersByTime(HOLD_MS / 2); point(end); vi.advanceTimersByTime(HOLD_MS); }
  down();
  vi.advanceTimersByTime(HOLD_MS);
  expect(told).toEqual(["begin", "short", "begin", "short", "begin", "short"]);
});

test("a key of the keyboard is held as well", () => {
  typed("keydown", "Enter");
  vi.advanceTimersByTime(HOLD_MS / 2);
  typed("keydown", "Enter", true);
  vi.advanceTimersByTime(HOLD_MS / 2);
  typed("keyup", "Enter");
  typed("keydown", "a");
  expect(told).toEqual(["begin", "done"]);
});
