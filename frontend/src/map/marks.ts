/** Everything on the map that has words: HTML above the canvas, in the site's font, placed so that nothing covers another. */
import type { Reading } from "../live.js";
import { instant } from "../live.js";
import { element, icon, lang, say, use } from "../site.js";
import { ageText, site } from "../times.js";
import { place, type Box, type Wish } from "./declutter.js";
import { anchor, grouped, label, top, unitOf, type Thing } from "./features.js";

interface Mark {
  id: string; kind: string; lon: number; lat: number; root: HTMLElement; lab: HTMLElement | null; weight: number; symbol: number; reach: number; over: boolean; lead: HTMLElement | null;
  w: number; h: number; things: Thing[]; x: number; y: number; shiftX: number; shiftY: number;
}
export type Choose = (thing: Thing) => void;

const WEIGHTS: Record<string, number> = { incident: 79, distress: 90, alarm: 80, warning: 70, unit: 50, venue: 60, sensor: 40, camera: 32, area: 30, place: 20 };
/** What may not be overlooked may stand off its spot on a leading line. */
const REACH: Record<string, number> = { incident: 54, distress: 90, alarm: 90, unit: 18, venue: 36 };
const INCIDENT_ICONS: Record<string, string> = { wind: "wind", snow: "snow", crowd: "crowd", visibility: "visibility" };
const PLACES = new Set(["hospital", "station", "depot", "shelter", "gate", "post", "community"]);

export class Marks {
  private marks: Mark[] = [];
  private readonly byLayer = new Map<string, Mark[]>();
  private alarms: Thing[] = [];
  private alarmLayer = "";
  hidden = 0;
  /** The past moment that is shown, in milliseconds; null is now. Ages count from it. */
  at: number | null = null;

  constructor(private readonly box: HTMLElement, private readonly choose: Choose) {}

  /** Draws a layer's things anew. */
  set(code: string, kind: string, things: Thing[]): void {
    for (const mark of this.byLayer.get(code) ?? []) mark.root.remove();
    const made: Mark[] = [];
    if (kind === "alarm") { this.alarms = things; this.alarmLayer = code; }
    else if (kind === "sensor") for (const group of grouped(things)) push(made, this.sensor(code, group));
    else for (const thing of things) if (thing.properties.part === undefined) push(made, this.one(code, kind, thing));
    this.byLayer.set(code, made);
    for (const mark of made) this.box.append(mark.root);
    if (kind === "alarm" || kind === "sensor") this.standAlarms();
    this.gather();
  }

  /** An alarm whose sensor is drawn is worn by the sensor's box; any other stands by itself. */
  private standAlarms(): void {
    for (const mark of this.byLayer.get(this.alarmLayer) ?? []) mark.root.remove();
    const drawn = new Set([...this.byLayer.values()].flat().filter((mark) => mark.kind === "sensor").flatMap((mark) => mark.things.map((thing) => thing.properties.sensor)));
    const made: Mark[] = [];
    for (const group of grouped(this.alarms.filter((thing) => !drawn.has(thing.properties.sensor ?? "")))) push(made, this.alarm(this.alarmLayer, group));
    this.byLayer.set(this.alarmLayer, made);
    for (const mark of made) this.box.append(mark.root);
    this.dressSensors();
  }

  /** Fonts came or the language's words changed their width. */
  remeasure(): void { for (const mark of this.marks) measure(mark); }

  drop(code: string): void {
    for (const mark of this.byLayer.get(code) ?? []) mark.root.remove();
    const sensors = this.byLayer.get(code)?.some((mark) => mark.kind === "sensor");
    this.byLayer.delete(code);
    if (code === this.alarmLayer) { this.alarms = []; this.dressSensors(); }
    else if (sensors) this.standAlarms();
    this.gather();
  }

  private gather(): void {
    this.marks = [...this.byLayer.values()].flat();
    for (const mark of this.marks) measure(mark);
  }

  /** Puts every mark where the map now shows it. `settle`: also decide anew which labels fit. */
  lay(project: (lon: number, lat: number) => { x: number; y: number }, frame: Box, blocked: Box[], settle: boolean): void {
    for (const mark of this.marks) {
      const at = project(mark.lon, mark.lat);
      mark.x = at.x;
      mark.y = at.y;
    }
    if (settle) this.makeRoom();
    for (const mark of this.marks) {
      mark.x += mark.shiftX;
      mark.y += mark.shiftY;
      mark.root.style.transform = `translate(${Math.round(mark.x)}px, ${Math.round(mark.y)}px)`;
    }
    if (!settle) return;
    const wishes: Wish[] = this.marks.map((mark) => ({ id: mark.id, x: mark.x, y: mark.y, weight: mark.weight, symbol: mark.symbol, block: mark.root.querySelector(":scope > button") ? Math.max(24, mark.symbol) : mark.symbol, w: mark.w, h: mark.h, reach: mark.reach, over: mark.over }));
    const spots = place(wishes, frame, blocked);
    this.hidden = 0;
    for (const mark of this.marks) {
      if (!mark.lab) continue;
      const spot = spots.get(mark.id);
      mark.root.toggleAttribute("data-hidden", !spot);
      if (!spot && mark.x > 0 && mark.y > 0 && mark.x < frame.w && mark.y < frame.h) this.hidden += 1;
      const dx = spot?.dx ?? mark.symbol / 2 + 3, dy = spot?.dy ?? -mark.h / 2;
      mark.lab.style.transform = `translate(${Math.round(dx)}px, ${Math.round(dy)}px)`;
      lead(mark, spot?.far ?? false, dx, dy);
    }
  }

  /** Units that would lie upon an incident or upon each other stand round it: nobody on scene is hidden. */
  private makeRoom(): void {
    const stand: { x: number; y: number; r: number }[] = this.marks.filter((mark) => mark.kind === "incident").map((mark) => ({ x: mark.x, y: mark.y, r: 20 }));
    for (const mark of this.marks.filter((one) => one.kind === "unit").sort((a, b) => a.id.localeCompare(b.id))) {
      mark.shiftX = mark.shiftY = 0;
      for (let turn = 0; turn < 25; turn++) {
        const round = Math.ceil(turn / 8), angle = (turn % 8) * (Math.PI / 4) + Math.PI / 2;
        const dx = round * 22 * Math.cos(angle), dy = round * 22 * Math.sin(angle);
        if (stand.some((other) => Math.hypot(mark.x + dx - other.x, mark.y + dy - other.y) < other.r + 9)) continue;
        mark.shiftX = dx;
        mark.shiftY = dy;
        break;
      }
      stand.push({ x: mark.x + mark.shiftX, y: mark.y + mark.shiftY, r: 10 });
    }
  }

  /** New values and positions. True when a label may have changed its size, or a unit its place. */
  values(sensors: Map<string, Reading>, units: Map<string, Reading>): boolean {
    let moved = false;
    for (const mark of this.marks) {
      if (mark.kind === "sensor") for (const thing of mark.things) {
        const found = sensors.get(thing.properties.sensor ?? "");
        if (!found) continue;
        if (found.value !== undefined && found.value !== null) thing.properties.value = typeof found.value === "number" ? found.value.toFixed(thing.properties.digits ?? digitsOf(thing.properties.value)) : found.value;
        const at = instant(found.at);
        if (!Number.isNaN(at)) thing.properties.at = new Date(at).toISOString();
        moved = true;
      }
      if (mark.kind === "unit") {
        const props = mark.things[0]?.properties, found = units.get(props?.unit ?? props?.code ?? props?.subject ?? "");
        if (found?.lon === undefined || found.lat === undefined) continue;
        mark.lon = found.lon;
        mark.lat = found.lat;
        moved = true;
      }
    }
    if (moved) this.dressSensors();
    return moved;
  }

  /** Ages go on; a value too old is hatched. */
  age(): void {
    const now = this.at ?? site.now();
    for (const el of this.box.querySelectorAll<HTMLElement>(".vbox[data-at]")) {
      const seconds = (now - Number(el.dataset["at"])) / 1000, limit = Number(el.dataset["limit"]) || 300;
      const shown = el.querySelector(".age");
      if (shown) shown.textContent = ageText(seconds < 60 ? seconds : Math.floor(seconds / 60) * 60, lang());
      el.classList.toggle("stale", seconds > limit);
    }
  }

  private one(code: string, kind: string, thing: Thing): Mark | null {
    const at = kind === "warning" ? top(thing.geometry) : anchor(thing.geometry);
    if (!at) return null;
    const props = thing.properties, words = label(props, lang());
    const mark = this.make(code, kind, at, [thing], words);
    const sub = props.kind ?? "";
    if (kind === "incident") {
      mark.root.append(this.button(thing, words, element("span", { class: "sym" }, element("span", { class: "ring" }), element("span", { class: "diamond" }, icon(INCIDENT_ICONS[sub] ?? incidentIcon(sub))))));
      mark.symbol = 44;
      this.lab(mark, element("b", {}, words));
    } else if (kind === "unit") {
      const plate = element("span", { class: "plate" }, use(`st-${unitState(props.state)}`, "st-g", { "data-st": unitState(props.state) }));
      plate.toggleAttribute("data-simulated", props.simulated === true);
      mark.root.append(this.button(thing, props.simulated ? say(`${words}（位置为模拟）`, `${words} (simulated position)`) : words, element("span", { class: "sym" }, plate)));
      mark.symbol = 20;
      mark.weight += props.state === "idle" || props.state === "available" ? 0 : 8;
      this.lab(mark, words);
      if (props.simulated) mark.lab?.append(" ", simulatedMark());
    } else if (kind === "distress") {
      mark.root.append(this.button(thing, words, element("span", { class: "sym" }, element("span", { class: "ring" }), element("span", { class: "plate" }, icon("sos")))));
      mark.symbol = 30;
      const box = element("button", { type: "button", class: "vbox", tabindex: "-1", title: say("多久之前的位置", "how old the position is") }, element("b", {}, words));
      if (props.at) { box.dataset["at"] = String(Date.parse(props.at)); box.dataset["limit"] = String(props.stale_after_s ?? 300); box.append(element("span", { class: "age" }, "")); }
      box.addEventListener("click", () => this.choose(thing));
      this.lab(mark, box);
    } else if (kind === "camera") {
      const name = say(`摄像机：${words}`, `Camera: ${words}`);
      mark.root.append(this.button(thing, props.simulated ? say(`${name}（模拟）`, `${name} (simulated)`) : name, element("span", { class: "sym" }, icon("camera"))));
      mark.symbol = 18;
      this.lab(mark, words);
      if (props.simulated) mark.lab?.append(" ", simulatedMark());
    } else if (kind === "warning") {
      const chip = element("button", { type: "button", class: "chip", "aria-label": words, tabindex: "0" }, use(`lv${props.level ?? 4}`, "lv"), words);
      chip.addEventListener("click", () => this.choose(thing));
      this.lab(mark, chip);
      mark.symbol = 0;
      mark.over = true;
      mark.reach = 126;
    } else if (kind === "venue" || thing.geometry.type !== "Point") {
      const point = thing.geometry.type === "Point";
      if (point) mark.root.append(this.button(thing, words, element("span", { class: "sym" }, PLACES.has(sub) ? icon(sub) : element("span", { class: "dot" }))));
      mark.symbol = point ? 14 : 0;
      mark.over = !point;
      if (sub === "gate") { mark.root.dataset["kind"] = "place"; mark.weight = 35; }
      const name = element("button", { type: "button", tabindex: "-1" }, words);
      name.addEventListener("click", () => this.choose(thing));
      this.lab(mark, name);
    } else {
      mark.root.append(this.button(thing, words, element("span", { class: "sym" }, PLACES.has(sub) ? icon(sub) : element("span", { class: "dot" }))));
      mark.symbol = 16;
      this.lab(mark, words);
    }
    return mark;
  }

  private alarm(code: string, group: Thing[]): Mark | null {
    const worst = [...group].sort((a, b) => (a.properties.level ?? 9) - (b.properties.level ?? 9))[0], at = worst ? anchor(worst.geometry) : null;
    if (!worst || !at) return null;
    const words = label(worst.properties, lang()), mark = this.make(code, "alarm", at, group, words);
    mark.root.append(element("span", { class: "sym", "aria-hidden": "true" }, element("span", { class: "dot" })));
    mark.symbol = 10;
    mark.weight += 5 - (worst.properties.level ?? 4);
    this.lab(mark, this.valueBox(worst, worst, group.length - 1));
    return mark;
  }

  private sensor(code: string, group: Thing[]): Mark | null {
    const first = group[0], at = first ? anchor(first.geometry) : null;
    if (!first || !at) return null;
    const mark = this.make(code, "sensor", at, group, label(first.properties, lang()));
    mark.root.append(element("span", { class: "sym", "aria-hidden": "true" }, element("span", { class: "dot" })));
    mark.symbol = 10;
    this.lab(mark, "");
    return mark;
  }

  /** A sensor in alarm wears the alarm's level: one box, not two. Without an alarm the first value is shown. */
  private dressSensors(): void {
    const worst = new Map<string, Thing>();
    for (const alarm of this.alarms) {
      const code = alarm.properties.sensor ?? "", known = worst.get(code);
      if (!known || (alarm.properties.level ?? 9) < (known.properties.level ?? 9)) worst.set(code, alarm);
    }
    for (const mark of this.marks.concat(...this.byLayer.values())) if (mark.kind === "sensor") this.dress(mark, worst);
    for (const mark of [...this.byLayer.values()].flat()) if (mark.kind === "sensor") measure(mark);
  }

  private dress(mark: Mark, worst: Map<string, Thing>): void {
    if (!mark.lab) return;
    const inAlarm = mark.things.filter((thing) => worst.has(thing.properties.sensor ?? ""));
    mark.root.toggleAttribute("data-alarm", inAlarm.length > 0);
    const shown = inAlarm.length ? inAlarm.slice(0, 2) : mark.things.slice(0, 1);
    mark.weight = WEIGHTS["sensor"] ?? 40;
    mark.reach = inAlarm.length ? 90 : 18;
    mark.lab.replaceChildren(...shown.map((thing) => {
      const alarm = worst.get(thing.properties.sensor ?? "");
      if (alarm) mark.weight = 85 - (alarm.properties.level ?? 4);
      return this.valueBox(thing, alarm, mark.things.length - shown.length);
    }));
    mark.lab.style.display = "grid";
    mark.lab.style.gap = "2px";
    this.age();
  }

  private valueBox(thing: Thing, alarm: Thing | undefined, others: number): HTMLElement {
    const props = thing.properties, words = label(props, lang()), level = alarm?.properties.level;
    const measured = props.value !== undefined && props.value !== "—"; // without a reading yet, the alarm's own value
    const known = measured ? props.value : alarm?.properties.value, at = measured ? props.at : alarm?.properties.at;
    const value = known === undefined ? "—" : String(known).replace("-", "−");
    const box = element("button", { type: "button", class: "vbox", title: others > 0 ? say(`${words}；此处另有 ${others} 项`, `${words}; ${others} more here`) : words, tabindex: alarm ? "0" : "-1" }, element("span", { class: "vh" }, `${words} `));
    if (level) { box.dataset["lv"] = String(level); box.append(use(`lv${level}`, "lv")); }
    box.append(element("b", {}, `${value} ${unitOf(props, lang())}`.trim()));
    if (props.simulated) box.append(simulatedMark());
    if (at) { box.dataset["at"] = String(Date.parse(at)); box.dataset["limit"] = String(props.stale_after_s ?? 300); box.append(element("span", { class: "age" }, "")); }
    box.addEventListener("click", () => this.choose(alarm ?? thing));
    return box;
  }

  private make(code: string, kind: string, at: [number, number], things: Thing[], words: string): Mark {
    const root = element("div", { class: "mark", "data-kind": kind });
    const subject = things[0]?.properties.subject;
    if (subject) root.dataset["subject"] = subject;
    return { id: `${code}|${subject ?? things[0]?.properties.sensor ?? `${words}${at.join()}`}`, kind, lon: at[0], lat: at[1], root, lab: null, weight: WEIGHTS[kind] ?? 10, symbol: 12, reach: REACH[kind] ?? 0, over: false, lead: null, w: 0, h: 0, things, x: 0, y: 0, shiftX: 0, shiftY: 0 };
  }

  private lab(mark: Mark, content: Node | string): void {
    mark.lab = element("span", { class: "lab" }, content);
    mark.root.append(mark.lab);
  }

  private button(thing: Thing, words: string, symbol: HTMLElement): HTMLElement {
    const made = element("button", { type: "button", "aria-label": words, title: words, tabindex: ["incident", "alarm", "unit", "camera", "distress"].includes(thing.properties.subject?.split(":")[0] ?? "") ? "0" : "-1" }, symbol);
    made.addEventListener("click", () => this.choose(thing));
    return made;
  }
}

/** Beside a value or a position of a source that plays a part. The same as `simulated_mark` on the server. */
export function simulatedMark(): HTMLElement {
  const meaning = say("模拟，不是实测", "simulated, not measured");
  return element("span", { class: "sim", title: meaning }, element("span", { "aria-hidden": "true" }, say("模", "sim")), element("span", { class: "vh" }, meaning));
}

/** The line from a thing to its label that stands off. */
function lead(mark: Mark, far: boolean, dx: number, dy: number): void {
  if (!far) { mark.lead?.remove(); mark.lead = null; return; }
  const x = Math.min(Math.max(0, dx), dx + mark.w), y = Math.min(Math.max(0, dy), dy + mark.h);
  if (!mark.lead) { mark.lead = element("span", { class: "lead" }); mark.root.prepend(mark.lead); }
  mark.lead.style.width = `${Math.round(Math.hypot(x, y))}px`;
  mark.lead.style.transform = `rotate(${Math.atan2(y, x)}rad)`;
}

function measure(mark: Mark): void {
  if (!mark.lab) return;
  mark.w = mark.lab.offsetWidth;
  mark.h = mark.lab.offsetHeight;
}
const push = (list: Mark[], mark: Mark | null): void => { if (mark) list.push(mark); };
const digitsOf = (value: string | number | undefined): number => { const text = String(value ?? "0.0"), dot = text.indexOf("."); return dot < 0 ? 0 : text.length - dot - 1; };
const incidentIcon = (kind: string): string => (/wind|gale/.test(kind) ? "wind" : /snow|ic(e|ing)|cold/.test(kind) ? "snow" : /crowd/.test(kind) ? "crowd" : /fire/.test(kind) ? "flame" : /traffic/.test(kind) ? "car" : /fog/.test(kind) ? "visibility" : "alert");
const UNIT_STATES: Record<string, string> = { available: "idle", dispatched: "sent", en_route: "moving", on_scene: "here" };
const unitState = (state: string | undefined): string => (state ? UNIT_STATES[state] ?? state : "idle");
