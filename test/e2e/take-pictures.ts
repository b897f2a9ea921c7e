import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Browser, chromium, type Page } from "playwright-core";
import { CHROMIUM, CHROMIUM_ARGUMENTS } from "./browser.ts";
import { openOwnServer, type OwnServer } from "./own-server.ts";
import { listPageViews } from "./page-list.ts";
import { openVisitors } from "./visitors.ts";

/**
 * Takes pictures of the pages.
 *
 * `node test/e2e/take-pictures.ts FOLDER`: of every page, as everybody in test/e2e/page-list.ts sees it, at 390, 768 and 1440 pixels, in
 * English and Arabic, from a server of its own that it starts and ends; `--dark` in dark colours, `--only TEXT` those whose path has it,
 * `--width N` and `--language en` only these. `node test/e2e/take-pictures.ts docs/pictures --origin http://127.0.0.1:3000`: the four
 * pictures of docs/pictures, from a running server that has run the scenario.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    origin: { type: "string" },
    dark: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    width: { type: "string" },
    language: { type: "string" },
  },
});
const [folder = "pictures"] = positionals;
const colorScheme = values.dark ? "dark" : "light";

const WIDTHS = [390, 768, 1440];
const LANGUAGES = ["en", "ar"];
/** Of a long page a picture shows so much, CSS pixels. */
const HEIGHT_MAX = 4000;

const STATEMENT = "/statement?exporter=CHN&from=2020-01&to=2020-12&scenario=2020";
const SCENARIO_PICTURES = [
  { name: "statement", width: 1280, language: "en" },
  { name: "statement-phone", width: 390, language: "en" },
  { name: "statement-arabic", width: 1280, language: "ar" },
  { name: "statement-arabic-phone", width: 390, language: "ar" },
] as const;
/** Of the scenario's long page the picture shows what one sees first. */
const SCENARIO_HEIGHT = 1000;

const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...CHROMIUM_ARGUMENTS] });
try {
  mkdirSync(folder, { recursive: true });
  if (values.origin === undefined) await takeEveryPage(browser);
  else await takeScenario(browser, values.origin);
} finally {
  await browser.close();
}

async function takeScenario(from: Browser, origin: string): Promise<void> {
  for (const { name, width, language } of SCENARIO_PICTURES) {
    const viewport = { width, height: SCENARIO_HEIGHT };
    const page = await from.newPage({ viewport, locale: "en-GB", colorScheme });
    await page.goto(`${origin}${STATEMENT}&lang=${language}`);
    await page.getByTestId("summary").waitFor();
    await page.locator(".chart svg").waitFor();
    await page.screenshot({ path: join(folder, `${name}.png`) });
    await page.close();
  }
}

async function takeEveryPage(from: Browser): Promise<void> {
  // The pages are built as their users get them.
  process.env["NODE_ENV"] = "production";
  const server = await openOwnServer();
  try {
    const widths = values.width === undefined ? WIDTHS : [Number(values.width)];
    for (const locale of values.language === undefined ? LANGUAGES : [values.language]) {
      for (const width of widths) await takeWindow(from, server, { width, locale });
    }
  } finally {
    await server.close();
  }
}

/** Every page as one window shows it. */
async function takeWindow(
  from: Browser,
  { origin, world }: OwnServer,
  { width, locale }: { readonly width: number; readonly locale: string },
): Promise<void> {
  const window = { viewport: { width, height: 844 }, locale, colorScheme, reducedMotion: "reduce" } as const;
  const visitors = openVisitors({ browser: from, origin, people: world.people, window });
  const views = Object.entries(listPageViews(world)).flatMap(([path, sights]) =>
    path.includes(values.only) ? sights.map((view) => ({ path, view })) : [],
  );
  for (const { path, view } of views) {
    const parts = [...path.split("/"), view.name ?? ""].filter((part) => part !== "");
    const stem = parts.length === 0 ? "home" : parts.join("-").replaceAll("$", "");
    await take(await visitors.show(view), join(folder, `${stem}-${width}-${locale}.png`));
  }
  await visitors.close();
}

async function take(page: Page, path: string): Promise<void> {
  const { width, height } = await page.evaluate(() => ({
    width: document.documentElement.clientWidth,
    height: document.documentElement.scrollHeight,
  }));
  const clip = { x: 0, y: 0, width, height: Math.min(height, HEIGHT_MAX) };
  await page.screenshot({ path, fullPage: true, clip });
  process.stdout.write(`${path}\n`);
}
