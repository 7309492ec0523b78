import { describe, expect, it } from "vitest";
import { ageText, clockState, clockText, dayText, SiteClock, wallClock } from "./times.js";

describe("ages and clocks", () => {
  it("says an age to two figures in both languages", () => {
    expect(ageText(41, "zh")).toBe("41 秒");
    expect(ageText(82, "en")).toBe("1 min 22 s");
    expect(ageText(14 * 60 + 5, "zh")).toBe("14 分");
    expect(ageText(7500, "en")).toBe("2 h 5 min");
    expect(ageText(3 * 86400, "zh")).toBe("3 天");
    expect(ageText(-5, "en")).toBe("0 s");
  });
  it("counts down, and below nought with a true minus sign", () => {
    expect(clockText(408)).toBe("06:48");
    expect(clockText(-160)).toBe("−02:40");
    expect(clockText(4520)).toBe("1:15:20");
  });
  it("is soon under a fifth of the time given and late after it", () => {
    expect(clockState(0, 1000, 0)).toBe("");
    expect(clockState(850, 1000, 0)).toBe("soon");
    expect(clockState(1001, 1000, 0)).toBe("late");
  });
  it("shows the site's wall clock whatever the browser's zone", () => {
    const at = Date.parse("2026-12-11T16:00:05Z");
    expect(wallClock(at, "Asia/Shanghai")).toBe("00:00:05");
    expect(dayText(at, "Asia/Shanghai", "zh")).toBe("12 月 12 日");
    expect(dayText(at, "Asia/Shanghai", "en")).toBe("12 Dec");
  });
});

describe("the site's clock", () => {
  it("runs on from the last time told", () => {
    let ticks = 0;
    const clock = new SiteClock(1000, () => ticks);
    ticks = 500;
    expect(clock.now()).toBe(1500);
  });
  it("learns how fast a scenario runs", () => {
    let ticks = 0;
    const clock = new SiteClock(0, () => ticks);
    ticks = 1000; clock.tell(60_000);
    ticks = 1500;
    expect(clock.now()).toBe(90_000);
  });
  it("stands still with a scenario that stands still, and never runs backwards by a slip of the network", () => {
    let ticks = 0;
    const clock = new SiteClock(5000, () => ticks);
    ticks = 1000; clock.tell(5000);
    ticks = 3000;
    expect(clock.now()).toBe(5000);
  });
});
