/** Where this phone is, shared for its unit as long as its person agrees: thinned, kept without a network, sent when there is one. */
import type { Store } from "./store.js";
import { Refusal, type Wire } from "./wire.js";

export interface Point { lon: number; lat: number; accuracy: number; at: number }

export const MOST_POINTS = 600;
const EVERY_MS = 30_000, NEAR_M = 25, QUIET_MS = 300_000;

/** Metres between two near points. */
export function metres(a: Pick<Point, "lon" | "lat">, b: Pick<Point, "lon" | "lat">): number {
  const k = Math.PI / 180, x = (b.lon - a.lon) * k * Math.cos(((a.lat + b.lat) / 2) * k), y = (b.lat - a.lat) * k;
  return Math.hypot(x, y) * 6_371_000;
}

/** The track with one more point: at most one in half a minute, and while nobody moves one in five. Of too many every second old one goes. */
export function thinned(track: Point[], point: Point): Point[] {
  const last = track.at(-1);
  if (last && (point.at - last.at < EVERY_MS || (metres(last, point) < NEAR_M && point.at - last.at < QUIET_MS))) return track;
  const grown = [...track, point];
  return grown.length <= MOST_POINTS ? grown : grown.filter((_, i) => i % 2 === 0 || i > MOST_POINTS / 2);
}

/** Where the phone is now, asked once; null where it does not know, or must not say. */
export function locate(within_ms: number): Promise<Point | null> {
  if (!("geolocation" in navigator)) return Promise.resolve(null);
  return new Promise((done) => navigator.geolocation.getCurrentPosition(
    (found) => done({ lon: found.coords.longitude, lat: found.coords.latitude, accuracy: found.coords.accuracy, at: Math.min(Date.now(), found.timestamp || Date.now()) }),
    () => done(null), { enableHighAccuracy: true, maximumAge: 30_000, timeout: within_ms }));
}

/** A position as an act bears it. */
export const told = (here: Point | null): { lon?: number; lat?: number; accuracy?: number; fix_at?: string } =>
  here ? { lon: here.lon, lat: here.lat, accuracy: Math.min(here.accuracy, 1e7), fix_at: new Date(here.at).toISOString() } : {};

export class Sharing {
  here: Point | null = null;
  sentAt: number | null = null;
  trouble = "";
  private watch: number | null = null;

  constructor(private readonly store: Store, private readonly wire: Pick<Wire, "share">, private readonly changed: () => void, private readonly now: () => number = Date.now) {}

  get on(): boolean { return this.watch !== null; }

  /** Only after its person has said so. */
  start(): void {
    if (this.watch !== null || !("geolocation" in navigator)) return;
    this.watch = navigator.geolocation.watchPosition((found) => void this.found(found), (error) => { this.trouble = error.code === error.PERMISSION_DENIED ? "denied" : "unknown"; this.changed(); }, { enableHighAccuracy: true, maximumAge: 10_000, timeout: 60_000 });
    this.changed();
  }

  stop(): void {
    if (this.watch !== null) navigator.geolocation.clearWatch(this.watch);
    this.watch = null;
    this.here = null;
    this.trouble = "";
    void this.store.remove("track");
    this.changed();
  }

  private async found(position: GeolocationPosition): Promise<void> {
    this.here = { lon: position.coords.longitude, lat: position.coords.latitude, accuracy: position.coords.accuracy, at: this.now() };
    this.trouble = "";
    await this.store.set("track", thinned((await this.store.get<Point[]>("track")) ?? [], this.here));
    this.changed();
  }

  /** Sends what has gathered; what the server will not have is let go, and its words are shown. */
  async send(unit: number): Promise<void> {
    const track = (await this.store.get<Point[]>("track")) ?? [];
    if (!this.on || track.length === 0) return;
    try {
      const now = this.now();
      await this.wire.share(unit, track.map((one) => ({ lon: one.lon, lat: one.lat, ago_s: Math.max(0, (now - one.at) / 1000) })));
      this.sentAt = now;
    } catch (error) {
      if (!(error instanceof Refusal) || error.how !== "no") return;
      this.trouble = error.words;
    }
    const left = (await this.store.get<Point[]>("track")) ?? [];
    await this.store.set("track", left.filter((one) => !track.some((gone) => gone.at === one.at)));
    this.changed();
  }
}
