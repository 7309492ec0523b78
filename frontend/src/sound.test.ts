import { expect, test } from "vitest";
import { EXERCISE, PATTERNS, Speaker, due, length_ms, read, sequence, type Heard, type Priority, type Wanted } from "./sound.js";

const ALL: Priority[] = [1, 2, 3, 4];
const wanted = (more: Partial<Wanted> = {}): Wanted => ({ priority: 2, alarms: new Set(["7"]), silentUntil: 0, exercise: false, ...more });
const heard = (more: Partial<Heard> = {}): Heard => ({ priority: 2, alarms: new Set(["7"]), at: 0, ...more });

test("no two priorities share their count, their pitch or their length", () => {
  for (const of of [(p: Priority) => PATTERNS[p].tones.length, (p: Priority) => PATTERNS[p].tones[0]?.hz, (p: Priority) => length_ms(PATTERNS[p].tones)])
    expect(new Set(ALL.map(of)).size).toBe(4);
});

test("the graver, the sooner again and the higher; the least sounds once", () => {
  const every = ALL.map((p) => PATTERNS[p].every_ms || Infinity), pitch = ALL.map((p) => PATTERNS[p].tones[0]?.hz ?? 0);
  expect(every).toEqual([...every].sort((a, b) => a - b));
  expect(pitch).toEqual([...pitch].sort((a, b) => b - a));
  for (const p of [1, 2, 3] as Priority[]) expect(length_ms(sequence(p, true))).toBeLessThan(PATTERNS[p].every_ms);
});

test("an exercise knocks first, below every real tone", () => {
  expect(sequence(1, true).slice(0, EXERCISE.length)).toEqual(EXERCISE);
  expect(sequence(1, false)).toEqual(PATTERNS[1].tones);
  for (const p of ALL) for (const tone of PATTERNS[p].tones) expect(tone.hz).toBeGreaterThan(EXERCISE[0]?.hz ?? Infinity);
});

test("what is new sounds at once, what is known in its turn, and what is over not at all", () => {
  expect(due(wanted(), heard({ priority: null, alarms: new Set() }), 0, 0)).toBe(2);
  expect(due(wanted(), heard(), 7_999, 0)).toBeNull();
  expect(due(wanted(), heard(), 8_000, 0)).toBe(2);
  expect(due(wanted({ alarms: new Set(["7", "8"]) }), heard(), 2_000, 0)).toBe(2);
  expect(due(wanted({ priority: 1 }), heard(), 2_000, 0)).toBe(1);
  expect(due(wanted({ priority: null, alarms: new Set() }), heard(), 60_000, 0)).toBeNull();
  expect(due(wanted({ priority: 4 }), heard({ priority: 4 }), 600_000, 0)).toBeNull();
});

test("a new alarm waits until the pattern that sounds has ended, so that both can be told apart", () => {
  expect(due(wanted({ priority: 1, alarms: new Set(["9"]) }), heard(), length_ms(PATTERNS[2].tones) - 1, 0)).toBeNull();
  expect(due(wanted({ priority: 1, alarms: new Set(["9"]) }), heard(), length_ms(PATTERNS[2].tones), 0)).toBe(1);
});

test("silence holds the sound, and no longer than it lasts", () => {
  expect(due(wanted({ silentUntil: 1_000 }), heard({ priority: null }), 99_000, 999)).toBeNull();
  expect(due(wanted({ silentUntil: 1_000 }), heard({ priority: null }), 99_000, 1_000)).toBe(2);
});

function page(attributes: string): HTMLElement {
  const box = document.createElement("div");
  box.innerHTML = `<span ${attributes}><button data-sound-blocked hidden></button></span>`;
  return box;
}

test("the fragment says what sounds; whoever hears no alarms has none", () => {
  expect(read(page(""))).toBeNull();
  expect(read(page('data-sound="" data-alarms="" data-silent-until=""'))).toEqual({ priority: null, alarms: new Set(), silentUntil: 0, exercise: false });
  expect(read(page('data-sound="1" data-alarms="4 12 " data-silent-until="2026-02-06T02:00:00+00:00" data-exercise'))).toEqual({
    priority: 1, alarms: new Set(["4", "12"]), silentUntil: Date.parse("2026-02-06T02:00:00Z"), exercise: true,
  });
});

class FakeAudio {
  state = "suspended"; currentTime = 0; destination = {}; started: number[] = [];
  addEventListener(): void { /* the speaker looks by itself in these tests */ }
  resume(): Promise<void> { this.state = "running"; return Promise.resolve(); }
  createGain(): unknown { return { gain: { setValueAtTime: () => 0, linearRampToValueAtTime: () => 0 }, connect: (to: unknown) => to }; }
  createOscillator(): unknown {
    const made = { type: "", frequency: { value: 0 }, connect: (to: unknown) => to, start: () => { this.started.push(made.frequency.value); }, stop: () => 0 };
    return made;
  }
}

test("a browser that blocks sound is said to, and the alarm sounds as soon as a click has let it", async () => {
  const audio = new FakeAudio(), box = page('data-sound="2" data-alarms="7" data-silent-until=""');
  let now = 0;
  const speaker = new Speaker(() => audio as unknown as AudioContext, box, () => now, () => 0);
  const button = box.querySelector<HTMLElement>("[data-sound-blocked]");

  speaker.look();
  expect(button?.hidden).toBe(false);
  expect(audio.started).toEqual([]);

  speaker.unlock();
  await Promise.resolve();
  await Promise.resolve();
  expect(button?.hidden).toBe(true);
  expect(audio.started).toEqual([784, 784, 784]);

  now = 7_000;
  speaker.look();
  expect(audio.started).toHaveLength(3);
  now = 8_001;
  speaker.look();
  expect(audio.started).toHaveLength(6);
});
