import type { Browser, BrowserContextOptions, Page, Request } from "playwright-core";
import type { PageView } from "./page-list.ts";
import type { Person } from "./seed-world.ts";

/** People in front of one browser, each with a window of their own that stays open. */
export interface Visitors {
  /** Their page at the view's address, when all that it loads is there, with everything that is folded open. */
  readonly show: (view: PageView) => Promise<Page>;
  /** The window of who looks at the view, at no page, which has the choices that every page has. */
  readonly leave: (view: PageView) => Promise<Page>;
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
    const visited = { page, pending, partCameAt: 0 };
    page.on("requestfinished", (request) => {
      pending.delete(request);
      if (request.url().startsWith(`${origin}/assets/`)) visited.partCameAt = Date.now();
    });
    page.on("requestfailed", (request) => pending.delete(request));
    await page.goto(`${origin}${NOWHERE}`);
    await page.locator("h1").waitFor();
    return visited;
  };
  const goTo = async (who: string, places: readonly string[]): Promise<Page> => {
    const opening = pages.get(who) ?? open(who);
    pages.set(who, opening);
    const visited = await opening;
    for (const place of places) {
      await visited.page.evaluate((to) => history.pushState({}, "", to), place);
      await settle(visited, place);
    }
    return visited.page;
  };
  return {
    // First somewhere else: two views of one page would else be one page that only changes.
    show: async ({ address, who = NOBODY }) => await goTo(who, [NOWHERE, address]),
    leave: async ({ who = NOBODY }) => await goTo(who, [NOWHERE]),
    close: async () => {
      for (const page of pages.values()) await (await page).page.context().close();
    },
  };
}

/** A window, and what it has asked for and not yet got. */
interface Visited {
  readonly page: Page;
  readonly pending: ReadonlySet<Request>;
  /** When the last part of the application came, milliseconds since 1970. */
  readonly partCameAt: number;
}

/**
 * A part of a page that is fetched when it is first shown is not drawn at once: React holds it back until 300 ms after it drew that it is
 * waiting for it, and only then does the part ask for what it shows. Milliseconds.
 */
const HELD_BACK_MS = 350;

/** A page has settled when nothing was pending so many times in a row, with a drawing of the page between any two. */
const QUIET_LOOKS = 2;
const LOOKS_MAX = 1200;

/** Waits until nothing is on its way to the page; what an answer makes the page ask for is waited for too. */
async function waitForQuiet(visited: Visited): Promise<void> {
  for (let quiet = 0, looks = 0; quiet < QUIET_LOOKS && looks < LOOKS_MAX; looks += 1) {
    await waitForDrawing(visited.page);
    const isHeldBack = Date.now() - visited.partCameAt < HELD_BACK_MS;
    quiet = visited.pending.size === 0 && !isHeldBack ? quiet + 1 : 0;
  }
}

/** Waits for the page's own next drawing, however long it takes: a page that is busy is not taken for one that is done. */
async function waitForDrawing(page: Page): Promise<void> {
  await page.evaluate(
    async () => await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
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
  const isUnfolded = await page.evaluate(() => {
    const folded = document.querySelectorAll<HTMLDetailsElement>("details:not([open])");
    for (const one of folded) one.open = true;
    return folded.length > 0;
  });
  if (isUnfolded) await waitForQuiet(visited);
}
