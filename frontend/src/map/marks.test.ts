import { afterEach, describe, expect, it, vi } from "vitest";
import type { Props, Thing } from "./features.js";

vi.mock("htmx.org", () => ({ default: { trigger: vi.fn(), process: vi.fn() } }));
const { Marks } = await import("./marks.js");

const thing = (properties: Props, lon = 115.4): Thing => ({ type: "Feature", geometry: { type: "Point", coordinates: [lon, 40.9] }, properties });
const wind = (more: Props = {}): Props => ({ zh: "阵风", en: "Gust", sensor: "gust", value: "24.1", unit_zh: "米/秒", unit_en: "m/s", at: "2026-02-06T02:00:00Z", ...more });
const MEANING = { zh: "模拟，不是实测", en: "simulated, not measured" };

function drawn(layer: (marks: InstanceType<typeof Marks>) => void): HTMLElement {
  const box = document.createElement("div");
  layer(new Marks(box, () => undefined));
  return box;
}
const texts = (box: HTMLElement): (string | null)[] => [...box.querySelectorAll(".sim > [aria-hidden]")].map((mark) => mark.textContent);

afterEach(() => { document.documentElement.lang = ""; vi.restoreAllMocks(); });

describe.each([["zh", "模"], ["en", "sim"]] as const)("what is simulated, in %s", (lang, short) => {
  it("bears its mark in the value's box, with the whole word for the ear and the pointer", () => {
    document.documentElement.lang = lang;
    const box = drawn((marks) => marks.set("s", "sensor", [thing(wind({ simulated: true }))])), mark = box.querySelector<HTMLElement>(".vbox .sim");
    expect(texts(box)).toEqual([short]);
    expect(mark?.title).toBe(MEANING[lang]);
    expect(mark?.querySelector(".vh")?.textContent).toBe(MEANING[lang]);
  });
  it("bears it as an alarm too, worn by its sensor or alone", () => {
    document.documentElement.lang = lang;
    const alarm = thing(wind({ subject: "alarm:1", level: 2, simulated: true }));
    expect(texts(drawn((marks) => { marks.set("a", "alarm", [alarm]); }))).toEqual([short]);
    expect(texts(drawn((marks) => { marks.set("s", "sensor", [thing(wind({ simulated: true }))]); marks.set("a", "alarm", [alarm]); }))).toEqual([short]);
  });
  it("bears it beside a unit's name, and its symbol says so when the name has no room", () => {
    document.documentElement.lang = lang;
    const box = drawn((marks) => marks.set("u", "unit", [thing({ zh: "救护一", en: "Ambulance 1", unit: "a1", state: "idle", simulated: true })]));
    expect(texts(box)).toEqual([short]);
    expect(box.querySelector(".plate")?.hasAttribute("data-simulated")).toBe(true);
    expect(box.querySelector(".mark > button")?.getAttribute("aria-label")).toContain(lang === "zh" ? "模拟" : "simulated");
  });
});

describe("the mark of what is simulated", () => {
  it("is on nothing that was measured", () => {
    const box = drawn((marks) => { marks.set("s", "sensor", [thing(wind())]); marks.set("u", "unit", [thing({ zh: "救护一", unit: "a1", state: "idle" }, 115.5)]); });
    expect(box.querySelectorAll(".vbox, .plate")).toHaveLength(2);
    expect(box.querySelector(".sim, [data-simulated]")).toBeNull();
  });
  it("stays when a new value comes", () => {
    const box = document.createElement("div"), marks = new Marks(box, () => undefined);
    marks.set("s", "sensor", [thing(wind({ simulated: true }))]);
    marks.values(new Map([["gust", { value: 25.36, at: "2026-02-06T02:01:00Z" }]]), new Map());
    expect(box.querySelector(".vbox b")?.textContent).toBe("25.4 米/秒");
    expect(texts(box)).toEqual(["模"]);
  });
  it("is within what is measured before labels are placed", () => {
    const measured: boolean[] = [];
    vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockImplementation(function (this: HTMLElement) { measured.push(this.querySelector(".sim") !== null); return 80; });
    drawn((marks) => marks.set("u", "unit", [thing({ zh: "救护一", unit: "a1", state: "idle", simulated: true })]));
    drawn((marks) => marks.set("s", "sensor", [thing(wind({ simulated: true }))]));
    expect(measured.at(-1)).toBe(true);
    expect(measured.at(0)).toBe(true);
  });
});
