/** The map's time: dragged, stepped or let run. What is shown is what was known then; the end of the bar is now. */
import { element, icon, say } from "../site.js";
import { dayText, wallClock } from "../times.js";

export interface Shown { showAt(at: string | null): Promise<void> }
export interface Times { began: number; now: () => number; zone: string; zoneName: string }

/** So many seconds of the past in one tick of the wall. */
export const STEPS: [number, string, string][] = [[10, "10 秒", "10 s"], [60, "1 分", "1 min"], [300, "5 分", "5 min"], [900, "15 分", "15 min"]];
const TICK_MS = 500;

/** A moment within the book; null, which is now, from the present on. */
export const within = (at: number, began: number, now: number): number | null => (at >= now ? null : Math.max(at, began));

/** The control. Moves are drawn one after the other: while one is being fetched only the last that was asked for waits. */
export function slider(map: Shown, times: Times): HTMLElement {
  let at: number | null = null, drawn: number | null = null, busy = false, ticking: ReturnType<typeof setInterval> | undefined;
  const bar = element("input", { type: "range", min: "0", max: "1000", step: "1", value: "1000", class: "pastbar", "aria-label": say("时间", "Time") });
  const told = element("output", { class: "pasttime" }), play = element("button", { type: "button", class: "tool", "data-key": "p" });
  const now = element("button", { type: "button", class: "tool", "data-key": "n" }, say("回到现在", "Now"), element("kbd", {}, "N"));
  const pace = element("select", { class: "ctl", "aria-label": say("每步", "Each step") });
  for (const [seconds, zh, en] of STEPS) pace.append(element("option", { value: String(seconds) }, say(`每步 ${zh}`, `${en} a step`)));
  pace.value = "60";
  const box = element("div", { class: "tool pastbox", role: "group", "aria-label": say("回看", "Looking back") }, play, bar, pace, told, now);

  const words = (): void => {
    const running = ticking !== undefined;
    play.replaceChildren(running ? icon("player-pause") : icon("player-play"), running ? say("暂停", "Pause") : say("播放", "Play"), element("kbd", {}, "P"));
    box.toggleAttribute("data-past", at !== null);
    now.hidden = at === null;
    told.textContent = at === null ? say("现在", "now") : say(`回看 ${dayText(at, times.zone)} ${wallClock(at, times.zone)}（${times.zoneName}）`, `as of ${dayText(at, times.zone)} ${wallClock(at, times.zone)} (${times.zoneName})`);
  };
  const draw = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    while (drawn !== at) {
      drawn = at;
      await map.showAt(at === null ? null : new Date(at).toISOString());
    }
    busy = false;
  };
  const move = (to: number): void => {
    const end = times.now();
    at = within(to, times.began, end);
    bar.value = String(Math.round((((at ?? end) - times.began) / Math.max(1, end - times.began)) * 1000));
    if (at === null) halt();
    words();
    void draw();
  };
  const halt = (): void => { clearInterval(ticking); ticking = undefined; words(); };
  const run = (): void => {
    if (at === null) move(times.began);
    ticking = setInterval(() => { if (!busy) move((at ?? times.now()) + Number(pace.value) * 1000); }, TICK_MS);
    words();
  };

  bar.addEventListener("input", () => { const end = times.now(); move(times.began + (Number(bar.value) / 1000) * (end - times.began)); });
  play.addEventListener("click", () => { if (ticking === undefined) run(); else halt(); });
  now.addEventListener("click", () => move(Infinity));
  words();
  return box;
}
