/** An area as text: GeoJSON, or one "longitude, latitude" a line for those who type it. Pure. */
import type { Geometry, Polygon, Position } from "geojson";
import { say } from "../site.js";

const DIGITS = 1e5; // about a metre

export function writeArea(polygon: Polygon): string {
  const coordinates = polygon.coordinates.map((ring) => ring.map(([lon, lat]) => [Math.round((lon as number) * DIGITS) / DIGITS, Math.round((lat as number) * DIGITS) / DIGITS]));
  return JSON.stringify({ type: "Polygon", coordinates });
}

export function readArea(text: string): { polygons: Polygon[]; error: string } {
  const trimmed = text.trim();
  if (!trimmed) return { polygons: [], error: "" };
  if (trimmed.startsWith("{")) {
    try { return fromJSON(JSON.parse(trimmed) as Geometry); } catch { return { polygons: [], error: say("坐标文本不是有效的 GeoJSON。", "The text is not valid GeoJSON.") }; }
  }
  const ring: Position[] = [];
  for (const [index, line] of trimmed.split(/\r?\n|;/).entries()) {
    if (!line.trim()) continue;
    const [lon, lat, ...rest] = line.trim().split(/[\s,，]+/).map(Number);
    if (lon === undefined || lat === undefined || rest.length || !inside(lon, lat)) return { polygons: [], error: say(`第 ${index + 1} 行应为“经度, 纬度”。`, `Line ${index + 1} must be “longitude, latitude”.`) };
    ring.push([lon, lat]);
  }
  if (ring.length < 3) return { polygons: [], error: say("至少要有三个顶点。", "At least three corners are needed.") };
  const first = ring[0] as Position, last = ring.at(-1) as Position;
  if (first[0] !== last[0] || first[1] !== last[1]) ring.push([...first]);
  return { polygons: [{ type: "Polygon", coordinates: [ring] }], error: "" };
}

function fromJSON(given: Geometry | { type: "Feature"; geometry: Geometry }): { polygons: Polygon[]; error: string } {
  const geometry = given.type === "Feature" ? given.geometry : given;
  if (geometry.type === "Polygon") return { polygons: [geometry], error: "" };
  if (geometry.type === "MultiPolygon") return { polygons: geometry.coordinates.map((coordinates) => ({ type: "Polygon", coordinates })), error: "" };
  return { polygons: [], error: say("范围须为多边形。", "An area must be a polygon.") };
}
const inside = (lon: number, lat: number): boolean => Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
