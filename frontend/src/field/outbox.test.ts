import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test, vi } from "vitest";
import { FieldClock } from "./clock.js";
import { backoff, next, Outbox } from "./outbox.js";
import { Store, StoreFull } from "./store.js";
import type { Act, Answer, Item, Reply, State } from "./types.js";
import { Refusal, Wire, type Ask } from "./wire.js";

const ME = "person:4", T0 = Date.parse("2026-02-06T02:00:00Z");
const words = { zh: "一", en: "one" };

/** A server that keeps each key once, as ours does, and can be cut off before it hears or before its answer arrives. */
class Server {
  token = "";
  readonly done: string[] = [];
  readonly known = new Map<string, Answer>();
  readonly batches: number[] = [];
  cut: ("before" | "after" | Refusal)[] = [];
  refuse = new Map<string, Partial<Answer>>();

  send(acts: Act[]): Promise<Reply> { return this.take(acts); }
  sendFile(act: Act, _file: ArrayBuffer): Promise<Reply> { return this.take([act]); }
  state(): Promise<State> { return Promise.resolve({ csrf: "new" } as State); }

  private take(acts: Act[]): Promise<Reply> {
    const cut = this.cut.shift();
    if (cut instanceof Refusal) return Promise.reject(cut);
    if (cut === "before") return Promise.reject(new Refusal("away", "", ""));
    this.batches.push(acts.length);
    const answers = acts.map((act): Answer => {
      const before = this.known.get(act.key);
      if (before) return { ...before, outcome: "already", before: before.outcome };
      const made: Answer = { key: act.key, outcome: "applied", before: "", code: "", zh: "", en: "", ...this.refuse.get(act.text ?? "") };
      this.known.set(act.key, made);
      if (made.outcome === "applied") this.done.push(act.text ?? act.kind);
      return made;
    });
    if (cut === "after") return Promise.reject(new Refusal("away", "", ""));
    return Promise.resolve({ now: new Date(T0).toISOString(), answers });
  }
}

let store: Store, server: Server, outbox: Outbox;
beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  store = await Store.open();
  server = new Server();
  outbox = new Outbox(store, server, new FieldClock({ offset_ms: 5000, at: T0 }, () => T0));
});
const note = (text: string, whose = ME): Promise<Item> => outbox.add(whose, "note", { incident: 1, text }, words);
const texts = async (): Promise<string[]> => (await store.items()).map((item) => `${item.act.text}:${item.state}`);

test("what is done without a network is kept in its order with the phone's time and what it had measured", async () => {
  for (const text of ["a", "b", "c"]) await note(text);
  const kept = await store.items();
  expect(kept.map((item) => item.act.text)).toEqual(["a", "b", "c"]);
  expect(kept[0]?.act).toMatchObject({ at: "2026-02-06T02:00:00.000Z", offset_ms: 5000 });
  expect(new Set(kept.map((item) => item.act.key)).size).toBe(3);
});

test("it is sent in order, once each, and let go", async () => {
  for (let i = 0; i < 120; i += 1) await note(`n${i}`);
  expect(await outbox.drain(ME)).toMatchObject({ how: "empty", answered: 120 });
  expect(server.done).toEqual(Array.from({ length: 120 }, (_, i) => `n${i}`));
  expect(server.batches).toEqual([50, 50, 20]);
  expect(await store.items()).toEqual([]);
});

test("an answer that is lost on its way makes nothing happen twice", async () => {
  for (const text of ["a", "b"]) await note(text);
  server.cut = ["after", "before"];
  expect((await outbox.drain(ME)).how).toBe("away");
  expect((await outbox.drain(ME)).how).toBe("away");
  await note("c");
  expect((await outbox.drain(ME)).how).toBe("empty");
  expect(server.done).toEqual(["a", "b", "c"]);
});

test("a page that is gone and comes back goes on where it was", async () => {
  for (const text of ["a", "b"]) await note(text);
  server.cut = ["after"];
  await outbox.drain(ME);
  store.close();
  store = await Store.open();
  const again = new Outbox(store, server, new FieldClock(null, () => T0));
  expect((await again.drain(ME)).how).toBe("empty");
  expect(server.done).toEqual(["a", "b"]);
});

test("a file goes alone and in its turn", async () => {
  await note("a");
  await outbox.add(ME, "photo", { incident: 1, text: "photo" }, words, { body: new ArrayBuffer(8), type: "image/jpeg" });
  await note("b");
  await outbox.drain(ME);
  expect(server.done).toEqual(["a", "photo", "b"]);
  expect(server.batches).toEqual([1, 1, 1]);
});

test("what is refused stays with its words until its person has read it, and holds nothing else up", async () => {
  server.refuse.set("b", { outcome: "refused", code: "dispatch.OrderAnswered", zh: "已撤回", en: "recalled" });
  server.refuse.set("c", { zh: "只补记时间", en: "time only" });
  for (const text of ["a", "b", "c", "d"]) await note(text);
  await outbox.drain(ME);
  expect(server.done).toEqual(["a", "c", "d"]);
  expect(await texts()).toEqual(["b:refused", "c:told"]);
  expect((await store.items())[0]?.answer).toEqual({ zh: "已撤回", en: "recalled", code: "dispatch.OrderAnswered" });
});

test("a sending that is refused as a whole is asked one by one, and only the one at fault is given up", async () => {
  for (const text of ["a", "b", "c"]) await note(text);
  server.cut = [new Refusal("no", "dispatch.BatchUnread", "读不懂"), new Refusal("no", "dispatch.BatchUnread", "读不懂")];
  expect((await outbox.drain(ME)).how).toBe("empty");
  expect(server.done).toEqual(["b", "c"]);
  expect(await texts()).toEqual(["a:refused"]);
});

test("an old token is renewed once; a revoked phone stops and keeps everything", async () => {
  await note("a");
  server.cut = [new Refusal("token", "desk.403", "")];
  expect((await outbox.drain(ME)).how).toBe("empty");
  expect(server.token).toBe("new");
  await note("b");
  server.cut = [new Refusal("out", "people.PhoneRevoked", "已停用")];
  expect(await outbox.drain(ME)).toMatchObject({ how: "out", words: "已停用" });
  expect(await texts()).toEqual(["b:waiting"]);
});

test("a sign-in that is lost is said at once, and not taken for a network that is away", async () => {
  await note("a");
  server.cut = [new Refusal("token", "desk.403", "")];
  server.state = () => Promise.reject(new Refusal("out", "people.PhoneUnknown", "请重新登录"));
  expect(await outbox.drain(ME)).toMatchObject({ how: "out", words: "请重新登录" });
  expect(await texts()).toEqual(["a:waiting"]);
});

test("what another person did on this phone is never sent in one's own name", async () => {
  await note("a", "person:9");
  await note("b");
  expect((await outbox.drain(ME)).how).toBe("other");
  expect(server.done).toEqual(["b"]);
  expect(await texts()).toEqual(["a:waiting"]);
});

test("a full phone is said and keeps what it has", async () => {
  await note("a");
  vi.spyOn(IDBObjectStore.prototype, "add").mockImplementationOnce(() => { throw new DOMException("full", "QuotaExceededError"); });
  await expect(note("b")).rejects.toBeInstanceOf(StoreFull);
  expect(await texts()).toEqual(["a:waiting"]);
});

test("the wait grows to two minutes and no further", () => {
  const even = (): number => 0.5;
  expect([1, 2, 3, 7, 50].map((n) => backoff(n, even))).toEqual([2000, 4000, 8000, 120_000, 120_000]);
});

test("a run without files is sent together", () => {
  const item = (file: boolean): Item => ({ whose: ME, act: {} as Act, title: words, state: "waiting", ...(file ? { file: new ArrayBuffer(1) } : {}) });
  expect(next([item(false), item(false), item(true)], 50).length).toBe(2);
  expect(next([item(true), item(false)], 50).length).toBe(1);
  expect(next([], 50)).toEqual([]);
});

test("what is no answer of ours counts as no network: a portal's page, a broken proxy, a redirect", async () => {
  const asks: Ask[] = [
    () => Promise.resolve(new Response("<html>sign in to the hotel</html>", { status: 200 })), () => Promise.resolve(Response.json({ hello: 1 })),
    () => Promise.resolve(new Response("bad gateway", { status: 502 })), () => Promise.reject(new TypeError("failed")), () => Promise.resolve(new Response("no", { status: 404 })),
  ];
  for (const ask of asks) await expect(new Wire(ask).send([], "")).rejects.toMatchObject({ how: "away" });
  const told = (status: number, code: string): Promise<Reply> => new Wire(() => Promise.resolve(Response.json({ code, text: "words" }, { status }))).send([], "");
  await expect(told(401, "people.PhoneRevoked")).rejects.toMatchObject({ how: "out", words: "words" });
  await expect(told(403, "desk.403")).rejects.toMatchObject({ how: "token" });
  await expect(told(403, "people.NotAllowed")).rejects.toMatchObject({ how: "no" });
  await expect(told(413, "sources.TooLarge")).rejects.toMatchObject({ how: "no" });
});

const help = (kind: "distress" | "safe", text: string): Promise<Item> => outbox.add(ME, kind, { text }, words);

test("a call for help goes before all that waits, and that it is over goes with it", async () => {
  await note("a");
  await outbox.add(ME, "photo", { incident: 1, text: "pic" }, words, { body: new ArrayBuffer(3), type: "image/jpeg" });
  await help("distress", "help");
  await help("safe", "safe");
  await outbox.drain(ME);
  expect(server.done).toEqual(["help", "safe", "a", "pic"]);
});

test("a call for help does not wait for what is being sent, and is done once", async () => {
  await note("a");
  await help("distress", "help");
  await Promise.all([outbox.rush(ME), outbox.drain(ME)]);
  expect(server.done.filter((one) => one === "help")).toHaveLength(1);
  expect(await store.items()).toEqual([]);
});

test("a call for help of another person is not sent in one's own name, and one that finds no network is kept", async () => {
  await outbox.add("person:9", "distress", { text: "theirs" }, words);
  await outbox.rush(ME);
  expect(server.done).toEqual([]);
  await help("distress", "mine");
  server.cut = ["before"];
  await outbox.rush(ME);
  expect(await texts()).toEqual(["theirs:waiting", "mine:waiting"]);
});
