/** The map's ground in the colours of the theme: our own schematic shapes, no tiles, no glyphs, nothing from outside. */
import type { LayerSpecification, Map as GLMap, StyleSpecification } from "maplibre-gl";

export const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#888888";

export const EMPTY = { type: "FeatureCollection" as const, features: [] };

export function ground(): StyleSpecification {
  return { version: 8, sources: { base: { type: "geojson", data: EMPTY } }, layers: groundLayers() };
}

function groundLayers(): LayerSpecification[] {
  const only = (part: string): ["==", ["get", string], string] => ["==", ["get", "part"], part];
  return [
    { id: "land", type: "background", paint: { "background-color": colour("--land-1") } },
    { id: "community", type: "fill", source: "base", filter: only("community"), paint: { "fill-color": colour("--land-2") } },
    { id: "zone", type: "fill", source: "base", filter: only("zone"), paint: { "fill-color": colour("--land-4"), "fill-opacity": 0.8 } },
    { id: "graticule", type: "line", source: "base", filter: only("graticule"), paint: { "line-color": colour("--contour"), "line-width": 1 } },
    { id: "community-edge", type: "line", source: "base", filter: only("community"), paint: { "line-color": colour("--contour-2"), "line-width": 1, "line-dasharray": [2, 3] } },
    { id: "zone-edge", type: "line", source: "base", filter: only("zone"), paint: { "line-color": colour("--rail"), "line-width": 1, "line-dasharray": [6, 3] } },
    { id: "water", type: "line", source: "base", filter: only("water"), paint: { "line-color": colour("--water"), "line-width": 4 } },
    { id: "road-case", type: "line", source: "base", filter: only("road"), layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": colour("--road-case"), "line-width": 6 } },
    { id: "road", type: "line", source: "base", filter: only("road"), layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": colour("--road"), "line-width": 2.5 } },
    { id: "venue", type: "fill", source: "base", filter: only("venue"), paint: { "fill-color": colour("--built"), "fill-opacity": 0.55 } },
    { id: "venue-edge", type: "line", source: "base", filter: only("venue"), paint: { "line-color": colour("--rail"), "line-width": 1.5 } },
  ];
}

/** Paints the ground anew after the theme was switched. */
export function repaint(map: GLMap): void {
  for (const layer of groundLayers()) for (const [name, value] of Object.entries(layer.paint ?? {})) if (map.getLayer(layer.id)) map.setPaintProperty(layer.id, name as never, value as never);
}

/** The shapes of one of the rooms' layers: what is warned of is hatched and dashed, all else is a quiet line. */
export function shapeLayers(source: string, kind: string): LayerSpecification[] {
  const levels = [1, 2, 3, 4];
  const edge: ["match", ["get", string], ...(number | string)[]] = ["match", ["get", "level"], ...levels.flatMap((n) => [n, colour(`--lv${n}-text`)]), colour("--edge")];
  if (kind === "warning") return [
    ...levels.map((n): LayerSpecification => ({ id: `${source}-fill-${n}`, type: "fill", source, filter: ["==", ["get", "level"], n], paint: { "fill-pattern": `hatch-${n}` } })),
    { id: `${source}-line`, type: "line", source, paint: { "line-color": edge as never, "line-width": 1.75, "line-dasharray": [5, 2.5] } },
  ];
  if (kind === "place" || kind === "venue") return [];
  if (kind === "camera") return [
    { id: `${source}-fill`, type: "fill", source, paint: { "fill-color": colour("--ink"), "fill-opacity": 0.1 } },
    { id: `${source}-line`, type: "line", source, paint: { "line-color": colour("--ink-3"), "line-width": 1 } },
  ];
  return [
    { id: `${source}-fill`, type: "fill", source, filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colour("--edge"), "fill-opacity": 0.08 } },
    { id: `${source}-line`, type: "line", source, paint: { "line-color": kind === "unit" ? colour("--st-move") : colour("--ink-2"), "line-width": kind === "unit" ? 2.5 : 1.5, "line-dasharray": kind === "unit" ? [0.5, 2] : [3, 3] } },
  ];
}

/** A sparse diagonal hatch in a level's colour, through which the ground stays readable. */
export function addHatches(map: GLMap): void {
  for (const n of [1, 2, 3, 4]) {
    const size = 18, canvas = document.createElement("canvas");
    canvas.width = canvas.height = size;
    const ctx = canvas.getContext("2d");
    if (!ctx) return;
    ctx.strokeStyle = colour(`--lv${n}-text`);
    ctx.globalAlpha = 0.17;
    ctx.lineWidth = 1.25;
    ctx.beginPath();
    for (const shift of [-size, 0, size]) { ctx.moveTo(shift, size); ctx.lineTo(shift + size, 0); }
    ctx.stroke();
    const image = ctx.getImageData(0, 0, size, size);
    if (map.hasImage(`hatch-${n}`)) map.updateImage(`hatch-${n}`, image);
    else map.addImage(`hatch-${n}`, image);
  }
}
