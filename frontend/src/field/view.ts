/** What a person in the field sees: one order, one next key, what waits and what was refused. Drawn anew from what is kept. */
import { element, icon, lang, say, use } from "../site.js";
import { ageText, clockState, clockText, wallClock } from "../times.js";
import type { App } from "./app.js";
import { incidentOf, nextStatus, orders, shown, unit, type OrderSeen, type UnitSeen } from "./as_if.js";
import { callCards } from "./called.js";
import { helpCard, helpKey } from "./help.js";
import { drawn } from "./map.js";
import * as presses from "./presses.js";
import type { Item, W } from "./types.js";

export const GLYPHS: Record<string, string> = { available: "idle", dispatched: "sent", en_route: "moving", on_scene: "here", transporting: "carry", at_destination: "there", returning: "back", off: "off", out: "out" };
const KEYS = ["en_route", "on_scene", "transporting", "at_destination", "returning", "available", "off", "out"];
const say2 = (words: W): string => say(words.zh, words.en);

export function draw(app: App): void {
  const root = document.getElementById("field");
  if (!root || document.querySelector("dialog[open], [data-held]")) return; // nothing is taken away under the hands
  const opened = new Set([...root.querySelectorAll<HTMLDetailsElement>("details[open]")].map((one) => one.id)), scroll = scrollY;
  document.documentElement.toggleAttribute("data-drill", app.state?.exercise ?? false);
  if (app.state?.exercise) document.documentElement.dataset["mode"] = "drill"; else delete document.documentElement.dataset["mode"];
  const parts = app.state ? page(app) : [top(app), start(app)];
  root.replaceChildren(...parts.filter((part) => part !== null));
  for (const one of root.querySelectorAll<HTMLDetailsElement>("details")) one.open = opened.has(one.id) || one.open;
  root.setAttribute("aria-busy", "false");
  scrollTo(0, scroll);
}

function page(app: App): (HTMLElement | null)[] {
  const state = app.state!, all = orders(state, app.items), called = callCards(app), own = unit(state, app.items, app.chosenUnit);
  const open = all.filter((one) => one.open), order = shown(open, app.chosenOrder);
  const incident = incidentOf(state, order, own);
  return [
    top(app, own), standing(app), helpCard(app), ...refusals(app), ...called, order ? orderCard(app, order, open) : called.length ? null : quiet(app), others(app, open, order), ended(app, all), about(app, incident), queue(app), sharing(app, own),
    element("div", { class: "dock" }, ...(order ? [orderKeys(app, order)] : []), ...(own ? [unitKeys(app, own)] : state.may.unit ? [pickUnit(app)] : []), ...(state.may.note ? [acts(app, incident)] : []), element("div", { class: "acts" }, helpKey(app), ...(state.may.open ? [button(say("新事件", "New incident"), () => presses.opened(app), { class: "act" }, icon("plus"))] : []))),
  ];
}

function button(words: string, press: () => unknown, attributes: Record<string, string> = {}, ...before: Node[]): HTMLButtonElement {
  const made = element("button", { type: "button", ...attributes }, ...before, element("span", {}, words));
  made.addEventListener("click", () => void press());
  return made;
}

function top(app: App, own: UnitSeen | null = null): HTMLElement {
  const state = app.state, name = own ? say2(own.words) : state ? say2(state.person) : say("守望外勤", "Watchroom field");
  const under = state ? (own ? say2(state.person) : state.posts.map(say2).join("、")) : "";
  const mode = element("span", { class: "mode" }, element("span", { class: "real" }, say("实战", "REAL")), element("span", { class: "drill" }, say("演练", "EXERCISE")));
  return element("header", { class: "ftop" }, use("logo", "logo"), element("div", { class: "who" }, element("b", {}, name), element("span", {}, under)), ...(state ? [mode] : []), button(say("设置", "Settings"), () => presses.settings(app), { class: "menu" }));
}

/** Offline or not, what waits, how old it all is: always there, inverse only when something is amiss. */
function standing(app: App): HTMLElement {
  const waiting = app.items.filter((item) => item.state === "waiting").length, heard = app.standing.lastHeard;
  const age = heard === null ? say("尚未联系上", "not heard yet") : say(`资料 ${ageText((app.clock.deviceNow() - heard) / 1000)}前`, `as of ${ageText((app.clock.deviceNow() - heard) / 1000)} ago`);
  const amiss = !app.standing.online || app.standing.signed === "out";
  const head = app.standing.signed === "out" ? say("未登录", "Signed out") : app.standing.online ? say("已联网", "Online") : say("离线", "Offline");
  const bar = element("div", { class: amiss ? "net off" : "net", role: "status" }, ...(amiss ? [icon("off")] : []), element("b", {}, head), element("span", {}, `${age}${waiting ? say(` · ${waiting} 条待发`, ` · ${waiting} waiting`) : ""}`));
  if (waiting) bar.append(element("span", { class: "end" }, say("已存本机", "all kept")));
  if (amiss) bar.append(button(say("重试", "Try now"), () => app.now(), { class: "again" }));
  const box = element("div", { class: "standing" }, bar);
  const tell = (words: string): void => box.append(element("p", { class: "tell", role: "alert" }, words));
  if (app.standing.words) tell(app.standing.words);
  if (app.standing.full) tell(say("手机存储已满：刚才这一项没有存下。请删除一些照片或文件后重做；已在队列里的都还在。", "This phone's storage is full: what you just did was not kept. Free some space and do it again; all that waits is still there."));
  if (app.standing.other) tell(say(`本机还有 ${app.standing.other} 条是另一人登录时留下的，不会以您的名义发出。`, `${app.standing.other} kept here were done by another person and are not sent in your name.`));
  if (!isSecureContext) tell(say("此地址不是 HTTPS：离线打开、录音和定位不可用。请让管理员启用 HTTPS。", "This address is not HTTPS: opening offline, recording and position do not work. Ask the administrator to set up HTTPS."));
  return box;
}

function refusals(app: App): HTMLElement[] {
  return app.items.filter((item) => item.state !== "waiting").map((item) => element("section", { class: item.state === "refused" ? "clash" : "clash soft", role: "alert" },
    element("b", {}, item.state === "refused" ? say("未执行：", "Not done: ") : say("请注意：", "Note: "), say2(item.title)), element("p", {}, item.answer ? say2(item.answer) : ""),
    ...(item.act.text || item.act.reason ? [element("p", { class: "said" }, item.act.text ?? item.act.reason ?? "")] : []),
    element("p", { class: "sm" }, `${time(app, item.act.at)} · ${item.state === "refused" ? say("值班室已看到此项", "the watch sees this too") : ""}`), button(say("知道了", "Understood"), () => app.dismiss(item), { class: "act" })));
}

/** A moment by this phone's clock or the server's, as the site's time. */
function time(app: App, at: string | null, device = true): string {
  if (!at) return "—";
  return wallClock(Date.parse(at) + (device ? app.clock.offset ?? 0 : 0), app.state?.zone ?? "Asia/Shanghai");
}

/** Every time on the page is the site's; its zone is said where the deadline stands and in the settings. */
const zone = (app: App): string => (app.state ? say2(app.state.zone_name) : "");

export function orderCard(app: App, order: OrderSeen, open: OrderSeen[]): HTMLElement {
  const due = order.due_at ? Date.parse(order.due_at) : null, now = app.clock.now(), from = order.sent_at ? Date.parse(order.sent_at) : null;
  const steps = element("ol", { class: "steps" }, ...order.steps.map((step) => element("li", {}, say2(step))));
  return element("section", { class: "order", "aria-label": say("当前指令", "Current order") },
    element("div", { class: "line" }, element("span", {}, say(`指令 ${open.indexOf(order) + 1} / ${open.length} · ${order.number}`, `Order ${open.indexOf(order) + 1} of ${open.length} · ${order.number}`)), element("span", { class: "end" }, say(`${time(app, order.sent_at, false)} 下达`, `sent ${time(app, order.sent_at, false)}`))),
    element("h1", {}, say2(order.title)), ...(say2(order.text) === say2(order.title) ? [] : [element("p", { class: "ink2" }, say2(order.text))]),
    ...(say2(order.proof) ? [element("p", { class: "ink2" }, say("完成标准：", "Done when: "), say2(order.proof))] : []),
    ...(due !== null ? [element("div", { class: "due" }, element("b", { class: "clock", "data-due": order.due_at!, "data-s": clockState(now, due, from) }, clockText((due - now) / 1000)), element("span", { class: "ink2" }, say(`限 ${time(app, order.due_at, false)}（${zone(app)}）`, `due ${time(app, order.due_at, false)} (${zone(app)})`)))] : []),
    element("p", { class: "state" }, `${stateWords(order)}${order.progress !== null ? ` · ${order.progress} %` : ""}`, ...(order.pending ? [element("span", { class: "pend" }, say("待发", "not sent"))] : [])),
    ...(order.steps.length ? [element("details", { id: `steps-${order.id}`, open: "" }, element("summary", {}, say("行动步骤", "Steps")), steps)] : []));
}

const STATES: Record<string, W> = { sent: { zh: "已下达，请签收", en: "sent: please receive it" }, received: { zh: "已签收", en: "received" }, doing: { zh: "进行中", en: "under way" }, blocked: { zh: "受阻，值班室处理中", en: "blocked: with the watch" }, done: { zh: "已完成", en: "done" } };
const stateWords = (order: OrderSeen): string => say2(STATES[order.state] ?? order.state_words);

function quiet(app: App): HTMLElement {
  return element("section", { class: "order" }, element("h1", {}, say("没有待办的指令", "No order is open")), element("p", { class: "ink2" }, app.standing.online ? say("有新指令会出现在这里。", "New orders appear here.") : say("离线：新指令要联网后才能收到。", "Offline: new orders arrive when the network is back.")));
}

function others(app: App, open: OrderSeen[], shown: OrderSeen | null): HTMLElement | null {
  const rest = open.filter((one) => one !== shown);
  if (!rest.length) return null;
  return element("section", { class: "list", "aria-label": say("其他指令", "Other orders") }, ...rest.map((one) => button(say2(one.title), () => { app.chosenOrder = one.id; draw(app); void app.tellRead(); }, { class: "it" }, use(`st-${one.state === "sent" ? "order" : "doing"}`, "st-g"), element("small", {}, `${one.number} · ${stateWords(one)}${one.due_at ? ` · ${time(app, one.due_at, false)}` : ""}`))));
}

function ended(app: App, all: OrderSeen[]): HTMLElement | null {
  const rows = all.filter((one) => !one.open);
  if (!rows.length) return null;
  return element("details", { class: "list", id: "ended" }, element("summary", {}, say(`24 小时内已结束的指令 ${rows.length}`, `${rows.length} orders ended within 24 h`)), ...rows.map((one) => element("p", { class: "it" }, element("span", {}, say2(one.title)), element("small", {}, `${one.pending ? stateWords(one) : say2(one.state_words)} · ${one.pending ? say("待发", "not sent") : time(app, one.ended_at, false)}`))));
}

function about(app: App, id: number | null): HTMLElement | null {
  const found = app.state?.incidents.find((one) => one.id === id);
  if (!found) return null;
  const map = app.maps.get(found.id), card = app.state?.cards.filter((one) => one.incident === found.id) ?? [];
  const reach = card.flatMap((one) => one.reach);
  return element("section", { class: "incident", "aria-label": say("我的事件", "My incident") },
    element("div", { class: "line" }, element("b", {}, `${found.number} ${say2(found.title)}`), element("span", { class: "end" }, say2(found.where))),
    ...(map ? [drawn(map, app.sharing.here), element("p", { class: "sm" }, say(`图 ${time(app, map.made_at, false)} 存于本机 · 示意，非测绘`, `Map kept on this phone at ${time(app, map.made_at, false)} · schematic, not survey`))] : []),
    ...(reach.length ? [element("details", { id: "reach" }, element("summary", {}, say("联系方式", "Whom to reach")), ...reach.map((way) => element("p", { class: "it" }, element("span", {}, `${say2(way.who)} ${say2(way.how)}`), /^\+?[\d -]{5,20}$/.test(way.address) ? element("a", { href: `tel:${way.address.replace(/[ -]/g, "")}` }, way.address) : element("span", {}, way.address))))] : []),
    element("details", { id: "lines" }, element("summary", {}, say("最近情况", "What happened lately")), ...found.lines.map((one) => element("p", { class: "it" }, element("small", {}, time(app, one.at, false)), element("span", {}, say2(one))))));
}

function queue(app: App): HTMLElement | null {
  const waiting = app.items.filter((item) => item.state === "waiting");
  if (!waiting.length) return null;
  return element("details", { class: "list", id: "queue" }, element("summary", {}, icon("send"), say(`${waiting.length} 条待发，联网后自动补发`, `${waiting.length} waiting; sent when the network is back`)), ...waiting.map((item) => row(app, item)));
}

function row(app: App, item: Item): HTMLElement {
  const other = item.whose !== app.whose;
  return element("p", { class: "it" }, element("span", {}, say2(item.title)), element("small", {}, `${time(app, item.act.at)}${item.file ? ` · ${Math.ceil(item.file.byteLength / 1000)} KB` : ""}${other ? say(" · 另一人的", " · another person's") : ""}`), ...(other ? [button(say("删除", "Let go"), () => app.dismiss(item), { class: "chip" })] : []));
}

function sharing(app: App, own: UnitSeen | null): HTMLElement | null {
  if (!app.consented || !app.sharing.on) return null;
  const here = app.sharing.here, now = app.clock.deviceNow();
  const words = here ? say(`位置 ${ageText((now - here.at) / 1000)}前，误差约 ${Math.round(here.accuracy)} 米`, `position ${ageText((now - here.at) / 1000)} ago, within about ${Math.round(here.accuracy)} m`) : say("正在定位……", "locating…");
  const sent = app.sharing.sentAt ? say(` · ${ageText((now - app.sharing.sentAt) / 1000)}前已发`, ` · sent ${ageText((now - app.sharing.sentAt) / 1000)} ago`) : own ? say(" · 待发", " · not sent yet") : say(" · 选定力量后才会发出", " · sent once you chose your unit");
  const trouble = app.sharing.trouble === "denied" ? say("手机不允许定位，请在系统设置中打开。", "The phone does not allow it; turn it on in its settings.") : app.sharing.trouble === "unknown" ? say("暂时定不了位。", "No position for now.") : app.sharing.trouble;
  return element("section", { class: "share" }, icon("gps"), element("span", {}, `${say("正在共享：", "Sharing: ")}${words}${sent} ${trouble}`), button(say("停止", "Stop"), () => app.consent(false), { class: "chip" }));
}

function orderKeys(app: App, order: OrderSeen): HTMLElement {
  const may = order.state === "sent", row = element("div", { class: "keys three" });
  if (may) row.append(button(say("签收", "Receive"), () => presses.receive(app, order), { class: "key strong" }, icon("check")));
  else row.append(button(say("进展", "Progress"), () => presses.progress(app, order), { class: "key" }, use("st-doing", "st-g")));
  row.append(button(say("不能执行", "Cannot do it"), () => presses.decline(app, order), { class: "key" }, use("st-fail", "st-g")), button(say("完成", "Done"), () => presses.done(app, order), { class: "key" }, use("st-done", "st-g")));
  return row;
}

function unitKeys(app: App, own: UnitSeen): HTMLElement {
  const state = app.state!, then = nextStatus(state, own.status), may = state.moves[own.status] ?? [];
  const word = (status: string): string => say2(state.status_words[status] ?? { zh: status, en: status });
  const box = element("div", { class: "unit" }, element("div", { class: "line" }, use(`st-${GLYPHS[own.status] ?? "idle"}`, "st-g"), element("b", {}, word(own.status)), element("span", { class: "sm" }, `${time(app, own.since, own.pending)}${own.pending ? say(" · 待发", " · not sent") : ""}`), button(say2(own.words), () => presses.pick(app), { class: "chip end" })));
  if (then) box.append(button(word(then), () => presses.status(app, own, then), { class: "next" }, use(`st-${GLYPHS[then] ?? "idle"}`, "st-g")));
  const rest = KEYS.filter((status) => status !== then && status !== own.status);
  box.append(element("details", { id: "statuses" }, element("summary", {}, say("其他状态", "Other statuses")), element("div", { class: "keys" }, ...rest.map((status) => button(word(status), () => presses.status(app, own, status), { class: "key", ...(may.includes(status) ? {} : { disabled: "" }) }, use(`st-${GLYPHS[status] ?? "idle"}`, "st-g"))))));
  return box;
}

const pickUnit = (app: App): HTMLElement => element("div", { class: "unit" }, button(say("我在哪支力量？请选定", "Which unit am I with? Choose it"), () => presses.pick(app), { class: "act wide" }));

function acts(app: App, incident: number | null): HTMLElement {
  const duty = app.state?.cards.flatMap((one) => one.reach).find((way) => /^\+?[\d -]{5,20}$/.test(way.address));
  const call = duty ? element("a", { class: "act", href: `tel:${duty.address.replace(/[ -]/g, "")}` }, icon("phone"), say("电话", "Call")) : null;
  return element("div", { class: "acts" }, button(say("报告", "Report"), () => presses.report(app, incident), { class: "act" }, icon("edit")), button(say("拍照", "Photo"), () => presses.photo(app, incident), { class: "act" }, icon("photo")), button(say("语音", "Voice"), () => presses.voice(app, incident), { class: "act" }, icon("mic")), ...(call ? [call] : []));
}

function start(app: App): HTMLElement {
  const words = app.standing.words || (app.standing.online || app.standing.signed === "out" ? say("请向值班室要登录码，用手机相机扫码登录。", "Ask the watch for a code and scan it with this phone's camera.") : say("正在联系值班室……没有网络时，请先在有网络的地方登录一次。", "Reaching the watch… Without a network, sign in once where there is one."));
  return element("section", { class: "order" }, element("h1", {}, say("外勤", "Field")), element("p", { class: "ink2", role: "status" }, words), button(say("重试", "Try now"), () => app.now(), { class: "act wide" }), element("p", { class: "sm", lang: lang() === "zh" ? "en" : "zh-CN" }, ""));
}
