/** One who is called out: to which incident, where, what for, until when; he comes, cannot, is there, has left. */
import { element, icon, say, use } from "../site.js";
import { clockState, clockText, wallClock } from "../times.js";
import type { App } from "./app.js";
import { callOuts, type CalledSeen } from "./as_if.js";
import { askText, choose } from "./sheets.js";
import type { W } from "./types.js";

const MINUTES = [5, 10, 15, 20, 30, 45, 60, 90, 120], MOST_PEOPLE = 9999;
const say2 = (words: W): string => say(words.zh, words.en);
const titled = (zh: string, en: string, of: CalledSeen): W => ({ zh: `${zh} ${of.team.zh} ${of.number}`, en: `${en}: ${of.team.en} ${of.number}` });
const HEADS = { asked: { zh: "请您出动", en: "You are called out" }, coming: { zh: "您答复前来", en: "You are coming" }, there: { zh: "您已到达", en: "You are there" } };

export const callCards = (app: App): HTMLElement[] => (app.state ? callOuts(app.state, app.items).map((one) => card(app, one)) : []);

function card(app: App, one: CalledSeen): HTMLElement {
  const state = app.state!, now = app.clock.now(), by = one.state === "asked" ? one.answer_by : one.state === "coming" ? one.due_at : null, due = by ? Date.parse(by) : null;
  const time = (at: string): string => wallClock(Date.parse(at), state.zone), zone = say2(state.zone_name);
  const until = one.state === "asked" ? (one.for_all ? say("前答复，过时改叫下一位", "answer before, then the next is called too") : say("前答复", "answer before")) : say("前到", "there by");
  return element("section", { class: "order called", ...(one.state === "asked" ? { role: "alert" } : {}), "aria-label": say("出动", "Call-out") },
    element("div", { class: "line" }, element("b", {}, say2(HEADS[one.state])), element("span", {}, `${say2(one.team)}${one.title ? ` · ${say2(one.title)}` : ""}`), ...(one.at ? [element("span", { class: "end" }, say(`${time(one.at)} 呼叫`, `called ${time(one.at)}`))] : [])),
    element("h1", {}, `${one.number} ${say2(one.incident_title)}`), element("p", { class: "ink2" }, say2(one.where), ...(one.also ? [` · ${one.also}`] : [])),
    ...(due !== null ? [element("div", { class: "due" }, element("b", { class: "clock", "data-due": by!, "data-s": clockState(now, due, one.at ? Date.parse(one.at) : null) }, clockText((due - now) / 1000)), element("span", { class: "ink2" }, say(`${time(by!)}（${zone}）${until}`, `${until} ${time(by!)} (${zone})`)))] : []),
    ...(one.pending ? [element("p", { class: "state" }, element("span", { class: "pend" }, say("待发", "not sent")))] : []), keys(app, one));
}

function keys(app: App, one: CalledSeen): HTMLElement {
  const row = element("div", { class: "keys three" }), add = (words: string, glyph: Node, press: () => Promise<unknown>, strong = false): void => {
    const made = element("button", { type: "button", class: strong ? "key strong" : "key" }, glyph, element("span", {}, words));
    made.addEventListener("click", () => void press());
    row.append(made);
  };
  if (one.state === "asked") {
    add(say("前来", "I come"), icon("check"), () => come(app, one), true);
    add(say("不能来", "Cannot"), use("st-fail", "st-g"), () => cannot(app, one));
  }
  if (one.state !== "there") add(say("已到达", "I am there"), use("st-here", "st-g"), () => there(app, one), one.state === "coming");
  if (one.state !== "asked") add(one.state === "there" ? say("已撤离", "I have left") : say("不再前来", "Come no longer"), use("st-back", "st-g"), () => app.act("call_left", { called: one.id }, titled(one.state === "there" ? "撤离" : "不再前来", one.state === "there" ? "Left" : "No longer coming", one)), one.state === "there");
  return row;
}

async function come(app: App, one: CalledSeen): Promise<void> {
  const told = await choose(say("几分钟到？", "In how many minutes?"), [...MINUTES.map((n) => ({ name: String(n), words: say(`${n} 分钟内`, `within ${n} minutes`) })), { name: "unknown", words: say("前来，时间未定", "I come, not known when") }]);
  if (told) await app.act("call_come", { called: one.id, ...(told === "unknown" ? {} : { minutes: Number(told) }) }, titled("前来", "Coming", one));
}

async function cannot(app: App, one: CalledSeen): Promise<void> {
  const reason = await askText({ title: say("不能来", "Cannot come"), label: say("为什么？（可不填）", "Why? (may be left empty)"), send: say("告知值班室", "Tell the watch"), owed: false, most: 500 });
  if (reason !== null) await app.act("call_cannot", { called: one.id, ...(reason ? { reason } : {}) }, titled("不能来", "Cannot come", one));
}

async function there(app: App, one: CalledSeen): Promise<void> {
  const people = element("input", { type: "number", inputmode: "numeric", min: "0", max: String(MOST_PEOPLE), "aria-label": say("到场人数", "How many came") });
  const told = one.for_all ? await choose(say("到达", "There"), [{ name: "ok", words: say("报告到达", "Report that we are there") }], [element("label", {}, say("到场人数（可不填）", "How many came (may be left empty)"), people)]) : "ok";
  if (told) await app.act("call_there", { called: one.id, ...(one.for_all && people.value ? { people: Number(people.value) } : {}) }, titled("到达", "There", one));
}
