import { beforeEach, describe, expect, it, vi } from "vitest";

vi.mock("htmx.org", () => ({ default: { trigger: vi.fn(), process: vi.fn() } }));
const { BURST, follows, Panes, PANE_MS, readFrame } = await import("./live.js");

describe("which panes an entry touches", () => {
  it("matches by the noun of the subject, by the very subject, and by the incident", () => {
    expect(follows("alarm: incident:", { subject: "alarm:12", incident: null })).toBe(true);
    expect(follows("alarm:1", { subject: "alarm:12", incident: null })).toBe(false);
    expect(follows("alarm:12", { subject: "alarm:12", incident: null })).toBe(true);
    expect(follows("incident:4", { subject: "order:9", incident: 4 })).toBe(true);
    expect(follows("incident:4", { subject: "order:9", incident: 44 })).toBe(false);
    expect(follows("*", { subject: "place:3", incident: null })).toBe(true);
    expect(follows("", { subject: "place:3", incident: null })).toBe(false);
  });
});

describe("how often a pane asks", () => {
  let now = 0;
  beforeEach(() => { vi.useFakeTimers(); now = 0; document.body.innerHTML = '<div id="pane"></div>'; });
  const pane = (): Element => document.getElementById("pane") as Element;
  const pass = (ms: number): void => { for (let i = 0; i < ms; i++) { now += 1; vi.advanceTimersByTime(1); } };

  it("asks at once for the few entries after a quiet while", () => {
    const ask = vi.fn(), panes = new Panes(ask, (ms) => ms, () => now);
    for (let i = 1; i <= BURST; i++) { panes.dirty(pane()); pass(100); expect(ask).toHaveBeenCalledTimes(i); }
  });

  it("asks twice a second in the long run whatever the number of entries, and once more for the last", () => {
    const ask = vi.fn(), panes = new Panes(ask, (ms) => ms, () => now);
    for (let i = 0; i < 300; i++) { panes.dirty(pane()); pass(10); }
    pass(2 * PANE_MS);
    expect(ask.mock.calls.length).toBeGreaterThanOrEqual(5);
    expect(ask.mock.calls.length).toBeLessThanOrEqual(8 + BURST);
    const before = ask.mock.calls.length;
    panes.dirty(pane());
    pass(PANE_MS + 200);
    expect(ask.mock.calls.length).toBe(before + 1);
  });

  it("leaves a pane alone in which somebody has typed, and asks when it is sent", () => {
    const ask = vi.fn(), panes = new Panes(ask, (ms) => ms, () => now);
    pane().innerHTML = "<form data-typed><input></form>";
    panes.dirty(pane());
    pass(3000);
    expect(ask).not.toHaveBeenCalled();
    pane().querySelector("form")?.removeAttribute("data-typed");
    pass(1200);
    expect(ask).toHaveBeenCalledTimes(1);
  });
});

describe("frames of values", () => {
  it("reads values by sensor, positions by unit, and the site's time", () => {
    const frame = readFrame({ now: 1770350000000, sensors: { "JP-W": { value: 5.6, at: "2026-02-06T03:21:00.000Z" } }, positions: { "AMB-1": { lon: 115.4, lat: 40.9, at: "2026-02-06T03:21:00.000Z" } } });
    expect(frame.sensors.get("JP-W")).toEqual({ value: 5.6, at: "2026-02-06T03:21:00.000Z" });
    expect(frame.units.get("AMB-1")).toMatchObject({ lon: 115.4, lat: 40.9 });
    expect(frame.now).toBe(1770350000000);
  });
  it("takes nothing from what is no frame", () => {
    for (const bad of [null, 7, "x", [], { sensors: 4 }]) expect(readFrame(bad).sensors.size).toBe(0);
  });
});
