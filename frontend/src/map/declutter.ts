/** Which labels fit: the weightier first, each at the first of its places where nothing stands yet. Pure. */

export interface Box { x: number; y: number; w: number; h: number }
/** A label's wish. `symbol`: the size of what it belongs to; `block`: the room that it takes, being a target; `reach`: how far it may stand away, on a leading line. */
export interface Wish { id: string; x: number; y: number; weight: number; symbol: number; block: number; w: number; h: number; reach: number; over: boolean }
export interface Spot { dx: number; dy: number; far: boolean }

const GAP = 3, STEP = 18;
/** Right first, as one reads; then left, below, above and the corners. */
const WAYS: [number, number][] = [[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [1, -1], [-1, 1], [-1, -1]];

export function* spots(wish: Pick<Wish, "symbol" | "block" | "w" | "h" | "reach" | "over">): Generator<Spot> {
  if (wish.over) yield { dx: -wish.w / 2, dy: -wish.h / 2, far: false };
  for (let out = 0; out <= wish.reach; out += STEP) {
    const away = Math.max(wish.symbol, wish.block) / 2 + (wish.block > wish.symbol ? 0 : GAP) + out;
    for (const [right, down] of WAYS) {
      const slant = right !== 0 && down !== 0 ? 0.75 : 1;
      yield {
        dx: right > 0 ? away * slant : right < 0 ? -away * slant - wish.w : -wish.w / 2,
        dy: down > 0 ? away * slant : down < 0 ? -away * slant - wish.h : -wish.h / 2,
        far: out > 0,
      };
    }
  }
}

export const meets = (a: Box, b: Box): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** A grid of boxes, so that thousands of labels are placed in one turn. */
class Taken {
  private readonly cells = new Map<string, Box[]>();
  private *keys(box: Box): Generator<string> {
    for (let x = Math.floor(box.x / 64); x <= Math.floor((box.x + box.w) / 64); x++) for (let y = Math.floor(box.y / 64); y <= Math.floor((box.y + box.h) / 64); y++) yield `${x},${y}`;
  }
  add(box: Box): void { for (const key of this.keys(box)) { const cell = this.cells.get(key); if (cell) cell.push(box); else this.cells.set(key, [box]); } }
  free(box: Box): boolean { for (const key of this.keys(box)) if (this.cells.get(key)?.some((other) => meets(box, other))) return false; return true; }
}

/**
 * The place of each label that fits, by id; labels without a place stay hidden until they are pointed at.
 * Symbols always stand, so labels keep clear of all of them; labels outside `frame` are not placed.
 */
export function place(wishes: readonly Wish[], frame: Box, blocked: readonly Box[] = []): Map<string, Spot> {
  const taken = new Taken(), found = new Map<string, Spot>();
  const inside = wishes.filter((wish) => wish.x > frame.x - 40 && wish.x < frame.x + frame.w + 40 && wish.y > frame.y - 40 && wish.y < frame.y + frame.h + 40);
  for (const box of blocked) taken.add(box);
  for (const wish of inside) if (wish.block > 0) taken.add({ x: wish.x - wish.block / 2, y: wish.y - wish.block / 2, w: wish.block, h: wish.block });
  for (const wish of [...inside].sort((a, b) => b.weight - a.weight || a.y - b.y || a.id.localeCompare(b.id))) {
    for (const spot of spots(wish)) {
      const box = { x: wish.x + spot.dx, y: wish.y + spot.dy, w: wish.w, h: wish.h };
      const within = box.x >= frame.x && box.y >= frame.y && box.x + box.w <= frame.x + frame.w && box.y + box.h <= frame.y + frame.h;
      if (!within || !taken.free(box)) continue;
      taken.add(box);
      found.set(wish.id, spot);
      break;
    }
  }
  return found;
}
