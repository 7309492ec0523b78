/** Acts and refusals: a refused command is told where it was given, and nothing that was typed is lost. */
import htmx from "htmx.org";
import { csrf, element, icon, say } from "./site.js";
import { renewToken } from "./token.js";

// Longer than the server itself waits for its database (20 s), so that its own words arrive first.
const PATIENCE_MS = 30_000;
export const FORM_HEADER = "X-Watchroom-Form";

interface HtmxContext { sourceElement: Element; request: { headers: Record<string, string>; method: string }; response?: { status: number; headers: Headers; raw: Response }; text?: string; status?: string }
const contextOf = (event: Event): HtmxContext | undefined => (event as CustomEvent<{ ctx?: HtmxContext }>).detail?.ctx;

/** The pane in which a form stood when it was sent: the stream may draw it anew before the answer is here. */
const sentFrom = new WeakMap<Element, Element>();
const actionOf = (source: Element): string | null => source.closest("form")?.getAttribute("action") ?? null;
/** Where an act stands now: itself, the same act drawn anew, or what is left of its place. */
function standing(source: Element): Element {
  const act = source.closest("form") ?? source;
  if (act.isConnected) return act;
  const action = actionOf(source), pane = sentFrom.get(source);
  const anew = action === null ? null : document.querySelector(`form[action="${CSS.escape(action)}"]`);
  return anew ?? (pane?.isConnected ? pane : document.getElementById("main")) ?? document.body;
}

/** What each refusal on the page answers; a pane that is drawn anew keeps those that nobody has put away. */
const answers = new WeakMap<Element, Element>();
function place(box: HTMLElement, source: Element): void {
  const slot = standing(source), own = slot.closest("[data-refusals]")?.querySelector("[data-refusal-slot]");
  answers.set(box, source);
  if (own) own.replaceChildren(box);
  else if (slot.matches("main, body, [data-follows]")) slot.prepend(box);
  else slot.after(box);
}

/** Shows a refusal (HTML of the server, or our own words) beside the act that it answers. */
export function refuse(source: Element, html: string | null, words?: string, code?: string): void {
  clearRefusal(source);
  const box = html && /class="refusal"/.test(html) ? parse(html) : ownRefusal(words ?? say("没有送达服务器，请检查连接后重试；所填内容仍在。", "It did not reach the server. Check the connection and try again; what you typed is still here."));
  place(box, source);
  box.setAttribute("tabindex", "-1");
  if (code) box.dataset["code"] = code;
  if (box.dataset["code"] === "people.NotSignedIn") box.querySelector("div")?.append(signInBeside());
  if (box.dataset["code"] === "desk.StalePage") void caughtUp(box);
  const close = element("button", { type: "button", class: "btn quiet sm", "aria-label": say("知道了", "Dismiss") }, icon("x"));
  close.addEventListener("click", () => { box.remove(); standing(source).querySelector<HTMLElement>("button, input, textarea")?.focus(); });
  box.append(close);
  box.scrollIntoView({ block: "nearest" });
}
/** The session has ended while somebody was typing: the page stays, and he signs in beside it. */
export function signedOut(form: HTMLFormElement): void {
  refuse(form, null, say("登录已结束，还没有提交。所填内容仍在。", "You are signed out, and this was not sent. What you typed is still here."), "people.NotSignedIn");
}
const signInBeside = (): HTMLElement => element("p", {}, element("a", { href: "/sign-in", target: "_blank", rel: "noopener" }, say("在新标签页登录", "Sign in on a new tab")), say("，再回到这里按一次。", ", then come back and press once more."));
async function caughtUp(box: HTMLElement): Promise<void> {
  const how = await renewToken(), words = box.querySelector("p");
  if (how === "out" || !words) return;
  words.textContent = how === "same" ? say("您重新登录过，本页已跟上，刚才没有执行。所填内容仍在，请再按一次。", "You have signed in again. This page has caught up; nothing was done yet. What you typed is still here: press once more.")
    : say("这个浏览器现在登录的是另一人，而本页是前一人打开的：没有执行，也不会以另一人的名义执行。请重新打开页面。", "Another person is signed in to this browser now, and this page is of the one before: nothing was done, and nothing will be in another's name. Open the page again.");
}
export function clearRefusal(source: Element): void {
  const action = actionOf(source);
  for (const box of document.querySelectorAll(".refusal")) {
    const answered = answers.get(box);
    if (answered && (answered === source || (action !== null && action === actionOf(answered)))) box.remove();
  }
}
function keepRefusals(): void {
  let kept: HTMLElement[] = [];
  document.addEventListener("htmx:before:swap", (event) => { kept = [...(event.target as Element).querySelectorAll<HTMLElement>("[data-follows] .refusal")].filter((box) => answers.has(box)); });
  document.addEventListener("htmx:after:swap", () => { for (const box of kept) if (!box.isConnected) place(box, answers.get(box) as Element); kept = []; });
}
function parse(html: string): HTMLElement {
  const found = new DOMParser().parseFromString(html, "text/html").querySelector<HTMLElement>(".refusal");
  return found ? document.importNode(found, true) : ownRefusal(say("未执行。", "Not done."));
}
function ownRefusal(words: string): HTMLElement {
  return element("div", { class: "refusal", role: "alert" }, icon("ban"), element("div", {}, element("b", {}, say("未执行", "Not done")), element("p", {}, words)));
}

/** Requests of htmx carry the token; a refused one changes nothing on the page but says so. */
function watchHtmx(): void {
  document.addEventListener("htmx:config:request", (event) => {
    const ctx = contextOf(event);
    if (ctx && ctx.request.method !== "GET") ctx.request.headers["X-CSRFToken"] = csrf();
  });
  document.addEventListener("htmx:before:request", (event) => { const ctx = contextOf(event); if (ctx && ctx.request.method !== "GET") clearRefusal(ctx.sourceElement); });
  document.addEventListener("htmx:before:swap", (event) => {
    const ctx = contextOf(event), status = ctx?.response?.status ?? 200;
    if (!ctx) return;
    const pane = ctx.sourceElement;
    if (status < 400) { pane.removeAttribute("data-pane-failed"); return; }
    event.preventDefault();
    if (ctx.request.method === "GET" && pane.hasAttribute("data-follows")) pane.setAttribute("data-pane-failed", String(status));
    else refuse(ctx.sourceElement, ctx.text ?? null, refusalOf(status, new DOMParser().parseFromString(ctx.text ?? "", "text/html").querySelector("#main")) ?? say("未执行。", "Not done."));
  });
  document.addEventListener("htmx:error", (event) => {
    const ctx = contextOf(event);
    if (!ctx?.sourceElement) return;
    if (ctx.request.method === "GET") { if (ctx.sourceElement.hasAttribute("data-follows")) ctx.sourceElement.setAttribute("data-pane-failed", "0"); }
    else refuse(ctx.sourceElement, null);
  });
}

/** Plain forms are sent by us, so that their refusals too come back to where the hands are. */
function watchForms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement, pane = form.closest("[data-follows]");
    if (pane) sentFrom.set(form, pane);
  }, true);
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-plain") || form.hasAttribute("data-prefs")) return;
    if (form.matches("[hx-post], [data-hx-post]") || (event as SubmitEvent).submitter?.matches("[hx-post], [formaction][data-plain]")) return;
    event.preventDefault();
    void send(form, (event as SubmitEvent).submitter as HTMLButtonElement | null);
  });
  document.addEventListener("input", (event) => { (event.target as Element).closest("form:not(.cmdline)")?.setAttribute("data-typed", ""); });
}

async function send(form: HTMLFormElement, by: HTMLButtonElement | null): Promise<void> {
  if (form.dataset["busy"]) return;
  form.dataset["busy"] = "1";
  by?.setAttribute("aria-busy", "true");
  clearRefusal(form);
  const body = new FormData(form, by);
  const multipart = form.enctype === "multipart/form-data";
  try {
    const answer = await fetch(by?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href, {
      method: "POST", headers: { [FORM_HEADER]: "1", "X-CSRFToken": csrf() },
      body: multipart ? body : new URLSearchParams([...body].map(([name, value]) => [name, String(value)])),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await take(form, answer);
  } catch (error) {
    refuse(form, null, error instanceof DOMException && error.name === "TimeoutError" ? say("服务器迟迟没有应答，这一操作可能已经执行；请先看页面现状，再决定是否重试。所填内容仍在。", "The server has not answered; the act may have been done. Look at the page before you try again. What you typed is still here.") : undefined);
  } finally {
    delete form.dataset["busy"];
    by?.removeAttribute("aria-busy");
  }
}

export async function take(form: HTMLFormElement, answer: Response): Promise<void> {
  const next = answer.headers.get("HX-Redirect");
  if (next) { form.removeAttribute("data-typed"); return goto(next, form); }
  const html = await answer.text(), page = new DOMParser().parseFromString(html, "text/html");
  const main = page.querySelector("#main"), here = document.getElementById("main");
  if (answer.headers.has("X-Fault") || (answer.status >= 400 && !main?.querySelector("form"))) return refuse(form, html, refusalOf(answer.status, main)); // a page that only says no must not stand where something is typed
  if (!main || !here) return answer.redirected ? location.assign(answer.url) : location.reload();
  here.replaceWith(document.importNode(main, true)); // the form again, with what was wrong beside each field
  const fresh = document.getElementById("main") as HTMLElement;
  htmx.process(fresh);
  const wrong = fresh.querySelector<HTMLElement>("[aria-invalid=true]");
  if (wrong) wrong.focus(); // where the hands must go next
  else fresh.querySelector(".refusal")?.scrollIntoView({ block: "center" });
}

function refusalOf(status: number, main: Element | null): string | undefined {
  if (status >= 500) return say("系统出错，没有任何改动，请重试。", "Something broke on our side; nothing was changed. Try again.");
  const said = main?.querySelector(".lead")?.textContent?.trim();
  return said ? `${said}${say("所填内容仍在。", " What you typed is still here.")}` : undefined;
}

/** On the console an act on a pane leaves the console standing: its panes follow the journal anyway. So does an act
 * that belongs to no page, such as silencing one's loudspeaker (`data-stay`). */
function goto(next: string, form: HTMLFormElement): void {
  const pane = sentFrom.get(form);
  if (!pane || !(document.body.dataset["page"] === "console" || form.hasAttribute("data-stay"))) location.assign(next);
  else if (pane.isConnected) htmx.trigger(pane, "refresh", {}, false);
}

/** Language, theme and density are switched without losing typed input: it is kept over the reload. */
const KEEP = "wr-typed";
function watchPrefs(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.hasAttribute("data-prefs")) return;
    event.preventDefault();
    const by = (event as SubmitEvent).submitter as HTMLButtonElement | null;
    void switchTo(form, by);
  });
  restoreTyped();
}

export async function setPref(name: string, value: string): Promise<void> {
  const answer = await fetch("/prefs", { method: "POST", headers: { [FORM_HEADER]: "1", "X-CSRFToken": csrf() }, body: new URLSearchParams({ [name]: value }) });
  if (!answer.ok) throw new Error(String(answer.status));
  if (name === "theme" || name === "density") { document.documentElement.dataset[name] = value; document.dispatchEvent(new CustomEvent("wr:theme")); }
  else { keepTyped(); location.reload(); }
}

async function switchTo(form: HTMLFormElement, by: HTMLButtonElement | null): Promise<void> {
  if (!by) return;
  try {
    await setPref(by.name, by.value);
    for (const button of form.querySelectorAll<HTMLButtonElement>(`button[name="${by.name}"]`)) button.setAttribute("aria-pressed", String(button === by));
  } catch { refuse(form, null); }
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
const fields = (): Field[] => [...document.querySelectorAll<Field>("input:not([type=hidden]):not([type=password]):not([type=file]), textarea, select")];
const nameOf = (field: Field, index: number): string => `${field.form?.getAttribute("action") ?? ""}|${field.name || field.id}|${field instanceof HTMLInputElement && field.type === "radio" ? field.value : ""}|${index}`;
function keyed(): [string, Field][] {
  const seen = new Map<string, number>();
  return fields().map((field) => { const bare = nameOf(field, 0), count = seen.get(bare) ?? 0; seen.set(bare, count + 1); return [nameOf(field, count), field]; });
}

export function keepTyped(): void {
  const kept: Record<string, string | boolean> = {};
  for (const [name, field] of keyed()) kept[name] = field instanceof HTMLInputElement && /checkbox|radio/.test(field.type) ? field.checked : field.value;
  sessionStorage.setItem(KEEP, JSON.stringify({ at: location.pathname + location.search, scroll: scrollY, kept, typed: [...document.querySelectorAll("form[data-typed]")].map((form) => form.getAttribute("action")) }));
}
export function restoreTyped(): void {
  const saved = sessionStorage.getItem(KEEP);
  sessionStorage.removeItem(KEEP);
  if (!saved) return;
  const { at, scroll, kept, typed } = JSON.parse(saved) as { at: string; scroll: number; kept: Record<string, string | boolean>; typed: (string | null)[] };
  if (at !== location.pathname + location.search) return;
  putBack(kept);
  const told = (): void => { for (const [, field] of keyed()) if (unlikeServed(field)) field.dispatchEvent(new Event("change", { bubbles: true })); };
  document.addEventListener("htmx:after:process", told, { once: true }); // now htmx listens, and fetches the fields that hang on a choice
  const later = (): void => { for (const field of putBack(kept)) field.dispatchEvent(new Event("input", { bubbles: true })); };
  document.addEventListener("htmx:after:swap", later);
  document.addEventListener("pointerdown", () => document.removeEventListener("htmx:after:swap", later), { once: true });
  document.addEventListener("keydown", () => document.removeEventListener("htmx:after:swap", later), { once: true });
  for (const form of document.querySelectorAll("form")) if (typed.includes(form.getAttribute("action"))) form.setAttribute("data-typed", "");
  scrollTo(0, scroll);
}

/** Whether it holds something else than the server wrote: the browser puts fields back by itself, and tells nobody. */
const unlikeServed = (field: Field): boolean => (field instanceof HTMLSelectElement ? field.selectedOptions[0]?.defaultSelected === false && field.selectedIndex > 0 : field.value !== field.defaultValue);

/** Sets each field to what was kept of it; those that it changed. */
function putBack(kept: Record<string, string | boolean>): Field[] {
  return keyed().flatMap(([name, field]) => {
    const value = kept[name];
    if (typeof value === "boolean" && field instanceof HTMLInputElement) { field.checked = value; return []; }
    if (typeof value !== "string" || value === field.value) return [];
    const before = field.value;
    field.value = value;
    if (field.value === value) return [field];
    field.value = before; // a choice that is not among these
    return [];
  });
}

export function startForms(): void {
  watchHtmx();
  watchForms();
  keepRefusals();
  watchPrefs();
}
