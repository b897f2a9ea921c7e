import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { CHROMIUM, CHROMIUM_ARGUMENTS } from "./browser.ts";

/**
 * Takes the pictures of docs/pictures from a running server that has run the scenario:
 * `node test/e2e/take-pictures.ts http://127.0.0.1:3000`.
 */
const [origin = "http://127.0.0.1:3000", folder = "docs/pictures"] = process.argv.slice(2);

const STATEMENT = "/statement?exporter=CHN&from=2020-01&to=2020-12&scenario=2020";
const PICTURES = [
  { name: "statement", path: STATEMENT, width: 1280, language: "en" },
  { name: "statement-phone", path: STATEMENT, width: 390, language: "en" },
  { name: "statement-arabic", path: STATEMENT, width: 1280, language: "ar" },
  { name: "statement-arabic-phone", path: STATEMENT, width: 390, language: "ar" },
] as const;
/** Of a long page the picture shows what one sees first. */
const HEIGHT = 1000;

const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...CHROMIUM_ARGUMENTS] });
try {
  mkdirSync(folder, { recursive: true });
  for (const { name, path, width, language } of PICTURES) {
    const page = await browser.newPage({ viewport: { width, height: HEIGHT }, locale: "en-GB" });
    await page.goto(`${origin}${path}&lang=${language}`);
    await page.getByTestId("summary").waitFor();
    await page.locator(".chart svg").waitFor();
    await page.screenshot({ path: join(folder, `${name}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
}
