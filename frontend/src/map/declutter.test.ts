import { describe, expect, it } from "vitest";
import { meets, place, type Box, type Wish } from "./declutter.js";

const FRAME: Box = { x: 0, y: 0, w: 400, h: 300 };
const wish = (id: string, x: number, y: number, weight: number, more: Partial<Wish> = {}): Wish => ({ id, x, y, weight, symbol: 10, block: 10, w: 80, h: 20, reach: 0, over: false, ...more });
const boxes = (wishes: Wish[]): Box[] => { const spots = place(wishes, FRAME); return wishes.flatMap((w) => { const spot = spots.get(w.id); return spot ? [{ x: w.x + spot.dx, y: w.y + spot.dy, w: w.w, h: w.h }] : []; }); };

describe("labels on the map", () => {
  it("stand on the right where there is room", () => {
    const spot = place([wish("a", 200, 150, 1)], FRAME).get("a");
    expect(spot?.dx).toBeGreaterThan(0);
    expect(spot?.far).toBe(false);
  });
  it("never cover one another nor another's symbol, however many there are", () => {
    const crowd = Array.from({ length: 80 }, (_, i) => wish(String(i), (i * 37) % 400, (i * 53) % 300, i));
    const placed = boxes(crowd);
    expect(placed.length).toBeGreaterThan(5);
    for (let i = 0; i < placed.length; i++) for (let j = i + 1; j < placed.length; j++) expect(meets(placed[i] as Box, placed[j] as Box)).toBe(false);
  });
  it("stay inside the frame", () => {
    for (const box of boxes([wish("a", 395, 295, 1), wish("b", 3, 3, 1)])) { expect(box.x).toBeGreaterThanOrEqual(0); expect(box.x + box.w).toBeLessThanOrEqual(400); }
  });
  it("give way to what weighs more", () => {
    const spots = place([wish("light", 200, 150, 1), wish("heavy", 200, 150, 9)], { x: 0, y: 100, w: 400, h: 100 });
    expect(spots.has("heavy")).toBe(true);
  });
  it("let an alarm stand off on a leading line before it is hidden", () => {
    const wall: Box[] = [{ x: 60, y: 60, w: 280, h: 180 }];
    expect(place([wish("a", 200, 150, 9)], FRAME, wall).has("a")).toBe(false);
    expect(place([wish("a", 200, 70, 9, { reach: 90 })], FRAME, wall).get("a")?.far).toBe(true);
  });
});
