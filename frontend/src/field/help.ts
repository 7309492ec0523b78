/** The key for help: held, so that it is never pressed by chance; and what has become of the call. */
import { element, icon, say } from "../site.js";
import { wallClock } from "../times.js";
import type { App } from "./app.js";
import { locate, told, type Point } from "./position.js";
import { choose } from "./sheets.js";
import { draw } from "./view.js";

export const HOLD_MS = 1500;
const LOOKED_FOR_MS = 60_000, FRESH_MS = 10_000;

/** Tells of a hold: `begin` when it begins, `done` when it was long enough, `short` when it was not. */
export function held(key: HTMLElement, on: { begin(): void; done(): void; short(): void }): void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const begin = (): void => {
    if (timer !== null) return;
    key.dataset["held"] = "";
    timer = setTimeout(() => { timer = null; delete key.dataset["held"]; on.done(); }, HOLD_MS);
    on.begin();
  };
  const end = (): void => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    delete key.dataset["held"];
    on.short();
  };
  const typed = (event: KeyboardEvent): boolean => event.key === " " || event.key === "Enter";
  key.addEventListener("pointerdown", (event) => { if (event.button === 0) { key.setPointerCapture?.(event.pointerId); begin(); } });
  for (const name of ["pointerup", "pointercancel", "blur"]) key.addEventListener(name, end);
  key.addEventListener("contextmenu", (event) => event.preventDefault());
  key.addEventListener("keydown", (event) => { if (typed(event)) { event.preventDefault(); if (!event.repeat) begin(); } });
  key.addEventListener("keyup", (event) => { if (typed(event)) { event.preventDefault(); end(); } });
}

export function helpKey(app: App): HTMLElement {
  const key = element("button", { type: "button", class: "act help", "aria-label": say("求助，按住 2 秒发出", "Call for help: hold for 2 seconds") }, icon("sos"), element("span", {}, say("求助（按住）", "Help (hold)")));
  let looked: Promise<Point | null> = Promise.resolve(null), quick = false;
  held(key, {
    begin: () => { looked = locate(LOOKED_FOR_MS); },
    done: () => void call(app, looked),
    short: () => { quick = true; app.standing.words = say("没有求助：须按住求助键 2 秒，直到手机震动。", "No call for help went out: hold the key for 2 seconds, until the phone vibrates."); draw(app); },
  });
  // A screen reader or a switch presses without holding: it is asked instead.
  key.addEventListener("click", (event) => { if (event.detail === 0 && !quick) void asked(app); quick = false; });
  return key;
}

async function asked(app: App): Promise<void> {
  const answer = await choose(say("要求助吗？", "Call for help?"), [{ name: "yes", words: say("求助：立即告知值班室", "Call for help: tell the watch at once") }, { name: "", words: say("返回", "Back") }]);
  if (answer === "yes") await call(app, locate(LOOKED_FOR_MS));
}

/** Kept and sent at once with the position that is known; a better one follows when the phone has found it. */
async function call(app: App, looked: Promise<Point | null>): Promise<void> {
  navigator.vibrate?.([200, 100, 200]);
  app.standing.words = "";
  const soon = await Promise.race([looked, new Promise<null>((go) => setTimeout(() => go(null), 300))]), here = soon ?? app.sharing.here;
  await app.act("distress", told(here), { zh: "求助", en: "Call for help" });
  if (here && Date.now() - here.at < FRESH_MS) return;
  const later = await looked;
  if (later && later.at !== here?.at) await app.act("distress", told(later), { zh: "求助：位置", en: "Call for help: position" });
}

/** Kept, sent, seen by the console, over: what its person must know first of all. */
export function helpCard(app: App): HTMLElement | null {
  const waits = app.items.filter((item) => item.state === "waiting" && item.whose === app.whose), kept = app.state?.distress ?? null;
  const going = waits.some((item) => item.act.kind === "distress"), safe = waits.some((item) => item.act.kind === "safe");
  const clock = (at: string): string => wallClock(Date.parse(at), app.state?.zone ?? "Asia/Shanghai");
  const stands = going || (kept !== null && kept.ended_at === null);
  if (!stands && !kept?.ended_at) return null;
  if (safe) return card(false, say("已报告脱险，待发", "“I am safe” waits to be sent"), "");
  if (!stands) return kept?.ended_at ? card(false, say(`求助已解除（${clock(kept.ended_at)}）`, `The call for help is over (${clock(kept.ended_at)})`), "") : null;
  const seen = kept?.ended_at === null && kept.seen_at ? kept : null;
  const words = seen ? say(`值班室已知：${seen.seen_by?.zh ?? ""} ${clock(seen.seen_at ?? "")} 确认`, `The watch knows: acknowledged by ${seen.seen_by?.en ?? ""} at ${clock(seen.seen_at ?? "")}`)
    : going && (kept === null || kept.ended_at !== null) ? say("求助已存在手机上，还没有发出", "The call for help is kept on the phone and not sent yet") : say("求助已送达，等待值班室确认", "The call for help has arrived; the watch has not acknowledged it yet");
  const then = seen ? say("请留在原处或更安全的地方，保持电话畅通。", "Stay where you are or somewhere safer, and keep the phone free.") : say("同时用电话或电台呼叫。", "Telephone or radio as well.");
  const made = card(true, words, then), done = element("button", { type: "button", class: "act" }, say("我已安全", "I am safe"));
  done.addEventListener("click", () => void over(app));
  made.append(done);
  return made;
}

async function over(app: App): Promise<void> {
  const answer = await choose(say("已经安全了吗？", "Are you safe?"), [{ name: "yes", words: say("我已安全，解除求助", "I am safe: end the call for help") }, { name: "", words: say("返回", "Back") }]);
  if (answer === "yes") await app.act("safe", {}, { zh: "已脱险", en: "Safe again" });
}

const card = (loud: boolean, words: string, then: string): HTMLElement => element("section", { class: loud ? "clash" : "clash soft", role: "alert", id: "help" }, element("b", {}, words), ...(then ? [element("p", {}, then)] : []));
