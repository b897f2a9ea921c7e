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

/** What axe, which every window brings along, has against the page as it is drawn now. */
async function listViolations(page: Page, options: RunOptions): Promise<string[]> {
  const { violations } = await page.evaluate(async (run) => {
    // Every window has it: see `watch` below.
    const { axe } = window as unknown as { axe: { run: (options: RunOptions) => Promise<AxeResults> } };
    return await axe.run(run);
  }, options);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = "" }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}

/** By how much the page scrolls sideways, if it does, and what sticks out of it. */
async function listOverflow(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const out = [...document.querySelectorAll<HTMLElement>("body *:not(.scroll-box *)")].filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return right > clientWidth + 1 || left < -1;
    });
    const names = out.map(({ tagName, className, textContent }) => {
      return `${tagName}.${className} ${textContent.slice(0, 40)}`;
    });
    return [`it scrolls sideways by ${scrollWidth - clientWidth} pixels: ${names.slice(0, 12).join("; ")}`];
  });
}

/** From now on dark instead of light, and Arabic instead of English. */
async function turnOver(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.locator(".page-choices select").selectOption("ar");
  await page.locator('html[data-mantine-color-scheme="dark"][lang="ar"]').waitFor();
}

/** Who goes round side by side in one test: while one window waits for the server, another draws. */
const GROUPS: readonly { readonly sees: string; readonly who: readonly PageView["who"][] }[] = [
  { sees: "everybody and a recipient see", who: [undefined, "recipient"] },
  { sees: "a giver and a keeper of equipment see", who: ["giver", "keeper"] },
  { sees: "a coordinator, a team's leader and its host see", who: ["coordinator", "leader", "host"] },
];

/** What is to be looked at by one visitor: each view with its page's path, and whether it is that page's first. */
type Round = readonly { readonly path: string; readonly view: PageView; readonly isFirst: boolean }[];

/** What one visitor is to see. */
function listRound(pages: ReturnType<typeof listPageViews>, who: PageView["who"]): Round {
  const all = Object.entries(pages).flatMap(([path, views]) =>
    views.map((view, index) => ({ path, view, isFirst: index === 0 })),
  );
  return all.filter(({ view }) => view.who === who);
}

/** Every page in four sights keeps one processor busy for one to three minutes, which a slow machine does not have: asked for by a change of pages. */
const IS_ASKED_FOR = process.env["WELLSPRING_TEST_ACCESSIBILITY"] === "1";

describe.skipIf(!IS_ASKED_FOR || !existsSync(CHROMIUM))(
  `accessibility (skipped without WELLSPRING_TEST_ACCESSIBILITY=1 and ${CHROMIUM})`,
  () => {
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
          await page.addInitScript(AXE);
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

    /** Everything against one view in English, light. */
    async function look(view: PageView): Promise<string[]> {
      const page = await visitors.show(view);
      const found = await listViolations(page, EVERYTHING);
      found.push(...(await listOverflow(page)));
      if (view.who !== undefined && !SENDS_LATER.has(view.address.replace(/^.*\//, ""))) {
        const { sent, unnamed } = await listUnnamedFields(page);
        refused += sent;
        found.push(...unnamed.map((text) => `a refusal of the form cannot name its field: ${text}`));
      }
      return found;
    }

    /** What other colours and the other direction change of one view. */
    async function lookTurned(view: PageView): Promise<string[]> {
      const page = await visitors.show(view);
      const found = await listViolations(page, APPEARANCE);
      found.push(...(await listOverflow(page)));
      return found;
    }

    /** All that one visitor is to see, then the first views of pages again with the window turned over; what was found, by place. */
    async function goRound(who: PageView["who"]): Promise<readonly (readonly [string, readonly string[]])[]> {
      const round = listRound(pages, who);
      const found: [string, readonly string[]][] = [];
      for (const { path, view } of round) found.push([`${path} ${view.name ?? ""}`, await look(view)]);
      const firsts = round.filter(({ isFirst }) => isFirst);
      const [first] = firsts;
      if (first !== undefined) await turnOver(await visitors.leave(first.view));
      for (const { path, view } of firsts) found.push([`${path} dark, Arabic`, await lookTurned(view)]);
      return found.filter(([, against]) => against.length > 0);
    }

    test("is looked at on every page of the route table, as everybody who sees one", () => {
      expect(Object.keys(pages).toSorted()).toEqual(readRoutePaths().toSorted());
      const seen = Object.values(pages).flatMap((views) => views.map(({ who }) => who));
      expect(new Set(GROUPS.flatMap(({ who }) => who))).toEqual(new Set(seen));
    });

    test.each(GROUPS)(
      "has nothing against what $sees, light or dark, in English or Arabic; none scrolls sideways, and every refusal names its fields",
      async ({ who }) => {
        const found = await Promise.all(who.map(goRound));
        expect(Object.fromEntries(found.flat())).toEqual({});
        expect(faults).toEqual([]);
      },
    );

    test("has seen forms refused", () => {
      expect(refused).toBeGreaterThan(25);
    });
  },
);
