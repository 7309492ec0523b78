/** Asks the server, and says in what way it did not work: the outbox waits, stops or gives up by that. */
import type { Act, MapTold, Reply, State } from "./types.js";

/** away: no network or the server is unwell; token: the page's token is old; out: this phone is signed out or revoked; no: refused for good. */
export class Refusal extends Error {
  constructor(readonly how: "away" | "token" | "out" | "no", readonly code: string, readonly words: string) { super(words || code); }
}

const PATIENCE_MS = 20_000, FILE_PATIENCE_MS = 120_000;
export type Ask = (url: string, init: RequestInit) => Promise<Response>;

export class Wire {
  token = "";
  constructor(private readonly ask: Ask = (url, init) => fetch(url, init)) {}

  state(): Promise<State> { return this.call<State>("/field/state", {}); }
  async map(incident: number): Promise<MapTold | null> { return (await this.call<{ map: MapTold | null }>(`/field/incidents/${incident}/map`, {})).map; }
  send(acts: Act[], sentAt: string): Promise<Reply> { return this.post("/field/acts", JSON.stringify({ sent_at: sentAt, acts }), "application/json"); }
  sendFile(act: Act, file: ArrayBuffer, sentAt: string): Promise<Reply> {
    return this.post(`/field/media?${new URLSearchParams({ act: JSON.stringify(act), sent_at: sentAt })}`, new Blob([file]), "application/octet-stream", FILE_PATIENCE_MS);
  }
  async seen(order: number): Promise<void> { await this.post(`/field/orders/${order}/seen`, "{}", "application/json"); }
  async share(unit: number, points: { lon: number; lat: number; ago_s: number }[]): Promise<number> {
    return (await this.post<{ taken: number }>("/field/positions", JSON.stringify({ unit, points }), "application/json")).taken;
  }

  private post<T = Reply>(url: string, body: BodyInit, type: string, patience = PATIENCE_MS): Promise<T> {
    return this.call<T>(url, { method: "POST", body, headers: { "Content-Type": type, "X-CSRFToken": this.token } }, patience);
  }

  private async call<T>(url: string, init: RequestInit, patience = PATIENCE_MS): Promise<T> {
    let answer: Response;
    try {
      answer = await this.ask(url, { ...init, headers: { Accept: "application/json", ...init.headers }, redirect: "error", signal: AbortSignal.timeout(patience) });
    } catch { throw new Refusal("away", "", ""); }
    let told: Record<string, unknown>;
    try { told = (await answer.json()) as Record<string, unknown>; } catch { told = {}; }
    if (answer.ok) {
      if (typeof told["now"] !== "string" && !["map", "taken", "marked"].some((name) => name in told)) throw new Refusal("away", "", ""); // a portal's own page, not our server
      return told as T;
    }
    const code = String(told["code"] ?? ""), words = String(told["text"] ?? "");
    if (answer.status === 401) throw new Refusal("out", code, words);
    if (answer.status === 403 && !code.includes(".Not")) throw new Refusal("token", code, words);
    if (answer.status >= 500 || answer.status === 408 || answer.status === 429 || code === "") throw new Refusal("away", code, words);
    throw new Refusal("no", code, words);
  }
}
