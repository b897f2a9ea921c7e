import { existsSync } from "node:fs";
import type { Page } from "playwright-core";

/** Debian's Chromium without a window, which starts and draws sooner, and the one with. */
const DEBIAN: readonly [string, string] = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

/** Debian's Chromium, unless CHROMIUM names another one. */
export const CHROMIUM = process.env["CHROMIUM"] ?? DEBIAN.find((path) => existsSync(path)) ?? DEBIAN[0];

/** How Chromium is started: without a screen, with one process for all pages, and without asking anybody for anything. */
export const CHROMIUM_ARGUMENTS: readonly string[] = (
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --renderer-process-limit=1 " +
  "--disable-background-networking --disable-component-update --disable-sync"
).split(" ");

/** Chooses the first item of the catalogue to which the typed text leads, by keyboard; `label`: what the field is called. */
export async function chooseItem(page: Page, text: string, label = "Item"): Promise<void> {
  const field = page.getByRole("combobox", { name: label, exact: true });
  await field.fill(text);
  await page.getByRole("listbox").getByRole("option").first().waitFor();
  await field.press("ArrowDown");
  await field.press("Enter");
}
