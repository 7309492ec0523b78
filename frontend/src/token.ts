/** A page that stood open while its person signed in anew has an old token. It is renewed for the same person alone. */
const person = (): string => document.querySelector<HTMLElement>("wr-command")?.dataset["person"] ?? "";

/** same: the page has caught up; other: somebody else is signed in to this browser; out: nobody, or nobody answers. */
export async function renewToken(): Promise<"same" | "other" | "out"> {
  try {
    const answer = await fetch("/clock?token=1", { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(5000) });
    if (!answer.ok) return "out";
    const told = (await answer.json()) as { whose?: string; csrf?: string };
    if (!told.csrf || told.whose !== person()) return "other";
    document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.setAttribute("content", told.csrf);
    for (const field of document.querySelectorAll<HTMLInputElement>("input[name=csrfmiddlewaretoken]")) field.value = told.csrf;
    return "same";
  } catch { return "out"; }
}
