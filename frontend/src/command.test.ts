import { describe, expect, it, vi } from "vitest";

vi.mock("htmx.org", () => ({ default: { trigger: vi.fn(), process: vi.fn() } }));
const { Recall, historyOf } = await import("./command.js");
const { keepTyped, restoreTyped } = await import("./forms.js");

describe("lines typed before", () => {
  it("come back newest first, and what was being typed is not lost", () => {
    const recall = new Recall(["b", "a"]);
    expect(recall.step(1, "dra")).toBe("b");
    expect(recall.step(1, "b")).toBe("a");
    expect(recall.step(1, "a")).toBeUndefined();
    expect(recall.step(-1, "a")).toBe("b");
    expect(recall.step(-1, "b")).toBe("dra");
  });
  it("are kept once each and not for ever", () => {
    const recall = new Recall([]);
    for (let i = 0; i < 80; i++) recall.add(`line ${i % 60}`);
    expect(recall.all().length).toBe(50);
    expect(new Set(recall.all()).size).toBe(50);
  });
  it("are each person's own, also where several sit at one desk in turn", () => {
    expect(historyOf("lin")).not.toBe(historyOf("chen"));
  });
});

describe("typed input", () => {
  it("outlives the switch of language", () => {
    const page = '<form action="/incidents/new"><input name="title_zh"><input type="checkbox" name="x"><textarea name="t"></textarea><input type="password" name="p"></form>';
    document.body.innerHTML = page;
    (document.querySelector("[name=title_zh]") as HTMLInputElement).value = "跳台大风";
    (document.querySelector("[name=x]") as HTMLInputElement).checked = true;
    (document.querySelector("[name=p]") as HTMLInputElement).value = "secret";
    keepTyped();
    expect(sessionStorage.getItem("wr-typed")).not.toContain("secret");
    document.body.innerHTML = page;
    restoreTyped();
    expect((document.querySelector("[name=title_zh]") as HTMLInputElement).value).toBe("跳台大风");
    expect((document.querySelector("[name=x]") as HTMLInputElement).checked).toBe(true);
  });
});
