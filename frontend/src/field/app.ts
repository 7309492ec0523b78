/** The field app: what is kept, what is asked of the server and when, and what happens when a key is pressed. */
import { lang, say } from "../site.js";
import { orders, shown } from "./as_if.js";
import { FieldClock, type Measured } from "./clock.js";
import * as media from "./media.js";
import { backoff, Outbox } from "./outbox.js";
import { Sharing } from "./position.js";
import { takes } from "./steady.js";
import { Store, StoreFull } from "./store.js";
import type { Act, Item, MapTold, Reply, State, W } from "./types.js";
import { Refusal, Wire } from "./wire.js";

const ASK_MS = 30_000, ANXIOUS_MS = 5_000, MAP_MS = 30 * 60_000;

export interface Standing { signed: "in" | "out" | "unknown"; words: string; online: boolean; lastHeard: number | null; full: boolean; other: number; persisted: boolean }

export class App {
  state: State | null = null;
  items: Item[] = [];
  maps = new Map<number, MapTold>();
  chosenUnit: number | null = null;
  chosenOrder: number | null = null;
  consented = false;
  standing: Standing = { signed: "unknown", words: "", online: false, lastHeard: null, full: false, other: 0, persisted: false };
  readonly sharing: Sharing;
  readonly outbox: Outbox;
  private readonly read = new Set<number>();
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: Promise<void> | null = null;
  private again = false;

  private constructor(private readonly store: Store, readonly clock: FieldClock, private readonly wire: Wire, private readonly draw: () => void) {
    this.sharing = new Sharing(store, wire, draw);
    this.outbox = new Outbox(store, wire, clock, (reply, asked, came) => this.heard(reply.now, asked, came));
  }

  /** Everything that was kept is there before anything is asked of the network. */
  static async start(draw: (app: App) => void): Promise<App> {
    const store = await Store.open();
    const clock = new FieldClock((await store.get<Measured>("clock")) ?? null);
    const app: App = new App(store, clock, new Wire(), () => draw(app));
    app.state = (await store.get<State>("state")) ?? null;
    if (app.state) app.wire.token = app.state.csrf;
    app.chosenUnit = (await store.get<number>("unit")) ?? null;
    app.consented = (await store.get<boolean>("consented")) ?? false;
    app.standing.lastHeard = (await store.get<number>("heard")) ?? null;
    await app.readMaps();
    await app.readItems();
    app.standing.persisted = (await navigator.storage?.persist?.()) ?? false;
    if (app.consented) app.sharing.start();
    addEventListener("online", () => app.now());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) app.now(); });
    app.now();
    return app;
  }

  /** Its person has called for help, and that is not over. */
  get calling(): boolean { return !!this.state?.distress && this.state.distress.ended_at === null; }

  get whose(): string { return this.state?.whose ?? ""; }

  /** Tries at once, whatever the back-off: the network is back, or its person asked. */
  now(): void {
    this.failures = 0;
    clearTimeout(this.timer);
    if (this.asking) this.again = true; // what is under way may have sent already: once more as soon as it is over
    else void this.turn();
  }

  /** Sends what waits, then asks what is new. One at a time. */
  turn(): Promise<void> {
    this.asking ??= this.once().catch((error: unknown) => {
      this.timer = setTimeout(() => void this.turn(), backoff(++this.failures)); // whatever broke, it asks again
      throw error;
    }).finally(() => { this.asking = null; });
    return this.asking;
  }

  private async once(): Promise<void> {
    clearTimeout(this.timer);
    let well = true;
    if (this.whose) {
      const drained = await this.outbox.drain(this.whose);
      await this.readItems();
      this.standing.other = drained.how === "other" ? this.items.filter((item) => item.whose !== this.whose && item.state === "waiting").length : 0;
      well = drained.how === "empty" || drained.how === "other";
      if (drained.how === "out") this.out(drained.words);
    }
    if (well || this.standing.signed === "out") well = await this.ask();
    this.standing.online = well;
    this.failures = well ? 0 : this.failures + 1;
    this.draw();
    if (well) void this.tellRead(); // beside: what is pressed meanwhile waits for no receipt
    const wait = this.again ? 0 : well ? (this.calling ? ANXIOUS_MS : ASK_MS) : backoff(this.failures);
    this.again = false;
    this.timer = setTimeout(() => void this.turn(), wait);
  }

  private async ask(): Promise<boolean> {
    const asked = this.clock.deviceNow();
    try {
      const state = await this.wire.state(), came = this.clock.deviceNow();
      this.wire.token = state.csrf;
      const another = this.state !== null && this.state.whose !== state.whose;
      this.state = state;
      this.standing.signed = "in";
      this.standing.words = "";
      await this.heard(state.now, asked, came);
      await this.keep("state", state);
      if (another) return await this.ask(); // what waits of the person before stays his; this one's goes on
      const unit = this.chosenUnit ?? state.units.find((one) => one.mine)?.id;
      if (unit) await this.sharing.send(unit);
      await this.fetchMaps(state);
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.how === "out") { this.out(error.words); return true; }
      if (error.how === "no") { this.standing.words = error.words; return true; }
      return false;
    }
  }

  /** The order that stands before its person was read: whoever calls him need not go on to the next way. */
  async tellRead(): Promise<void> {
    if (document.hidden || this.standing.signed !== "in" || !this.state?.may.order) return;
    const order = shown(orders(this.state, this.items).filter((one) => one.open), this.chosenOrder);
    if (!order || order.state !== "sent" || this.read.has(order.id)) return;
    try { await this.wire.seen(order.id); }
    catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.how !== "no") return; // told again with the next turn
    }
    this.read.add(order.id);
  }

  private out(words: string): void { this.standing.signed = "out"; this.standing.words = words; }

  private async heard(now: string, asked: number, came: number): Promise<void> {
    const measured = this.clock.tell(now, asked, came);
    if (!measured) return;
    this.standing.lastHeard = came;
    this.standing.online = true;
    await this.keep("clock", measured);
    await this.keep("heard", came);
  }

  private async keep(name: string, value: unknown): Promise<void> {
    try { await this.store.set(name, value); this.standing.full = false; }
    catch (error) { if (!(error instanceof StoreFull)) throw error; this.standing.full = true; }
  }

  /** The maps of what one works on, in the reader's language; those of other incidents make room. */
  private async fetchMaps(state: State): Promise<void> {
    const mine = state.incidents.filter((one) => one.mine);
    for (const { id } of mine) {
      const kept = this.maps.get(id);
      if (kept && kept.lang === lang() && Math.abs(Date.parse(state.now) - Date.parse(kept.made_at)) < MAP_MS) continue;
      const map = await this.wire.map(id);
      if (map) { this.maps.set(id, map); await this.keep(`map:${id}`, map); }
    }
    for (const name of await this.store.names()) {
      const id = name.startsWith("map:") ? Number(name.slice(4)) : 0;
      if (id && !mine.some((one) => one.id === id)) { await this.store.remove(name); this.maps.delete(id); }
    }
  }

  private async readMaps(): Promise<void> {
    for (const name of await this.store.names()) {
      const map = name.startsWith("map:") ? await this.store.get<MapTold>(name) : undefined;
      if (map) this.maps.set(map.incident, map);
    }
  }

  private async readItems(): Promise<void> { this.items = await this.store.items(); }

  /** What its person did: kept, shown as done and not sent, then sent. A double tap is one act. */
  async act(kind: Act["kind"], more: Partial<Act>, title: W, file?: media.Made): Promise<boolean> {
    if (!takes(kind)) return false;
    try { await this.outbox.add(this.whose, kind, more, title, file); this.standing.full = false; }
    catch (error) {
      if (!(error instanceof StoreFull)) throw error;
      this.standing.full = true;
      this.draw();
      return false;
    }
    navigator.vibrate?.(30);
    await this.readItems();
    this.draw();
    if (kind === "distress") void this.outbox.rush(this.whose);
    this.now();
    return true;
  }

  /** Its person has read what was refused, or lets go of what waits of another. */
  async dismiss(item: Item): Promise<void> {
    if (item.n !== undefined) await this.store.drop(item.n);
    await this.readItems();
    this.draw();
  }

  async chooseUnit(unit: number | null): Promise<void> { this.chosenUnit = unit; await this.keep("unit", unit); this.draw(); this.now(); }

  async consent(yes: boolean): Promise<void> {
    this.consented = yes;
    await this.keep("consented", yes);
    if (yes) this.sharing.start(); else this.sharing.stop();
    this.draw();
  }

  words(words: W): string { return say(words.zh, words.en); }
}

export type { Reply };
