/** Debian's Chromium, unless CHROMIUM names another one. */
export const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** How Chromium is started: without a screen, with one process for all pages, and without asking anybody for anything. */
export const CHROMIUM_ARGUMENTS: readonly string[] = (
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --renderer-process-limit=1 " +
  "--disable-background-networking --disable-component-update --disable-sync"
).split(" ");
