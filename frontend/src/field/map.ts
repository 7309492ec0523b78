/** The kept drawing of an incident's surroundings, with this phone's own position upon it; two fingers or the keys make it larger. */
import { element, say } from "../site.js";
import type { Point } from "./position.js";
import type { MapTold } from "./types.js";

const SVG = "http://www.w3.org/2000/svg";
const LARGEST = 8;

/** Where a position stands in the drawing; as `Sheet.at` on the server. */
export function placed(map: Pick<MapTold, "size" | "at" | "stretch" | "scale">, lon: number, lat: number): [number, number] {
  return [map.size[0] / 2 + (lon - map.at[0]) * map.stretch * map.scale, map.size[1] / 2 - (lat - map.at[1]) * map.scale];
}

export class View {
  constructor(private readonly width: number, private readonly height: number, public x = 0, public y = 0, public zoom = 1) {}

  get box(): string { return [this.x, this.y, this.width / this.zoom, this.height / this.zoom].map((n) => n.toFixed(1)).join(" "); }

  /** Larger or smaller about a point of the drawing; never beyond its edge. */
  by(factor: number, x: number, y: number): void {
    const zoom = Math.min(LARGEST, Math.max(1, this.zoom * factor)), share = this.zoom / zoom;
    [this.x, this.y, this.zoom] = [x - (x - this.x) * share, y - (y - this.y) * share, zoom];
    this.hold();
  }
  move(dx: number, dy: number): void { this.x += dx; this.y += dy; this.hold(); }
  private hold(): void {
    this.x = Math.min(Math.max(0, this.x), this.width - this.width / this.zoom);
    this.y = Math.min(Math.max(0, this.y), this.height - this.height / this.zoom);
  }
}

/** The server's own drawing: its texts are escaped there, and the page's policy runs no script that stands in one. */
export function drawn(map: MapTold, here: Point | null): HTMLElement {
  const box = element("div", { class: "fmap", tabindex: "0", role: "group", "aria-label": say("事件周边图（示意，非测绘）", "Map around the incident (schematic, not survey)") });
  const parsed = new DOMParser().parseFromString(map.svg, "image/svg+xml").documentElement;
  if (parsed.nodeName !== "svg") return box;
  const svg = document.importNode(parsed, true) as unknown as SVGSVGElement, [width, height] = map.size;
  for (const name of ["width", "height"]) svg.removeAttribute(name);
  const [x, y] = placed(map, ...map.point), view = new View(width, height);
  view.by(2, x, y);
  view.move(x - width / 4 - view.x, y - height / 4 - view.y);
  const show = (): void => svg.setAttribute("viewBox", view.box);
  show();
  if (here) svg.append(mark(map, here));
  listen(box, svg, view, show);
  box.append(svg);
  return box;
}

function mark(map: MapTold, here: Point): SVGElement {
  const [x, y] = placed(map, here.lon, here.lat), group = document.createElementNS(SVG, "g");
  const circle = (r: number, attributes: Record<string, string>): void => {
    const made = document.createElementNS(SVG, "circle");
    for (const [name, value] of Object.entries({ cx: x.toFixed(1), cy: y.toFixed(1), r: r.toFixed(1), ...attributes })) made.setAttribute(name, value);
    group.append(made);
  };
  circle(Math.min(400, (here.accuracy / 111_195) * map.scale), { fill: "#17181a", "fill-opacity": "0.1" });
  circle(7, { fill: "#17181a", stroke: "#fff", "stroke-width": "3" });
  return group;
}

function listen(box: HTMLElement, svg: SVGSVGElement, view: View, show: () => void): void {
  const fingers = new Map<number, PointerEvent>();
  const at = (event: PointerEvent): [number, number] => {
    const frame = svg.getBoundingClientRect(), [, , w, h] = view.box.split(" ").map(Number) as [number, number, number, number];
    return [view.x + ((event.clientX - frame.x) / frame.width) * w, view.y + ((event.clientY - frame.y) / frame.height) * h];
  };
  box.addEventListener("pointerdown", (event) => { fingers.set(event.pointerId, event); box.setPointerCapture(event.pointerId); });
  for (const name of ["pointerup", "pointercancel"] as const) box.addEventListener(name, (event) => fingers.delete(event.pointerId));
  box.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const other = [...fingers.values()].find((one) => one.pointerId !== event.pointerId), [x0, y0] = at(before), [x, y] = at(event);
    if (other) view.by(Math.hypot(event.clientX - other.clientX, event.clientY - other.clientY) / Math.max(1, Math.hypot(before.clientX - other.clientX, before.clientY - other.clientY)), ...at(other));
    else view.move(x0 - x, y0 - y);
    fingers.set(event.pointerId, event);
    show();
  });
  box.addEventListener("wheel", (event) => { event.preventDefault(); view.by(event.deltaY < 0 ? 1.25 : 0.8, ...at(event as unknown as PointerEvent)); show(); }, { passive: false });
  box.addEventListener("keydown", (event) => {
    const step = 60 / view.zoom, ways: Record<string, () => void> = {
      "+": () => view.by(1.5, view.x + 450 / view.zoom, view.y + 450 / view.zoom), "-": () => view.by(1 / 1.5, view.x + 450 / view.zoom, view.y + 450 / view.zoom),
      ArrowLeft: () => view.move(-step, 0), ArrowRight: () => view.move(step, 0), ArrowUp: () => view.move(0, -step), ArrowDown: () => view.move(0, step),
    };
    const way = ways[event.key];
    if (way) { event.preventDefault(); way(); show(); }
  });
}
