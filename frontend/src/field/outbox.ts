/**
 * The queue of what was done: kept first, sent in order, each once under its own key, whenever there is a network.
 * The server answers every act for itself; what it has answered once it answers alike again, so that sending twice is harmless.
 */
import { jitter } from "../site.js";
import type { FieldClock } from "./clock.js";
import type { Store } from "./store.js";
import type { Act, Answer, Item, Reply, W } from "./types.js";
import { Refusal, type Wire } from "./wire.js";

export const MOST_TOGETHER = 50;
const FIRST_MS = 2000, LONGEST_MS = 120_000;
type Sends = Pick<Wire, "send" | "sendFile" | "state"> & { token: string };

/** empty: nothing waits any more; away: no network; out: this phone is signed out or revoked; other: what waits is another person's. */
export interface Drained { how: "empty" | "away" | "out" | "other"; words: string; answered: number }

export function backoff(failures: number, random?: () => number): number {
  return jitter(Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1)), random);
}

/** Whether a tab of ours may send now; two at once would only ask twice. */
async function alone<T>(act: () => Promise<T>, busy: T): Promise<T> {
  if (!("locks" in navigator) || !navigator.locks) return act();
  return (await navigator.locks.request("wr-field-outbox", { ifAvailable: true }, (lock) => (lock ? act() : busy))) as T;
}

export class Outbox {
  constructor(private readonly store: Store, private readonly wire: Sends, private readonly clock: FieldClock, private readonly told: (reply: Reply, asked: number, came: number) => Promise<void> = async () => {}) {}

  /** Keeps an act; it is done as far as the phone is concerned once this returns. Throws StoreFull. */
  async add(whose: string, kind: Act["kind"], more: Partial<Act>, title: W, file?: { body: ArrayBuffer; type: string }): Promise<Item> {
    const act: Act = { key: crypto.randomUUID(), kind, at: new Date(this.clock.deviceNow()).toISOString(), offset_ms: this.clock.offset, ...more };
    const item: Item = { whose, act, title, state: "waiting", ...(file ? { file: file.body, type: file.type } : {}) };
    item.n = await this.store.add(item);
    return item;
  }

  async waiting(): Promise<Item[]> { return (await this.store.items()).filter((item) => item.state === "waiting"); }

  drain(whose: string): Promise<Drained> { return alone(() => this.run(whose), { how: "empty", words: "", answered: 0 }); }

  /** Sends what is urgent at once, beside whatever is under way: what comes twice is done once. What does not go now goes with the rest. */
  async rush(whose: string): Promise<void> {
    const batch = urgent((await this.waiting()).filter((item) => item.whose === whose));
    if (!batch.length) return;
    try { await this.send(batch.slice(0, MOST_TOGETHER)); } catch (error) { if (!(error instanceof Refusal)) throw error; }
  }

  private async run(whose: string): Promise<Drained> {
    let answered = 0, renewed = false, most = MOST_TOGETHER;
    for (;;) {
      const all = await this.waiting(), own = all.filter((item) => item.whose === whose);
      if (own.length === 0) return { how: all.length ? "other" : "empty", words: "", answered };
      const batch = next(own, most);
      try {
        answered += await this.send(batch);
        most = MOST_TOGETHER;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (error.how === "token" && !renewed) {
          renewed = true;
          const trouble = await this.renew();
          if (trouble) return { how: trouble.how === "out" ? "out" : "away", words: trouble.words, answered };
        } else if (error.how === "out") return { how: "out", words: error.words, answered };
        else if (error.how !== "no") return { how: "away", words: error.words, answered };
        else if (batch.length > 1) most = 1; // one of them is at fault: each is asked for itself
        else { await this.refuse(batch[0] as Item, { zh: error.words, en: error.words, code: error.code }); answered += 1; }
      }
    }
  }

  private async renew(): Promise<Refusal | null> {
    try { this.wire.token = (await this.wire.state()).csrf; return null; }
    catch (error) { if (error instanceof Refusal) return error; throw error; }
  }

  private async send(batch: Item[]): Promise<number> {
    const first = batch[0] as Item, asked = this.clock.deviceNow(), sent = new Date(asked).toISOString();
    const reply = first.file ? await this.wire.sendFile(first.act, first.file, sent) : await this.wire.send(batch.map((item) => item.act), sent);
    await this.told(reply, asked, this.clock.deviceNow());
    const by = new Map(reply.answers.map((answer) => [answer.key, answer]));
    let count = 0;
    for (const item of batch) {
      const answer = by.get(item.act.key);
      if (!answer) continue;
      await this.settle(item, answer);
      count += 1;
    }
    if (count === 0) throw new Refusal("away", "", ""); // an answer to something else: never round and round at once
    return count;
  }

  private async settle(item: Item, answer: Answer): Promise<void> {
    const words = { zh: answer.zh, en: answer.en, code: answer.code };
    if (answer.outcome === "refused" || (answer.outcome === "already" && answer.before === "refused")) return this.refuse(item, words);
    if (answer.zh) { const { file: _file, ...rest } = item; return this.store.put({ ...rest, state: "told", answer: words }); }
    return this.store.drop(item.n as number);
  }

  private refuse(item: Item, words: W & { code: string }): Promise<void> { return this.store.put({ ...item, state: "refused", answer: words }); }
}

const URGENT: ReadonlySet<string> = new Set(["distress", "safe"]);
/** Calls for help, and that they are over: before all else. */
export const urgent = (waiting: Item[]): Item[] => waiting.filter((item) => URGENT.has(item.act.kind));

/** What is sent next: what is urgent, else a run of acts without files, or a single one with its file. The order is else never changed. */
export function next(waiting: Item[], most: number): Item[] {
  const first = waiting[0], before = urgent(waiting);
  if (before.length) return before.slice(0, most);
  if (!first) return [];
  if (first.file) return [first];
  const end = waiting.findIndex((item) => item.file);
  return waiting.slice(0, Math.min(most, end < 0 ? waiting.length : end));
}
