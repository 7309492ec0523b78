/** Menus that open over the page: one at a time, left by Escape or by a press beside them; a form's first field is at hand. */

const open = (): HTMLDetailsElement[] => [...document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")];

export function startMenus(): void {
  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!(menu instanceof HTMLDetailsElement) || !menu.matches("details.menu[open]")) return;
    for (const other of open()) if (other !== menu) other.open = false;
    menu.querySelector<HTMLElement>(":scope > form.pop :is(select, input:not([type=hidden]), textarea)")?.focus();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    for (const menu of open()) { menu.open = false; menu.querySelector("summary")?.focus(); }
  });
  document.addEventListener("pointerdown", (event) => {
    for (const menu of open()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
}
