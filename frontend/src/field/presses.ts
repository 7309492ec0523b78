/** What each key of the field app asks before it is an act. */
import { element, icon, lang, say } from "../site.js";
import type { App } from "./app.js";
import * as media from "./media.js";
import { locate, told, type Point } from "./position.js";
import { askText, choose } from "./sheets.js";
import type { OrderTold, UnitTold, W } from "./types.js";
import { draw } from "./view.js";

const REASONS = { zh: ["路不通", "人手不足", "装备故障", "另有任务"], en: ["road blocked", "too few people", "equipment failed", "busy elsewhere"] };
const titled = (zh: string, en: string, of: W): W => ({ zh: `${zh} ${of.zh}`, en: `${en}: ${of.en}` });

export const receive = (app: App, order: OrderTold): Promise<boolean> => app.act("order_receive", { order: order.id }, titled("签收", "Received", order.title));

export async function decline(app: App, order: OrderTold): Promise<void> {
  const reason = await askText({ title: say("不能执行", "Cannot do it"), label: say("为什么？值班室会另作安排，指令不会就此结束。", "Why? The watch will arrange otherwise; the order does not end by this."), send: say("告知值班室", "Tell the watch"), owed: true, most: 2000, choices: REASONS[lang()] });
  if (reason) await app.act("order_decline", { order: order.id, reason }, titled("不能执行", "Cannot do", order.title));
}

export async function progress(app: App, order: OrderTold): Promise<void> {
  const range = element("input", { type: "range", min: "0", max: "100", step: "10", value: String(order.progress ?? 50), "aria-label": say("进度，百分数", "Progress in percent") }), shown = element("output", {}, `${range.value} %`);
  range.addEventListener("input", () => { shown.textContent = `${range.value} %`; });
  const text = await askText({ title: say("进展", "Progress"), label: say("进展说明（可不填）", "In words (may be left empty)"), send: say("报告", "Report"), owed: false, most: 2000, more: [element("div", { class: "range" }, range, shown)] });
  if (text !== null) await app.act("order_progress", { order: order.id, percent: Number(range.value), ...(text ? { text } : {}) }, titled("进展", "Progress", order.title));
}

export async function done(app: App, order: OrderTold): Promise<void> {
  const text = await askText({ title: say("完成", "Done"), label: say(`完成标准：${order.proof.zh || "—"}。补充说明（可不填）`, `Done when: ${order.proof.en || "—"}. A note (may be left empty)`), send: say("报告完成", "Report it done"), owed: false, most: 2000 });
  if (text !== null) await app.act("order_done", { order: order.id, ...(text ? { text } : {}) }, titled("完成", "Done", order.title));
}

export async function status(app: App, own: UnitTold, then: string): Promise<void> {
  const words = app.state?.status_words[then] ?? { zh: then, en: then };
  let reason: string | null = "";
  if (then === "out") {
    reason = await askText({ title: say("停用", "Out of service"), label: say("为什么停用？", "Why is it out of service?"), send: say("报告", "Report"), owed: true, most: 200 });
    if (!reason) return;
  }
  await app.act("unit_status", { unit: own.id, status: then, ...(reason ? { reason } : {}) }, { zh: `${own.words.zh} ${words.zh}`, en: `${own.words.en}: ${words.en}` });
}

export async function pick(app: App): Promise<void> {
  const units = app.state?.units ?? [], own = app.chosenUnit ?? units.find((one) => one.mine)?.id;
  const told = await choose(say("我在哪支力量", "Which unit am I with"), [...units.map((one) => ({ name: String(one.id), words: `${say(one.words.zh, one.words.en)} · ${one.code}`, on: one.id === own })), { name: "none", words: say("都不是", "None of them") }]);
  if (told) await app.chooseUnit(told === "none" ? null : Number(told));
}

/** The incident that is meant; asked where it does not follow from what one works on. */
async function which(app: App, incident: number | null): Promise<number | null> {
  if (incident !== null) return incident;
  const open = app.state?.incidents ?? [];
  const told = await choose(say("哪个事件？", "Which incident?"), open.map((one) => ({ name: String(one.id), words: `${one.number} ${say(one.title.zh, one.title.en)}` })), open.length ? [] : [element("p", {}, say("现在没有进行中的事件。请电话报告值班室。", "No incident is open now. Tell the watch by telephone."))]);
  return told ? Number(told) : null;
}

export async function report(app: App, asked: number | null): Promise<void> {
  const incident = await which(app, asked);
  if (incident === null) return;
  const text = await askText({ title: say("现场报告", "Report from the scene"), label: say("现场情况", "What you see"), send: say("报告", "Report"), owed: true, most: 4000 });
  if (text) await app.act("note", { incident, text }, { zh: `报告：${text.slice(0, 20)}`, en: `Report: ${text.slice(0, 30)}` });
}

/** An incident that nobody knows of yet: kind, words, a photo if there is one, and where the phone is. */
export async function opened(app: App): Promise<void> {
  const kinds = Object.entries(app.state?.kinds ?? {});
  const kind = element("select", { "aria-label": say("类别", "Kind"), required: "" }, element("option", { value: "" }, say("请选择类别", "Choose what kind")), ...kinds.map(([code, words]) => element("option", { value: code }, say(words.zh, words.en))));
  const picture = element("input", { type: "file", accept: "image/*", capture: "environment", class: "vh" }), shown = element("span", {}, say("拍照（可不拍）", "Take a photo (may be left out)")), spot = element("p", { class: "sm", role: "status" }, say("正在定位……", "Locating…"));
  picture.addEventListener("change", () => { if (picture.files?.[0]) shown.textContent = say("已附照片，再按可重拍", "Photo attached; press to take another"); });
  let here: Point | null = null;
  const looked = locate(20_000).then((found) => {
    here = found ?? app.sharing.here;
    spot.textContent = here ? say(`附上本机位置，误差约 ${Math.round(here.accuracy)} 米`, `This phone's position goes along, within about ${Math.round(here.accuracy)} m`) : say("定不了位：请在文字里写明地点。", "No position: say in words where it is.");
  });
  const text = await askText({ title: say("报告新事件", "Report a new incident"), label: say("发生了什么、在哪里、有无伤员", "What happened, where, anybody hurt"), send: say("报告", "Report"), owed: true, most: 4000, before: [kind], more: [element("label", { class: "act wide pic" }, icon("photo"), shown, picture), spot] });
  if (!text) return;
  if (!here) await Promise.race([looked, new Promise((go) => setTimeout(go, 1500))]);
  const named = app.state?.kinds?.[kind.value] ?? { zh: "新事件", en: "New incident" }, file = picture.files?.[0];
  let made: media.Made | undefined;
  if (file) try { made = await media.photo(file); } catch { app.standing.words = say("照片打不开或太大，报告已不带照片发出。", "The photo cannot be read or is too large; the report goes without it."); }
  await app.act("incident", { event: kind.value, text, ...told(here) }, { zh: `新事件：${named.zh}`, en: `New incident: ${named.en}` }, made);
}

export async function photo(app: App, asked: number | null): Promise<void> {
  const incident = await which(app, asked);
  if (incident === null) return;
  const input = element("input", { type: "file", accept: "image/*", capture: "environment", id: "photo-input", class: "vh", "aria-hidden": "true", tabindex: "-1" });
  document.getElementById("photo-input")?.remove();
  document.body.append(input);
  input.addEventListener("change", () => void (async (): Promise<void> => {
    const file = input.files?.[0];
    input.remove();
    if (!file) return;
    try { await app.act("photo", { incident }, { zh: "照片", en: "Photo" }, await media.photo(file)); }
    catch { app.standing.words = say("这张照片打不开或太大，没有存下。请重拍。", "This photo cannot be read or is too large and was not kept. Take it again."); draw(app); }
  })());
  input.click();
}

export async function voice(app: App, asked: number | null): Promise<void> {
  const incident = await which(app, asked);
  if (incident === null) return;
  const trouble = (words: string): void => { app.standing.words = words; draw(app); };
  if (!media.canRecord()) { trouble(say("这部手机或这个地址不能录音，请改用文字报告。", "This phone or address cannot record; report in words.")); return; }
  try {
    const shown = element("p", { class: "recording", role: "timer" }, "0 s");
    const recording = await media.record((seconds) => { shown.textContent = say(`正在录音 ${Math.floor(seconds)} 秒，最长 ${media.LONGEST_S} 秒`, `recording ${Math.floor(seconds)} s of ${media.LONGEST_S} s`); });
    const told = await choose(say("语音", "Voice note"), [{ name: "keep", words: say("停止并发送", "Stop and send") }, { name: "", words: say("放弃", "Let go") }], [shown]);
    recording.stop();
    const made = await recording.done;
    if (told === "keep") await app.act("voice", { incident }, { zh: "语音", en: "Voice note" }, made);
  } catch { trouble(say("没有录上音：手机不允许，或没有声音。", "Nothing was recorded: the phone does not allow it, or there was no sound.")); }
}

export async function settings(app: App): Promise<void> {
  const state = app.state, until = state?.phone ? new Date(state.phone.expires_at).toISOString().slice(0, 10) : "";
  const lines = [
    state ? say(`时间均为站点时间：${state.zone_name.zh}。`, `All times are the site's: ${state.zone_name.en}.`) : "",
    say(`共享位置后，值班室能看到您所在力量的位置，只在您打开时发送，随时可停。`, `When you share your position, the watch sees where your unit is; it is sent only while this is on, and you may stop at any time.`),
    app.standing.persisted ? say("手机已同意长期保存本页资料。", "The phone keeps this page's data for good.") : say("手机空间不足时可能清掉本页资料：请把本页“添加到主屏幕”。", "The phone may clear this page's data when it runs short: add this page to the home screen."),
    state?.phone ? say(`本机“${state.phone.name}”登录至 ${until}（UTC）。遗失请告诉值班室停用。`, `This phone, “${state.phone.name}”, is signed in until ${until} (UTC). If it is lost, tell the watch to revoke it.`) : "",
  ].filter((line) => line);
  const told = await choose(say("设置", "Settings"), [
    { name: "lang", words: lang() === "zh" ? "English" : "中文" }, { name: "theme", words: say("浅色 / 深色", "Light / dark") }, { name: "unit", words: say("选定我的力量", "Choose my unit") },
    { name: "share", words: app.consented ? say("停止共享位置", "Stop sharing my position") : say("同意共享位置", "Agree to share my position") },
  ], lines.map((line) => element("p", { class: "sm" }, line)));
  if (told === "lang") { setLang(lang() === "zh" ? "en" : "zh"); draw(app); app.now(); }
  else if (told === "theme") { setTheme(document.documentElement.dataset["theme"] === "light" ? "dark" : "light"); }
  else if (told === "unit") await pick(app);
  else if (told === "share") await app.consent(!app.consented);
}

/** The shell is kept in one language; what is chosen here is kept beside it, and told to the server for its words. */
export function setLang(to: "zh" | "en"): void {
  document.documentElement.lang = to === "zh" ? "zh-CN" : "en";
  document.title = say("外勤 · 守望", "Field · Watchroom");
  document.cookie = `watchroom_lang=${to};path=/;max-age=31536000;samesite=lax`;
  try { localStorage.setItem("wr-field-lang", to); } catch { /* a comfort only */ }
}

export function setTheme(to: string): void {
  document.documentElement.dataset["theme"] = to;
  try { localStorage.setItem("wr-field-theme", to); } catch { /* a comfort only */ }
}
