/** The panel beside the map: a thing's own fragment, kept up to date, without leaving the console. */
import htmx from "htmx.org";
import { element, say } from "./site.js";
import { draw } from "./times.js";

const NOUNS: Record<string, string> = { alarms: "alarm", incidents: "incident", places: "place", warnings: "warning", orders: "order", units: "unit", plans: "plan" };
const OPENS = /^\/(alarms|incidents|places|sensors|warnings|sources|cameras)\/[^/?#]+$|^\/\?incident=\d+$/;

/** What an address is about: `/alarms/12` is `alarm:12`. An incident is touched by all that is done for it. */
export function subjectOf(url: string): string {
  const incident = /^\/(?:incidents\/|\?incident=)(\d+)/.exec(url)?.[1];
  if (incident) return `incident:${incident}`;
  const [, noun, name] = /^\/([a-z]+)\/([^/?#]+)/.exec(url) ?? [];
  return noun && name && NOUNS[noun] ? `${NOUNS[noun]}:${name}` : "";
}

/** Fetches a thing's fragment into a panel; a whole page gives its main part. */
export async function openIn(box: HTMLElement, url: string): Promise<void> {
  const incident = /^\/(?:incidents\/|\?incident=)(\d+)$/.exec(url)?.[1];
  const address = incident ? `/incidents/${incident}/summary` : url;
  box.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Target": box.id }, signal: AbortSignal.timeout(15_000) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector("main") ?? page.body;
    box.replaceChildren(...[...found.childNodes].map((node) => document.importNode(node, true)));
    const alone = box.querySelector(":scope > [data-follows]") !== null;
    box.setAttribute("hx-get", address);
    box.setAttribute("hx-trigger", "refresh");
    box.setAttribute("hx-swap", "innerHTML");
    box.dataset["follows"] = alone || !answer.ok ? "" : subjectOf(url);
    htmx.process(box, true);
    draw(box);
    document.dispatchEvent(new CustomEvent("wr:heavy"));
    if (incident && location.pathname === "/") history.replaceState(null, "", `/?incident=${incident}`);
    mark(url);
  } catch {
    const again = element("button", { type: "button", class: "btn sm" }, say("重试", "Try again"));
    again.addEventListener("click", () => void openIn(box, url));
    box.replaceChildren(element("p", { class: "empty", role: "alert" }, say("未能打开。", "It could not be opened."), " ", again));
  } finally {
    box.removeAttribute("aria-busy");
    box.scrollTop = 0;
  }
}

/** The row in the lists that the panel now shows. */
function mark(url: string): void {
  const subject = subjectOf(url);
  for (const row of document.querySelectorAll<HTMLElement>(".left .inc")) {
    const here = subject !== "" && (row.dataset["subject"] === subject || subjectOf(row.getAttribute("href") ?? row.dataset["url"] ?? "") === subject);
    row.toggleAttribute("aria-current", false);
    if (here) row.setAttribute("aria-current", "true");
  }
  const list = document.getElementById("pane-incidents"), incident = /^incident:(\d+)$/.exec(subject)?.[1];
  if (list?.hasAttribute("hx-get") && incident) {
    list.setAttribute("hx-get", `${(list.getAttribute("hx-get") ?? "").split("?")[0]}?chosen=${incident}`);
    htmx.process(list, true);
  }
}

/** On the console a link to a thing opens beside the map; with a modifier key, or elsewhere, it is a link like any other. */
export function startPanel(show: (pane: string) => void): void {
  const box = (): HTMLElement | null => (document.body.dataset["page"] === "console" ? document.getElementById("panel") : null);
  document.addEventListener("click", (event) => {
    const panel = box(), target = event.target as Element;
    if (!panel || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = target.closest<HTMLAnchorElement>(".left a[href], #panel a[href]");
    const row = target.closest<HTMLElement>(".left .alarm[data-url]");
    const url = link?.getAttribute("href") ?? (row && !target.closest("button, form, a") ? row.dataset["url"] : null);
    if (!url || !OPENS.test(url) || link?.hasAttribute("data-page")) return;
    if (link?.closest("#panel") && /^\/incidents\//.test(url)) return; // from its own panel an incident's link leads to its page
    event.preventDefault();
    row?.focus();
    void openIn(panel, url).then(() => show("chosen"));
  });
  document.addEventListener("keydown", (event) => {
    const panel = box(), row = document.activeElement;
    if (event.key !== "Enter" || !panel || !(row instanceof HTMLElement) || !row.matches(".left .alarm[data-url]")) return;
    event.preventDefault();
    void openIn(panel, row.dataset["url"] ?? "").then(() => show("chosen"));
  });
}
