const CACHE = "wellspring-pages";

/**
 * Keeps this page for visits without a network: the first page, and every file that has been fetched for it so far. Called
 * where a page works without a network; the others need the server's figures anyway. Does nothing in a browser that keeps
 * nothing, and throws where the network is gone before all is kept: the next visit keeps the rest.
 */
export async function keepShell(): Promise<void> {
  if (!("serviceWorker" in navigator) || !("caches" in window)) return;
  await navigator.serviceWorker.register("/service-worker.js");
  const cache = await caches.open(CACHE);
  const page = await fetch("/", { headers: { accept: "text/html" } });
  if (!page.ok) return;
  const text = await page.clone().text();
  const before = await (await cache.match("/"))?.text();
  // Another build has other files: those of the one before are of no use any more.
  if (before !== undefined && before !== text) {
    for (const request of await cache.keys()) await cache.delete(request);
  }
  for (const file of listFiles()) {
    if ((await cache.match(file)) === undefined) await cache.add(file);
  }
  // Last, so that a page is never shown whose files are not there.
  await cache.put("/", page);
}

/** The addresses of the built files that this page was made of so far. */
function listFiles(): readonly string[] {
  const paths = performance
    .getEntriesByType("resource")
    .map(({ name }) => new URL(name))
    .filter(({ origin, pathname }) => origin === window.location.origin && pathname.startsWith("/assets/"))
    .map(({ pathname }) => pathname);
  return [...new Set([...paths, "/mark.svg"])];
}
