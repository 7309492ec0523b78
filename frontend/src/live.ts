/**
 * The live stream: what was decided comes as numbered `entry` events and makes the panes that show it ask again;
 * what was measured comes as `values` frames without number and is written where it is shown.
 *
 *   event: hello   {"head": 88413, "exercise": true}
 *   event: entry   id: 88414   {"id", "kind", "subject", "incident", "exercise"}
 *   event: values  {"sensors": {"JP-03": {"value": 9.8, "at": "…Z"}}, "units": {"AMB-1": {"lon", "lat", "at"}}}
 *   event: reset   the browser was away for too long: everything asks again
 */
import htmx from "htmx.org";
import { startAgain } from "./again.js";
import { signedOut as sayOut } from "./forms.js";
import { jitter, lang, meta } from "./site.js";
import { ageText, draw, site, wallClock } from "./times.js";

export interface Told { id: number; kind: string; subject: string; incident: number | null; exercise: boolean }
export interface Reading { value?: number | string | null; at?: string | number; lon?: number; lat?: number }
export interface Frame { sensors: Map<string, Reading>; units: Map<string, Reading>; now: number | null }

/** Twice a second in the long run, spread; a few entries after a quiet while are shown at once. */
export const PANE_MS = 500, BURST = 3;
const CLOCK_MS = 10_000, DRILL_CLOCK_MS = 2_000, LOST_AFTER_MS = 2_500;

/** Does a pane that follows `prefixes` show an entry about this subject (or this incident)? */
export function follows(prefixes: string, told: Pick<Told, "subject" | "incident">): boolean {
  return prefixes.split(/\s+/).some((prefix) =>
    prefix !== "" && (prefix === "*" || matches(prefix, told.subject) || (told.incident !== null && prefix === `incident:${told.incident}`)));
}
/** `alarm:` follows every alarm; `alarm:1` that one and not `alarm:12`. */
const matches = (prefix: string, subject: string): boolean => (prefix.endsWith(":") ? subject.startsWith(prefix) : subject === prefix || subject.startsWith(`${prefix}:`));

/** Reads the shapes in which values may come: by code, or as a list. */
export function readFrame(data: unknown): Frame {
  const frame: Frame = { sensors: new Map(), units: new Map(), now: null };
  if (typeof data !== "object" || data === null) return frame;
  const given = data as Record<string, unknown>;
  const now = given["now"] ?? given["at"];
  if (typeof now === "string" || typeof now === "number") frame.now = typeof now === "number" ? now : Date.parse(now);
  collect(given["sensors"] ?? given["values"], frame.sensors);
  collect(given["units"] ?? given["positions"], frame.units);
  return frame;
}
function collect(given: unknown, into: Map<string, Reading>): void {
  if (Array.isArray(given)) for (const one of given as Record<string, unknown>[]) {
    const code = one["sensor"] ?? one["unit"] ?? one["code"];
    if (typeof code === "string") into.set(code, reading(one));
  } else if (typeof given === "object" && given !== null) for (const [code, one] of Object.entries(given)) into.set(code, reading(one));
}
function reading(one: unknown): Reading {
  if (Array.isArray(one)) return { value: one[0] as number, at: one[1] as string };
  if (typeof one !== "object" || one === null) return { value: one as number };
  const given = one as Record<string, unknown>, made: Reading = {};
  if ("value" in given) made.value = given["value"] as number;
  const at = given["at"] ?? given["measured_at"] ?? given["ms"];
  if (typeof at === "string" || typeof at === "number") made.at = at;
  if (typeof given["lon"] === "number" && typeof given["lat"] === "number") { made.lon = given["lon"]; made.lat = given["lat"]; }
  return made;
}
export const instant = (at: string | number | undefined): number => (typeof at === "number" ? at : Date.parse(at ?? ""));

/** Lets a pane ask once every `PANE_MS` in the long run, whatever the number of events; the last event is never lost. */
export class Panes {
  private readonly waiting = new Map<Element, ReturnType<typeof setTimeout>>();
  private readonly spent = new WeakMap<Element, { left: number; at: number }>();

  constructor(private readonly ask: (pane: Element) => void, private readonly wait: (ms: number) => number = jitter, private readonly now: () => number = () => performance.now()) {}

  dirty(pane: Element): void {
    if (this.waiting.has(pane)) return;
    const left = this.left(pane);
    const pause = left >= 1 ? this.wait(40) : (1 - left) * PANE_MS + this.wait(60);
    this.waiting.set(pane, setTimeout(() => this.turn(pane), pause));
  }

  private turn(pane: Element): void {
    this.waiting.delete(pane);
    if (!pane.isConnected) return;
    if (typing(pane)) { this.waiting.set(pane, setTimeout(() => this.turn(pane), 1000)); return; }
    this.spent.set(pane, { left: this.left(pane) - 1, at: this.now() });
    this.ask(pane);
  }

  /** How often a pane may ask at once: one more with every `PANE_MS`, `BURST` at most. */
  private left(pane: Element): number {
    const spent = this.spent.get(pane);
    return spent ? Math.min(BURST, spent.left + (this.now() - spent.at) / PANE_MS) : BURST;
  }
}

/** A pane in which somebody is typing, or has typed and not sent, is never taken away under the hands. */
function typing(pane: Element): boolean {
  const active = document.activeElement;
  if (active && pane.contains(active) && active.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) return true;
  return pane.querySelector("[data-typed]") !== null || pane.querySelector("details.menu[open], dialog[open]") !== null;
}

/** What is asked for by the clock waits for whoever is typing, as what follows the stream does. */
document.addEventListener("htmx:before:request", (event) => {
  const pane = event.target;
  if (pane instanceof Element && pane.matches("[data-follows]") && typing(pane)) event.preventDefault();
});

const panes = new Panes((pane) => htmx.trigger(pane, "refresh", {}, false));
let stream: EventSource | null = null;
let last = Number(meta("wr-position")) || 0;
let heard = Date.now(), lostSince = 0, clockFails = 0, signedOut = false;

function tellEntry(told: Told): void {
  if (told.id <= last) return;
  last = told.id;
  for (const pane of document.querySelectorAll("[data-follows]")) if (follows(pane.getAttribute("data-follows") ?? "", told)) panes.dirty(pane);
  document.dispatchEvent(new CustomEvent<Told>("wr:entry", { detail: told }));
  askClockSoon();
}

function tellValues(frame: Frame): void {
  if (frame.now !== null) { site.tell(frame.now); framed = Date.now(); }
  for (const el of document.querySelectorAll<HTMLElement>("[data-sensor]")) {
    const found = frame.sensors.get(el.dataset["sensor"] ?? "");
    if (found?.value === undefined || found.value === null) continue;
    const digits = Number(el.dataset["digits"] ?? "1");
    const text = typeof found.value === "number" ? found.value.toFixed(digits).replace("-", "−") : String(found.value);
    if (el.textContent !== text) el.textContent = text;
    const at = instant(found.at);
    const box = el.closest<HTMLElement>("[data-live]") ?? el.parentElement;
    const age = box?.querySelector<HTMLElement>("[data-since]");
    if (age && !Number.isNaN(at)) age.dataset["since"] = new Date(at).toISOString();
  }
  document.dispatchEvent(new CustomEvent<Frame>("wr:values", { detail: frame }));
}

function everything(): void {
  for (const pane of document.querySelectorAll("[data-follows]")) panes.dirty(pane);
  document.dispatchEvent(new CustomEvent("wr:reset"));
}

const parsed = (event: Event): unknown => { try { return JSON.parse((event as MessageEvent<string>).data); } catch { return null; } };

function open(): void {
  stream?.close();
  const url = new URL(meta("wr-live"), location.href);
  url.searchParams.set("from", String(last));
  const made = new EventSource(url, { withCredentials: true });
  stream = made;
  const here = (): void => { heard = Date.now(); found(); };
  made.addEventListener("open", here);
  made.addEventListener("hello", (event) => {
    here();
    const hello = parsed(event) as { exercise?: boolean } | null;
    if (hello && hello.exercise !== undefined && hello.exercise !== (document.documentElement.dataset["mode"] === "drill")) location.reload();
  });
  made.addEventListener("entry", (event) => { here(); const told = parsed(event) as Told | null; if (told && typeof told.id === "number") tellEntry(told); });
  made.addEventListener("values", (event) => { here(); tellValues(readFrame(parsed(event))); });
  made.addEventListener("reset", (event) => { here(); last = (parsed(event) as { head?: number } | null)?.head ?? last; everything(); });
  made.addEventListener("error", () => { if (made === stream) gone(); });
}

let lostTimer: ReturnType<typeof setTimeout> | undefined, againTimer: ReturnType<typeof setTimeout> | undefined;
function gone(): void {
  lostTimer ??= setTimeout(lost, LOST_AFTER_MS);
  if (stream?.readyState === EventSource.CLOSED && againTimer === undefined) againTimer = setTimeout(() => { againTimer = undefined; open(); }, jitter(3000));
}
function lost(): void {
  if (lostSince === 0) lostSince = heard;
  document.documentElement.setAttribute("data-lost", "");
  drawLost();
}
function found(): void {
  clearTimeout(lostTimer);
  lostTimer = undefined;
  if (lostSince === 0) return;
  lostSince = 0;
  document.documentElement.removeAttribute("data-lost");
  drawLost();
  everything();
}
function drawLost(): void {
  const banner = document.getElementById("wr-lost");
  if (!banner) return;
  banner.hidden = lostSince === 0;
  if (lostSince === 0) return;
  const seconds = (Date.now() - lostSince) / 1000;
  const put = (name: string, text: string): void => { const el = banner.querySelector(`[data-${name}]`); if (el) el.textContent = text; };
  put("lost-since", wallClock(site.now() - seconds * 1000, meta("wr-zone") || "Asia/Shanghai"));
  put("lost-age", ageText(seconds, lang()));
}

let clockTimer: ReturnType<typeof setTimeout> | undefined, clockAsked = 0, framed = 0;
function askClockSoon(): void {
  if (Date.now() - clockAsked > 900 && Date.now() - framed > 3000) void askClock();
}
async function askClock(): Promise<void> {
  clearTimeout(clockTimer);
  clockAsked = Date.now();
  try {
    const answer = await fetch("/clock", { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(5000) });
    if (answer.status === 401 && !signedOut) {
      signedOut = true;
      const form = document.querySelector<HTMLFormElement>("form[data-typed]");
      if (!form) { location.reload(); return; }
      sayOut(form); // what somebody is typing is not taken away
    } else if (answer.ok) signedOut = false;
    const told = (await answer.json()) as { now: string };
    const at = Date.parse(told.now);
    if (!Number.isNaN(at)) { site.tell(at); draw(document); }
    clockFails = 0;
    if (stream?.readyState === EventSource.OPEN) found();
  } catch {
    clockFails += 1;
    if (clockFails >= 2) lost();
  }
  const drill = document.documentElement.dataset["mode"] === "drill";
  clockTimer = setTimeout(() => void askClock(), jitter(drill && Date.now() - framed > 3000 ? DRILL_CLOCK_MS : CLOCK_MS));
}

export function startLive(): void {
  if (!meta("wr-live")) return;
  open();
  startAgain((pane) => panes.dirty(pane));
  clockTimer = setTimeout(() => void askClock(), 1000);
  setInterval(() => { if (lostSince !== 0) drawLost(); }, 1000);
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-retry]")) { clearTimeout(againTimer); againTimer = undefined; open(); void askClock(); }
  });
  addEventListener("pagehide", () => stream?.close());
  addEventListener("pageshow", (event) => { if (event.persisted) open(); });
}
