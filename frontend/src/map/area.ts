/**
 * <wr-area for="id-of-textarea" src="/map/config.json">: draws an area into a form; with `lines` a line as well; `kinds`: which layers lie under it.
 * The textarea holds the truth (GeoJSON): whoever cannot draw writes or pastes there, one "longitude, latitude" a line.
 */
import { TerraDraw, TerraDrawLineStringMode, TerraDrawPolygonMode, TerraDrawSelectMode } from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import { element, icon, say } from "../site.js";
import { WrMap } from "./element.js";
import { readArea, type Shape, writeArea } from "./areatext.js";
import { colour } from "./style.js";

const EDITED = { feature: { draggable: true, coordinates: { midpoints: true, draggable: true, deletable: true } } };
const points = (shape: Shape): [number, number][] => (shape.type === "Polygon" ? shape.coordinates[0] ?? [] : shape.coordinates) as [number, number][];

class Area extends HTMLElement {
  private draw: TerraDraw | null = null;
  private text: HTMLTextAreaElement | HTMLInputElement | null = null;
  private status!: HTMLElement;
  private quiet = false;

  connectedCallback(): void {
    this.text = document.getElementById(this.getAttribute("for") ?? "") as HTMLTextAreaElement | null;
    if (!this.text || this.draw) return;
    const map = element("wr-map" as "div", { src: this.getAttribute("src") ?? "/map/config.json", kinds: this.getAttribute("kinds") ?? "place venue warning" }) as unknown as WrMap;
    this.status = element("span", { class: "ink3 sm", role: "status" });
    const bar = element("div", { class: "drawbar" },
      ...(this.lines ? [this.button("edit", say("画线", "Draw a line"), () => this.mode("linestring"))] : []),
      this.button("edit", this.lines ? say("画范围", "Draw an area") : say("画范围", "Draw"), () => this.mode("polygon")),
      this.button("adjust", say("改顶点", "Edit corners"), () => this.mode("select")),
      this.button("x", say("清除", "Clear"), () => this.clear()), this.status);
    this.append(bar, map);
    map.addEventListener("wr:map-ready", () => this.begin(map));
    this.text.addEventListener("change", () => this.fromText());
  }
  private get lines(): boolean { return this.hasAttribute("lines"); }
  disconnectedCallback(): void { this.draw?.stop(); this.draw = null; }

  private button(name: string, words: string, act: () => void): HTMLButtonElement {
    const made = element("button", { type: "button", class: "btn sm" }, icon(name), words);
    made.addEventListener("click", act);
    return made;
  }

  private begin(map: WrMap): void {
    if (!map.map) return;
    const line = colour("--ink-2") as `#${string}`, ink = colour("--ink") as `#${string}`, panel = colour("--panel") as `#${string}`;
    const styles = { fillColor: line, fillOpacity: 0.12, outlineColor: line, outlineWidth: 2, closingPointColor: panel, closingPointOutlineColor: ink, closingPointWidth: 5, closingPointOutlineWidth: 2 };
    this.draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map: map.map }),
      modes: [
        new TerraDrawPolygonMode({ styles }),
        new TerraDrawLineStringMode({ styles: { lineStringColor: line, lineStringWidth: 4, closingPointColor: panel, closingPointOutlineColor: ink, closingPointWidth: 5, closingPointOutlineWidth: 2 } }),
        new TerraDrawSelectMode({
          flags: { polygon: EDITED, linestring: EDITED },
          styles: { selectedLineStringColor: line, selectedLineStringWidth: 4, selectedPolygonColor: line, selectedPolygonFillOpacity: 0.15, selectedPolygonOutlineColor: line, selectedPolygonOutlineWidth: 2, selectionPointColor: panel, selectionPointOutlineColor: ink, selectionPointOutlineWidth: 2, selectionPointWidth: 5, midPointColor: panel, midPointOutlineColor: line, midPointOutlineWidth: 1, midPointWidth: 3 },
        }),
      ],
    });
    this.draw.start();
    map.querySelector<HTMLElement>(".marks")?.setAttribute("inert", ""); // while drawing, a click is a corner and nothing else
    this.draw.on("finish", () => this.toText());
    this.draw.on("change", (_ids, type) => { if (type !== "styling" && this.draw?.getMode() === "select") this.toText(); });
    this.fromText();
    this.show(map);
  }

  /** Opens upon the area that is already there. */
  private show(map: WrMap): void {
    const corners = this.shapes().flatMap((feature) => points(feature.geometry as Shape));
    if (corners.length === 0) return;
    const lon = corners.map((corner) => corner[0]), lat = corners.map((corner) => corner[1]);
    map.map?.fitBounds([[Math.min(...lon), Math.min(...lat)], [Math.max(...lon), Math.max(...lat)]], { padding: 80, maxZoom: 15, animate: false });
  }

  private mode(name: "polygon" | "linestring" | "select"): void {
    if (!this.draw) return;
    if (name !== "select") this.clear();
    this.draw.setMode(name);
    const first = this.shapes()[0];
    if (name === "select" && first?.id !== undefined) this.draw.selectFeature(first.id);
    if (name === "linestring") { this.say(say("沿道路逐点点击；再点末点或按回车结束。", "Click along the road; click the last point again or press Enter to end.")); return; }
    this.say(name === "polygon" ? say("在图上逐点点击；点首点或按回车结束。", "Click corner by corner; click the first corner or press Enter to end.") : say("拖动顶点修改，右键删除顶点。", "Drag corners to change; right-click deletes one."));
  }
  private clear(): void { this.draw?.clear(); this.put(""); this.say(say("没有范围。", "No area.")); }
  private shapes() { return (this.draw?.getSnapshot() ?? []).filter((feature) => feature.geometry.type === "Polygon" || (this.lines && feature.geometry.type === "LineString")); }

  private toText(): void {
    if (this.quiet) return;
    const found = this.shapes().at(-1);
    if (!found) return;
    const shape = found.geometry as Shape;
    this.put(writeArea(shape));
    this.count(shape);
    if (this.draw?.getMode() !== "select") setTimeout(() => this.mode("select"));
  }

  private count(shape: Shape): void {
    const n = points(shape).length - (shape.type === "Polygon" ? 1 : 0);
    this.say(shape.type === "Polygon" ? say(`${n} 个顶点`, `${n} corners`) : say(`线，${n} 个点`, `A line of ${n} points`));
  }

  private fromText(): void {
    if (!this.draw || !this.text) return;
    const { shapes, error } = readArea(this.text.value, this.lines);
    if (error) { this.say(error); return; }
    this.quiet = true;
    this.draw.clear();
    const [first] = shapes;
    if (first) {
      this.draw.addFeatures(shapes.map((geometry) => ({ type: "Feature" as const, geometry, properties: { mode: geometry.type === "Polygon" ? "polygon" : "linestring" } })));
      this.draw.setMode("select");
      this.count(first);
    }
    this.quiet = false;
    if (first && this.text.value.trim()[0] !== "{") this.put(writeArea(first));
  }

  private put(value: string): void {
    if (!this.text || this.text.value === value) return;
    this.text.value = value;
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
  }
  private say(words: string): void { this.status.textContent = words; }
}

customElements.define("wr-area", Area);
