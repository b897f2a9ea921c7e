import { fetchFirstTexts } from "../i18n/texts.ts";

const CACHE = "wellspring-pages";

/**
 * Keeps this page for visits without a network: the first page, every file that has been fetched for it so far, and the `parts` of it
 * that nobody has looked at yet. Called where a page works without a network; the others need the server's figures anyway. False in a browser that keeps nothing;
 * throws where the network is gone before all is kept: what was kept before is then still whole.
 */
export async function keepShell(parts: readonly (() => Promise<unknown>)[]): Promise<boolean> {
  if (!("serviceWorker" in navigator) || !("caches" in window)) return false;
  await navigator.serviceWorker.register("/service-worker.js");
  const cache = await caches.open(CACHE);
  const keptBefore = await cache.keys();
  const page = await fetch("/", { headers: { accept: "text/html" } });
  if (!page.ok) return false;
  const text = await page.clone().text();
  const textBefore = await (await cache.match("/"))?.text();
  await Promise.all([fetchFirstTexts(), ...parts.map((load) => load())]);
  const files = listFiles();
  for (const file of files) {
    if ((await cache.match(file)) === undefined) await cache.add(file);
  }
  // After its files, so that a page is never shown whose files are not there.
  await cache.put("/", page);
  // Another build has other files: those of the one before are of no use any more.
  if (textBefore !== undefined && textBefore !== text) {
    const stillUsed = new Set(["/", ...files]);
    for (const request of keptBefore) {
      if (!stillUsed.has(new URL(request.url).pathname)) await cache.delete(request);
    }
  }
  return true;
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
