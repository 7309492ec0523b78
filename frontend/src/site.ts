/** What the page says about itself: language, token, times. Texts of the client itself stand here in both languages. */

export type Lang = "zh" | "en";

export const meta = (name: string): string => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
export const lang = (): Lang => (document.documentElement.lang.startsWith("en") ? "en" : "zh");
export const say = (zh: string, en: string): string => (lang() === "en" ? en : zh);
export const csrf = (): string => meta("csrf-token");

export function element<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string> = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/** A symbol of the page's sprite. */
export function use(id: string, name: string, attributes: Record<string, string> = {}): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", name);
  svg.setAttribute("aria-hidden", "true");
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  const ref = document.createElementNS(SVG, "use");
  ref.setAttribute("href", `#${id}`);
  svg.append(ref);
  return svg;
}
export const icon = (name: string): SVGSVGElement => use(`i-${name}`, "i");

/** The interval until the next visit, spread so that a hundred consoles do not ask at once. */
export const jitter = (ms: number, random: () => number = Math.random): number => Math.round(ms * (0.75 + random() * 0.5));
