import type { Browser, Page, Request } from "playwright-core";
import type { BenchBook } from "./bench-book.ts";

/** How long each thing took in one round, milliseconds by the browser's clock; several of what was done several times. */
export interface Seen {
  /** From another page to the list, the first time since it was loaded. */
  readonly list: readonly number[];
  /** A choice of status, of which there are few; of a party. */
  readonly filter: readonly number[];
  readonly party: readonly number[];
  /** Further rows, a page of them on. */
  readonly rows: readonly number[];
  /** One consignment, all of it. */
  readonly open: readonly number[];
  /** A step of it, until the page shows it as done. */
  readonly save: readonly number[];
  /** The bare answers of the same data, without a page. */
  readonly bareList: readonly number[];
  readonly bareFilter: readonly number[];
  readonly bareParty: readonly number[];
  readonly bareOpen: readonly number[];
}

/** Somebody who is signed in, in front of the pages. */
export interface Reader {
  /** Consignments that this person has packed. */
  readonly packed: readonly string[];
  /** Goes from the list to a consignment that waits, and packs it. */
  readonly goRound: (round: number) => Promise<Seen>;
  /**
   * Scrolls the list from its first row to its last, for eight minutes at most, and returns how many rows were come to, how long it took, and
   * each page of them.
   */
  readonly scrollThrough: (
    size: number,
  ) => Promise<{ readonly rows: number; readonly milliseconds: number; readonly pages: readonly number[] }>;
}

/** Milliseconds after which something that should be shown is missing. */
const SHOWN_WITHIN = 30_000;
/** Milliseconds after which scrolling to the end is given up. */
const SCROLL_WITHIN = 480_000;
/** Rows that one turn of the wheel goes on by. */
const ROWS_ON = 60;
/** Times that further rows are asked for in a round. */
const TURNS = 3;
/** Times in a row that nothing is on its way, with a drawing between, before a page has settled. */
const QUIET_LOOKS = 3;
/** A party that gives much, and one that receives a little. */
const PARTIES = ["CHN", "KEN"] as const;

/** What of the page a moment is waited for. */
interface Sight {
  /** Something that must be there, and something that must not. */
  readonly there: string;
  readonly gone?: string;
  /** What each of these must say. */
  readonly all?: readonly [selector: string, text: string];
  /** The address must end with this. */
  readonly address?: string;
}

export async function openReader(
  browser: Browser,
  {
    url,
    user,
    book,
  }: {
    readonly url: string;
    readonly user: { readonly email: string; readonly password: string };
    readonly book: BenchBook;
  },
): Promise<Reader> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB" });
  const signedIn = await context.request.post(`${url}/api/auth/sign-in/email`, {
    headers: { origin: url },
    data: user,
  });
  if (!signedIn.ok()) throw new Error(`bench: nobody can sign in: ${await signedIn.text()}`);
  const page = await context.newPage();
  page.setDefaultTimeout(SHOWN_WITHIN);
  watchRequests(page);
  // The clock of a wait starts with the event that a click or a choice makes, before the page hears of it.
  await page.addInitScript(() => {
    for (const kind of ["click", "change", "wheel"]) {
      window.addEventListener(
        kind,
        ({ timeStamp }) => (document.documentElement.dataset["begun"] = String(timeStamp)),
        {
          capture: true,
          passive: true,
        },
      );
    }
  });
  const packed: string[] = [];
  return {
    packed,
    goRound: async (round) => await goRound({ page, url, book, packed }, round),
    scrollThrough: async (size) => await scrollThrough(page, url, size),
  };
}

interface Standing {
  readonly page: Page;
  readonly url: string;
  readonly book: BenchBook;
  readonly packed: string[];
}

async function goRound({ page, url, book, packed }: Standing, round: number): Promise<Seen> {
  const party = PARTIES[Math.abs(round) % PARTIES.length] ?? PARTIES[0];
  await page.goto(`${url}/follow`);
  await page.locator(".page-nav a[href='/account']").waitFor();
  await settle(page);
  const list = await time(page, () => page.locator(".page-nav a[href='/consignments']").click(), {
    there: ".long-table:not([data-before]) tr[data-index]",
    gone: ".loading",
  });
  await checkRows(page, book, "true");
  await settle(page);
  const rows: number[] = [];
  for (let turn = 0; turn < TURNS && (await hasRoomBelow(page)); turn += 1) rows.push(await turnWheel(page));
  const filter = await time(page, () => choose(page, "Status", "planned"), {
    there: ".long-table:not([data-before]) tr[data-index]",
    gone: ".loading",
    all: ["tr[data-index] .status-mark", "planned"],
  });
  await checkRows(page, book, "status = 'planned'");
  await settle(page);
  await choose(page, "Status", "");
  await settle(page);
  const byParty = await time(page, () => choose(page, "Giver or recipient", party), {
    there: ".long-table:not([data-before]) tr[data-index], .empty",
    gone: ".loading",
    address: `party=${party}`,
  });
  await checkRows(
    page,
    book,
    `exists (select from party where code = '${party}' and id in (giver_id, recipient_id))`,
  );
  await choose(page, "Giver or recipient", "");
  await choose(page, "Status", "planned");
  await page.locator("tr[data-index] a").first().waitFor();
  await settle(page);
  const { open, save, id } = await openAndPack(page);
  packed.push(id);
  const bare = async (path: string) => [await fetchBare(page, path)];
  return {
    list: [list],
    rows,
    filter: [filter],
    party: [byParty],
    open: [open],
    save: [save],
    bareList: await bare("/api/v1/consignments?limit=100"),
    bareFilter: await bare("/api/v1/consignments?limit=100&status=planned"),
    bareParty: await bare(`/api/v1/consignments?limit=100&party=${party}`),
    bareOpen: await bare(`/api/v1/consignments/${id}`),
  };
}

async function openAndPack(page: Page): Promise<{ open: number; save: number; id: string }> {
  const link = page.locator("tr[data-index='0'] a");
  const number = await link.innerText();
  const id = (await link.getAttribute("href"))?.split("/").at(-1) ?? "";
  const open = await time(page, () => link.click(), {
    there: `main h1 + .lead, main section[aria-labelledby="movements"] tbody tr`,
    gone: ".loading",
    all: ["main section[aria-labelledby='movements'] caption", ""],
    address: id,
  });
  const title = await page.locator("h1").innerText();
  if (!title.includes(number) || !title.includes("planned"))
    throw new Error(`bench: ${number} is shown as ${title}`);
  await settle(page);
  await page.locator("summary", { hasText: "Record packing" }).first().click();
  const save = await time(page, () => page.locator("details[open] button[type='submit']").click(), {
    there: "h1 .status-mark",
    all: ["h1 .status-mark", "packed"],
  });
  return { open, save, id };
}

async function choose(page: Page, label: string, value: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).selectOption(value);
}

/** Milliseconds from the event that `act` makes to the frame in which the page is as `sight` says. */
async function time(page: Page, act: () => Promise<void>, sight: Sight): Promise<number> {
  await page.evaluate(() => {
    delete document.documentElement.dataset["begun"];
    document.querySelector(".long-table")?.setAttribute("data-before", "");
  });
  const shown = page.waitForFunction(
    ({ there, gone, all, address }) => {
      const begun = document.documentElement.dataset["begun"];
      if (begun === undefined || document.querySelector(there) === null) return false;
      if (gone !== undefined && document.querySelector(gone) !== null) return false;
      if (address !== undefined && !location.href.endsWith(address)) return false;
      const [selector, text] = all ?? [];
      const said = selector === undefined ? [] : [...document.querySelectorAll(selector)];
      const isSaid =
        selector === undefined ||
        (said.length > 0 && said.every((one) => one.textContent.includes(text ?? "")));
      return isSaid ? performance.now() - Number(begun) : false;
    },
    sight,
    { polling: "raf" },
  );
  await act();
  return (await (await shown).jsonValue()) || Number.NaN;
}

/** Until nothing is on its way and all is drawn: what one thing brings along is not counted to the next. */
async function settle(page: Page): Promise<void> {
  for (let quiet = 0; quiet < QUIET_LOOKS; ) {
    await page.evaluate(
      async () => await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
    quiet = (pending.get(page)?.size ?? 0) === 0 ? quiet + 1 : 0;
  }
}

/** What each page has asked for and not yet got. */
const pending = new WeakMap<Page, Set<Request>>();

function watchRequests(page: Page): void {
  const asked = new Set<Request>();
  pending.set(page, asked);
  page.on("request", (request) => asked.add(request));
  page.on("requestfinished", (request) => asked.delete(request));
  page.on("requestfailed", (request) => asked.delete(request));
}

/** Whether the list goes on by more rows than one turn of the wheel. */
async function hasRoomBelow(page: Page): Promise<boolean> {
  const left = await page
    .locator(".long-table")
    .evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight);
  const row = await page.locator("tr[data-index]").first().boundingBox();
  return left > ROWS_ON * (row?.height ?? Number.POSITIVE_INFINITY);
}

/** Milliseconds from a turn of the wheel to the frame that has rows where it leads. */
async function turnWheel(page: Page): Promise<number> {
  const box = page.locator(".long-table");
  const bounds = await box.boundingBox();
  const row = await page.locator("tr[data-index]").first().boundingBox();
  if (bounds === null || row === null) throw new Error("bench: there is no list");
  await page.mouse.move(bounds.x + bounds.width / 2, bounds.y + bounds.height / 2);
  await page.evaluate(() => delete document.documentElement.dataset["begun"]);
  const shown = page.waitForFunction(
    ([x, y, from]) => {
      const begun = document.documentElement.dataset["begun"];
      const list = document.querySelector(".long-table");
      if (begun === undefined || list === null || list.scrollTop < (from ?? 0)) return false;
      const isRow = document.elementFromPoint(x ?? 0, y ?? 0)?.closest("tr[data-index]") ?? null;
      return isRow === null ? false : performance.now() - Number(begun);
    },
    [
      bounds.x + bounds.width / 2,
      bounds.y + bounds.height / 2,
      (await box.evaluate((list) => list.scrollTop)) + (row.height * ROWS_ON) / 2,
    ],
    { polling: "raf" },
  );
  await page.mouse.wheel(0, row.height * ROWS_ON);
  const milliseconds = (await (await shown).jsonValue()) || Number.NaN;
  await settle(page);
  return milliseconds;
}

/** Whether the first rows in sight are the newest that the database has of what was chosen. */
async function checkRows(page: Page, { owner }: BenchBook, condition: string): Promise<void> {
  const shown = await page.locator("tr[data-index] a").allInnerTexts();
  const { rows } = await owner.query<{ number: string }>(
    `select number from consignment where scenario is null and ${condition} order by created_at desc, id desc limit ${shown.length + 1}`,
  );
  const expected = rows.slice(0, Math.max(1, shown.length)).map(({ number }) => number);
  if (shown.join() !== expected.join())
    throw new Error(`bench: the list shows ${shown.length} rows that are not the newest where ${condition}`);
}

async function fetchBare(page: Page, path: string): Promise<number> {
  return await page.evaluate(async (address) => {
    const begun = performance.now();
    const answer = await fetch(address, { cache: "no-store" });
    if (!answer.ok) throw new Error(`bench: ${address} answered ${answer.status}`);
    await answer.json();
    return performance.now() - begun;
  }, path);
}

async function scrollThrough(page: Page, url: string, size: number) {
  await page.goto(`${url}/consignments`);
  await page.locator("tr[data-index]").first().waitFor();
  const scrolled = await page.evaluate(
    async ([most, cap]) => {
      const list = document.querySelector(".long-table");
      if (list === null) throw new Error("bench: there is no list");
      const last = () =>
        Math.max(
          ...[...list.querySelectorAll("tr[data-index]")].map((row) =>
            Number(row.getAttribute("data-index")),
          ),
        );
      const draw = async () => await new Promise((resolve) => requestAnimationFrame(resolve));
      const pages: number[] = [];
      const begun = performance.now();
      let before = begun;
      let height = list.scrollHeight;
      while (
        last() + 1 < (most ?? 0) &&
        performance.now() - before < 30_000 &&
        performance.now() - begun < (cap ?? 0)
      ) {
        list.scrollTop = list.scrollHeight;
        await draw();
        if (list.scrollHeight > height) {
          height = list.scrollHeight;
          pages.push(performance.now() - before);
          before = performance.now();
        }
      }
      return { rows: last() + 1, milliseconds: performance.now() - begun, pages };
    },
    [size, SCROLL_WITHIN],
  );
  if (scrolled.rows !== size && scrolled.milliseconds < SCROLL_WITHIN)
    throw new Error(`bench: ${scrolled.rows} rows of ${size} were come to`);
  return scrolled;
}
