/**
 * The alarm sounds: made here, one pattern for each priority, so that an officer with his back to the screen knows how
 * soon he must act. They go on until somebody acknowledges, or this person silences his own loudspeaker for a while;
 * silence acknowledges nothing. What has to sound stands in `[data-sound]`, which follows the journal; a browser that
 * lets nothing sound before a click is said to be silent where everybody sees it.
 */
import { site } from "./times.js";

export type Priority = 1 | 2 | 3 | 4;
export interface Tone { hz: number; ms: number; rest: number }
/** `every_ms`: from one start to the next; 0 sounds once for each new alarm. */
export interface Pattern { tones: Tone[]; every_ms: number }
export interface Wanted { priority: Priority | null; alarms: ReadonlySet<string>; silentUntil: number; exercise: boolean }
export interface Heard { priority: Priority | null; alarms: ReadonlySet<string>; at: number }

const tones = (hz: number[], ms: number, rest: number): Tone[] => hz.map((one) => ({ hz: one, ms, rest }));
const pause = (made: Tone[], rest: number): Tone[] => made.map((tone, i) => (i === made.length - 1 ? { ...tone, rest } : tone));

/** Told apart by count, rhythm and pitch, each alone being enough: five quick and high twice over, three, two falling, one low. */
export const PATTERNS: Record<Priority, Pattern> = {
  1: { tones: [...pause(tones([988, 988, 988, 1319, 1319], 110, 70), 420), ...tones([988, 988, 988, 1319, 1319], 110, 70)], every_ms: 4_000 },
  2: { tones: tones([784, 784, 784], 190, 130), every_ms: 8_000 },
  3: { tones: tones([659, 523], 260, 120), every_ms: 20_000 },
  4: { tones: tones([392], 420, 0), every_ms: 0 },
};
/** Before each pattern in an exercise: two low knocks, so that nobody in the room takes it for the real thing. */
export const EXERCISE: Tone[] = pause(tones([196, 196], 70, 90), 320);
const VOLUME: Record<Priority, number> = { 1: 0.5, 2: 0.4, 3: 0.3, 4: 0.25 };
const LOOK_MS = 500;

export const sequence = (priority: Priority, exercise: boolean): Tone[] => [...(exercise ? EXERCISE : []), ...PATTERNS[priority].tones];
export const length_ms = (made: Tone[]): number => made.reduce((sum, tone) => sum + tone.ms + tone.rest, 0);

/** Which pattern is to sound now; null for none. A graver or a new alarm is heard at once, but never into another's pattern. */
export function due(wanted: Wanted, heard: Heard, now: number, siteNow: number): Priority | null {
  const { priority } = wanted;
  if (priority === null || wanted.silentUntil > siteNow) return null;
  const since = now - heard.at, before = heard.priority;
  if (before !== null && since < length_ms(sequence(before, wanted.exercise))) return null;
  const isNew = [...wanted.alarms].some((alarm) => !heard.alarms.has(alarm));
  if (before === null || isNew || priority < before) return priority;
  const { every_ms } = PATTERNS[priority];
  return every_ms > 0 && since >= every_ms ? priority : null;
}

/** What the fragment says is to sound. Nothing for whoever does not hear alarms. */
export function read(root: ParentNode): Wanted | null {
  const found = root.querySelector<HTMLElement>("[data-sound]");
  if (!found) return null;
  const given = Number(found.dataset["sound"]), until = Date.parse(found.dataset["silentUntil"] ?? "");
  return {
    priority: given >= 1 && given <= 4 ? (given as Priority) : null,
    alarms: new Set((found.dataset["alarms"] ?? "").split(/\s+/).filter(Boolean)),
    silentUntil: Number.isNaN(until) ? 0 : until,
    exercise: found.hasAttribute("data-exercise"),
  };
}

/** Writes the tones onto the audio clock: soft edges, so that a loudspeaker does not click. */
export function play(context: AudioContext, made: Tone[], volume: number): void {
  let at = context.currentTime + 0.02;
  for (const tone of made) {
    const source = context.createOscillator(), gain = context.createGain(), end = at + tone.ms / 1000;
    source.type = "triangle";
    source.frequency.value = tone.hz;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(volume, at + 0.012);
    gain.gain.setValueAtTime(volume, Math.max(at + 0.012, end - 0.03));
    gain.gain.linearRampToValueAtTime(0, end);
    source.connect(gain).connect(context.destination);
    source.start(at);
    source.stop(end + 0.02);
    at = end + tone.rest / 1000;
  }
}

export class Speaker {
  private heard: Heard = { priority: null, alarms: new Set(), at: 0 };
  private context: AudioContext | null = null;

  constructor(private readonly make: () => AudioContext, private readonly root: ParentNode = document, private readonly now: () => number = () => performance.now(), private readonly siteNow: () => number = () => site.now()) {}

  /** Sounds what is to sound now, and says so where the browser lets nothing sound. */
  look(): void {
    const wanted = read(this.root);
    if (!wanted) return;
    if (wanted.priority === null) this.heard = { priority: null, alarms: new Set(), at: 0 };
    const priority = due(wanted, this.heard, this.now(), this.siteNow());
    this.showBlocked();
    if (priority === null || !this.running()) return;
    this.heard = { priority, alarms: wanted.alarms, at: this.now() };
    play(this.context as AudioContext, sequence(priority, wanted.exercise), VOLUME[priority]);
  }

  /** The sounds to listen to, one after the other, whatever is silenced. */
  test(asked: Priority[]): void {
    const exercise = read(this.root)?.exercise ?? false;
    let wait = 0;
    for (const priority of asked) {
      const made = sequence(priority, exercise);
      setTimeout(() => { if (this.running()) play(this.context as AudioContext, made, VOLUME[priority]); }, wait);
      wait += length_ms(made) + 700;
    }
  }

  /** After a click or a key the browser lets sound be made. */
  unlock(): void {
    if (this.running()) return;
    void this.context?.resume().then(() => this.look(), () => this.showBlocked());
  }

  private running(): boolean {
    if (!this.context) {
      try { this.context = this.make(); this.context.addEventListener("statechange", () => this.showBlocked()); } catch { return false; }
    }
    return this.context.state === "running";
  }

  private showBlocked(): void {
    const blocked = !this.running();
    for (const button of this.root.querySelectorAll<HTMLElement>("[data-sound-blocked]")) button.hidden = !blocked;
  }
}

export function startSound(): void {
  if (typeof AudioContext === "undefined" || !document.getElementById("wr-sound")) return;
  const speaker = new Speaker(() => new AudioContext());
  const unlock = (): void => speaker.unlock();
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, unlock, { passive: true });
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target.closest("[data-sound-blocked]")) speaker.unlock();
    const asked = target.closest<HTMLElement>("[data-sound-test]")?.dataset["soundTest"];
    if (asked) { speaker.unlock(); speaker.test(asked === "all" ? [1, 2, 3, 4] : [Number(asked) as Priority]); }
  });
  document.addEventListener("htmx:after:swap", () => speaker.look());
  setInterval(() => speaker.look(), LOOK_MS);
}
