import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";

const trigger = vi.fn();
vi.mock("htmx.org", () => ({ default: { trigger, process: vi.fn() } }));
const { startForms } = await import("./forms.js");

const ROW = '<form method="post" action="/alarms/14/acknowledge"><button type="submit">确认</button></form>';
const pane = (): Element => document.getElementById("pane") as Element;
let answered: (answer: Response) => void = () => undefined;

beforeAll(() => { startForms(); });
beforeEach(() => {
  Element.prototype.scrollIntoView = () => undefined;
  document.body.dataset["page"] = "console";
  document.body.innerHTML = `<main id="main"><section id="pane" data-follows="alarm:">${ROW}</section></main>`;
  vi.stubGlobal("fetch", () => new Promise<Response>((done) => { answered = done; }));
});
afterEach(() => { trigger.mockReset(); vi.unstubAllGlobals(); });

let sent: HTMLFormElement | null = null;
const press = (): void => { sent = pane().querySelector("form"); sent?.querySelector("button")?.click(); };
/** Presses the button, and draws the pane anew before the answer is here, as the stream may. */
async function pressed(anew: string, answer: Response): Promise<void> {
  press();
  pane().innerHTML = anew;
  answered(answer);
  await told();
}
/** The form is busy until its answer is taken. */
const told = (): Promise<void> => vi.waitFor(() => { expect(sent?.dataset["busy"]).toBeUndefined(); });
const refused = (): Response => new Response('<main id="main"><div class="refusal" role="alert"><p>已由他人确认。</p></div></main>', { status: 409, headers: { "X-Fault": "1" } });

test("an act on a pane of the console that was drawn anew meanwhile leaves the console standing", async () => {
  await pressed("<p>已确认</p>", new Response(null, { headers: { "HX-Redirect": "/" } }));
  expect(trigger.mock.calls.map(([told, name]) => [told, name])).toEqual([[pane(), "refresh"]]);
});

test("a refusal is told beside the same act, drawn anew", async () => {
  await pressed(ROW, refused());
  expect(pane().querySelector("form + .refusal")?.textContent).toContain("已由他人确认");
});

test("a refusal of an act that is gone is told in the pane where it was", async () => {
  await pressed("<p>已确认</p>", refused());
  expect(pane().firstElementChild?.textContent).toContain("已由他人确认");
});

test("and where the pane itself is gone, on the page", async () => {
  press();
  pane().remove();
  answered(refused());
  await told();
  expect(document.getElementById("main")?.firstElementChild?.textContent).toContain("已由他人确认");
});

test("a refusal stays when its pane is drawn anew again, until the act is pressed once more", async () => {
  await pressed(ROW, refused());
  for (const anew of [ROW, "<p>已确认</p>", ROW]) {
    pane().dispatchEvent(new Event("htmx:before:swap", { bubbles: true }));
    pane().innerHTML = anew;
    pane().dispatchEvent(new Event("htmx:after:swap", { bubbles: true }));
    expect(pane().querySelectorAll(".refusal").length).toBe(1);
  }
  expect(pane().querySelector("form + .refusal")).not.toBeNull();
  press();
  expect(pane().querySelector(".refusal")).toBeNull();
});
