/** What is pasted into a field with too little room is cut by the browser without a word: here it is said, beside the field. */
import { element, say } from "./site.js";

/** How many signs of what is pasted have no room, as the browser counts them. */
export const over = (there: number, replaced: number, pasted: number, most: number): number => (most < 0 ? 0 : Math.max(0, there - replaced + pasted - most));

type Field = HTMLInputElement | HTMLTextAreaElement;
const isField = (target: EventTarget | null): target is Field => target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

function tell(field: Field, more: number): void {
  clear(field);
  const words = say(`粘贴的内容多出 ${more} 字，没有贴进：这里最多 ${field.maxLength} 字。请删短，或分开记。`, `${more} characters of what was pasted had no room and are not here: ${field.maxLength} at most. Make it shorter, or write it in parts.`);
  field.after(element("p", { class: "why", role: "alert", "data-cut": "" }, words));
}
function clear(field: Field): void { if (field.nextElementSibling?.hasAttribute("data-cut")) field.nextElementSibling.remove(); }

export function startPasting(): void {
  document.addEventListener("paste", (event) => {
    const field = event.target;
    if (!isField(field)) return;
    const text = (event.clipboardData?.getData("text") ?? "").replace(/\r\n?/g, "\n");
    const more = over(field.value.length, (field.selectionEnd ?? 0) - (field.selectionStart ?? 0), text.length, field.maxLength);
    if (more) tell(field, more); else clear(field);
  });
}
