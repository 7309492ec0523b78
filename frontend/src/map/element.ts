/**
 * <wr-map src="/map/config.json" panel="#panel">: the one map.
 * `src` names the layers; a click opens the thing's own fragment in `panel`, or its page where there is none.
 */
import "maplibre-gl/dist/maplibre-gl.css";
import { Map as GLMap, setWorkerUrl, type GeoJSONSource, type LngLatBoundsLike } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import type { FeatureCollection } from "geojson";
import { openIn } from "../panel.js";
import { showPane } from "../keys.js";
import { follows, PANE_MS, type Frame, type Told } from "../live.js";
import { element, icon, jitter, meta, say } from "../site.js";
import { site } from "../times.js";
import { anchor, shapes, type LayerInfo, type MapConfig, type Thing } from "./features.js";
import { Marks } from "./marks.js";
import { slider } from "./slider.js";
import { addHatches, EMPTY, ground, repaint, shapeLayers } from "./style.js";

setWorkerUrl(new URL(workerUrl, import.meta.url).href);
const HIDDEN = "wr-map-hidden";

export class WrMap extends HTMLElement {
  map: GLMap | null = null;
  private config: MapConfig | null = null;
  private marks!: Marks;
  private readonly hiddenLayers = new Set<string>(readHidden());
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly stop: (() => void)[] = [];
  private frame = 0;
  private settle = true;
  private centred = false;

  connectedCallback(): void {
    if (this.map) return;
    this.note(say("正在读取地图……", "Reading the map…"));
    void this.begin();
  }

  disconnectedCallback(): void {
    for (const stop of this.stop.splice(0)) stop();
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.map?.remove();
    this.map = null;
  }

  private note(words: string, again?: () => void): void {
    this.querySelector(".mapnote")?.remove();
    const box = element("div", { class: "mapnote", role: "status" }, words);
    if (again) { const button = element("button", { type: "button", class: "btn sm" }, say("重试", "Try again")); button.addEventListener("click", again); box.append(element("br"), button); }
    this.append(box);
  }

  private async begin(): Promise<void> {
    try {
      const answer = await fetch(this.getAttribute("src") ?? "/map/config.json", { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const config = (await answer.json()) as MapConfig, kinds = this.getAttribute("kinds")?.split(" ");
      this.config = kinds ? { ...config, layers: config.layers.filter((layer) => kinds.includes(layer.kind)) } : config;
    } catch {
      this.note(say("地图未能读取。列表与命令行照常可用。", "The map could not be read. The lists and the command line work as before."), () => void this.begin());
      return;
    }
    try { this.build(this.config); }
    catch (error) {
      console.error(error);
      this.note(say("此设备不能绘制地图（WebGL 不可用）。列表与命令行照常可用。", "This device cannot draw the map (no WebGL). The lists and the command line work as before."));
    }
  }

  private build(config: MapConfig): void {
    const canvas = element("div", { class: "gl" }), overlay = element("div", { class: "marks" });
    this.prepend(canvas, overlay);
    const [west, south, east, north] = config.bbox;
    const bounds: LngLatBoundsLike = [[west, south], [east, north]];
    const map = new GLMap({
      container: canvas, style: ground(), bounds, fitBoundsOptions: { padding: 24 }, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false,
      maxZoom: 18, minZoom: 6, fadeDuration: 0, keyboard: true, renderWorldCopies: false,
      locale: { "Map.Title": say("一张图", "The one map") },
    });
    this.map = map;
    map.touchZoomRotate.disableRotation();
    this.marks = new Marks(overlay, (thing) => this.choose(thing));
    map.once("style.load", () => {
      addHatches(map);
      const filled = [this.fill("base", config.base), ...config.layers.map((layer) => this.addLayer(layer))];
      void Promise.all(filled).then(() => { this.lay(true); requestAnimationFrame(() => requestAnimationFrame(() => this.setAttribute("data-settled", ""))); });
      this.setAttribute("data-ready", "");
      this.tools(config);
      this.gotoAsked();
      this.dispatchEvent(new CustomEvent("wr:map-ready", { bubbles: true }));
    });
    map.on("move", () => this.lay(false));
    map.on("moveend", () => this.lay(true));
    map.on("resize", () => this.lay(true));
    this.listen(map);
  }

  private listen(map: GLMap): void {
    const on = <T>(name: string, act: (detail: T) => void): void => {
      const handler = (event: Event): void => act((event as CustomEvent<T>).detail);
      document.addEventListener(name, handler);
      this.stop.push(() => document.removeEventListener(name, handler));
    };
    on<Told>("wr:entry", (told) => { for (const layer of this.config?.layers ?? []) if (follows(layer.follows, told)) this.again(layer); });
    on<Frame>("wr:values", (frame) => { if (!this.hasAttribute("at") && this.marks.values(frame.sensors, frame.units)) this.lay(true); });
    on("wr:reset", () => { for (const layer of this.config?.layers ?? []) this.again(layer); });
    on("wr:theme", () => requestAnimationFrame(() => { repaint(map); addHatches(map); for (const layer of this.config?.layers ?? []) this.dressShapes(layer); this.lay(true); }));
    on<{ lon: number; lat: number; zoom?: number }>("wr:goto", (spot) => this.goTo(spot.lon, spot.lat, spot.zoom));
    const beat = setInterval(() => { if (!document.hidden) this.marks.age(); }, 1000);
    this.stop.push(() => clearInterval(beat));
    const fonts = (): void => { this.marks && this.relabel(); };
    document.fonts.addEventListener("loadingdone", fonts);
    this.stop.push(() => document.fonts.removeEventListener("loadingdone", fonts));
    const observer = new ResizeObserver(() => { map.resize(); this.relabel(); });
    observer.observe(this);
    this.stop.push(() => observer.disconnect());
  }

  private relabel(): void { this.marks.values(new Map(), new Map()); this.marks.remeasure(); this.lay(true); }

  goTo(lon: number, lat: number, zoom = 14): void {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map?.flyTo({ center: [lon, lat], zoom: Math.max(zoom, this.map.getZoom()), animate: !still, duration: 600 });
  }
  private gotoAsked(): void {
    const asked = new URLSearchParams(location.search).get("place")?.split(",").map(Number);
    if (asked?.length === 2 && asked.every(Number.isFinite)) this.goTo(asked[0] as number, asked[1] as number);
  }

  /** What was known at a past moment; null: now, and from here on as it comes. */
  async showAt(at: string | null): Promise<void> {
    if (at === null) this.removeAttribute("at"); else this.setAttribute("at", at);
    this.marks.at = at === null ? null : Date.parse(at);
    const shown = (this.config?.layers ?? []).filter((layer) => !this.hiddenLayers.has(layer.code));
    await Promise.all(shown.map((layer) => this.fill(layer.code, layer.url, layer)));
  }

  private async addLayer(layer: LayerInfo): Promise<void> {
    this.map?.addSource(layer.code, { type: "geojson", data: EMPTY });
    this.dressShapes(layer);
    if (!this.hiddenLayers.has(layer.code)) await this.fill(layer.code, layer.url, layer);
  }
  private dressShapes(layer: LayerInfo): void {
    for (const made of shapeLayers(layer.code, layer.kind)) {
      if (this.map?.getLayer(made.id)) this.map.removeLayer(made.id);
      this.map?.addLayer(made);
    }
  }

  private again(layer: LayerInfo): void {
    if (this.timers.has(layer.code) || this.hiddenLayers.has(layer.code)) return;
    this.timers.set(layer.code, setTimeout(() => { this.timers.delete(layer.code); void this.fill(layer.code, layer.url, layer); }, jitter(PANE_MS)));
  }

  private async fill(code: string, url: string, layer?: LayerInfo): Promise<void> {
    try {
      const at = this.getAttribute("at");
      const answer = await fetch(at ? `${url}?at=${encodeURIComponent(at)}` : url, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const data = (await answer.json()) as FeatureCollection;
      this.map?.getSource<GeoJSONSource>(code)?.setData(layer ? shapes(data) : data);
      if (layer) { this.marks.set(code, layer.kind, data.features as Thing[]); this.centre(data.features as Thing[]); this.lay(true); }
      this.removeAttribute("data-pane-failed");
    } catch { this.setAttribute("data-pane-failed", ""); }
  }

  /** A map of one thing (`data-subject`) opens upon it. */
  private centre(things: Thing[]): void {
    const subject = this.dataset["subject"], found = subject ? things.find((thing) => thing.properties.subject === subject) : undefined;
    const at = found ? anchor(found.geometry) : null;
    if (!at || this.centred) return;
    this.centred = true;
    this.map?.jumpTo({ center: at, zoom: 13 });
  }

  private lay(settle: boolean): void {
    this.settle ||= settle;
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      if (!this.map) return;
      const map = this.map, here = this.getBoundingClientRect();
      const blocked = [...(this.parentElement ?? this).querySelectorAll<HTMLElement>(".mapbar > *, .legend > *")].map((el) => { const box = el.getBoundingClientRect(); return { x: box.x - here.x, y: box.y - here.y, w: box.width, h: box.height }; });
      this.marks.lay((lon, lat) => map.project([lon, lat]), { x: 0, y: 0, w: this.clientWidth, h: this.clientHeight }, blocked, this.settle);
      if (this.settle) this.drawFoot();
      this.settle = false;
    });
  }

  /** The click that opens a thing: its own fragment beside the map. */
  private choose(thing: Thing): void {
    const url = thing.properties.url, panel = this.getAttribute("panel");
    for (const mark of this.querySelectorAll("[data-chosen]")) mark.removeAttribute("data-chosen");
    if (thing.properties.subject) this.querySelector(`.mark[data-subject="${CSS.escape(thing.properties.subject)}"]`)?.setAttribute("data-chosen", "");
    this.dispatchEvent(new CustomEvent("wr:choose", { bubbles: true, detail: thing }));
    if (!url) return;
    const box = panel ? document.querySelector<HTMLElement>(panel) : null;
    if (!box) { location.assign(url); return; }
    void openIn(box, url).then(() => showPane("chosen"));
  }

  private tools(config: MapConfig): void {
    const bar = this.parentElement?.querySelector(".mapbar");
    if (!bar || bar.querySelector(".layers")) return;
    const list = element("div", { class: "layerlist" });
    const count = element("span");
    const say3 = (): void => { const shown = config.layers.length - this.hiddenLayers.size; count.textContent = say(`图层 ${shown} / ${config.layers.length}`, `${shown} of ${config.layers.length} layers`); };
    for (const layer of config.layers) {
      const box = element("input", { type: "checkbox" });
      box.checked = !this.hiddenLayers.has(layer.code);
      box.addEventListener("change", () => { this.toggle(layer, box.checked); say3(); });
      list.append(element("label", {}, box, layer.title));
    }
    say3();
    const home = element("button", { type: "button", class: "tool", "data-key": "R" }, icon("home"), say("全域", "All"), element("kbd", {}, "R"));
    home.addEventListener("click", () => this.map?.fitBounds([[config.bbox[0], config.bbox[1]], [config.bbox[2], config.bbox[3]]], { padding: 24, animate: false }));
    const legend = this.parentElement?.querySelector(".legend");
    if (legend && "times" in this.dataset && config.began) legend.append(slider(this, { began: Date.parse(config.began), now: () => site.now(), zone: meta("wr-zone"), zoneName: meta("wr-zone-name") }));
    bar.prepend(element("details", { class: "layers" }, element("summary", { class: "tool", "data-key": "L" }, icon("layers"), count, element("kbd", {}, "L")), list), home);
  }
  private toggle(layer: LayerInfo, on: boolean): void {
    if (on) { this.hiddenLayers.delete(layer.code); void this.fill(layer.code, layer.url, layer); }
    else { this.hiddenLayers.add(layer.code); this.map?.getSource<GeoJSONSource>(layer.code)?.setData(EMPTY); this.marks.drop(layer.code); this.lay(true); }
    try { localStorage.setItem(HIDDEN, JSON.stringify([...this.hiddenLayers])); } catch { /* a comfort only */ }
  }

  /** The scale, and how many labels found no room. */
  private drawFoot(): void {
    const foot = this.parentElement?.querySelector<HTMLElement>("[data-scale]");
    if (!foot || !this.map) return;
    const middle = this.clientHeight / 2, metres = this.map.unproject([0, middle]).distanceTo(this.map.unproject([100, middle]));
    const step = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000].filter((m) => m <= metres).pop() ?? 10;
    const bar = element("span", { class: "scalebar" });
    bar.style.width = `${Math.round((step / metres) * 100)}px`;
    const words = step >= 1000 ? `${step / 1000} km` : `${step} m`;
    const more = this.marks.hidden ? [element("span", { class: "ink3" }, say(`另有 ${this.marks.hidden} 个标注，放大可见`, `${this.marks.hidden} more labels, zoom in`))] : [];
    foot.replaceChildren(bar, words, ...more);
  }
}

function readHidden(): string[] { try { return JSON.parse(localStorage.getItem(HIDDEN) ?? "[]") as string[]; } catch { return []; } }

if (!customElements.get("wr-map")) customElements.define("wr-map", WrMap);
