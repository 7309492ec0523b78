/**
 * <wr-live src>: a live picture from the server. Played by the browser itself where it can play HLS; elsewhere it says so.
 * No player of our own: hls.js alone would weigh five times what this page does, and media from `blob:` would have to be
 * allowed everywhere.
 */
import { element } from "./site.js";

export const HLS = "application/vnd.apple.mpegurl";

export class WrLive extends HTMLElement {
  private video: HTMLVideoElement | null = null;

  connectedCallback(): void {
    if (this.video || this.querySelector("p")) return;
    const video = element("video", { controls: "", autoplay: "", playsinline: "" }) as HTMLVideoElement;
    if (!video.canPlayType(HLS)) { this.note(this.dataset["unable"] ?? ""); return; }
    video.muted = true;
    video.setAttribute("aria-label", this.getAttribute("aria-label") ?? "");
    video.addEventListener("error", () => this.note(this.dataset["broken"] ?? ""));
    video.src = this.getAttribute("src") ?? "";
    this.video = video;
    this.append(video);
  }

  /** Out of the page, the camera is no longer asked. */
  disconnectedCallback(): void {
    this.video?.removeAttribute("src");
    this.video?.load();
    this.video = null;
  }

  private note(words: string): void { this.replaceChildren(element("p", { class: "why-bad", role: "alert" }, words)); }
}

if (!customElements.get("wr-live")) customElements.define("wr-live", WrLive);
