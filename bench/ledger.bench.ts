import { createHash } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PoolClient } from "pg";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { type EntryHead, type MovementRow, writePost } from "#store/post-entry.ts";
import {
  addSupplies,
  drawHead,
  listPlaces,
  median,
  openBenchBook,
  type Place,
  timeOf,
} from "./cases/bench-book.ts";

/**
 * How many movements a second does the book take, against the same rows alone in a table of the same columns, keys, indexes, CHECKs,
 * foreign keys and partitions, with no entries, accounts or totals?
 *
 * - One command after another, and from eight connections: against a bare INSERT and commit of the same row; also the slowest of a
 *   hundred (p99).
 * - In bulk, a thousand movements an entry: against COPY of the same thousand rows from a file on the server, which is spared the
 *   network. `bulk`: each movement of another supply, so that it has two accounts of its own, the most there can be.
 *   `bulkShared`: of five supplies, each to two hundred recipients, as a round shares out.
 *
 * Each statement is a transaction, with the durability of the product's defaults. Book and rows alone take turns every few
 * statements, and ratios are of each run by itself: the median over runs is printed. The whole book is checked, and its
 * totals against the plain table's, before figures are printed.
 */
const IS_SMOKE = process.argv.includes("--smoke");
const RUNS = IS_SMOKE ? 2 : 7;
const SINGLES = IS_SMOKE ? 100 : 1000;
const BULKS = IS_SMOKE ? 4 : 24;
/** Turns of a run. */
const TURNS = IS_SMOKE ? 2 : 12;
const BULK_MOVEMENTS = 1000;
const SHARED = 200;
const SUPPLIES = 2000;
const CONNECTIONS = 8;
/** Units of each supply at the start: all that is reserved is there. */
const STOCK = 1_000_000_000;

const COLUMNS =
  `supply_id recorded_at entry_id line_number kind reversal quantity from_party_id from_site_id from_stage
  to_party_id to_site_id to_stage recipient_id consignment_id occurred_from occurred_to occurred_precision
  occurred_text`.split(/\s+/);
const INSERT = `insert into plain_movement (${COLUMNS.join(", ")})
  values (${COLUMNS.map((_, index) => `$${index + 1}`).join(", ")})`;

const book = await openBenchBook(CONNECTIONS);
const folder = mkdtempSync(join(tmpdir(), "wellspring-bench-copy-"));
chmodSync(folder, 0o711); // the server reads from it, perhaps as another user
const copyFile = join(folder, "rows.tsv");
const places = await listPlaces(book);
const supplies = await addSupplies(book, places, SUPPLIES);
await book.owner.query(`create table plain_movement (like movement including all) partition by range (recorded_at);
  create table plain_movement_all partition of plain_movement for values from (minvalue) to (maxvalue);
  alter table plain_movement add foreign key (recipient_id) references party (id);
  grant insert on plain_movement to wellspring_app`);
let drawn = 0;

function moveOf(
  supply: (typeof supplies)[number],
  isPledge: boolean,
  taker: Place,
  quantity: number,
): MovementRow {
  return {
    supply_id: supply.supplyId,
    kind: isPledge ? "pledge" : "reserve",
    reversal: false,
    quantity,
    from_party_id: supply.partyId,
    from_site_id: supply.siteId,
    from_stage: isPledge ? "produced" : "available",
    to_party_id: supply.partyId,
    to_site_id: supply.siteId,
    to_stage: isPledge ? "available" : "reserved",
    recipient_id: isPledge ? null : taker.partyId,
    consignment_id: null,
    occurred_from: "2020-05-01",
    occurred_to: "2020-05-31",
    occurred_precision: "month",
    occurred_text: "2020-05",
  };
}

/** The next movement: pledged and reserved by turns, over all supplies and recipients. */
function drawSpread(): MovementRow {
  const index = drawn++;
  const pass = Math.floor(index / SUPPLIES);
  const taker = places[pass % places.length]!;
  return moveOf(supplies[index % SUPPLIES]!, pass % 2 === 0, taker, 1 + ((index % SUPPLIES) % 7));
}

/** The next movement: a supply to many recipients, then the next supply. */
function drawShared(): MovementRow {
  const index = drawn++;
  const supply = supplies[Math.floor(index / SHARED) % SUPPLIES]!;
  return moveOf(supply, false, places[index % places.length]!, 1 + (index % 7));
}

interface Draft {
  readonly head: EntryHead;
  readonly rows: readonly MovementRow[];
}

function drawEntries(count: number, movements: number, draw: () => MovementRow): readonly Draft[] {
  return Array.from({ length: count }, () => ({
    head: drawHead(),
    rows: Array.from({ length: movements }, draw),
  }));
}

/** The columns of a row alone, in the order of {@link COLUMNS}. */
function listColumns({ id, recordedAt }: EntryHead, row: MovementRow, line: number) {
  const named = { ...row, recorded_at: recordedAt, entry_id: id, line_number: line };
  return COLUMNS.map((name) => named[name as keyof typeof named]);
}

/** Sends one draft by one connection. */
type Send = (client: PoolClient, draft: Draft) => Promise<unknown>;

const toBook: Send = async (client, { head, rows }) => await client.query(writePost(head, rows));

const toPlain: Send = async (client, { head, rows }) =>
  await client.query({ name: "insert", text: INSERT, values: listColumns(head, rows[0]!, 1) });

/** Sends drafts from so many connections; milliseconds of each. */
async function sendAll(send: Send, drafts: readonly Draft[], connections: number): Promise<number[]> {
  const queue = drafts.toReversed();
  const times: number[] = [];
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => await book.pool.connect()),
  );
  try {
    await Promise.all(
      clients.map(async (client) => {
        for (let draft = queue.pop(); draft !== undefined; draft = queue.pop()) {
          const one = draft;
          times.push(await timeOf(async () => await send(client, one)));
        }
      }),
    );
  } finally {
    for (const client of clients) client.release();
  }
  return times;
}

/** Copies drafts, one transaction each, from a file that is there before the clock runs; milliseconds of each. */
async function copyAll(drafts: readonly Draft[]): Promise<number[]> {
  const times: number[] = [];
  for (const { head, rows } of drafts) {
    const lines = rows.map((row, index) => listColumns(head, row, index + 1).map((value) => value ?? "\\N"));
    writeFileSync(copyFile, lines.map((line) => `${line.join("\t")}\n`).join(""), { mode: 0o644 });
    const copy = `copy plain_movement (${COLUMNS.join(", ")}) from '${copyFile}'`;
    times.push(await timeOf(async () => await book.owner.query(copy)));
  }
  return times;
}

interface Case {
  readonly name: string;
  readonly entries: number;
  readonly movements: number;
  readonly connections: number;
  readonly draw: () => MovementRow;
}
const CASES: readonly Case[] = [
  { name: "single", entries: SINGLES, movements: 1, connections: 1, draw: drawSpread },
  { name: "eightConnections", entries: SINGLES, movements: 1, connections: CONNECTIONS, draw: drawSpread },
  { name: "bulk", entries: BULKS, movements: BULK_MOVEMENTS, connections: 1, draw: drawSpread },
  { name: "bulkShared", entries: BULKS, movements: BULK_MOVEMENTS, connections: 1, draw: drawShared },
];

interface Taken {
  /** Seconds of each run. */
  readonly runs: number[];
  /** Milliseconds of each statement. */
  readonly each: number[];
}
const newTaken = (): { readonly book: Taken; readonly plain: Taken } => ({
  book: { runs: [], each: [] },
  plain: { runs: [], each: [] },
});
const taken = new Map(CASES.map(({ name }) => [name, newTaken()]));

/** One run of a case: both sides take turns, and each turn begins with the other one. */
async function runOnce({ name, entries, movements, connections, draw }: Case): Promise<void> {
  const sides = taken.get(name)!;
  const seconds = { book: 0, plain: 0 };
  for (let turn = 0; turn < TURNS; turn += 1) {
    const drafts = drawEntries(Math.ceil(entries / TURNS), movements, draw);
    const work = {
      book: async () => await sendAll(toBook, drafts, connections),
      plain: async () =>
        movements === 1 ? await sendAll(toPlain, drafts, connections) : await copyAll(drafts),
    };
    for (const side of turn % 2 === 0 ? (["book", "plain"] as const) : (["plain", "book"] as const)) {
      let times: number[] = [];
      const wall = await timeOf(async () => (times = await work[side]()));
      sides[side].each.push(...times);
      // From one connection the statements alone count: what is drawn and written between them is not theirs.
      const spent = connections === 1 ? times.reduce((sum, time) => sum + time, 0) : wall;
      seconds[side] += spent / 1000;
    }
  }
  for (const side of ["book", "plain"] as const) sides[side].runs.push(seconds[side]);
}

const stock = supplies.map((supply) => moveOf(supply, true, places[0]!, STOCK));
for (let start = 0; start < SUPPLIES; start += BULK_MOVEMENTS) {
  const draft = { head: drawHead(), rows: stock.slice(start, start + BULK_MOVEMENTS) };
  await sendAll(toBook, [draft], 1);
  await copyAll([draft]);
}
await book.owner.query("analyze");
for (let run = 0; run < RUNS; run += 1) {
  for (const each of CASES) {
    console.error(`ledger: ${each.name}, run ${run + 1} of ${RUNS}`);
    await runOnce(each);
  }
}

const checked = await checkLedger(book.context);
if (!checked.sumZero || checked.negative !== 0 || !checked.balancesMatch) {
  throw new Error(`bench: the book does not hold: ${JSON.stringify(checked)}`);
}
const TOTALS = `select to_stage as stage, count(*)::text as movements, sum(quantity)::text as units from %t group by 1 order by 1`;
const own = await book.owner.query(TOTALS.replace("%t", "movement"));
const plain = await book.owner.query(TOTALS.replace("%t", "plain_movement"));
if (JSON.stringify(own.rows) !== JSON.stringify(plain.rows))
  throw new Error("bench: the plain table has other rows");

/** The slowest of a hundred, milliseconds. */
const p99 = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)]!;
const figures: Record<string, number> = {};
for (const { name, entries, movements } of CASES) {
  const sides = taken.get(name)!;
  const count = Math.ceil(entries / TURNS) * TURNS * movements;
  const ratios = sides.book.runs.map((seconds, run) => sides.plain.runs[run]! / seconds);
  figures[`${name}MovementsPerSecond`] = Math.round(count / median(sides.book.runs));
  figures[`${name}PlainMovementsPerSecond`] = Math.round(count / median(sides.plain.runs));
  figures[`${name}BookOfPlainSpeed`] = Number(median(ratios).toFixed(2));
  if (movements > 1) continue;
  figures[`${name}P99Ms`] = Number(p99(sides.book.each).toFixed(2));
  figures[`${name}PlainP99Ms`] = Number(p99(sides.plain.each).toFixed(2));
}
const hash = createHash("sha256").update(JSON.stringify(own.rows)).digest("hex");
await book.close();
rmSync(folder, { recursive: true, force: true });
console.log(JSON.stringify({ ...figures, entries: checked.entries, postings: checked.postings, hash }));
