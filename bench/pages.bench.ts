import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { CHROMIUM, CHROMIUM_ARGUMENTS } from "#test/e2e/browser.ts";
import { makeUser, type TestUser } from "#test/open-server.ts";
import { type BenchBook, openBenchBook } from "./cases/bench-book.ts";
import { fillConsignments } from "./cases/many-consignments.ts";
import { openReader, type Reader, type Seen } from "./cases/page-reader.ts";
import { type ServerProcess, startServer } from "./cases/server-process.ts";
import { tell } from "./cases/tell-times.ts";

/**
 * How long does somebody wait at the pages with 100,000 consignments: for the list, for a choice in it, for rows further down, for one
 * consignment, for a step of it that is saved? From the reader's click, by the browser's clock, to the frame that draws what was asked for; on
 * the machine of the server, so that no network is in it. In turn with the same at a server of 100 consignments, and with the bare answers of
 * the same data, fetched by the same page.
 *
 * Each round begins with a page that has just been loaded. What is shown is compared with the database before its time counts.
 */
const IS_SMOKE = process.argv.includes("--smoke");
const SIZES = IS_SMOKE ? [400] : [100, 100_000];
/** Most of a size that waits to be packed is newest; each round packs one. */
const WRITTEN = IS_SMOKE ? { newest: 3, oldest: 2, recorded: 2 } : { newest: 60, oldest: 20, recorded: 15 };
const ROUNDS = IS_SMOKE ? 1 : 24;
/** Rounds before those that count: code, caches and statements are warm. */
const WARM_ROUNDS = IS_SMOKE ? 0 : 2;
const PASSWORD = "a password of the pages";
const ROOT = join(import.meta.dirname, "..");

/** A server with its book, and somebody of the giver in front of its pages. */
interface Place {
  readonly size: number;
  readonly book: BenchBook;
  readonly server: ServerProcess;
  readonly reader: Reader;
  readonly seen: Seen[];
}

const missing = findMissing();
if (missing !== undefined) {
  if (!IS_SMOKE) throw new Error(`bench: ${missing}`);
  console.error(`pages: skipped: ${missing}`);
  console.log(JSON.stringify({ skipped: missing, hash: "none" }));
} else {
  await measure();
}

/** What there must be, and is not. The small form takes the pages as they were built last: building them takes longer than all the rest. */
function findMissing(): string | undefined {
  if (!existsSync(CHROMIUM)) return `there is no ${CHROMIUM}`;
  const isBuilt = existsSync(join(ROOT, "dist/web/index.html"));
  return IS_SMOKE && !isBuilt ? "the pages are not built (npm run build:web)" : undefined;
}

async function measure(): Promise<void> {
  // Only where it is needed: it is long in loading.
  if (!IS_SMOKE) await (await import("vite")).build({ logLevel: "error" });
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [...CHROMIUM_ARGUMENTS, "--disable-smooth-scrolling"],
  });
  const places: Place[] = [];
  try {
    for (const size of SIZES) places.push(await openPlace(browser, size));
    for (let round = -WARM_ROUNDS; round < ROUNDS; round += 1) {
      for (const place of places) {
        const seen = await place.reader.goRound(round);
        if (round >= 0) place.seen.push(seen);
      }
      if (round % 10 === 9) console.error(`pages: ${round + 1} of ${ROUNDS} rounds`);
    }
    for (const place of places) await checkSaved(place);
    const large = places.at(-1)!; // there is one
    const rows = await large.reader.scrollThrough(large.size);
    report(places, rows);
  } finally {
    for (const { server, book } of places) {
      await server.stop();
      await book.close();
    }
    await browser.close();
  }
}

async function openPlace(browser: Browser, size: number): Promise<Place> {
  const book = await openBenchBook(4);
  await fillConsignments(book, { count: size, ...WRITTEN });
  const user: TestUser = await makeUser(book.context, { CHN: ["logistician"] });
  const server = await startServer(book.directory, PASSWORD);
  const reader = await openReader(browser, { url: server.url, user, book });
  return { size, book, server, reader, seen: [] };
}

/** Whether each consignment that a page showed as packed is, and no other. */
async function checkSaved({ book, reader, size }: Place): Promise<void> {
  const { rows } = await book.owner.query<{ id: string }>(
    "select id from consignment where status = 'packed'",
  );
  const packed = rows.map(({ id }) => id).toSorted();
  if (packed.join() !== reader.packed.toSorted().join())
    throw new Error(`bench: of ${size}: ${packed.length} are packed, not ${reader.packed.length}`);
}

function report(places: readonly Place[], scrolled: Awaited<ReturnType<Reader["scrollThrough"]>>): void {
  const figures = places.flatMap(({ size, seen }) =>
    (
      [
        "list",
        "filter",
        "party",
        "rows",
        "open",
        "save",
        "bareList",
        "bareFilter",
        "bareParty",
        "bareOpen",
      ] as const
    ).map((name) =>
      tell(
        `${name}At${size}`,
        seen.flatMap((one) => one[name]),
      ),
    ),
  );
  const answer = JSON.stringify(places.map(({ size, seen }) => [size, seen.length, scrolled.rows]));
  console.log(
    JSON.stringify({
      rounds: ROUNDS,
      ...Object.assign({}, ...figures),
      scrolledRows: scrolled.rows,
      scrolledSeconds: Math.round(scrolled.milliseconds / 1000),
      ...tell("scrolledPage", scrolled.pages),
      hash: createHash("sha256").update(answer).digest("hex"),
    }),
  );
}
