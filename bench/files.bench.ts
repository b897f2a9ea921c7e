import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listPublicMovements } from "#app/ledger/list-public-movements.ts";
import { numberEntries } from "#app/log/number-entries.ts";
import { exportFiles } from "#app/statement/export-files.ts";
import { writeFolderWhole } from "#cli/write-folder.ts";
import { openTables } from "#test/fixtures/read-tables.ts";
import type { MovementRow } from "#store/post-entry.ts";
import { addSupplies, analyze, listPlaces, openBenchBook, postRows, timeOf } from "./cases/bench-book.ts";

/**
 * How long do the bulk files of a book of so many movements take, against reading those movements alone; how large are they; and
 * does memory grow with the number of movements: the highest resident set while a quarter of them is written, then all. The
 * sums of both files, as DuckDB reads them, are compared with what was posted.
 */
const IS_SMOKE = process.argv.includes("--smoke");
const MOVEMENTS = IS_SMOKE ? 8000 : 1_000_000;
const SUPPLIES = 400;
const ENTRY_MOVEMENTS = 400;
const CHAIN = [
  ["pledge", "produced", "available"],
  ["reserve", "available", "reserved"],
  ["dispatch", "reserved", "in_transit"],
  ["receive", "in_transit", "received"],
] as const;

const directory = mkdtempSync(join(tmpdir(), "wellspring-bench-files-"));
const book = await openBenchBook(4);
const places = await listPlaces(book);
const supplies = await addSupplies(book, places.slice(0, 40), SUPPLIES);

function rowOf(index: number): MovementRow {
  const [kind, from, to] = CHAIN[Math.floor(index / SUPPLIES) % CHAIN.length]!;
  const supply = supplies[index % SUPPLIES]!;
  const month = `2020-${String(1 + (index % 12)).padStart(2, "0")}`;
  return {
    supply_id: supply.supplyId,
    kind,
    reversal: false,
    quantity: 1 + ((index % SUPPLIES) % 9),
    from_party_id: supply.partyId,
    from_site_id: supply.siteId,
    from_stage: from,
    to_party_id: supply.partyId,
    to_site_id: supply.siteId,
    to_stage: to,
    recipient_id: kind === "pledge" ? null : places[index % places.length]!.partyId,
    consignment_id: null,
    occurred_from: `${month}-01`,
    occurred_to: `${month}-28`,
    occurred_precision: "span",
    occurred_text: month,
  };
}

let posted = 0;
async function postUpTo(count: number): Promise<void> {
  for (; posted < count; posted += ENTRY_MOVEMENTS) {
    await postRows(
      book,
      Array.from({ length: ENTRY_MOVEMENTS }, (_, line) => rowOf(posted + line)),
    );
    if (posted % 100_000 === 0) console.error(`files: ${posted} of ${MOVEMENTS} movements posted`);
  }
  await numberEntries(book.context);
  await analyze(book);
}

/** Writes the files and returns the highest resident set meanwhile, bytes. */
async function write(name: string): Promise<number> {
  const files = await exportFiles(book.context, {});
  if (!files.ok) throw new Error(JSON.stringify(files.refusal));
  globalThis.gc?.();
  let highest = 0;
  const parts = files.value.parts(() => {
    highest = Math.max(highest, process.memoryUsage.rss());
  });
  await writeFolderWhole(join(directory, name), parts);
  return highest;
}

/** What the files add up to, read by another program: the same in both formats, and what was posted. */
async function check(name: string, movements: number): Promise<string> {
  const tables = await openTables(join(directory, name));
  const sums = (table: string) =>
    tables.ask(`select figure, sum(figure_units)::bigint, count(*) from ${table} group by 1 order by 1`);
  const parquet = await sums("'{dir}/movements.parquet'");
  const csv = await sums("read_csv('{dir}/movements.csv', header = true)");
  tables.close();
  const expected = new Map<string, [bigint, bigint]>();
  for (let index = 0; index < movements; index += 1) {
    const kind = CHAIN[Math.floor(index / SUPPLIES) % CHAIN.length]![0];
    const [units, count] = expected.get(kind) ?? [0n, 0n];
    expected.set(kind, [units + BigInt(1 + ((index % SUPPLIES) % 9)), count + 1n]);
  }
  const plain = [
    ["agreed", "reserve"],
    ["dispatched", "dispatch"],
    ["pledged", "pledge"],
    ["received", "receive"],
  ].map(([figure, kind]) => [figure, ...(expected.get(kind ?? "") ?? [])]);
  for (const read of [parquet, csv]) {
    if (String(read) !== String(plain))
      throw new Error(`bench: the files say ${String(read)}, posted were ${String(plain)}`);
  }
  return String(plain);
}

await postUpTo(MOVEMENTS / 4);
const quarterRss = await write("quarter");
console.error(`files: a quarter written, ${Math.round(quarterRss / 1e6)} MB resident`);
await postUpTo(MOVEMENTS);
let wholeRss = 0;
const writeMs = await timeOf(async () => {
  wholeRss = await write("whole");
});
console.error(`files: all written in ${Math.round(writeMs)} ms, ${Math.round(wholeRss / 1e6)} MB resident`);
const filter = { position: posted / ENTRY_MOVEMENTS, scenario: null, from: null, to: null };
const readMs = await timeOf(async () => {
  for await (const _ of listPublicMovements(book.context, filter));
});
// Checked when all is measured: the other program takes memory of its own.
const hash = createHash("sha256")
  .update(await check("quarter", MOVEMENTS / 4))
  .update(await check("whole", MOVEMENTS));
const sizeOf = (name: string) => statSync(join(directory, "whole", name)).size;
console.log(
  JSON.stringify({
    movements: posted,
    writeMilliseconds: Math.round(writeMs),
    readAloneMilliseconds: Math.round(readMs),
    quarterResidentBytes: quarterRss,
    wholeResidentBytes: wholeRss,
    parquetBytes: sizeOf("movements.parquet"),
    csvBytes: sizeOf("movements.csv"),
    hash: hash.digest("hex"),
  }),
);
await book.close();
rmSync(directory, { recursive: true, force: true });
