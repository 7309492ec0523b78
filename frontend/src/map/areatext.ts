/** An area, or where they are wanted a line, as text: GeoJSON, or one "longitude, latitude" a line for those who type it. Pure. */
import type { Geometry, LineString, Polygon, Position } from "geojson";
import { say } from "../site.js";

const DIGITS = 1e5; // about a metre

export type Shape = Polygon | LineString;
type Read = { shapes: Shape[]; error: string };

const rounded = (points: Position[]): Position[] => points.map(([lon, lat]) => [Math.round((lon as number) * DIGITS) / DIGITS, Math.round((lat as number) * DIGITS) / DIGITS]);

export function writeArea(shape: Shape): string {
  return JSON.stringify({ type: shape.type, coordinates: shape.type === "Polygon" ? shape.coordinates.map(rounded) : rounded(shape.coordinates) });
}

/** `lines`: two points or more are a line, unless the last is the first again. */
export function readArea(text: string, lines = false): Read {
  const trimmed = text.trim();
  if (!trimmed) return { shapes: [], error: "" };
  if (trimmed.startsWith("{")) {
    try { return fromJSON(JSON.parse(trimmed) as Geometry, lines); } catch { return { shapes: [], error: say("坐标文本不是有效的 GeoJSON。", "The text is not valid GeoJSON.") }; }
  }
  const ring: Position[] = [];
  for (const [index, line] of trimmed.split(/\r?\n|;/).entries()) {
    if (!line.trim()) continue;
    const [lon, lat, ...rest] = line.trim().split(/[\s,，]+/).map(Number);
    if (lon === undefined || lat === undefined || rest.length || !inside(lon, lat)) return { shapes: [], error: say(`第 ${index + 1} 行应为“经度, 纬度”。`, `Line ${index + 1} must be “longitude, latitude”.`) };
    ring.push([lon, lat]);
  }
  const first = ring[0], last = ring.at(-1), closed = first !== undefined && last !== undefined && ring.length > 3 && first[0] === last[0] && first[1] === last[1];
  if (lines && !closed) return ring.length < 2 ? { shapes: [], error: say("至少要有两个点。", "At least two points are needed.") } : { shapes: [{ type: "LineString", coordinates: ring }], error: "" };
  if (ring.length < 3) return { shapes: [], error: say("至少要有三个顶点。", "At least three corners are needed.") };
  if (!closed) ring.push([...(first as Position)]);
  return { shapes: [{ type: "Polygon", coordinates: [ring] }], error: "" };
}

function fromJSON(given: Geometry | { type: "Feature"; geometry: Geometry }, lines: boolean): Read {
  const geometry = given.type === "Feature" ? given.geometry : given;
  if (geometry.type === "Polygon" || (lines && geometry.type === "LineString")) return { shapes: [geometry], error: "" };
  if (geometry.type === "MultiPolygon") return { shapes: geometry.coordinates.map((coordinates) => ({ type: "Polygon", coordinates })), error: "" };
  if (lines && geometry.type === "MultiLineString") return { shapes: geometry.coordinates.map((coordinates) => ({ type: "LineString", coordinates })), error: "" };
  return { shapes: [], error: lines ? say("须为线或多边形。", "It must be a line or a polygon.") : say("范围须为多边形。", "An area must be a polygon.") };
}
const inside = (lon: number, lat: number): boolean => Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
