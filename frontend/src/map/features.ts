/** What the map receives, and where on the screen a thing of it stands. Pure. */
import type { Feature, FeatureCollection, Geometry, Position } from "geojson";
import type { Lang } from "../site.js";

export interface LayerInfo { code: string; title: string; kind: string; url: string; follows: string; shown: boolean }
/** `began`: when the book begins, so how far back the map can look. */
export interface MapConfig { bbox: [number, number, number, number]; base: string; layers: LayerInfo[]; began?: string | null }
export interface Props {
  zh?: string; en?: string; subject?: string; url?: string; kind?: string; level?: number; state?: string; sensor?: string; code?: string; unit?: string;
  value?: string | number; unit_zh?: string; unit_en?: string; at?: string; stale_after_s?: number; schematic?: boolean; until?: string; place?: string; digits?: number;
  area_zh?: string; area_en?: string; simulated?: boolean; part?: string;
}
export type Thing = Feature<Geometry, Props>;

/** The map as a whole says that it is schematic, so its labels need not. */
export const label = (props: Props, lang: Lang): string => ((lang === "en" ? props.en ?? props.zh : props.zh ?? props.en) ?? "").replace(/\s*[（(](示意|schematic)[）)]\s*$/i, "");
export const unitOf = (props: Props, lang: Lang): string => (lang === "en" ? props.unit_en ?? props.unit_zh : props.unit_zh ?? props.unit_en) ?? "";

/** The point at which a feature's symbol and label stand. For an area: the middle of its largest ring. */
export function anchor(geometry: Geometry | null): [number, number] | null {
  if (!geometry) return null;
  switch (geometry.type) {
    case "Point": return pair(geometry.coordinates);
    case "MultiPoint": return pair(geometry.coordinates[0]);
    case "LineString": return pair(geometry.coordinates[Math.floor(geometry.coordinates.length / 2)]);
    case "MultiLineString": { const line = geometry.coordinates[0] ?? []; return pair(line[Math.floor(line.length / 2)]); }
    case "Polygon": return centre(geometry.coordinates[0]);
    case "MultiPolygon": return centre([...geometry.coordinates].sort((a, b) => Math.abs(area(b[0] ?? [])) - Math.abs(area(a[0] ?? [])))[0]?.[0]);
    case "GeometryCollection": return anchor(geometry.geometries[0] ?? null);
  }
}
const pair = (at: Position | undefined): [number, number] | null => (at && at.length >= 2 ? [at[0] as number, at[1] as number] : null);

export function area(ring: Position[]): number {
  let twice = 0;
  for (let i = 0; i < ring.length; i++) { const [x1, y1] = ring[i] as [number, number], [x2, y2] = ring[(i + 1) % ring.length] as [number, number]; twice += x1 * y2 - x2 * y1; }
  return twice / 2;
}
function centre(ring: Position[] | undefined): [number, number] | null {
  if (!ring || ring.length === 0) return null;
  const total = area(ring);
  const [x0, y0] = ring[0] as [number, number];
  if (Math.abs(total) < 1e-14) return [x0, y0];
  let x = 0, y = 0; // relative to the first corner: small areas far from the origin lose digits otherwise
  for (let i = 0; i < ring.length; i++) {
    const a = ring[i] as [number, number], b = ring[(i + 1) % ring.length] as [number, number];
    const ax = a[0] - x0, ay = a[1] - y0, bx = b[0] - x0, by = b[1] - y0, cross = ax * by - bx * ay;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  return [x0 + x / (6 * total), y0 + y / (6 * total)];
}

/** The northernmost point of an area: where a warning's chip hangs, clear of what lies inside. */
export function top(geometry: Geometry): [number, number] | null {
  const rings = geometry.type === "Polygon" ? [geometry.coordinates[0] ?? []] : geometry.type === "MultiPolygon" ? geometry.coordinates.map((part) => part[0] ?? []) : [];
  let best: Position | undefined;
  for (const ring of rings) for (const at of ring) if (!best || (at[1] as number) > (best[1] as number)) best = at;
  return pair(best) ?? anchor(geometry);
}

export const SHAPES = new Set(["Polygon", "MultiPolygon", "LineString", "MultiLineString"]);
export const shapes = (data: FeatureCollection): FeatureCollection => ({ type: "FeatureCollection", features: data.features.filter((f) => f.geometry && SHAPES.has(f.geometry.type)) });

/** Sensors at one spot share one mark: a mast with five instruments is one box, not five upon each other. */
export function grouped(things: Thing[]): Thing[][] {
  const groups = new Map<string, Thing[]>();
  for (const thing of things) {
    const at = anchor(thing.geometry);
    const key = at ? `${at[0].toFixed(5)},${at[1].toFixed(5)}` : "";
    const group = groups.get(key);
    if (group) group.push(thing); else groups.set(key, [thing]);
  }
  return [...groups.values()];
}
