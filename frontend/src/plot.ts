/** A sensor's past: lowest to highest as a band, the mean as a line, limits, alarms, and the periods that nobody told of.
 *  Whoever zooms asks the server again for finer stretches. The same numbers stand in a table for those who read instead. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { type Mark, type Past, type Span, address, extremes, hasBand, headline, limitWords, moved, readPast, readSpans, roman, zoomed } from "./past.js";
import { element, lang, meta, say } from "./site.js";
import { ageText, dayText, wallClock } from "./times.js";

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const zone = (): string => meta("wr-zone") || "Asia/Shanghai";
const moment = (at: number): string => `${dayText(at * 1000, zone())} ${wallClock(at * 1000, zone())}`;

class Plot extends HTMLElement {
  private plot: uPlot | null = null;
  private past: Past | null = null;
  private asked = "";
  private readonly again = (): void => this.draw();
  private observer: ResizeObserver | null = null;
  private readonly bar = element("div", { class: "plotbar", role: "group" });
  private readonly said = element("p", { class: "plotsaid sm", "aria-live": "polite" });
  private readonly room = element("div", { class: "plotroom" });
  private readonly below = element("div");

  connectedCallback(): void {
    document.addEventListener("wr:theme", this.again);
    this.observer = new ResizeObserver(() => { if (this.plot && Math.abs(this.plot.width - this.room.clientWidth) > 2) this.plot.setSize({ width: this.room.clientWidth, height: this.height() }); });
    this.observer.observe(this);
    const given = this.dataset["series"];
    this.replaceChildren(...(given !== undefined || this.fixed() ? [] : [this.bar]), this.said, this.room, this.below);
    if (given !== undefined) { this.past = readPast(JSON.parse(given)); this.draw(); return; }
    if (!this.fixed()) this.buttons();
    void this.load(this.getAttribute("src") ?? "");
  }
  disconnectedCallback(): void { document.removeEventListener("wr:theme", this.again); this.observer?.disconnect(); this.plot?.destroy(); this.plot = null; }

  private height(): number { return Number(this.getAttribute("height")) || 220; }
  /** The page itself holds the series (`data-series`), or its span is the only one that there is (`fixed`). */
  private fixed(): boolean { return this.hasAttribute("fixed") || this.dataset["series"] !== undefined; }
  private base(): string { return (this.getAttribute("src") ?? "").split("?")[0] ?? ""; }

  private buttons(): void {
    this.bar.setAttribute("aria-label", say("看哪段时间", "Which time"));
    const button = (words: string, act: () => void, name = words): void => {
      const made = element("button", { type: "button", class: "btn sm", "aria-label": name }, words);
      made.addEventListener("click", act);
      this.bar.append(made);
    };
    const go = (to: (span: Span) => Span) => (): void => { if (this.past) void this.load(address(this.base(), to(this.past))); };
    this.bar.replaceChildren();
    for (const { days, words } of readSpans(this.getAttribute("spans"))) button(words, () => void this.load(`${this.base()}?days=${days}`));
    button("←", go((span) => moved(span, -0.5)), say("更早", "Earlier"));
    button("→", go((span) => moved(span, 0.5)), say("更晚", "Later"));
    button("+", go((span) => zoomed(span, 0.5)), say("放大", "Closer"));
    button("−", go((span) => zoomed(span, 2)), say("缩小", "Wider"));
  }

  private async load(from: string): Promise<void> {
    this.asked = from;
    this.room.setAttribute("aria-busy", "true");
    if (!this.past) this.room.replaceChildren(element("div", { class: "loading", role: "status" }, say("正在读取历史……", "Reading the history…")));
    try {
      const answer = await fetch(from, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const past = readPast(await answer.json());
      if (this.asked !== from) return; // somebody has asked for another time since
      this.past = past;
      this.room.removeAttribute("aria-busy");
      this.draw();
    } catch {
      if (this.asked !== from) return;
      this.room.removeAttribute("aria-busy");
      const again = element("button", { type: "button", class: "btn sm" }, say("重试", "Try again"));
      again.addEventListener("click", () => void this.load(from));
      this.plot?.destroy();
      this.plot = null;
      this.room.replaceChildren(element("div", { class: "empty", role: "alert" }, say("历史未能读取。", "The history could not be read."), " ", again));
    }
  }

  private draw(): void {
    const past = this.past;
    if (!past) return;
    this.plot?.destroy();
    this.plot = null;
    this.room.replaceChildren();
    this.below.replaceChildren();
    const found = extremes(past);
    const span = [`${moment(past.since)} – ${moment(past.until)}`, meta("wr-zone-name")].filter(Boolean).join(" ");
    this.said.replaceChildren(...(past.title ? [element("b", {}, headline(past)), " · "] : []), `${span} · ${this.stretchWords(past)}`);
    if (!found) { this.room.append(element("p", { class: "empty" }, say("这段时间没有读数。", "No readings in this time."))); return; }
    this.toggleAttribute("data-single", !hasBand(past));
    this.plot = new uPlot(this.options(past, found), [past.t, past.high, past.low, past.mean], this.room);
    this.plot.root.setAttribute("role", "img");
    this.plot.root.setAttribute("aria-label", summary(past, found));
    this.below.append(table(past));
  }

  private stretchWords(past: Past): string {
    const each = ageText(past.stretch), told = say(`${past.readings} 条读数，每点 ${each}`, `${past.readings} readings, a point each ${each}`);
    return hasBand(past) ? told + say("，带状为最低至最高", ", the band from lowest to highest") : told;
  }

  private options(past: Past, [lowest, highest]: [number, number]): uPlot.Options {
    const ink = colour("--ink"), axis = { stroke: colour("--ink-3"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 }, font: `12px ${colour("--font")}` };
    const high = Math.max(highest, ...past.limits.map((limit) => limit.value)), low = Math.min(lowest, ...past.limits.map((limit) => limit.value));
    const pad = (high - low || 1) * 0.08, value = (_plot: uPlot, is: number | null): string => (is === null ? "—" : `${is.toFixed(past.digits)} ${past.unit ?? ""}`);
    const edge = { stroke: colour("--edge"), width: 0.75, points: { show: false }, spanGaps: false, value };
    return {
      width: Math.max(this.room.clientWidth, 240), height: this.height(), cursor: { y: false, drag: { x: true, y: false, setScale: false } },
      tzDate: (ts) => uPlot.tzDate(new Date(ts * 1000), zone()),
      scales: { x: { time: true, range: [past.since, past.until] }, y: { range: [low >= 0 ? Math.max(0, low - pad) : low - pad, high + pad] } },
      axes: [{ ...axis, values: (_plot, splits) => splits.map((at, i) => tick(at, (splits[1] ?? at) - (splits[0] ?? at), i)) }, { ...axis, size: 54 }],
      bands: hasBand(past) ? [{ series: [1, 2], fill: colour("--line-2") }] : [],
      series: [
        { label: say("时间", "Time"), value: (_plot, at) => (at === null ? "—" : moment(at)) },
        { label: say("最高", "Highest"), show: hasBand(past), ...edge },
        { label: say("最低", "Lowest"), show: hasBand(past), ...edge },
        { label: hasBand(past) ? say("平均", "Mean") : say("数值", "Value"), stroke: ink, width: 1.75, spanGaps: false, points: { show: past.t.length < 3 }, value },
      ],
      hooks: {
        drawClear: [(plot) => drawHoles(plot, past.holes)],
        draw: [(plot) => { drawStands(plot, past.stands); drawLimits(plot, past); drawMarks(plot, past.marks); drawMoment(plot, Date.parse(this.getAttribute("mark") ?? "") / 1000); }],
        setSelect: [(plot) => this.chosen(plot)],
      },
    };
  }

  /** What was drawn over with the mouse becomes the whole, finer. */
  private chosen(plot: uPlot): void {
    if (plot.select.width < 8 || this.fixed()) return;
    const since = plot.posToVal(plot.select.left, "x"), until = plot.posToVal(plot.select.left + plot.select.width, "x");
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    if (until - since >= 1) void this.load(address(this.base(), { since, until }));
  }
}

/** Hours within a day, the day itself at its midnight and in longer spans. */
function tick(at: number, step: number, place: number): string {
  const clock = wallClock(at * 1000, zone()).slice(0, 5);
  return step >= 86400 || clock === "00:00" || (place === 0 && step >= 21600) ? dayText(at * 1000, zone()) : clock;
}

function summary(past: Past, [low, high]: [number, number]): string {
  const { digits } = past, unit = past.unit ?? "", name = past.title ?? say("读数", "Reading");
  const limits = past.limits.map((limit) => limitWords(limit, past.unit)).join(say("、", ", "));
  const more = [
    limits && say(`限值：${limits}`, `limits: ${limits}`),
    past.marks.length ? say(`告警 ${past.marks.length} 次`, `${past.marks.length} alarms`) : "",
    past.holes.length ? say(`缺测 ${past.holes.length} 段`, `${past.holes.length} periods without readings`) : "",
  ].filter(Boolean);
  return [say(`${name}：最低 ${low.toFixed(digits)}，最高 ${high.toFixed(digits)} ${unit}`, `${name}: lowest ${low.toFixed(digits)}, highest ${high.toFixed(digits)} ${unit}`), ...more].join(say("；", "; "));
}

function table(past: Past): HTMLElement {
  const box = element("details", { class: "sm" }, element("summary", {}, say("以表格查看", "As a table")));
  box.addEventListener("toggle", () => {
    if (!box.open || box.querySelector("table")) return;
    if (past.marks.length) box.append(element("ul", {}, ...past.marks.map(markLine)));
    const body = element("tbody"), step = Math.max(1, Math.ceil(past.t.length / 200));
    for (let i = past.t.length - 1; i >= 0; i -= step) {
      const from = Math.max(0, i - step + 1), cells = [lowestOf(past.low, from, i), meanOf(past, from, i), highestOf(past.high, from, i)];
      body.append(element("tr", {}, element("td", {}, moment(past.t[from] ?? 0)), ...cells.map((value) => element("td", { class: "num" }, value === null ? "—" : value.toFixed(past.digits)))));
    }
    const heads = [say("最低", "Lowest"), say("平均", "Mean"), say("最高", "Highest")].map((name) => element("th", { scope: "col", class: "num" }, `${name} ${past.unit ?? ""}`));
    box.append(element("table", { class: "grid" }, element("thead", {}, element("tr", {}, element("th", { scope: "col" }, say("时间", "Time")), ...heads)), body));
  });
  return box;
}

const held = (column: (number | null)[], from: number, to: number): number[] => column.slice(from, to + 1).filter((value): value is number => value !== null);
const lowestOf = (column: (number | null)[], from: number, to: number): number | null => { const all = held(column, from, to); return all.length ? Math.min(...all) : null; };
const highestOf = (column: (number | null)[], from: number, to: number): number | null => { const all = held(column, from, to); return all.length ? Math.max(...all) : null; };

function meanOf(past: Past, from: number, to: number): number | null {
  let sum = 0, count = 0;
  for (let i = from; i <= to; i++) { const n = past.count[i] ?? 0, mean = past.mean[i]; if (mean !== null && mean !== undefined) { sum += mean * n; count += n; } }
  return count ? sum / count : null;
}

function markLine(mark: Mark): HTMLElement {
  const words = `${moment(mark.at)} ${mark[lang()] ?? say("告警", "alarm")}`;
  return element("li", {}, mark.url ? element("a", { href: mark.url }, words) : words);
}

/** Hatched: here nobody told anything, which is not the same as nothing having been. */
function drawHoles(plot: uPlot, holes: [number, number][]): void {
  const { ctx } = plot, { top, height, left, width } = plot.bbox, gap = 8 * devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = colour("--line-2");
  ctx.lineWidth = devicePixelRatio;
  for (const [since, until] of holes) {
    const from = Math.max(left, plot.valToPos(since, "x", true)), to = Math.min(left + width, plot.valToPos(until, "x", true));
    if (to - from < 1) continue;
    ctx.save();
    ctx.beginPath();
    ctx.rect(from, top, to - from, height);
    ctx.clip();
    ctx.beginPath();
    for (let x = from - height; x < to; x += gap) { ctx.moveTo(x, top + height); ctx.lineTo(x + height, top); }
    ctx.stroke();
    ctx.restore();
  }
  ctx.restore();
}

/** The moment that the page is about, such as the raising of an alarm; the numbers stand beside the plot. */
function drawMoment(plot: uPlot, at: number): void {
  if (Number.isNaN(at)) return;
  const { ctx } = plot, { left, top, width, height } = plot.bbox, x = plot.valToPos(at, "x", true);
  if (x < left || x > left + width) return;
  ctx.save();
  ctx.strokeStyle = colour("--ink");
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x, top + height);
  ctx.stroke();
  ctx.restore();
}

/** A bar along the foot for as long as an alarm would have stood: not in a level's colour, which would be an alarm. */
function drawStands(plot: uPlot, stands: [number, number][]): void {
  const { ctx } = plot, { top, height, left, width } = plot.bbox, thick = 5 * devicePixelRatio;
  ctx.save();
  ctx.fillStyle = colour("--ink-2");
  for (const [since, until] of stands) {
    const from = Math.max(left, plot.valToPos(since, "x", true)), to = Math.min(left + width, plot.valToPos(until, "x", true));
    ctx.fillRect(from, top + height - thick, Math.max(to - from, 2 * devicePixelRatio), thick);
  }
  ctx.restore();
}

/** The level's shape with its numeral where an alarm's condition began: octagon, diamond, triangle, circle. */
function drawMarks(plot: uPlot, marks: Mark[]): void {
  const { ctx } = plot, { top, height, left, width } = plot.bbox, size = 8 * devicePixelRatio;
  ctx.save();
  for (const mark of marks) {
    const x = plot.valToPos(mark.at, "x", true), y = top + size + 2;
    if (x < left || x > left + width) continue;
    const level = mark.level ?? 4, sides = [0, 8, 4, 3, 40][level] ?? 40, turn = level === 1 ? Math.PI / 8 : level === 2 ? 0 : -Math.PI / 2;
    ctx.strokeStyle = colour(`--lv${level}-text`);
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(x, y + size);
    ctx.lineTo(x, top + height);
    ctx.stroke();
    ctx.beginPath();
    for (let i = 0; i < sides; i++) ctx.lineTo(x + size * Math.cos(turn + (2 * Math.PI * i) / sides), y + size * Math.sin(turn + (2 * Math.PI * i) / sides));
    ctx.closePath();
    ctx.fillStyle = colour(`--lv${level}`);
    ctx.fill();
    ctx.fillStyle = colour(`--lv${level}-on`);
    ctx.font = `700 ${9 * devicePixelRatio}px ${colour("--font")}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(roman(level), x, y + devicePixelRatio);
  }
  ctx.restore();
}

/** Each limit with its words and its number, at the left: at the right is what happens now. */
function drawLimits(plot: uPlot, past: Past): void {
  const { ctx } = plot, { left, width } = plot.bbox;
  ctx.save();
  for (const limit of past.limits) {
    const y = plot.valToPos(limit.value, "y", true);
    ctx.strokeStyle = limit.level ? colour(`--lv${limit.level}-text`) : colour("--edge");
    ctx.setLineDash([6, 5]);
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(left, y);
    ctx.lineTo(left + width, y);
    ctx.stroke();
    const words = limitWords(limit, past.unit);
    ctx.fillStyle = colour("--ink-2");
    ctx.font = `${12 * devicePixelRatio}px ${colour("--font")}`;
    ctx.textAlign = "left";
    ctx.textBaseline = "bottom";
    ctx.setLineDash([]);
    ctx.strokeStyle = colour("--panel");
    ctx.lineWidth = 4 * devicePixelRatio;
    ctx.strokeText(words, left + 6 * devicePixelRatio, y - 4 * devicePixelRatio);
    ctx.fillText(words, left + 6 * devicePixelRatio, y - 4 * devicePixelRatio);
  }
  ctx.restore();
}

customElements.define("wr-plot", Plot);
