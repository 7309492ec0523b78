/**
 * <wr-point lon="id" lat="id" src="/map/config.json" data-subject="incident:7">: a click on a map fills two fields of a form.
 * The fields hold the truth: whoever cannot click types there. The map comes when it is asked for.
 */
import { Marker } from "maplibre-gl";
import { element, icon, say } from "../site.js";
import { WrMap } from "./element.js";
import { colour } from "./style.js";

const DIGITS = 5; // of a degree: about a metre

class Point extends HTMLElement {
  private lon: HTMLInputElement | null = null;
  private lat: HTMLInputElement | null = null;
  private marker: Marker | null = null;
  private readonly typed = (): void => this.show();

  connectedCallback(): void {
    this.lon = this.field("lon");
    this.lat = this.field("lat");
    if (!this.lon || !this.lat || this.childElementCount) return;
    const open = element("button", { type: "button", class: "btn sm" }, icon("pin"), say("在图上点选", "Pick on the map"));
    open.addEventListener("click", () => this.open(open));
    this.append(element("div", { class: "drawbar" }, open));
    for (const field of [this.lon, this.lat]) field.addEventListener("change", this.typed);
  }
  disconnectedCallback(): void {
    for (const field of [this.lon, this.lat]) field?.removeEventListener("change", this.typed);
  }

  private field(name: string): HTMLInputElement | null { return document.getElementById(this.getAttribute(name) ?? "") as HTMLInputElement | null; }

  private open(by: HTMLButtonElement): void {
    const map = element("wr-map" as "div", { src: this.getAttribute("src") ?? "/map/config.json", kinds: "place venue incident", "data-subject": this.dataset["subject"] ?? "" }) as unknown as WrMap;
    map.addEventListener("wr:map-ready", () => this.begin(map));
    by.replaceWith(element("span", { class: "ink3 sm" }, say("在图上点击事发位置；再点一次即改。", "Click where it is; click again to change it.")));
    this.append(map);
  }

  private begin(map: WrMap): void {
    const gl = map.map;
    if (!gl) return;
    map.querySelector<HTMLElement>(".marks")?.setAttribute("inert", ""); // a click is the place and opens nothing
    this.marker = new Marker({ color: colour("--ink") });
    gl.on("click", (event) => this.take(event.lngLat.lng, event.lngLat.lat));
    this.show(map);
  }

  private take(lon: number, lat: number): void {
    for (const [field, value] of [[this.lon, lon], [this.lat, lat]] as const) {
      if (!field) continue;
      field.value = value.toFixed(DIGITS);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.show();
  }

  /** The mark stands where the fields say. */
  private show(map: WrMap | null = this.querySelector<WrMap>("wr-map")): void {
    const lon = degrees(this.lon, 180), lat = degrees(this.lat, 90);
    if (!this.marker || !map?.map) return;
    if (lon === null || lat === null) this.marker.remove();
    else this.marker.setLngLat([lon, lat]).addTo(map.map);
  }
}

function degrees(field: HTMLInputElement | null, most: number): number | null {
  const text = field?.value.trim() ?? "", value = Number(text);
  return text && Math.abs(value) <= most ? value : null;
}

customElements.define("wr-point", Point);
