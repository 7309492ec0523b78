/** Makes the one sprite: our own level shapes and state glyphs, and of Tabler's icons only those that are used. */
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Our names for icons that the field calls otherwise; any other name is Tabler's own. */
const ALIASES: Record<string, string> = {
  adjust: "adjustments-horizontal",
  alert: "alert-triangle",
  ambulance: "ambulance",
  camera: "device-cctv",
  check: "check",
  clock: "clock",
  community: "home-2",
  crowd: "users-group",
  depot: "building-warehouse",
  doc: "file-text",
  down: "chevron-down",
  edit: "pencil",
  eye: "eye",
  gate: "door-enter",
  gps: "map-pin",
  hospital: "stethoscope",
  layers: "stack-2",
  link: "link",
  lock: "lock",
  logout: "logout",
  map: "map",
  mic: "microphone",
  nav: "navigation",
  off: "wifi-off",
  patrol: "walk",
  phone: "phone",
  pin: "map-pin",
  place: "map-pin",
  plough: "bulldozer",
  post: "flag",
  radio: "radio",
  right: "chevron-right",
  road: "road",
  screen: "device-desktop",
  search: "search",
  send: "send",
  shelter: "tent",
  snow: "snowflake",
  sound: "volume",
  station: "building-broadcast-tower",
  up: "chevron-up",
  users: "user",
  venue: "building-stadium",
  visibility: "eye",
  wind: "wind",
  x: "x",
  zone: "polygon",
};

/** Icons that data chooses (kinds of places, incidents, units), so that no template names them. */
const BY_DATA = ["ambulance", "plough", "patrol", "hospital", "gate", "venue", "station", "depot", "shelter", "road", "community", "post", "place", "zone", "wind", "snow", "crowd", "visibility", "alert", "ban", "gauge", "language", "flame", "car", "doc", "send", "screen", "pin"];

export function icons(folders: string[]): string[] {
  const found = new Set(BY_DATA);
  for (const folder of folders) for (const file of files(folder)) {
    const text = readFileSync(file, "utf8");
    for (const match of text.matchAll(/\{% icon ["']([a-z0-9-]+)["']|#i-([a-z0-9-]+)|\bicon\(["']([a-z0-9-]+)["']/g)) {
      const name = match[1] ?? match[2] ?? match[3];
      if (name) found.add(name);
    }
  }
  return [...found].sort();
}

function* files(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    if (name === "node_modules" || name === "static" || name.startsWith(".") || name === "__pycache__") continue;
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else if (/\.(html|ts|py)$/.test(name)) yield path;
  }
}

export function sprite(names: string[], tabler: string): string {
  const parts = names.map((name) => symbol(name, tabler));
  return `<svg class="sprite" aria-hidden="true">${OWN}${parts.join("")}</svg>\n`;
}

function symbol(name: string, tabler: string): string {
  const file = join(tabler, "icons", "outline", `${ALIASES[name] ?? name}.svg`);
  if (!existsSync(file)) throw new Error(`There is no icon "${name}" (${file}): name one of Tabler's outline icons, or one of ours in ALIASES.`);
  const inner = readFileSync(file, "utf8").replace(/<!--[\s\S]*?-->/, "").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>[\s\S]*$/, "").replace(/\s*\n\s*/g, "").replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "");
  return `<symbol id="i-${name}" viewBox="0 0 24 24">${inner}</symbol>`;
}

const level = (n: number, shape: string, numeral: string, y: number): string =>
  `<symbol id="lv${n}" viewBox="0 0 20 20" overflow="visible"><g fill="var(--lv${n})" stroke="var(--lv-edge)" stroke-width="1.6" stroke-linejoin="round">${shape}</g><text class="lvn" x="10" y="${y}" fill="var(--lv${n}-on)">${numeral}</text></symbol>`;
const ring = '<circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6"/>';
const square = '<rect x="2" y="2" width="12" height="12" rx="1.5" fill="none" stroke="currentColor" stroke-width="1.6"/>';
const state = (name: string, inner: string): string => `<symbol id="st-${name}" viewBox="0 0 16 16">${inner}</symbol>`;

const OWN = [
  level(1, '<path d="M6.2 1h7.6L19 6.2v7.6L13.8 19H6.2L1 13.8V6.2z"/>', "Ⅰ", 13.4),
  level(2, '<path d="M10 0 20 10 10 20 0 10z"/>', "Ⅱ", 13.4),
  level(3, '<path d="M10 .5 20.5 19h-21z"/>', "Ⅲ", 16.3),
  level(4, '<circle cx="10" cy="10" r="9"/>', "Ⅳ", 13.4),
  state("idle", ring),
  state("sent", `${ring}<path d="M8 8V3.5A4.5 4.5 0 0 1 12.5 8z" fill="currentColor"/>`),
  state("moving", `${ring}<path d="M8 3.5a4.5 4.5 0 0 1 0 9z" fill="currentColor"/>`),
  state("here", `${ring}<circle cx="8" cy="8" r="4.5" fill="currentColor"/>`),
  state("carry", `${ring}<path d="M8 3.5a4.5 4.5 0 1 1-4.5 4.5H8z" fill="currentColor"/>`),
  state("there", `${ring}<rect x="4.9" y="4.9" width="6.2" height="6.2" fill="currentColor"/>`),
  state("back", `${ring}<circle cx="8" cy="8" r="1.8" fill="currentColor"/>`),
  state("out", '<circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="m5 5 6 6m0-6-6 6" stroke="currentColor" stroke-width="1.6"/>'),
  state("off", '<circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2.5 2"/><path d="M4.5 11.5l7-7" stroke="currentColor" stroke-width="1.6"/>'),
  state("todo", square),
  state("order", `${square}<rect x="5" y="5" width="3" height="6" fill="currentColor"/>`),
  state("doing", `${square}<rect x="4.8" y="8" width="6.4" height="3.2" fill="currentColor"/>`),
  state("done", '<rect x="1.2" y="1.2" width="13.6" height="13.6" rx="2" fill="currentColor"/><path d="m4.5 8.3 2.5 2.5 4.7-5" fill="none" stroke="var(--panel)" stroke-width="2"/>'),
  state("fail", `${square}<path d="m5 5 6 6m0-6-6 6" stroke="currentColor" stroke-width="1.6"/>`),
  '<symbol id="logo" viewBox="0 0 24 24"><path d="M3 20V9.5L12 4l9 5.5V20" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"/><circle cx="12" cy="13.5" r="3.2" fill="currentColor"/><path d="M1 20h22" stroke="currentColor" stroke-width="2"/></symbol>',
].join("");
