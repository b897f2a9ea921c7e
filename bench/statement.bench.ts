import { createHash } from "node:crypto";
import { numberEntries } from "#app/log/number-entries.ts";
import { readStatement, type StatementRequest } from "#app/statement/read-statement.ts";
import { lastDayOf } from "#core/time.ts";
import {
  addSupplies,
  analyze,
  listPlaces,
  median,
  openBenchBook,
  postRows,
  timeOf,
} from "./cases/bench-book.ts";

/**
 * How long does a statement take on a book of so many movements, against a plain GROUP BY over one flat table with the
 * same rows and every key in it? In the same run and in turn; the statement's totals are compared with the plain sum
 * before anything is timed.
 */
const IS_SMOKE = process.argv.includes("--smoke");
const RUNS = IS_SMOKE ? 3 : 9;
const MOVEMENTS = IS_SMOKE ? 20_000 : 1_000_000;
const SUPPLIES = IS_SMOKE ? 400 : 4000;
const ENTRY_MOVEMENTS = 1000;
const CHAIN = [
  ["pledge", "produced", "available"],
  ["reserve", "available", "reserved"],
  ["dispatch", "reserved", "in_transit"],
  ["receive", "in_transit", "received"],
] as const;

const book = await openBenchBook(4);
const places = await listPlaces(book);
const supplies = await addSupplies(book, places.slice(0, 40), SUPPLIES);

function rowOf(index: number): Record<string, string | number | boolean | null> {
  const step = Math.floor(index / SUPPLIES) % CHAIN.length;
  const turn = Math.floor(index / (SUPPLIES * CHAIN.length));
  const [kind, from, to] = CHAIN[step]!;
  const supply = supplies[index % SUPPLIES]!;
  const taker = places[(index % SUPPLIES) % places.length]!;
  const month = `2020-${String(1 + ((turn + (index % SUPPLIES)) % 12)).padStart(2, "0")}`;
  return {
    supply_id: supply.supplyId,
    line_number: (index % ENTRY_MOVEMENTS) + 1,
    kind,
    reversal: false,
    quantity: 1 + ((index % SUPPLIES) % 9),
    from_party_id: supply.partyId,
    from_site_id: supply.siteId,
    from_stage: from,
    to_party_id: supply.partyId,
    to_site_id: supply.siteId,
    to_stage: to,
    recipient_id: kind === "pledge" ? null : taker.partyId,
    consignment_id: null,
    occurred_from: `${month}-01`,
    occurred_to: lastDayOf(month),
    occurred_precision: "month",
    occurred_text: month,
  };
}

for (let start = 0; start < MOVEMENTS; start += ENTRY_MOVEMENTS) {
  await postRows(
    book,
    Array.from({ length: ENTRY_MOVEMENTS }, (_, line) => rowOf(start + line)),
  );
  if (start % 100_000 === 0) console.error(`statement: ${start} of ${MOVEMENTS} movements posted`);
}
await numberEntries(book.context);
await book.owner.query(`create table flat as
  select s.item_id, g.country as exporter, t.country as recipient, m.occurred_text as month, s.terms, m.kind, m.quantity as units
  from movement m join supply s using (supply_id) join party g on g.id = s.giver_id left join party t on t.id = m.recipient_id`);
await analyze(book);

async function readAll(request: StatementRequest) {
  const answer = await readStatement(book.context, request);
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
  return answer.value.rows;
}

const CASES = [
  { name: "byItem", request: { by: ["item"] }, keys: "item_id, kind", where: "true" },
  {
    name: "byItemRecipient",
    request: { by: ["item", "recipient"] },
    keys: "item_id, recipient, kind",
    where: "true",
  },
  {
    name: "byEverything",
    request: {},
    keys: "item_id, exporter, recipient, month, terms, kind",
    where: "true",
  },
  {
    name: "oneRecipientByMonth",
    request: { recipient: "ETH", by: ["item", "month"] },
    keys: "item_id, month, kind",
    where: "recipient = 'ETH'",
  },
] as const satisfies readonly { request: StatementRequest; name: string; keys: string; where: string }[];

const hash = createHash("sha256");
const figures: Record<string, number> = {};
for (const { name, request, keys, where } of CASES) {
  const flat = `select ${keys}, sum(units)::text as units from flat where ${where} group by ${keys}`;
  const rows = await readAll(request);
  const total = rows.filter(({ of }) => of === null).reduce((sum, row) => sum + row.received, 0);
  const plain = await book.owner.query<{ kind: string; units: string }>(flat);
  const expected = plain.rows
    .filter(({ kind }) => kind === "receive")
    .reduce((sum, row) => sum + Number(row.units), 0);
  if (total !== expected || total === 0)
    throw new Error(`bench: ${name}: ${total} received, the plain sum is ${expected}`);
  hash.update(`${name} ${rows.length} ${total};`);
  const own: number[] = [];
  const baseline: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    own.push(await timeOf(async () => await readAll(request)));
    baseline.push(await timeOf(async () => await book.owner.query(flat)));
  }
  console.error(`statement: ${name}, ${rows.length} rows`);
  figures[`${name}Milliseconds`] = Math.round(median(own));
  figures[`${name}PlainMilliseconds`] = Math.round(median(baseline));
  figures[`${name}Rows`] = rows.length;
}
await book.close();
console.log(JSON.stringify({ movements: MOVEMENTS, ...figures, hash: hash.digest("hex") }));
