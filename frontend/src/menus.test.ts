import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startMenus } from "./menus.js";

const menu = (name: string): HTMLDetailsElement => document.getElementById(name) as HTMLDetailsElement;
function unfold(name: string): void {
  menu(name).open = true;
  menu(name).dispatchEvent(new Event("toggle"));
}

describe("menus over the page", () => {
  beforeAll(startMenus);
  beforeEach(() => {
    document.body.innerHTML = ["one", "two"].map((name) => `<details class="menu" id="${name}"><summary id="of-${name}">x</summary><form class="pop"><input type="hidden"><select id="in-${name}"></select></form></details>`).join("");
  });
  it("are open one at a time, with the first field at hand", () => {
    unfold("one");
    unfold("two");
    expect([menu("one").open, menu("two").open]).toEqual([false, true]);
    expect(document.activeElement?.id).toBe("in-two");
  });
  it("are left by Escape, and the focus is where it was", () => {
    unfold("one");
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    expect(menu("one").open).toBe(false);
    expect(document.activeElement?.id).toBe("of-one");
  });
  it("are left by a press beside them, not by one within", () => {
    unfold("one");
    menu("one").querySelector("select")?.dispatchEvent(new Event("pointerdown", { bubbles: true }));
    expect(menu("one").open).toBe(true);
    document.body.dispatchEvent(new Event("pointerdown", { bubbles: true }));
    expect(menu("one").open).toBe(false);
  });
});
