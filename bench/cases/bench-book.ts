import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import pg from "pg";
import { v7 } from "uuid";
import type { AppContext } from "#app/context.ts";
import { loadReference } from "#app/reference/load-reference.ts";
import { seedReference } from "#app/reference/seed-reference.ts";
import { asId, type PartyId, type SiteId, type SupplyId } from "#core/id.ts";
import type { Reference } from "#core/reference.ts";
import { asInstant } from "#core/time.ts";
import { openDatabase } from "#store/database.ts";
import { insertSupplies } from "#store/ledger.ts";
import { type EntryHead, type MovementRow, writePost } from "#store/post-entry.ts";
import type { Database } from "#store/schema.ts";

/** A database of its own, with the durability of the product's defaults. */
export interface BenchBook {
  readonly context: AppContext;
  /** Connects as the program's role. */
  readonly pool: pg.Pool;
  /** Connects as the owner, for the plain tables of the baselines. */
  readonly owner: pg.Client;
  /** Home of its embedded server, for programs that are started on it. */
  readonly directory: string;
  /** Stops the server; its directory goes too unless it is kept. */
  close(options?: { readonly isKept: boolean }): Promise<void>;
}

/**
 * Names a folder that the benchmarks of a smoke run share: the first to come leaves a home there whose database is migrated and has
 * the reference data, and each begins with a copy of it. What is measured has a home of its own making, as an installation has.
 */
const FRESH_HOMES = "WELLSPRING_BENCH_FRESH_HOMES";

export async function openBenchBook(poolSize: number): Promise<BenchBook> {
  const parent = mkdtempSync(join(tmpdir(), "wellspring-bench-"));
  chmodSync(parent, 0o711); // under root the server runs as another user, who has to pass
  const directory = join(parent, "home");
  const folder = process.env[FRESH_HOMES];
  if (folder === undefined) await makeFreshHome(directory);
  // With the files' owners: the server runs as the one of its data.
  else execFileSync("cp", ["-a", await ensureFreshHome(folder), directory]);
  const opened = await openDatabase({ directory, poolSize, statementTimeoutMs: 0 });
  const owner = new pg.Client(opened.connection);
  await owner.connect();
  const context = makeContext(opened.db, await loadReference());
  return {
    context,
    pool: opened.pool,
    owner,
    directory,
    close: async ({ isKept } = { isKept: false }) => {
      await owner.end();
      await opened.close();
      if (isKept) console.error(`bench-book: the database is kept in ${directory}`);
      else rmSync(parent, { recursive: true, force: true });
    },
  };
}

function makeContext(database: Database, reference: Reference): AppContext {
  return { database, reference, now: () => asInstant(new Date().toISOString()), newId: () => v7() };
}

/** Makes a home at `directory` with a database that is migrated and has the reference data; its server is stopped. */
async function makeFreshHome(directory: string): Promise<void> {
  const opened = await openDatabase({ directory, statementTimeoutMs: 0 });
  try {
    await seedReference(makeContext(opened.db, await loadReference()));
  } finally {
    await opened.close();
  }
}

/** Where the home that is copied is. It has its name when it is complete; the benchmarks of a run come one after the other. */
async function ensureFreshHome(folder: string): Promise<string> {
  const fresh = join(folder, "home");
  if (existsSync(fresh)) return fresh;
  const building = `${fresh}.building`;
  rmSync(building, { recursive: true, force: true });
  await makeFreshHome(building);
  renameSync(building, fresh);
  return fresh;
}

/** The head of an entry of its own. */
export function drawHead(): EntryHead {
  const recordedAt = new Date().toISOString();
  return { id: v7(), kind: "bench", reason: "command", corrects: null, userId: "bench", recordedAt };
}

/** Posts the movements of `rows`, named as the columns are, as one entry. */
export async function postRows({ pool }: BenchBook, rows: readonly MovementRow[]): Promise<void> {
  await pool.query(writePost(drawHead(), rows));
}

/** A government with the site of entry of its country. */
export interface Place {
  readonly partyId: PartyId;
  readonly siteId: SiteId;
}

/** The countries that have a site of entry, by code. */
export async function listPlaces(book: BenchBook): Promise<readonly Place[]> {
  const rows = await book.context.database
    .selectFrom("site")
    .where("partyId", "is not", null)
    .select(["id", "partyId"])
    .orderBy("country")
    .execute();
  return rows.map((row) => ({ partyId: asId(row.partyId ?? ""), siteId: asId(row.id) }));
}

/** Writes `count` supplies, spread over givers and items, and returns their ids with their givers. */
export async function addSupplies(
  book: BenchBook,
  places: readonly Place[],
  count: number,
): Promise<readonly (Place & { readonly supplyId: SupplyId })[]> {
  const { items } = book.context.reference;
  const countable = [...items.values()].filter(
    ({ kind, unitName }) => kind === "item" && unitName === "piece",
  );
  const supplies = Array.from({ length: count }, (_, index) => {
    const giver = places[index % places.length]!;
    return {
      ...giver,
      id: asId<"supply">(v7()),
      itemId: countable[index % Math.min(countable.length, 20)]!.id,
      giverId: giver.partyId,
      terms: index % 2 === 0 ? ("grant" as const) : ("sale" as const),
      offerId: null,
      gtin: null,
      lotNumber: null,
      expiry: null,
      pipeline: null,
      emergency: null,
      scenario: null,
    };
  });
  const rows = supplies.map(({ partyId: _party, siteId: _site, ...supply }) => supply);
  for (let start = 0; start < count; start += 1000) {
    await insertSupplies(book.context.database, rows.slice(start, start + 1000), book.context.now());
  }
  return supplies.map(({ id, partyId, siteId }) => ({ supplyId: id, partyId, siteId }));
}

/** Milliseconds that `work` takes. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Brings the planner's statistics up to date, as autovacuum would in time. */
export async function analyze(book: BenchBook): Promise<void> {
  await book.owner.query("vacuum (analyze)");
}
