/**
 * <wr-area for="id-of-textarea" src="/map/config.json">: draws an area into a form.
 * The textarea holds the truth (GeoJSON): whoever cannot draw writes or pastes there, one "longitude, latitude" a line.
 */
import type { Polygon } from "geojson";
import { TerraDraw, TerraDrawPolygonMode, TerraDrawSelectMode } from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import { element, icon, say } from "../site.js";
import { WrMap } from "./element.js";
import { readArea, writeArea } from "./areatext.js";
import { colour } from "./style.js";

class Area extends HTMLElement {
  private draw: TerraDraw | null = null;
  private text: HTMLTextAreaElement | HTMLInputElement | null = null;
  private status!: HTMLElement;
  private quiet = false;

  connectedCallback(): void {
    this.text = document.getElementById(this.getAttribute("for") ?? "") as HTMLTextAreaElement | null;
    if (!this.text || this.draw) return;
    const map = element("wr-map" as "div", { src: this.getAttribute("src") ?? "/map/config.json", kinds: "place venue warning" }) as unknown as WrMap;
    this.status = element("span", { class: "ink3 sm", role: "status" });
    const bar = element("div", { class: "drawbar" },
      this.button("edit", say("画范围", "Draw"), () => this.mode("polygon")),
      this.button("adjust", say("改顶点", "Edit corners"), () => this.mode("select")),
      this.button("x", say("清除", "Clear"), () => this.clear()), this.status);
    this.append(bar, map);
    map.addEventListener("wr:map-ready", () => this.begin(map));
    this.text.addEventListener("change", () => this.fromText());
  }
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
        new TerraDrawSelectMode({
          flags: { polygon: { feature: { draggable: true, coordinates: { midpoints: true, draggable: true, deletable: true } } } },
          styles: { selectedPolygonColor: line, selectedPolygonFillOpacity: 0.15, selectedPolygonOutlineColor: line, selectedPolygonOutlineWidth: 2, selectionPointColor: panel, selectionPointOutlineColor: ink, selectionPointOutlineWidth: 2, selectionPointWidth: 5, midPointColor: panel, midPointOutlineColor: line, midPointOutlineWidth: 1, midPointWidth: 3 },
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
    const corners = this.polygons().flatMap((feature) => (feature.geometry as Polygon).coordinates[0] ?? []) as [number, number][];
    if (corners.length === 0) return;
    const lon = corners.map((corner) => corner[0]), lat = corners.map((corner) => corner[1]);
    map.map?.fitBounds([[Math.min(...lon), Math.min(...lat)], [Math.max(...lon), Math.max(...lat)]], { padding: 80, maxZoom: 15, animate: false });
  }

  private mode(name: "polygon" | "select"): void {
    if (!this.draw) return;
    if (name === "polygon") this.clear();
    this.draw.setMode(name);
    const first = this.polygons()[0];
    if (name === "select" && first?.id !== undefined) this.draw.selectFeature(first.id);
    this.say(name === "polygon" ? say("在图上逐点点击；点首点或按回车结束。", "Click corner by corner; click the first corner or press Enter to end.") : say("拖动顶点修改，右键删除顶点。", "Drag corners to change; right-click deletes one."));
  }
  private clear(): void { this.draw?.clear(); this.put(""); this.say(say("没有范围。", "No area.")); }
  private polygons() { return (this.draw?.getSnapshot() ?? []).filter((feature) => feature.geometry.type === "Polygon"); }

  private toText(): void {
    if (this.quiet) return;
    const found = this.polygons().at(-1);
    if (!found) return;
    const polygon = found.geometry as Polygon;
    this.put(writeArea(polygon));
    this.say(say(`${(polygon.coordinates[0]?.length ?? 1) - 1} 个顶点`, `${(polygon.coordinates[0]?.length ?? 1) - 1} corners`));
    if (this.draw?.getMode() === "polygon") setTimeout(() => this.mode("select"));
  }

  private fromText(): void {
    if (!this.draw || !this.text) return;
    const { polygons, error } = readArea(this.text.value);
    if (error) { this.say(error); return; }
    this.quiet = true;
    this.draw.clear();
    if (polygons.length) {
      this.draw.addFeatures(polygons.map((geometry) => ({ type: "Feature" as const, geometry, properties: { mode: "polygon" } })));
      this.draw.setMode("select");
      this.say(say(`${(polygons[0]?.coordinates[0]?.length ?? 1) - 1} 个顶点`, `${(polygons[0]?.coordinates[0]?.length ?? 1) - 1} corners`));
    }
    this.quiet = false;
    if (polygons.length && this.text.value.trim()[0] !== "{") this.put(writeArea(polygons[0] as Polygon));
  }

  private put(value: string): void {
    if (!this.text || this.text.value === value) return;
    this.text.value = value;
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
  }
  private say(words: string): void { this.status.textContent = words; }
}

customElements.define("wr-area", Area);
