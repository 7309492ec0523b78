// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { slider, within } from "./slider.js";

const BEGAN = Date.UTC(2020, 3, 7, 7), NOW = BEGAN + 1000 * 3600_000;
const times = { began: BEGAN, now: () => NOW, zone: "America/Los_Angeles", zoneName: "UTC−7" };

describe("the map's time", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("stays within the book, and its end is now", () => {
    expect([within(BEGAN - 1, BEGAN, NOW), within(BEGAN + 5, BEGAN, NOW), within(NOW, BEGAN, NOW)]).toEqual([BEGAN, BEGAN + 5, null]);
  });

  it("shows the moment that is dragged to, in the site's time, and now again", async () => {
    const asked: (string | null)[] = [], box = slider({ showAt: async (at) => { asked.push(at); } }, times);
    const bar = box.querySelector("input") as HTMLInputElement;
    bar.value = "500";
    bar.dispatchEvent(new Event("input"));
    await vi.runAllTimersAsync();
    expect(asked).toEqual([new Date(BEGAN + 500 * 3600_000).toISOString()]);
    expect(box.querySelector("output")?.textContent).toContain("UTC−7");
    expect(box.hasAttribute("data-past")).toBe(true);
    (box.querySelectorAll("button")[1] as HTMLButtonElement).click();
    await vi.runAllTimersAsync();
    expect(asked.at(-1)).toBeNull();
    expect(box.hasAttribute("data-past")).toBe(false);
  });

  it("runs step by step, never faster than the map is drawn, until it is halted", async () => {
    let done: () => void = () => undefined;
    const asked: (string | null)[] = [], box = slider({ showAt: (at) => { asked.push(at); return new Promise((resolve) => { done = resolve; }); } }, times);
    const play = box.querySelector("button") as HTMLButtonElement;
    play.click();
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toEqual([new Date(BEGAN).toISOString()]);
    done();
    await vi.advanceTimersByTimeAsync(600);
    expect(asked.at(-1)).toBe(new Date(BEGAN + 60_000).toISOString());
    play.click();
    done();
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked.length).toBe(2);
  });
});
