import { afterEach, expect, test, vi } from "vitest";
import { HLS, WrLive } from "./camera.js";

function opened(): WrLive {
  const live = document.createElement("wr-live") as WrLive;
  live.setAttribute("src", "/cameras/gate/live/t/index.m3u8");
  live.dataset["unable"] = "cannot";
  live.dataset["broken"] = "broke";
  document.body.append(live);
  return live;
}
afterEach(() => { document.body.replaceChildren(); vi.restoreAllMocks(); });

test("where the browser plays HLS it plays what the server passes on, without sound", () => {
  const asked = vi.spyOn(HTMLMediaElement.prototype, "canPlayType").mockReturnValue("maybe");
  const video = opened().querySelector("video");
  expect(asked).toHaveBeenCalledWith(HLS);
  expect(video?.getAttribute("src")).toBe("/cameras/gate/live/t/index.m3u8");
  expect(video?.muted).toBe(true);
});

test("where it does not, the page says so and asks for nothing", () => {
  vi.spyOn(HTMLMediaElement.prototype, "canPlayType").mockReturnValue("");
  const live = opened();
  expect(live.querySelector("video")).toBeNull();
  expect(live.querySelector("[role=alert]")?.textContent).toBe("cannot");
});

test("a live picture that breaks off is told", () => {
  vi.spyOn(HTMLMediaElement.prototype, "canPlayType").mockReturnValue("maybe");
  const live = opened();
  live.querySelector("video")?.dispatchEvent(new Event("error"));
  expect(live.textContent).toBe("broke");
});
