import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { STILL_MS, still, takes } from "./steady.js";

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.runAllTimers(); vi.useRealTimers(); });
const marked = (): boolean => document.documentElement.hasAttribute("data-still");

test("a double tap is one act, and the key that came into its place is not pressed by the second", () => {
  expect(takes("unit_status")).toBe(true);
  expect(marked()).toBe(true);
  expect(takes("unit_status")).toBe(false);
  expect(takes("order_receive")).toBe(false);
  vi.advanceTimersByTime(STILL_MS);
  expect(marked()).toBe(false);
  expect(takes("unit_status")).toBe(true);
});

test("what was typed in a sheet is never thrown away, and a call for help is always taken", () => {
  expect(takes("order_receive")).toBe(true);
  for (const kind of ["note", "photo", "order_done", "incident", "distress", "safe"] as const) expect(takes(kind)).toBe(true);
});

test("when a sheet was closed the keys under it wait, and the act that it was for does not", () => {
  still();
  expect(marked()).toBe(true);
  expect(takes("unit_status")).toBe(true);
});
