import { expect, test } from "vitest";
import { over, startPasting } from "./pasting.js";

test("only what has no room is counted, and what is replaced makes room", () => {
  expect(over(0, 0, 10, 10)).toBe(0);
  expect(over(4, 0, 10, 10)).toBe(4);
  expect(over(4, 4, 10, 10)).toBe(0);
  expect(over(0, 0, 10_000_000, -1)).toBe(0);
});

test("what is cut off is said beside the field, and no longer once it fits", () => {
  document.body.innerHTML = '<form><textarea maxlength="5"></textarea></form>';
  startPasting();
  const field = document.querySelector("textarea") as HTMLTextAreaElement;
  const paste = (text: string): void => {
    const event = new Event("paste", { bubbles: true }) as Event & { clipboardData: { getData(): string } };
    event.clipboardData = { getData: () => text };
    field.dispatchEvent(event);
  };
  paste("一二三四五六七");
  expect(document.querySelector("[data-cut]")?.textContent).toContain("2 字");
  paste("一二三");
  expect(document.querySelector("[data-cut]")).toBeNull();
});
