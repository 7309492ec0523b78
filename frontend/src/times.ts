/** The site's time, drawn by the browser but told by the server: the browser's own clock and zone are never shown. */
import { lang, meta, say } from "./site.js";

/** Runs on from the last time that was told; a scenario's clock may run faster or stand still. */
export class SiteClock {
  private told: number;
  private since: number;
  private rate = 1;

  constructor(at: number, private readonly ticks: () => number = () => performance.now()) {
    this.told = at;
    this.since = ticks();
  }

  now(): number {
    return this.told + (this.ticks() - this.since) * this.rate;
  }

  /** The server says what time it is. Two tellings far enough apart show how fast the site's clock runs. */
  tell(at: number): void {
    const ticks = this.ticks();
    const passed = ticks - this.since;
    if (passed > 400) {
      const rate = (at - this.told) / passed;
      this.rate = rate > 0.9 && rate < 1.1 ? 1 : Math.min(Math.max(rate, 0), 2000);
    } else if (Math.abs(at - this.now()) < 500) return;
    this.told = at;
    this.since = ticks;
  }
}

/** 41 秒, 1 分 22 秒, 14 分, 2 小时 5 分, 3 天. The same as `age_text` on the server. */
export function ageText(seconds: number, language = lang()): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [s, m, h, d] = language === "zh" ? [" 秒", " 分", " 小时", " 天"] : [" s", " min", " h", " d"];
  const minutes = Math.floor(whole / 60), hours = Math.floor(whole / 3600);
  if (whole < 60) return `${whole}${s}`;
  if (whole < 600 && whole % 60) return `${minutes}${m} ${whole % 60}${s}`;
  if (whole < 3600) return `${minutes}${m}`;
  if (hours < 24) return minutes % 60 ? `${hours}${h} ${minutes % 60}${m}` : `${hours}${h}`;
  return `${Math.floor(whole / 86400)}${d}`;
}

/** 06:48, 1:15:20, −02:40. The same as `clock_text` on the server. */
export function clockText(seconds: number): string {
  const whole = Math.trunc(Math.abs(seconds));
  const two = (n: number): string => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60;
  const sign = seconds < 0 ? "−" : "";
  return hours ? `${sign}${hours}:${two(minutes)}:${two(whole % 60)}` : `${sign}${two(minutes)}:${two(whole % 60)}`;
}

export function clockState(now: number, due: number, from: number | null): "" | "soon" | "late" {
  if (now > due) return "late";
  return due - now < (from === null ? 600_000 : due - from) / 5 ? "soon" : "";
}

/** The wall clock of the site's zone. */
export function wallClock(at: number, zone: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(at);
}

export function dayText(at: number, zone: string, language = lang()): string {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, day: "numeric", month: "short" }).formatToParts(at);
  const numeric = new Intl.DateTimeFormat("en-GB", { timeZone: zone, day: "numeric", month: "numeric" }).formatToParts(at);
  const part = (list: Intl.DateTimeFormatPart[], type: string): string => list.find((p) => p.type === type)?.value ?? "";
  return language === "zh" ? `${Number(part(numeric, "month"))} 月 ${Number(part(numeric, "day"))} 日` : `${part(parts, "day")} ${part(parts, "month").slice(0, 3)}`;
}

export const site = new SiteClock(Date.parse(meta("wr-now")) || Date.now());
const zone = (): string => meta("wr-zone") || "Asia/Shanghai";

/** Draws every clock, age and count-down below `root` as of now. */
export function draw(root: ParentNode, now = site.now()): void {
  for (const el of root.querySelectorAll<HTMLElement>("[data-clock]")) set(el, wallClock(now, zone()));
  for (const el of root.querySelectorAll<HTMLElement>("[data-clock-day]")) set(el, dayText(now, zone()));
  for (const el of root.querySelectorAll<HTMLElement>("[data-since]")) drawAge(el, now);
  for (const el of root.querySelectorAll<HTMLElement>("[data-due]")) {
    const due = Date.parse(el.dataset["due"] ?? ""), from = Date.parse(el.dataset["from"] ?? "");
    if (Number.isNaN(due)) continue;
    set(el, clockText((due - now) / 1000));
    const state = clockState(now, due, Number.isNaN(from) ? null : from);
    if (el.dataset["s"] !== state) el.dataset["s"] = state;
  }
}

function drawAge(el: HTMLElement, now: number): void {
  const since = Date.parse(el.dataset["since"] ?? "");
  if (Number.isNaN(since)) return;
  const seconds = (now - since) / 1000;
  set(el, ageText(seconds));
  const limit = Number(el.dataset["stale"]);
  if (!limit) return;
  const stale = seconds > limit;
  el.classList.toggle("stale", stale);
  (el.closest<HTMLElement>("[data-live]") ?? el).toggleAttribute("data-stale-now", stale);
}

function set(el: HTMLElement, text: string): void {
  const inner = el.querySelector("time") ?? el;
  if (inner.textContent !== text) inner.textContent = text;
}

export function startClocks(): void {
  const turn = (): void => { if (!document.hidden) draw(document); };
  setInterval(turn, 1000);
  document.addEventListener("visibilitychange", turn);
  document.addEventListener("htmx:after:swap", () => draw(document));
  turn();
}

export const agoWords = (seconds: number): string => say(`${ageText(seconds, "zh")}前`, `${ageText(seconds, "en")} ago`);
