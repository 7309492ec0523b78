/** A sensor's history as a plot, with its limits drawn in; the same numbers as a table for those who read instead. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { element, lang, meta, say } from "./site.js";
import { wallClock } from "./times.js";

export interface Limit { value: number; level?: number; zh?: string; en?: string; label?: string }
export interface Series { title?: string; unit?: string; digits?: number; t: number[]; v: (number | null)[]; limits: Limit[] }

/** Reads the shapes in which a history may come; times to seconds. */
export function readSeries(data: unknown): Series {
  const given = (data ?? {}) as Record<string, unknown>;
  const t = (given["t"] ?? given["times"] ?? given["at"] ?? []) as (number | string)[];
  const v = (given["v"] ?? given["values"] ?? []) as (number | null)[];
  const seconds = t.map((at) => (typeof at === "string" ? Date.parse(at) / 1000 : at > 1e11 ? at / 1000 : at));
  const words = (name: string): string | undefined => (given[name] ?? given[`${name}_${lang()}`]) as string | undefined;
  const made: Series = { t: seconds, v: v.map((value) => (value === null || Number.isFinite(value) ? value : null)), limits: (given["limits"] ?? []) as Limit[] };
  const title = words("title"), unit = words("unit");
  if (title !== undefined) made.title = title;
  if (unit !== undefined) made.unit = unit;
  if (typeof given["digits"] === "number") made.digits = given["digits"];
  return made;
}

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

class Plot extends HTMLElement {
  private plot: uPlot | null = null;
  private series: Series | null = null;
  private readonly again = (): void => this.draw();
  private observer: ResizeObserver | null = null;

  connectedCallback(): void {
    document.addEventListener("wr:theme", this.again);
    this.observer = new ResizeObserver(() => { if (this.plot && Math.abs(this.plot.width - this.clientWidth) > 2) this.plot.setSize({ width: this.clientWidth, height: this.height() }); });
    this.observer.observe(this);
    void this.load();
  }
  disconnectedCallback(): void { document.removeEventListener("wr:theme", this.again); this.observer?.disconnect(); this.plot?.destroy(); this.plot = null; }

  private height(): number { return Number(this.getAttribute("height")) || 220; }

  private async load(): Promise<void> {
    this.replaceChildren(element("div", { class: "loading", role: "status" }, say("正在读取历史……", "Reading the history…")));
    try {
      const answer = await fetch(this.getAttribute("src") ?? "", { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      this.series = readSeries(await answer.json());
      this.draw();
    } catch {
      const again = element("button", { type: "button", class: "btn sm" }, say("重试", "Try again"));
      again.addEventListener("click", () => void this.load());
      this.replaceChildren(element("div", { class: "empty", role: "alert" }, say("历史未能读取。", "The history could not be read."), " ", again));
    }
  }

  private draw(): void {
    const series = this.series;
    if (!series) return;
    this.plot?.destroy();
    this.replaceChildren();
    if (series.t.length === 0) { this.append(element("p", { class: "empty" }, say("这段时间没有读数。", "No readings in this time."))); return; }
    const zone = meta("wr-zone") || "Asia/Shanghai", ink = colour("--ink"), axis = { stroke: colour("--ink-3"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 }, font: `12px ${colour("--font")}` };
    const values = series.v.filter((value): value is number => value !== null);
    const high = Math.max(...values, ...series.limits.map((limit) => limit.value)), low = Math.min(...values, ...series.limits.map((limit) => limit.value));
    const pad = (high - low || 1) * 0.08;
    const options: uPlot.Options = {
      width: Math.max(this.clientWidth, 240), height: this.height(), cursor: { y: false },
      tzDate: (ts) => uPlot.tzDate(new Date(ts * 1000), zone),
      scales: { x: { time: true }, y: { range: [low >= 0 ? Math.max(0, low - pad) : low - pad, high + pad] } },
      axes: [{ ...axis, values: (_plot, splits) => splits.map((at) => wallClock(at * 1000, zone).slice(0, 5)) }, { ...axis, size: 54 }],
      series: [
        { label: say("时间", "Time"), value: (_plot, at) => (at === null ? "—" : wallClock(at * 1000, zone)) },
        { label: series.title ?? say("读数", "Reading"), stroke: ink, width: 1.75, spanGaps: false, points: { show: false }, value: (_plot, value) => (value === null ? "—" : `${value.toFixed(series.digits ?? 1)} ${series.unit ?? ""}`) },
      ],
      hooks: { draw: [(plot) => drawLimits(plot, series.limits)] },
    };
    this.plot = new uPlot(options, [series.t, series.v], this);
    this.plot.root.setAttribute("role", "img");
    this.plot.root.setAttribute("aria-label", this.summary(series, values));
    this.append(this.table(series, zone));
  }

  private summary(series: Series, values: number[]): string {
    const digits = series.digits ?? 1, unit = series.unit ?? "";
    return say(`${series.title ?? "读数"}：最低 ${Math.min(...values).toFixed(digits)}，最高 ${Math.max(...values).toFixed(digits)} ${unit}`, `${series.title ?? "Reading"}: lowest ${Math.min(...values).toFixed(digits)}, highest ${Math.max(...values).toFixed(digits)} ${unit}`);
  }

  private table(series: Series, zone: string): HTMLElement {
    const box = element("details", { class: "sm" }, element("summary", {}, say("以表格查看", "As a table")));
    box.addEventListener("toggle", () => {
      if (!box.open || box.querySelector("table")) return;
      const body = element("tbody"), step = Math.max(1, Math.ceil(series.t.length / 200));
      for (let i = series.t.length - 1; i >= 0; i -= step) body.append(element("tr", {}, element("td", {}, wallClock((series.t[i] ?? 0) * 1000, zone)), element("td", { class: "num" }, series.v[i]?.toFixed(series.digits ?? 1) ?? "—")));
      const head = element("thead", {}, element("tr", {}, element("th", { scope: "col" }, say("时间", "Time")), element("th", { scope: "col", class: "num" }, series.unit ?? "")));
      box.append(element("table", { class: "grid" }, head, body));
    });
    return box;
  }
}

function drawLimits(plot: uPlot, limits: Limit[]): void {
  const { ctx } = plot, { left, width } = plot.bbox;
  ctx.save();
  for (const limit of limits) {
    const y = plot.valToPos(limit.value, "y", true);
    ctx.strokeStyle = limit.level ? colour(`--lv${limit.level}-text`) : colour("--edge");
    ctx.setLineDash([6, 5]);
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(left, y);
    ctx.lineTo(left + width, y);
    ctx.stroke();
    const words = limit.label ?? limit[lang()] ?? say(`限值 ${limit.value}`, `limit ${limit.value}`);
    ctx.fillStyle = colour("--ink-2");
    ctx.font = `${12 * devicePixelRatio}px ${colour("--font")}`;
    ctx.textAlign = "right";
    ctx.textBaseline = "bottom";
    ctx.setLineDash([]);
    ctx.strokeStyle = colour("--panel");
    ctx.lineWidth = 4 * devicePixelRatio;
    ctx.strokeText(words, left + width - 4, y - 4 * devicePixelRatio);
    ctx.fillText(words, left + width - 4, y - 4 * devicePixelRatio);
  }
  ctx.restore();
}

customElements.define("wr-plot", Plot);
