/**
 * Shows the pages where there is no network: the first page and the files that it is made of, from the cache that
 * `waiting/keep-shell.ts` fills. What the interface says is never kept here: old figures would look like new ones.
 */
const CACHE = "wellspring-pages";

self.addEventListener("install", () => void self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin || pathname.startsWith("/api")) return;
  if (request.mode === "navigate") event.respondWith(showPage(request));
  else if (pathname.startsWith("/assets/") || pathname === "/mark.svg") event.respondWith(showFile(request));
});

/** The page from the server; where nothing answers, the kept one, which finds its way itself. */
async function showPage(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match("/", { cacheName: CACHE });
    if (kept === undefined) throw error;
    return kept;
  }
}

/** A built file: its name changes with its content, so that a kept one is never old. */
async function showFile(request) {
  const kept = await caches.match(request, { cacheName: CACHE });
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}
