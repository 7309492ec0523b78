/** The palette keeps its promises in every theme: readable, grey where nothing is wrong, levels apart for every eye. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const folder = join(process.cwd(), "src/css");
const css = readFileSync(join(folder, "tokens.css"), "utf8");
type Tokens = Record<string, string>;

function block(head: string): Tokens {
  const found: Tokens = {};
  for (const [, selectors, body] of css.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    if (!selectors?.split(",").some((one) => one.trim() === head)) continue;
    for (const [, name, value] of (body ?? "").matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/gi)) found[name as string] = value as string;
  }
  return found;
}
const themes: Record<string, Tokens> = Object.fromEntries(["dark", "night", "light"].map((name) => [name, { ...block(":root"), ...block(`[data-theme="${name}"]`) }]));

const rgb = (hex: string): number[] => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
const linear = (hex: string): number[] => rgb(hex).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
const light = (hex: string): number => { const [r, g, b] = linear(hex) as [number, number, number]; return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const ratio = (a: string, b: string): number => { const [low, high] = [light(a), light(b)].sort((x, y) => x - y) as [number, number]; return (high + 0.05) / (low + 0.05); };
const at = (theme: Tokens, name: string): string => { const value = theme[name]; if (!value) throw new Error(`no token ${name}`); return value; };

const SURFACES = ["bg", "panel", "raise", "well", "hover"], LAND = [0, 1, 2, 3, 4, 5].map((n) => `land-${n}`), LEVELS = [1, 2, 3, 4];
const TEXT: [string, string][] = [
  ...["ink", "ink-2", "ink-3"].flatMap((ink) => SURFACES.map((under): [string, string] => [ink, under])),
  ...LEVELS.flatMap((n): [string, string][] => [["ink", `lv${n}-tint`], ["ink-2", `lv${n}-tint`], [`lv${n}-on`, `lv${n}`], [`lv${n}-text`, "panel"], [`lv${n}-text`, "bg"]]),
  ...LAND.map((land): [string, string] => ["map-label", land]),
  ["btn-on", "btn"], ["late-on", "late"], ["drill", "panel"], ["bg", "drill"], ["ink", "drill-bg"],
];
const GLYPHS: [string, string][] = [
  ...["edge", "focus", "lv-edge"].flatMap((glyph) => ["bg", "panel", "raise", "well"].map((under): [string, string] => [glyph, under])),
  ...["idle", "sent", "move", "here"].flatMap((state) => ["panel", "bg", "raise"].map((under): [string, string] => [`st-${state}`, under])),
];

/** Machado, Oliveira, Fernandes 2009, severity 1.0. */
const EYES: Record<string, number[][]> = {
  normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protan: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deutan: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritan: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};
function lab(colour: number[]): number[] {
  const [r, g, b] = colour.map((v) => Math.min(1, Math.max(0, v))) as [number, number, number];
  const f = (v: number): number => (v > 0.008856 ? Math.cbrt(v) : 7.787 * v + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047), y = f(0.2126 * r + 0.7152 * g + 0.0722 * b), z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

describe.each(Object.entries(themes))("theme %s", (_name, theme) => {
  it("is readable: text 4.5 to 1, glyphs and borders 3 to 1", () => {
    const poor = [...TEXT.map(([a, b]) => [a, b, 4.5] as const), ...GLYPHS.map(([a, b]) => [a, b, 3] as const)].filter(([a, b, need]) => ratio(at(theme, a), at(theme, b)) < need);
    expect(poor).toEqual([]);
  });
  it("has greys without colour, so that every saturated pixel is an abnormality", () => {
    for (const name of [...SURFACES, ...LAND, "line", "line-2", "edge", "ink", "ink-2", "ink-3", "contour", "road", "built", "water"]) {
      const parts = rgb(at(theme, name)), high = Math.max(...parts);
      expect((high - Math.min(...parts)) / high, name).toBeLessThan(0.5);
    }
  });
});

it("tells the four levels apart in four kinds of colour vision", () => {
  for (const [kind, eye] of Object.entries(EYES)) {
    const seen = LEVELS.map((n) => { const colour = linear(at(themes["dark"] as Tokens, `lv${n}`)); return lab(eye.map((row) => row.reduce((sum, weight, i) => sum + weight * (colour[i] ?? 0), 0))); });
    for (let i = 0; i < 4; i++) for (let j = i + 1; j < 4; j++) expect(Math.hypot(...(seen[i] as number[]).map((v, k) => v - ((seen[j] as number[])[k] ?? 0))), `${kind} ${i + 1}-${j + 1}`).toBeGreaterThan(12);
  }
});

it("keeps raw colours in the tokens, and no text under 12 px", () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".css") && name !== "tokens.css" && name !== "print.css")) {
    const text = readFileSync(join(folder, file), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
    expect(text.match(/#[0-9a-f]{3,8}\b(?![^{]*\{)/gi) ?? [], file).toEqual([]);
    const small = [...text.matchAll(/font(?:-size)?:[^;]*?([\d.]+)px/g)].map((match) => Number(match[1])).filter((px) => px < 12 && px !== 9.5);
    expect(small, file).toEqual([]);
  }
});
