import { afterEach, beforeEach, expect, test } from "vitest";
import { codeUnits, lastAtMost, placesOf, startDraft } from "./draft.js";

beforeEach(() => {
  Element.prototype.scrollIntoView = () => undefined;
  document.body.innerHTML = `<button data-step="1"></button><button data-step="doubt"></button><div data-draft>
    <section class="original"><p data-s="0">总则</p><p data-s="3" data-els="b a">𠀀死亡30人以上</p><p data-s="13">第三段</p></section>
    <section class="found"><article class="el" id="e-a" tabindex="-1" data-places="4-9"></article><article class="el" id="e-b" tabindex="-1" data-places="7-16" data-unsure></article></section></div>`;
});
afterEach(() => { document.body.innerHTML = ""; });
const marks = (): string[] => [...document.querySelectorAll("mark")].map((mark) => mark.textContent ?? "");
const current = (): string | undefined => document.querySelector("[aria-current=true]")?.id;

test("places are read, and the line of an offset is found", () => {
  expect(placesOf("3-9 12-13")).toEqual([{ start: 3, end: 9 }, { start: 12, end: 13 }]);
  expect([-1, 0, 2, 3, 99].map((wanted) => lastAtMost([0, 3, 13], wanted))).toEqual([-1, 0, 0, 1, 2]);
  expect(codeUnits("𠀀死亡", 2)).toBe(3);
});

test("what is chosen on one side is marked on the other, over several lines, and the mark leaves the text as it was", () => {
  startDraft();
  expect([current(), marks()]).toEqual(["e-b", ["0人以上", "第三段"]]);
  document.querySelector<HTMLElement>("[data-els]")?.click();
  expect([current(), marks()]).toEqual(["e-a", ["死亡30人"]]);
  expect(document.querySelectorAll("p")[2]?.childNodes.length).toBe(1);
  document.querySelector<HTMLElement>("[data-els]")?.click();
  expect(current()).toBe("e-b");
});

test("a form that was opened has the hands on its first field", () => {
  startDraft();
  const row = document.getElementById("e-a") as HTMLElement;
  row.focus();
  row.innerHTML = '<div class="slot"><form><input type="hidden"><textarea id="first"></textarea></form></div>';
  document.dispatchEvent(new Event("htmx:after:swap"));
  expect(document.activeElement?.id).toBe("first");
});

test("the keys' buttons go to the next element and to the next unsure one", () => {
  startDraft();
  document.getElementById("e-a")?.focus();
  const press = (by: string): void => document.querySelector<HTMLElement>(`[data-step="${by}"]`)?.click();
  press("1");
  expect(current()).toBe("e-b");
  press("1");
  expect(current()).toBe("e-b");
  document.getElementById("e-a")?.focus();
  press("doubt");
  expect(current()).toBe("e-b");
});
