import { describe, expect, it } from "vitest";
import { address, extremes, hasBand, headline, limitWords, moved, readPast, readSpans, roman, zoomed } from "./past.js";

const told = readPast({
  title_zh: "风", title_en: "Wind", digits: 1, since: 1770350000000, until: 1770360000000, stretch_ms: 60000, readings: 9,
  t: [1770350000000, 1770350060000, 1770350120000], low: [4.1, null, -2], high: [4.5, null, 99], mean: [4.2, null, 7], count: [4, null, 5],
  holes: [[1770350060000, 1770350120000]], limits: [{ value: 4, level: 2 }], marks: [{ at: 1770350060000, level: 1 }],
});

describe("a sensor's past", () => {
  it("is read with times in seconds, holes and marks kept", () => {
    expect(told.t[0]).toBe(1770350000);
    expect([told.since, told.until, told.stretch]).toEqual([1770350000, 1770360000, 60]);
    expect(told.mean[1]).toBeNull();
    expect(told.holes).toEqual([[1770350060, 1770350120]]);
    expect(told.marks[0]?.at).toBe(1770350060);
    expect(told.limits[0]?.value).toBe(4);
  });
  it("tells its peak, and nothing of an empty time", () => {
    expect(extremes(told)).toEqual([-2, 99]);
    expect(extremes(readPast({ t: [] }))).toBeUndefined();
    expect(readPast(null).t).toEqual([]);
  });
});

describe("what stands beside a plot", () => {
  it("says quantity, unit and each limit's number", () => {
    expect(headline(readPast({ title_zh: "平均风速", unit_zh: "m/s" }))).toBe("平均风速（m/s）");
    expect(headline(told)).toBe("风");
    expect(limitWords({ value: 4, zh: "超限", en: "over" }, "m/s")).toBe("超限 · 4 m/s");
    expect(limitWords({ value: 4 }, "m/s")).toBe("限值 4 m/s");
    expect(limitWords({ value: 4, label: "4 以上" }, "m/s")).toBe("4 以上");
    expect([1, 2, 3, 4].map(roman)).toEqual(["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ"]);
  });
  it("speaks of a band only where lowest and highest differ", () => {
    expect(hasBand(told)).toBe(true);
    expect(hasBand(readPast({ t: [1000, 2000], low: [1, null], high: [1, null], mean: [1, null] }))).toBe(false);
  });
});

describe("moving in time", () => {
  const day = { since: 0, until: 86400 };
  it("keeps the middle when it zooms, within bounds", () => {
    expect(zoomed(day, 0.5)).toEqual({ since: 21600, until: 64800 });
    expect(zoomed({ since: 0, until: 60 }, 0.1)).toEqual({ since: 0, until: 60 });
    const widest = zoomed(day, 1e9);
    expect(widest.until - widest.since).toBe(3660 * 86400);
  });
  it("goes earlier by its own length, and asks in milliseconds", () => {
    expect(moved(day, -0.5)).toEqual({ since: -43200, until: 43200 });
    expect(address("/x/plot.json", { since: 1.0004, until: 2 })).toBe("/x/plot.json?since=1000&until=2000");
    expect(readSpans("1:24 小时:24 hours,7:7 天:7 days").map((one) => one.days)).toEqual([1, 7]);
    expect(readSpans(null)).toEqual([]);
  });
});
