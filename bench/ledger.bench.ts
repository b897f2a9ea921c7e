import { createHash } from "node:crypto";
import { v7 } from "uuid";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { addSupplies, listPlaces, median, openBenchBook, type Place, timeOf } from "./cases/bench-book.ts";

/**
 * How many entries and movements a second does the book take, against the same rows inserted raw into a table with the keys,
 * indexes and CHECKs of the book's movements, but no entries, accounts or totals? One command after another, from eight
 * connections at once, and in bulk (a thousand movements an entry). Both in the same run and in turn, each statement a
 * transaction, with the durability of the product's defaults. The whole book is checked, and its totals against the plain
 * table's, before figures are printed.
 */
const IS_SMOKE = process.argv.includes("--smoke");
const RUNS = IS_SMOKE ? 2 : 7;
const SINGLES = IS_SMOKE ? 100 : 1000;
const BULKS = IS_SMOKE ? 4 : 30;
const BULK_MOVEMENTS = 1000;
const SUPPLIES = 2000;
const CONNECTIONS = 8;

type Row = Readonly<Record<string, string | number | boolean | null>>;

const COLUMNS = `supply_id uuid, line_number integer, kind text, reversal boolean, quantity bigint, from_party_id uuid,
  from_site_id uuid, from_stage text, to_party_id uuid, to_site_id uuid, to_stage text, recipient_id uuid,
  consignment_id uuid, occurred_from date, occurred_to date, occurred_precision text, occurred_text text`;
const POST = "select post_entry($1::jsonb, $2::jsonb)";
const INSERT = `insert into plain_movement select m.supply_id, ($1::jsonb ->> 'recordedAt')::timestamptz, ($1::jsonb ->> 'id')::uuid,
  m.line_number, m.kind, m.reversal, m.quantity, m.from_party_id, m.from_site_id, m.from_stage, m.to_party_id, m.to_site_id,
  m.to_stage, m.recipient_id, m.consignment_id, m.occurred_from, m.occurred_to, m.occurred_precision, m.occurred_text
  from jsonb_to_recordset($2::jsonb) as m (${COLUMNS})`;

const book = await openBenchBook(CONNECTIONS);
const places = await listPlaces(book);
const supplies = await addSupplies(book, places, SUPPLIES);
await book.owner.query(`create table plain_movement (like movement including all);
  grant insert on plain_movement to wellspring_app`);
let drawn = 0;

/** The next movement: pledged first, then moved on by turns, over all supplies and recipients. */
function drawRow(lineNumber: number): Row {
  const index = drawn;
  drawn += 1;
  const supply = supplies[index % SUPPLIES]!;
  const taker: Place = places[Math.floor(index / SUPPLIES) % places.length]!;
  const isPledge = Math.floor(index / SUPPLIES) % 2 === 0;
  return {
    supply_id: supply.supplyId,
    line_number: lineNumber,
    kind: isPledge ? "pledge" : "reserve",
    reversal: false,
    quantity: 1 + ((index % SUPPLIES) % 7),
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

interface Draft {
  readonly head: string;
  readonly rows: string;
}

function drawEntries(count: number, movements: number): readonly Draft[] {
  return Array.from({ length: count }, () => ({
    head: JSON.stringify({
      id: v7(),
      kind: "bench",
      reason: "command",
      correctsId: null,
      userId: "bench",
      recordedAt: new Date().toISOString(),
    }),
    rows: JSON.stringify(Array.from({ length: movements }, (_, line) => drawRow(line + 1))),
  }));
}

async function send(statement: string, entries: readonly Draft[], connections: number): Promise<void> {
  const queue = entries.toReversed();
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => await book.pool.connect()),
  );
  try {
    await Promise.all(
      clients.map(async (client) => {
        for (let entry = queue.pop(); entry !== undefined; entry = queue.pop()) {
          await client.query({
            name: statement.slice(0, 20),
            text: statement,
            values: [entry.head, entry.rows],
          });
        }
      }),
    );
  } finally {
    for (const client of clients) client.release();
  }
}

const CASES = [
  { name: "single", entries: SINGLES, movements: 1, connections: 1 },
  { name: "eightConnections", entries: SINGLES, movements: 1, connections: CONNECTIONS },
  { name: "bulk", entries: BULKS, movements: BULK_MOVEMENTS, connections: 1 },
] as const;

const seconds: Record<string, { book: number[]; plain: number[] }> = {};
for (const { name } of CASES) seconds[name] = { book: [], plain: [] };
// One pass through all supplies first, so that everything later has units to move.
await send(POST, drawEntries(SUPPLIES / BULK_MOVEMENTS, BULK_MOVEMENTS), 1);
drawn = 0;
await send(INSERT, drawEntries(SUPPLIES / BULK_MOVEMENTS, BULK_MOVEMENTS), 1);
for (let run = 0; run < RUNS; run += 1) {
  for (const { name, entries, movements, connections } of CASES) {
    console.error(`ledger: ${name}, run ${run + 1} of ${RUNS}`);
    const drafts = drawEntries(entries, movements);
    const toBook = async () => await send(POST, drafts, connections);
    const toPlain = async () => await send(INSERT, drafts, connections);
    // By turns first and second, so that neither always finds the warmer cache.
    const order =
      run % 2 === 0
        ? ([
            ["book", toBook],
            ["plain", toPlain],
          ] as const)
        : ([
            ["plain", toPlain],
            ["book", toBook],
          ] as const);
    for (const [side, work] of order) seconds[name]![side].push((await timeOf(work)) / 1000);
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

const figures: Record<string, number> = {};
for (const { name, entries, movements } of CASES) {
  const taken = seconds[name]!;
  figures[`${name}MovementsPerSecond`] = Math.round((entries * movements) / median(taken.book));
  figures[`${name}PlainMovementsPerSecond`] = Math.round((entries * movements) / median(taken.plain));
  figures[`${name}BookTimesPlainSeconds`] = Number((median(taken.book) / median(taken.plain)).toFixed(2));
}
const hash = createHash("sha256").update(JSON.stringify(own.rows)).digest("hex");
await book.close();
console.log(JSON.stringify({ ...figures, entries: checked.entries, postings: checked.postings, hash }));
