import "@fontsource-variable/noto-sans-sc/wght.css";
import "./css/tokens.css";
import "./css/base.css";
import "./css/components.css";
import "./css/console.css";
import "./css/map.css";
import "./css/pages.css";
import "./css/run.css";
import "./css/board.css";
import "./css/print.css";
import htmx from "htmx.org";
import { startCommand } from "./command.js";
import { startDraft } from "./draft.js";
import { startForms } from "./forms.js";
import { showPane, startKeys, startPanes } from "./keys.js";
import { startLive } from "./live.js";
import { startMenus } from "./menus.js";
import { startPanel } from "./panel.js";
import { startPasting } from "./pasting.js";
import { startSound } from "./sound.js";
import { startClocks } from "./times.js";
import { startUpload } from "./upload.js";

declare global { interface Window { htmx: typeof htmx } }

window.htmx = htmx;
htmx.config.morphIgnore.push("open"); // what a person has opened in a pane that lives stays open
startUpload();
startForms();
startPasting();
startDraft();
startClocks();
startLive();
startKeys();
startPanes();
startMenus();
startCommand();
startPanel(showPane);
startSound();

/** The map, the drawing, the plots and live pictures come only to pages that hold one. */
const HEAVY: Record<string, () => Promise<unknown>> = {
  "wr-map": () => import("./map/element.js"),
  "wr-area": () => import("./map/area.js"),
  "wr-point": () => import("./map/point.js"),
  "wr-plot": () => import("./plot.js"),
  "wr-live": () => import("./camera.js"),
};
function fetchHeavy(): void {
  for (const [tag, load] of Object.entries(HEAVY)) if (document.querySelector(tag) && !customElements.get(tag)) void load();
}
fetchHeavy();
document.addEventListener("htmx:after:swap", fetchHeavy);
document.addEventListener("wr:heavy", fetchHeavy);
