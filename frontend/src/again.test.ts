import { beforeEach, expect, test, vi } from "vitest";
import { due, startAgain, unfolded } from "./again.js";

beforeEach(() => { document.body.innerHTML = '<div id="pane" data-again="20"><details id="a"></details><details id="b" open></details></div>'; });
const pane = (): Element => document.getElementById("pane") as Element;

test("a pane asks again when its seconds have passed since it came, and then after as many more", () => {
  expect(due(1_000)).toEqual([]);
  expect(due(20_999)).toEqual([]);
  expect(due(21_000)).toEqual([pane()]);
  expect(due(21_001)).toEqual([]);
  pane().replaceWith(pane().cloneNode(true));
  expect(due(41_000)).toEqual([]); // it came anew
  expect(due(61_000)).toEqual([pane()]);
});

test("what was unfolded stays so, and what was folded too, when the pane is drawn anew", () => {
  const details = (id: string): HTMLDetailsElement => document.getElementById(id) as HTMLDetailsElement;
  details("a").open = true;
  details("b").open = false;
  const again = unfolded(pane());
  document.body.innerHTML = '<div id="pane" data-again="20"><details id="a"></details><details id="b" open></details><details id="c" open></details></div>';
  again();
  expect([details("a").open, details("b").open, details("c").open]).toEqual([true, false, true]);
});

test("it is asked for by the clock without a press of a key", () => {
  vi.useFakeTimers();
  const ask = vi.fn();
  startAgain(ask);
  vi.advanceTimersByTime(10_000);
  expect(ask).not.toHaveBeenCalled();
  vi.advanceTimersByTime(12_000);
  expect(ask).toHaveBeenCalledExactlyOnceWith(pane());
  vi.useRealTimers();
});
