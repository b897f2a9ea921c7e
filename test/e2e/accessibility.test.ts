import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AxeResults, RunOptions } from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, type TestServer } from "#test/open-server.ts";
import { CHROMIUM, CHROMIUM_ARGUMENTS } from "./browser.ts";
import { buildPages } from "./build-pages.ts";
import { listUnnamedFields, refuseEverything } from "./field-names.ts";
import { listPageViews, type PageView } from "./page-list.ts";
import { seedPages } from "./page-world.ts";
import { readRoutePaths } from "./route-paths.ts";
import { openVisitors, type Visitors } from "./visitors.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** WCAG 2.0, 2.1 and 2.2 at levels A and AA, and what axe calls best practices. */
const EVERYTHING: RunOptions = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  resultTypes: ["violations"],
};
/** What other colours can change. */
const APPEARANCE: RunOptions = {
  runOnly: { type: "rule", values: ["color-contrast"] },
  resultTypes: ["violations"],
};

/** Last parts of addresses of forms whose commands wait in the browser, and are refused elsewhere. */
const SENDS_LATER: ReadonlySet<string> = new Set(["report"]);

/** What axe has against the page as it is drawn now. */
async function listViolations(page: Page, options: RunOptions): Promise<string[]> {
  const isThere = await page.evaluate(() => "axe" in window);
  if (!isThere) await page.evaluate(AXE);
  const { violations } = await page.evaluate(async (run) => {
    // The line above put it there.
    const { axe } = window as unknown as { axe: { run: (options: RunOptions) => Promise<AxeResults> } };
    return await axe.run(run);
  }, options);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = "" }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}

/** How far the page scrolls sideways, CSS pixels. */
async function readOverflow(page: Page): Promise<number> {
  return await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}

/** Dark instead of light, and Arabic instead of English; or back. */
async function turnOver(page: Page, scheme: "light" | "dark", language: "en" | "ar"): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  await page.locator(".page-choices select").selectOption(language);
  await page.locator(`html[data-mantine-color-scheme="${scheme}"][lang="${language}"]`).waitFor();
  // Drawn, not only said.
  await page.evaluate(
    async () => await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}

describe.skipIf(!existsSync(CHROMIUM))(`accessibility (skipped without ${CHROMIUM})`, () => {
  let server: TestServer;
  let browser: Browser;
  let visitors: Visitors;
  let pages: ReturnType<typeof listPageViews>;
  const faults: string[] = [];
  /** Commands that forms sent and that were refused. */
  let refused = 0;
  const webDirectory = mkdtempSync(join(tmpdir(), "wellspring-axe-"));

  beforeAll(async () => {
    await buildPages(webDirectory);
    server = await openTestServer({ webDirectory });
    const world = await seedPages(server);
    pages = listPageViews(world);
    const origin = await server.app.listen({ port: 0, host: "127.0.0.1" });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: [...CHROMIUM_ARGUMENTS] });
    visitors = openVisitors({
      browser,
      origin,
      people: world.people,
      // 320 CSS pixels: a window of 1280 at 400 % (WCAG 1.4.10).
      window: { viewport: { width: 320, height: 844 }, reducedMotion: "reduce", locale: "en-GB" },
      watch: async (page) => {
        page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
        await refuseEverything(page);
      },
    });
  });
  afterAll(async () => {
    await visitors?.close();
    await browser?.close();
    await server?.close();
    rmSync(webDirectory, { recursive: true, force: true });
  });

  /** Everything against one view; its appearance turned over as well where it is its page's first. */
  async function look(view: PageView, isFirst: boolean): Promise<string[]> {
    const page = await visitors.show(view);
    const found = await listViolations(page, EVERYTHING);
    const overflow = await readOverflow(page);
    if (overflow > 0) found.push(`it scrolls sideways by ${overflow} pixels`);
    if (isFirst) {
      await turnOver(page, "dark", "ar");
      const turned = await listViolations(page, APPEARANCE);
      if ((await readOverflow(page)) > 0) turned.push("it scrolls sideways");
      found.push(...turned.map((text) => `dark, Arabic: ${text}`));
      await turnOver(page, "light", "en");
    }
    if (view.who !== undefined && !SENDS_LATER.has(view.address.replace(/^.*\//, ""))) {
      const { sent, unnamed } = await listUnnamedFields(page);
      refused += sent;
      found.push(...unnamed.map((text) => `a refusal of the form cannot name its field: ${text}`));
    }
    return found;
  }

  test("is looked at on every page of the route table", () => {
    expect(Object.keys(pages).toSorted()).toEqual(readRoutePaths().toSorted());
  });

  test("has nothing against any page, light or dark, in English or Arabic; none scrolls sideways, and every refusal names its fields", async () => {
    const found: Record<string, readonly string[]> = {};
    for (const [path, views] of Object.entries(pages)) {
      for (const [index, view] of views.entries()) {
        const against = await look(view, index === 0);
        if (against.length > 0) found[`${path} ${view.name ?? ""}`] = against;
      }
    }
    expect(found).toEqual({});
    expect(refused).toBeGreaterThan(25);
    expect(faults).toEqual([]);
  });
});
