/** What is kept on the phone: the queue of acts, and the newest state and maps. Everything is written before it is shown as kept. */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPObjectStore } from "idb";
import type { Item } from "./types.js";

interface Kept extends DBSchema {
  outbox: { key: number; value: Item };
  kept: { key: string; value: unknown };
}

/** The phone has no room left: said to its person, who can free some; nothing that was kept is lost. */
export class StoreFull extends Error {}

export class Store {
  private constructor(private readonly db: IDBPDatabase<Kept>) {}

  static async open(name = "wr-field"): Promise<Store> {
    const db = await openDB<Kept>(name, 1, {
      upgrade(made) {
        made.createObjectStore("outbox", { keyPath: "n", autoIncrement: true });
        made.createObjectStore("kept");
      },
      blocking: (_now, _next, event) => (event.target as IDBDatabase).close(),
    });
    return new Store(db);
  }

  /** In the order in which they were done. */
  items(): Promise<Item[]> { return this.db.getAll("outbox"); }
  async add(item: Item): Promise<number> { return room(() => this.surely((outbox) => outbox.add(item))); }
  async put(item: Item): Promise<void> { await room(() => this.surely((outbox) => outbox.put(item))); }
  drop(n: number): Promise<void> { return this.db.delete("outbox", n); }

  async get<T>(name: string): Promise<T | undefined> { return (await this.db.get("kept", name)) as T | undefined; }
  async set(name: string, value: unknown): Promise<void> { await room(() => this.db.put("kept", value, name)); }
  remove(name: string): Promise<void> { return this.db.delete("kept", name); }
  names(): Promise<string[]> { return this.db.getAllKeys("kept"); }
  /** On the disk when it returns, not merely on its way there: a phone's battery ends without asking. */
  private async surely(write: (outbox: IDBPObjectStore<Kept, ["outbox"], "outbox", "readwrite">) => Promise<number>): Promise<number> {
    const transaction = this.db.transaction("outbox", "readwrite", { durability: "strict" });
    const [n] = await Promise.all([write(transaction.store), transaction.done]);
    return n;
  }
  close(): void { this.db.close(); }
}

async function room<T>(write: () => Promise<T>): Promise<T> {
  try { return await write(); }
  catch (error) {
    if (error instanceof DOMException && error.name === "QuotaExceededError") throw new StoreFull("no room on this phone");
    throw error;
  }
}
