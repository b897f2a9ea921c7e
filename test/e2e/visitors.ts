import type { Browser, BrowserContextOptions, Page, Request } from "playwright-core";
import type { PageView } from "./page-list.ts";
import type { Person } from "./seed-world.ts";

/** People in front of one browser, each with a window of their own that stays open. */
export interface Visitors {
  /** Their page at the view's address, when all that it loads is there, with everything that is folded open. */
  readonly show: (view: PageView) => Promise<Page>;
  readonly close: () => Promise<void>;
}

export interface VisitorsOptions {
  readonly browser: Browser;
  readonly origin: string;
  readonly people: Readonly<Record<string, Person>>;
  /** How their windows are; language and direction follow its locale. */
  readonly window: BrowserContextOptions;
  /** Told of every window before it has been anywhere. */
  readonly watch?: (page: Page) => void | Promise<void>;
}

const NOBODY = "nobody";
/** An address of no page, from which every page is come to anew. */
const NOWHERE = "/no-such-page";

/** Visitors who sign in when they are first needed, and go from page to page as a link would lead them, without loading all anew. */
export function openVisitors({ browser, origin, people, window, watch }: VisitorsOptions): Visitors {
  const pages = new Map<string, Promise<Visited>>();
  const open = async (who: string): Promise<Visited> => {
    const context = await browser.newContext(window);
    const person = people[who];
    if (person !== undefined) {
      const answer = await context.request.post(`${origin}/api/auth/sign-in/email`, {
        headers: { origin },
        data: { email: person.email, password: person.password },
      });
      if (!answer.ok()) throw new Error(`${who} cannot sign in: ${await answer.text()}`);
    }
    const page = await context.newPage();
    await watch?.(page);
    const pending = new Set<Request>();
    page.on("request", (request) => pending.add(request));
    page.on("requestfinished", (request) => pending.delete(request));
    page.on("requestfailed", (request) => pending.delete(request));
    await page.goto(`${origin}${NOWHERE}`);
    await page.locator("h1").waitFor();
    return { page, pending };
  };
  return {
    show: async ({ address, who = NOBODY }: { readonly address: string; readonly who?: string }) => {
      const opening = pages.get(who) ?? open(who);
      pages.set(who, opening);
      const visited = await opening;
      const { page } = visited;
      // First somewhere else: two views of one page would else be one page that only changes.
      for (const place of [NOWHERE, address]) {
        await page.evaluate((to) => history.pushState({}, "", to), place);
        await settle(visited, place);
      }
      return page;
    },
    close: async () => {
      for (const page of pages.values()) await (await page).page.context().close();
    },
  };
}

/** A window, and what it has asked for and not yet got. */
interface Visited {
  readonly page: Page;
  readonly pending: ReadonlySet<Request>;
}

/** How often it is looked whether a page has settled, milliseconds; it has when nothing was pending so many times in a row. */
const LOOK_EVERY_MS = 25;
const QUIET_LOOKS = 3;

/** Waits until nothing is on its way to the page; what an answer makes the page ask for is waited for too. */
async function waitForQuiet({ page, pending }: Visited): Promise<void> {
  for (let quiet = 0, looks = 0; quiet < QUIET_LOOKS && looks < 1200; looks += 1) {
    await page.waitForTimeout(LOOK_EVERY_MS);
    quiet = pending.size === 0 ? quiet + 1 : 0;
  }
}

/** Waits until the page at `address` is drawn and nothing of it is on its way, and unfolds what is folded. */
async function settle(visited: Visited, address: string): Promise<void> {
  const { page } = visited;
  await page.waitForFunction(
    (to) =>
      location.pathname === new URL(to, location.href).pathname &&
      (document.querySelector("main .page-not-found") !== null) === (to === "/no-such-page") &&
      document.querySelector("main h1") !== null &&
      document.querySelector(".loading") === null,
    address,
  );
  if (address === NOWHERE) return;
  await waitForQuiet(visited);
  await page.evaluate(async () => {
    for (const folded of document.querySelectorAll("details")) folded.open = true;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
  await waitForQuiet(visited);
}
