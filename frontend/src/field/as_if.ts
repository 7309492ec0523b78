/** The state as its person left it: what waits to be sent is shown as done, and marked as not sent. Pure. */
import type { CalledTold, Item, OrderTold, State, UnitTold } from "./types.js";

export interface OrderSeen extends OrderTold { pending: boolean }
export interface UnitSeen extends UnitTold { pending: boolean }
export interface CalledSeen extends CalledTold { pending: boolean }

const THEN: Partial<Record<Item["act"]["kind"], string>> = { order_receive: "received", order_decline: "blocked", order_progress: "doing", order_done: "done" };

export function orders(state: State, items: Item[]): OrderSeen[] {
  return state.orders.map((order) => {
    const acts = items.filter((item) => item.state === "waiting" && item.act.order === order.id && THEN[item.act.kind]);
    const last = acts.at(-1);
    if (!last) return { ...order, pending: false };
    const then = THEN[last.act.kind] as string;
    return { ...order, state: then, open: then !== "done", pending: true, received_at: order.received_at ?? acts[0]?.act.at ?? null, progress: last.act.percent ?? order.progress };
  });
}

/** The order that stands large on the page: the chosen one, or the first that is open. */
export function shown(open: OrderSeen[], chosen: number | null): OrderSeen | null {
  return open.find((one) => one.id === chosen) ?? open[0] ?? null;
}

const SAID: Partial<Record<Item["act"]["kind"], CalledTold["state"] | "over">> = { call_come: "coming", call_cannot: "over", call_there: "there", call_left: "over" };

/** The call-outs to oneself, those that wait for an answer first; what one has said ends or changes them at once. */
export function callOuts(state: State, items: Item[]): CalledSeen[] {
  const found = (state.called ?? []).flatMap((one) => {
    const acts = items.filter((item) => item.state === "waiting" && item.act.called === one.id && SAID[item.act.kind]), last = acts.at(-1);
    if (!last) return [{ ...one, pending: false }];
    const then = SAID[last.act.kind], come = acts.findLast((item) => item.act.kind === "call_come")?.act;
    if (!then || then === "over") return [];
    return [{ ...one, state: then, pending: true, due_at: come?.minutes === undefined ? one.due_at : new Date(Date.parse(come.at) + (come.offset_ms ?? 0) + come.minutes * 60_000).toISOString() }];
  });
  return found.sort((a, b) => Number(b.state === "asked") - Number(a.state === "asked"));
}

export function unit(state: State, items: Item[], chosen: number | null): UnitSeen | null {
  const found = state.units.find((one) => one.id === chosen) ?? state.units.find((one) => one.mine) ?? null;
  if (!found) return null;
  const last = items.filter((item) => item.state === "waiting" && item.act.kind === "unit_status" && item.act.unit === found.id).at(-1);
  return last ? { ...found, status: last.act.status ?? found.status, since: last.act.at, pending: true } : { ...found, pending: false };
}

/** The order in which a run usually goes: the large key bears the next of these. */
const RUN = ["dispatched", "en_route", "on_scene", "transporting", "at_destination", "returning", "available"];

export function nextStatus(state: State, status: string): string | null {
  const may = state.moves[status] ?? [], place = RUN.indexOf(status);
  if (status === "on_scene") return may.includes("returning") ? "returning" : null; // most carry nobody away
  return RUN.slice(place + 1).find((one) => may.includes(one)) ?? (status === "off" || status === "out" ? "available" : null);
}

/** The incident that an act belongs to where its person names none: that of the order, else of the unit, else the only one that is open. */
export function incidentOf(state: State, order: OrderTold | null, own: UnitTold | null): number | null {
  if (order) return order.incident;
  const called = state.called?.[0];
  if (own?.incident) return own.incident;
  if (called) return called.incident;
  const mine = state.incidents.filter((one) => one.mine);
  if (mine[0]) return mine[0].id;
  return state.incidents.length === 1 ? (state.incidents[0]?.id ?? null) : null;
}
