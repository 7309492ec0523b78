/**
 * Keeps the field app's shell and its files, so that it opens without a network. The server writes what to keep before this code:
 * `self.SHELL = {version, files}`; another build is another version, kept whole before it takes the place of the old one.
 * What belongs to persons is never kept here: the page keeps it in its own store.
 */
interface Awaits extends Event { waitUntil(work: Promise<unknown>): void }
interface Fetches extends Awaits { request: Request; respondWith(answer: Promise<Response>): void }
interface Worker {
  SHELL: { version: string; files: string[] }; location: Location; registration: { scope: string }; clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>; addEventListener<E extends Event>(name: string, act: (event: E) => void): void;
}
const worker = self as unknown as Worker;
const NAME = "wr-field-", SHELL = "/field/";
const cacheName = (): string => NAME + worker.SHELL.version;

async function keep(): Promise<void> {
  const cache = await caches.open(cacheName());
  await cache.addAll([SHELL, ...worker.SHELL.files].map((url) => new Request(url, { cache: "reload", credentials: "same-origin" })));
  await worker.skipWaiting();
}

async function tidy(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(NAME) && name !== cacheName()) await caches.delete(name);
  await worker.clients.claim();
}

async function kept(request: Request, name: string): Promise<Response> {
  const cache = await caches.open(cacheName());
  return (await cache.match(name)) ?? fetch(request);
}

worker.addEventListener<Awaits>("install", (event) => event.waitUntil(keep()));
worker.addEventListener<Awaits>("activate", (event) => event.waitUntil(tidy()));
worker.addEventListener<Fetches>("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (url.pathname === SHELL && event.request.mode === "navigate") event.respondWith(kept(event.request, SHELL));
  else if (worker.SHELL.files.includes(url.pathname)) event.respondWith(kept(event.request, url.pathname));
});
