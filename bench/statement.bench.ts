import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import { advanceRollUp, rebuildRollUp } from "#app/statement/advance-roll-up.ts";
import { listBelow, readStatement, type StatementRequest } from "#app/statement/read-statement.ts";
import { canonicalJson } from "#core/canonical-json.ts";
import { asDay, firstDayOf, lastDayOf } from "#core/time.ts";
import { advanceOnce, findBasis, fromMovements, ROLL_UP_BOUNDS } from "#store/roll-up.ts";
import {
  findPositionBefore,
  type StatementFilter,
  type StatementPeriod,
  sumMovements,
  sumStraddling,
} from "#store/statement.ts";
import { analyze, type BenchBook, median, openBenchBook, timeOf } from "./cases/bench-book.ts";
import { fillBook } from "./cases/filled-book.ts";

/**
 * How long does a statement take on a book of so many movements, by the roll-up, against the same sums from the movements
 * themselves, as they were before there was a roll-up? In the same run and in turn; what the roll-up gives is compared
 * with what the movements give before anything is timed. `--movements N` measures one size, as large as time and disk allow.
 */
const { values: options } = parseArgs({
  options: {
    smoke: { type: "boolean" },
    json: { type: "boolean" },
    movements: { type: "string" },
  },
});
const SIZES =
  options.movements !== undefined
    ? [Number(options.movements)]
    : options.smoke
      ? [5000]
      : [100_000, 1_000_000];
/** As many as a minute of house-keeping leaves, at ten times the events of the masks of 2020. */
const BEHIND = options.smoke ? 500 : 26_000;
const SUPPLIES_MAX = 13_000;

const hash = createHash("sha256");
const figures: Record<string, number> = {};
for (const movements of SIZES) {
  const book = await openBenchBook(4);
  try {
    await measureSize(book, movements);
  } finally {
    await book.close();
  }
}
console.log(JSON.stringify({ ...figures, hash: hash.digest("hex") }));

async function measureSize(book: BenchBook, movements: number): Promise<void> {
  const note = (name: string, value: number): void => {
    figures[`${name}At${movements}`] = value;
    console.error(`statement: ${movements} movements: ${name} ${value}`);
  };
  const supplies = Math.min(SUPPLIES_MAX, Math.ceil(movements / 50));
  const { entryCount, exporter, largestExporter } = await fillBook(book, movements, supplies);
  await analyze(book);
  const { database } = book.context;
  // Up to BEHIND movements before the end, in batches as house-keeping does it; then that case, then the rest.
  const start = performance.now();
  let rolledUp = 0;
  const short = entryCount - Math.ceil(BEHIND / 10);
  while (rolledUp < short) {
    const most = Math.min(ROLL_UP_BOUNDS.most, (short - rolledUp) * 10);
    rolledUp = await advanceOnce(database, { ...ROLL_UP_BOUNDS, most });
  }
  note("rolledUpPerSecond", Math.round((rolledUp * 10_000) / (performance.now() - start)));
  await analyze(book);
  const year = { from: "2020-01", to: "2020-12" } as const;
  await measureCase(book, { name: "exporterYearBehind", request: { exporter, ...year, by: ["item"] } }, note);
  await advanceRollUp(book.context, { batches: Number.MAX_SAFE_INTEGER });
  await noteSizes(book, note);
  const cases: readonly Case[] = [
    { name: "exporterYear", request: { exporter, ...year, by: ["item"] } },
    {
      name: "exporterYearByRecipientMonth",
      request: { exporter, ...year, by: ["item", "recipient", "month"] },
    },
    { name: "largestExporterYear", request: { exporter: largestExporter, ...year, by: ["item"] } },
    { name: "recipientByMonth", request: { recipient: "ETH", by: ["item", "month"] } },
    { name: "everythingByItem", request: { by: ["item"] } },
    { name: "everythingByItemExporterMonth", request: { by: ["item", "exporter", "month"] } },
    { name: "exporterYearAsOfDay", request: { exporter, ...year, by: ["item"], asOf: "2020-11-20" } },
    { name: "everythingAsOfDay", request: { by: ["item"], asOf: "2020-11-20" } },
  ];
  for (const one of cases) await measureCase(book, one, note);
  if (options.smoke) await rebuildRollUp(book.context);
}

interface Case {
  readonly name: string;
  readonly request: StatementRequest;
}

type Note = (name: string, value: number) => void;

async function measureCase(book: BenchBook, { name, request }: Case, note: Note): Promise<void> {
  const { database, reference } = book.context;
  const newest = await findPositionBefore(database, "9999-01-01T00:00:00Z");
  const position =
    request.asOf === undefined ? newest : await findPositionBefore(database, `${request.asOf}T23:59:59.999Z`);
  const by = request.by ?? [];
  const period: StatementPeriod = {
    from: request.from === undefined ? null : firstDayOf(request.from),
    to: request.to === undefined ? null : asDay(lastDayOf(request.to)),
  };
  const filter: Omit<StatementFilter, "basis"> = {
    itemIds: request.item === undefined ? null : listBelow(request.item, reference.items),
    exporter: request.exporter ?? null,
    recipient: request.recipient ?? null,
    terms: null,
    pipeline: null,
    site: null,
    scenario: null,
  };
  const readBy = async (basis: StatementFilter["basis"]) => [
    await sumMovements(database, { ...filter, basis }, { by, period }),
    await sumStraddling(database, { ...filter, basis }, period),
  ];
  const sorted = (sums: readonly (readonly object[])[]) =>
    sums.flatMap((rows) => rows.map((row) => canonicalJson({ ...row })).toSorted());
  const rolledUp = sorted(await readBy(await findBasis(database, position)));
  const plain = sorted(await readBy(fromMovements(position)));
  if (rolledUp.length === 0 || rolledUp.join() !== plain.join()) {
    throw new Error(`bench: ${name}: the roll-up gives another answer than the movements`);
  }
  hash.update(
    `${name} ${createHash("sha256")
      .update(rolledUp.join().replaceAll(/[0-9a-f-]{36}/g, ""))
      .digest("hex")};`,
  );
  const own: number[] = [];
  const former: number[] = [];
  const runs = options.smoke ? 1 : 3;
  for (let run = 0; run < runs; run += 1) {
    own.push(
      await timeOf(async () => {
        const answer = await readStatement(book.context, request);
        if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
      }),
    );
    former.push(await timeOf(async () => await readBy(fromMovements(position))));
  }
  note(`${name}Milliseconds`, Math.round(median(own)));
  note(`${name}FormerMilliseconds`, Math.round(median(former)));
}

/** What the roll-up takes beside the movements: rows, and megabytes with their indexes. */
async function noteSizes({ owner }: BenchBook, note: Note): Promise<void> {
  const { rows } = await owner.query<
    Record<"sums" | "blockSums" | "blocks" | "movementMb" | "rollUpMb", number>
  >(`select
    (select count(*) from statement_sum)::float8 as sums, (select count(*) from statement_block_sum)::float8 as "blockSums",
    (select count(*) from statement_block)::float8 as blocks,
    (select sum(pg_total_relation_size(relid)) / 1e6 from pg_partition_tree('movement'))::float8 as "movementMb",
    ((pg_total_relation_size('statement_sum') + pg_total_relation_size('statement_block_sum')) / 1e6)::float8 as "rollUpMb"`);
  for (const [name, value] of Object.entries(rows[0] ?? {})) note(name, Math.round(value));
}
