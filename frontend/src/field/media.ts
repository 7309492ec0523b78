/** Photos made small enough to be sent from anywhere, and voice notes of two minutes at most. */

export const MOST_BYTES = 1_000_000, LONGEST_S = 120;
const SIDES = [1600, 1280, 960, 640], QUALITIES = [0.82, 0.7, 0.55];
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

export interface Made { body: ArrayBuffer; type: string }

/** Drawn anew, so that neither the place nor anything else that a camera writes into its files goes along. */
export async function photo(file: Blob): Promise<Made> {
  const image = await createImageBitmap(file);
  try {
    for (const side of SIDES) for (const quality of QUALITIES) {
      const share = Math.min(1, side / Math.max(image.width, image.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(image.width * share));
      canvas.height = Math.max(1, Math.round(image.height * share));
      canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
      const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", quality));
      if (made && made.size <= MOST_BYTES) return { body: await made.arrayBuffer(), type: "image/jpeg" };
    }
  } finally { image.close(); }
  throw new Error("too large");
}

export const canRecord = (): boolean => typeof MediaRecorder !== "undefined" && !!navigator.mediaDevices?.getUserMedia;

export interface Recording { stop(): void; done: Promise<Made> }

export async function record(tell: (seconds: number) => void): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const type = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
  const recorder = new MediaRecorder(stream, { ...(type ? { mimeType: type } : {}), audioBitsPerSecond: 24_000 });
  const parts: Blob[] = [], began = performance.now();
  const stop = (): void => { if (recorder.state !== "inactive") recorder.stop(); };
  const beat = setInterval(() => {
    const seconds = (performance.now() - began) / 1000;
    tell(seconds);
    if (seconds >= LONGEST_S) stop();
  }, 250);
  const done = new Promise<Made>((good, bad) => {
    recorder.addEventListener("dataavailable", (event) => { if (event.data.size) parts.push(event.data); });
    recorder.addEventListener("error", () => bad(new Error("recorder")));
    recorder.addEventListener("stop", () => {
      clearInterval(beat);
      for (const track of stream.getTracks()) track.stop();
      const made = new Blob(parts);
      if (made.size === 0 || made.size > MOST_BYTES) bad(new Error("size"));
      else void made.arrayBuffer().then((body) => good({ body, type: recorder.mimeType }), bad);
    });
  });
  recorder.start();
  return { stop, done };
}
