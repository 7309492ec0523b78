/** What a plot is told of a sensor's past, and how one moves in it. Nothing here draws. */
import { lang, say } from "./site.js";

export interface Limit { value: number; level?: number; zh?: string; en?: string; label?: string }
export interface Mark { at: number; level?: number; zh?: string; en?: string; url?: string }
/** Stretches of `stretch` seconds in order of time; null where a hole breaks the line. All times in seconds. */
export interface Past {
  title?: string; unit?: string; digits: number; readings: number;
  since: number; until: number; stretch: number;
  t: number[]; low: (number | null)[]; high: (number | null)[]; mean: (number | null)[]; count: (number | null)[];
  holes: [number, number][]; stands: [number, number][]; limits: Limit[]; marks: Mark[];
}
export interface Span { since: number; until: number }

const spans = (given: [number, number][]): [number, number][] => given.map(([from, to]) => [from / 1000, to / 1000]);

/** Reads what the server tells; times come in milliseconds. */
export function readPast(data: unknown): Past {
  const given = (data ?? {}) as Record<string, unknown>;
  const list = <T,>(name: string): T[] => (Array.isArray(given[name]) ? (given[name] as T[]) : []);
  const column = (name: string): (number | null)[] => list<number | null>(name).map((value) => (value === null || Number.isFinite(value) ? value : null));
  const number = (name: string, otherwise: number): number => (typeof given[name] === "number" ? (given[name] as number) : otherwise);
  const words = (name: string): string | undefined => given[`${name}_${lang()}`] as string | undefined;
  const t = list<number>("t").map((at) => at / 1000);
  const made: Past = {
    digits: number("digits", 1), readings: number("readings", 0),
    since: number("since", (t[0] ?? 0) * 1000) / 1000, until: number("until", (t[t.length - 1] ?? 0) * 1000) / 1000, stretch: number("stretch_ms", 0) / 1000,
    t, low: column("low"), high: column("high"), mean: column("mean"), count: column("count"),
    holes: spans(list("holes")), stands: spans(list("stands")),
    limits: list<Limit>("limits"), marks: list<Mark>("marks").map((mark) => ({ ...mark, at: mark.at / 1000 })),
  };
  const title = words("title"), unit = words("unit");
  if (title !== undefined) made.title = title;
  if (unit !== undefined) made.unit = unit;
  return made;
}

/** The lowest and the highest of all that is told; undefined without readings. */
export function extremes(past: Past): [number, number] | undefined {
  let low = Infinity, high = -Infinity;
  for (const value of past.low) if (value !== null && value < low) low = value;
  for (const value of past.high) if (value !== null && value > high) high = value;
  return low <= high ? [low, high] : undefined;
}

/** Whether lowest and highest differ anywhere: single readings and counts have no band to speak of. */
export const hasBand = (past: Past): boolean => past.t.some((_, i) => past.low[i] !== past.high[i]);

/** What is drawn, and in which unit: the scale beside it bears numbers alone. */
export const headline = (past: Past): string => (past.unit ? say(`${past.title}（${past.unit}）`, `${past.title} (${past.unit})`) : past.title ?? "");

/** A limit's words with its number and unit; words that tell the number themselves come as `label`. */
export function limitWords(limit: Limit, unit?: string): string {
  const number = [String(limit.value), unit].filter(Boolean).join(" ");
  return limit.label ?? (limit[lang()] ? `${limit[lang()]} · ${number}` : say(`限值 ${number}`, `limit ${number}`));
}

/** A level's numeral as its shape bears it everywhere. */
export const roman = (level: number): string => (lang() === "en" ? ["", "I", "II", "III", "IV"] : ["", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ"])[level] ?? String(level);

const SHORTEST = 60, LONGEST = 3660 * 86400;

/** The same middle, `factor` times as long; never shorter than a minute, nor longer than the server draws. */
export function zoomed(span: Span, factor: number): Span {
  const length = Math.min(Math.max((span.until - span.since) * factor, SHORTEST), LONGEST);
  const middle = (span.since + span.until) / 2;
  return { since: middle - length / 2, until: middle + length / 2 };
}

export function moved(span: Span, share: number): Span {
  const by = (span.until - span.since) * share;
  return { since: span.since + by, until: span.until + by };
}

export const address = (base: string, span: Span): string => `${base}?since=${Math.round(span.since * 1000)}&until=${Math.round(span.until * 1000)}`;

/** `1:24 小时:24 hours,7:…` as the server writes it. */
export function readSpans(text: string | null): { days: number; words: string }[] {
  return (text ?? "").split(",").filter(Boolean).map((one) => {
    const [days, zh, en] = one.split(":");
    return { days: Number(days), words: (lang() === "en" ? en : zh) ?? "" };
  });
}
