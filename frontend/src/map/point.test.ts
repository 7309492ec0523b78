import { beforeEach, expect, test, vi } from "vitest";

type Click = (event: { lngLat: { lng: number; lat: number } }) => void;
const shown: (string | [number, number])[] = [];

vi.mock("maplibre-gl", () => ({
  Marker: class {
    setLngLat(at: [number, number]) { shown.push(at); return this; }
    addTo() { return this; }
    remove() { shown.push("removed"); return this; }
  },
}));
vi.mock("./element.js", () => ({ WrMap: class {} }));
vi.mock("./style.js", () => ({ colour: () => "#000" }));
await import("./point.js");

let click: Click;
const field = (id: string): HTMLInputElement => document.getElementById(id) as HTMLInputElement;

beforeEach(() => {
  shown.length = 0;
  document.body.innerHTML = `<form><input id="lon"><input id="lat"><wr-point lon="lon" lat="lat" data-subject="incident:7"></wr-point></form>`;
});

function open(): void {
  document.querySelector<HTMLButtonElement>("wr-point button")?.click();
  const map = document.querySelector("wr-map") as Element & { map?: unknown };
  map.map = { on: (_: string, act: Click) => { click = act; } };
  map.dispatchEvent(new CustomEvent("wr:map-ready"));
}

test("the map comes when it is asked for and opens upon the incident", () => {
  expect(document.querySelector("wr-map")).toBeNull();
  open();
  expect(document.querySelector<HTMLElement>("wr-map")?.dataset["subject"]).toBe("incident:7");
});

test("a click fills both fields to about a metre, is typed input, and is marked", () => {
  open();
  const typed = vi.fn();
  document.querySelector("form")?.addEventListener("input", typed);
  click({ lngLat: { lng: 115.4683219, lat: 40.9 } });
  expect([field("lon").value, field("lat").value]).toEqual(["115.46832", "40.90000"]);
  expect(typed).toHaveBeenCalledTimes(2);
  expect(shown.at(-1)).toEqual([115.46832, 40.9]);
});

test("the mark follows what is typed, and goes when that is no position", () => {
  field("lon").value = "115.4";
  field("lat").value = "40.8";
  open();
  expect(shown).toEqual([[115.4, 40.8]]);
  for (const wrong of ["", "north", "115.4"]) {
    field("lat").value = wrong;
    field("lat").dispatchEvent(new Event("change", { bubbles: true }));
    expect(shown.at(-1)).toBe("removed");
  }
});
