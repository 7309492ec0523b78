import { expect, test } from "vitest";
import { callOuts, incidentOf, nextStatus, orders, unit } from "./as_if.js";
import { FieldClock } from "./clock.js";
import { placed, View } from "./map.js";
import { metres, MOST_POINTS, thinned, type Point } from "./position.js";
import type { Act, CalledTold, IncidentTold, Item, OrderTold, State, UnitTold } from "./types.js";

const w = { zh: "", en: "" };
const order = (id: number, more: Partial<OrderTold> = {}): OrderTold => ({ id, incident: 1, number: "I-1", post: w, title: w, text: w, proof: w, state: "sent", state_words: w, open: true, sent_at: null, due_at: null, received_at: null, ended_at: null, progress: null, blocked_why: "", steps: [], ...more });
const aUnit = (id: number, more: Partial<UnitTold> = {}): UnitTold => ({ id, code: `u${id}`, words: w, kind: w, status: "dispatched", since: "2026-02-06T02:00:00Z", incident: null, mine: false, by_phone: true, ...more });
const incident = (id: number, mine = false): IncidentTold => ({ id, number: `I-${id}`, title: w, where: w, opened_at: "", lon: null, lat: null, mine, lines: [] });
const MOVES = { dispatched: ["en_route", "on_scene", "available"], on_scene: ["transporting", "returning", "available"], off: ["available", "out"], available: ["off", "out"] };
const state = (more: Partial<State>): State => ({ orders: [], units: [], incidents: [], moves: MOVES, status_words: {}, ...more }) as State;
const waiting = (act: Partial<Act>, at: Item["state"] = "waiting"): Item => ({ whose: "person:1", act: { key: "k", kind: "note", at: "2026-02-06T02:30:00Z", offset_ms: null, ...act }, title: w, state: at });

test("what waits is shown as done and as not sent; what was refused is not", () => {
  const told = state({ orders: [order(1), order(2), order(3)] });
  const seen = orders(told, [waiting({ kind: "order_receive", order: 1 }), waiting({ kind: "order_done", order: 1 }), waiting({ kind: "order_receive", order: 2 }), waiting({ kind: "order_done", order: 3 }, "refused")]);
  expect(seen.map((one) => [one.state, one.open, one.pending])).toEqual([["done", false, true], ["received", true, true], ["sent", true, false]]);
});

test("what one said of a call-out is shown at once: the unanswered first, what is over for oneself no more, by when one is there", () => {
  const out = (id: number, now: CalledTold["state"] = "asked"): CalledTold => ({ id, incident: 9, number: "I-9", incident_title: w, where: w, lon: null, lat: null, team: w, title: null, for_all: true, also: "", at: null, answer_by: null, state: now, due_at: null, came_at: null });
  const told = state({ called: [out(1), out(2), out(3, "coming"), out(4)] });
  const seen = callOuts(told, [waiting({ kind: "call_come", called: 1, minutes: 20, offset_ms: 60_000 }), waiting({ kind: "call_cannot", called: 2 }), waiting({ kind: "call_left", called: 3 }, "refused")]);
  expect(seen.map((one) => [one.id, one.state, one.pending])).toEqual([[4, "asked", false], [1, "coming", true], [3, "coming", false]]);
  expect(seen[1]?.due_at).toBe("2026-02-06T02:51:00.000Z");
  expect(callOuts(told, [waiting({ kind: "call_come", called: 1, minutes: 20 }), waiting({ kind: "call_there", called: 1 })]).find((one) => one.id === 1)?.state).toBe("there");
  expect(callOuts(state({}), [])).toEqual([]);
  expect(incidentOf(told, null, null)).toBe(9);
});

test("one's unit is the chosen one, else the one that one is aboard of, with the last status that one reported", () => {
  const told = state({ units: [aUnit(1), aUnit(2, { mine: true })] });
  expect(unit(told, [], null)?.id).toBe(2);
  expect(unit(told, [waiting({ kind: "unit_status", unit: 1, status: "en_route" }), waiting({ kind: "unit_status", unit: 1, status: "on_scene" })], 1)).toMatchObject({ id: 1, status: "on_scene", pending: true });
  expect(unit(state({ units: [aUnit(1)] }), [], null)).toBeNull();
});

test("the large key bears what comes next in a run", () => {
  expect(["dispatched", "on_scene", "off", "available"].map((status) => nextStatus(state({}), status))).toEqual(["en_route", "returning", "available", null]);
});

test("an act belongs to the order's incident, else the unit's, else one's own; where several are open its person says which", () => {
  expect(incidentOf(state({}), order(1, { incident: 7 }), aUnit(1, { incident: 8 }))).toBe(7);
  expect(incidentOf(state({}), null, aUnit(1, { incident: 8 }))).toBe(8);
  expect(incidentOf(state({ incidents: [incident(5), incident(6, true)] }), null, null)).toBe(6);
  expect(incidentOf(state({ incidents: [incident(5)] }), null, null)).toBe(5);
  expect(incidentOf(state({ incidents: [incident(5), incident(6)] }), null, null)).toBeNull();
});

test("a clock that is wrong by hours tells the site's time", () => {
  let device = Date.parse("2026-02-05T19:00:00Z");
  const clock = new FieldClock(null, () => device);
  expect(clock.offset).toBeNull();
  expect(clock.tell("2026-02-06T02:00:00.000Z", device - 400, device)).toEqual({ offset_ms: 7 * 3_600_000 + 200, at: device });
  device += 60_000;
  expect(new Date(clock.now()).toISOString()).toBe("2026-02-06T02:01:00.200Z");
  expect(clock.tell("no time", device, device)).toBeNull();
  expect(clock.tell("2026-02-06T02:00:00.000Z", device + 5, device)).toBeNull();
});

test("a track is thinned: half a minute apart, and while nobody moves five minutes; never more than its most", () => {
  const at = (s: number, lon = 115.46): Point => ({ lon, lat: 40.9, accuracy: 5, at: s * 1000 });
  let track: Point[] = [];
  for (const point of [at(0), at(10, 115.47), at(40), at(70, 115.461), at(100, 115.4611), at(380, 115.4611)]) track = thinned(track, point);
  expect(track.map((one) => one.at / 1000)).toEqual([0, 70, 380]);
  for (let i = 0; i < 3000; i += 1) track = thinned(track, at(1000 + 40 * i, 115 + i / 1000));
  expect(track.length).toBeLessThanOrEqual(MOST_POINTS);
  expect(track.at(-1)?.at).toBe(1000 * (1000 + 40 * 2999));
  expect(metres({ lon: 115, lat: 40 }, { lon: 115, lat: 40.001 })).toBeCloseTo(111.2, 0);
});

test("a position stands in the drawing where the server would put it, and the view stays within its edges", () => {
  expect(placed({ size: [900, 900], at: [115, 40], stretch: 0.766, scale: 1000 }, 115.1, 40.2)).toEqual([450 + 0.1 * 0.766 * 1000, 250].map((n) => expect.closeTo(n, 6)));
  const view = new View(900, 900);
  view.by(2, 450, 450);
  expect(view.box).toBe("225.0 225.0 450.0 450.0");
  view.move(9000, -9000);
  expect(view.box).toBe("450.0 0.0 450.0 450.0");
  view.by(0.01, 0, 0);
  expect(view.box).toBe("0.0 0.0 900.0 900.0");
});
