import "./css/tokens.css";
import "./css/field.css";
import { App } from "./field/app.js";
import { setLang, setTheme } from "./field/presses.js";
import { draw } from "./field/view.js";
import { startPasting } from "./pasting.js";
import { lang, say } from "./site.js";
import { clockState, clockText } from "./times.js";

function prefer(): void {
  try {
    const told = localStorage.getItem("wr-field-lang"), theme = localStorage.getItem("wr-field-theme"), cookie = /watchroom_lang=(zh|en)/.exec(document.cookie)?.[1];
    const chosen = cookie ?? told ?? lang();
    if (chosen === "zh" || chosen === "en") { if (chosen !== lang()) setLang(chosen); }
    if (theme === "light" || theme === "dark") setTheme(theme);
  } catch { /* without a store of small things all is as the server wrote it */ }
}

async function begin(): Promise<void> {
  prefer();
  startPasting();
  if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/field/worker.js", { scope: "/field/" }).catch((error: unknown) => console.warn("no worker", error));
  try {
    const app = await App.start((made) => draw(made));
    draw(app);
    setInterval(() => tick(app), 1000);
    setInterval(() => { if (!document.hidden) draw(app); }, 15_000);
  } catch (error) {
    console.error(error);
    const root = document.getElementById("field");
    if (root) root.textContent = say("手机的存储打不开（无痕模式或空间已满），外勤页面无法工作。请用普通窗口打开，或腾出空间后重试。", "This phone's store cannot be opened (a private window, or no room left), so the field page cannot work. Open it in an ordinary window, or free some room and try again.");
  }
}

function tick(app: App): void {
  for (const clock of document.querySelectorAll<HTMLElement>("[data-due]")) {
    const due = Date.parse(clock.dataset["due"] ?? "");
    clock.textContent = clockText((due - app.clock.now()) / 1000);
    clock.dataset["s"] = clockState(app.clock.now(), due, null);
  }
}

void begin();
