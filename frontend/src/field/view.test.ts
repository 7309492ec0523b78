import { expect, test } from "vitest";
import type { App } from "./app.js";
import type { OrderSeen } from "./as_if.js";
import { orderCard } from "./view.js";

const both = (text: string) => ({ zh: text, en: text });
const order = (title: string, text: string): OrderSeen => ({ id: 1, incident: 1, number: "I-1", post: both("p"), title: both(title), text: both(text), proof: both(""), state: "sent", state_words: both("s"), open: true, sent_at: null, due_at: null, received_at: null, ended_at: null, progress: null, blocked_why: "", steps: [], pending: false });
const app = { clock: { now: () => 0 }, state: null } as unknown as App;

test.each([
  ["a task whose text is its title stands once", "Close gate C", "Close gate C", 1],
  ["a text that says more stands below the title", "Close gate C", "Close gate C and keep it closed", 2],
])("%s", (_, title, text, times) => {
  const one = order(title, text), card = orderCard(app, one, [one]);
  expect(card.textContent!.split("Close gate C").length - 1).toBe(times);
});
