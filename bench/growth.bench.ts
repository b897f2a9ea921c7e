import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import type { PoolClient } from "pg";
import { postMovements } from "#app/ledger/post-movements.ts";
import { PROGRAM_ACTOR } from "#app/program-actor.ts";
import { runCommand } from "#app/run-command.ts";
import { type StatementRequest, readStatement } from "#app/statement/read-statement.ts";
import { canonicalJson } from "#core/canonical-json.ts";
import { asId } from "#core/id.ts";
import { asDay, asInstant, lastDayOf } from "#core/time.ts";
import { checkLedger } from "#store/movement.ts";
import { writePost } from "#store/post-entry.ts";
import { advanceOnce, checkRollUp, findBasis, fromMovements, ROLL_UP_BOUNDS } from "#store/roll-up.ts";
import {
  findPositionBefore,
  type MovementSum,
  type StatementFilter,
  sumMovements,
  sumStraddling,
} from "#store/statement.ts";
import { analyze, median, openBenchBook, timeOf } from "./cases/bench-book.ts";
import { makeProcessorClock } from "./cases/processor-clock.ts";
import { type Draft, openGrowingBook, readMovement } from "./cases/growing-book.ts";

/**
 * Does a movement take longer to post, and a statement longer to read, the more there are? One book grows from 10^5 movements,
 * ten times as many at a time, by `post_entry` from two connections, 4,000 movements an entry, and is rolled up meanwhile.
 *
 * At each size: entries of one movement, and whole commands, one after another, by turns with a bare INSERT of the same row into
 * a table of the same columns, keys, indexes, CHECKs and partitions, which holds nothing but such rows at every size: what
 * changes in its time is the machine's doing. Of all of them also the time on a processor, and the quickest tenth of wall time: where other
 * work is done on the machine, the rest of it is mostly waiting for that. Then statements by the roll-up, against the same sums from the movements of the
 * exporter's supplies, and, up to 10^7, as `sumMovements` reads them without a roll-up; what they give is compared first. And
 * bytes. The log is not kept here (`bench/log.bench.ts` measures it): positions are given without leaves.
 *
 * `--movements N` is the largest size; `--minutes` and `--gigabytes` end the filling early, and the size reached by then is the
 * last; `--keep` leaves the database where it is. What was posted is compared with accounts and roll-up at every size, and sum by sum with the movements up to 10^7.
 */
const { values: options } = parseArgs({
  options: {
    smoke: { type: "boolean", default: false },
    json: { type: "boolean" },
    movements: { type: "string" },
    minutes: { type: "string" },
    gigabytes: { type: "string" },
    keep: { type: "boolean", default: false },
  },
});
const SMALLEST = options.smoke ? 2500 : 100_000;
const LARGEST = Number(options.movements ?? (options.smoke ? 10 * SMALLEST : 10_000_000));
const MINUTES = Number(options.minutes ?? Number.POSITIVE_INFINITY);
const GIGABYTES = Number(options.gigabytes ?? Number.POSITIVE_INFINITY);
/** The most movements of which every sum is recomputed. */
const RECOMPUTED_MAX = 10_500_000;
/** Posted between two numberings. */
const NUMBERED = options.smoke ? 1000 : 500_000;
const SINGLES = options.smoke ? 40 : 4000;
const TURN = options.smoke ? 10 : 100;
const YEAR = { from: "2020-01", to: "2020-12" } as const;

const COLUMNS =
  `supply_id recorded_at entry_id line_number kind reversal quantity from_party_id from_site_id from_stage
  to_party_id to_site_id to_stage recipient_id consignment_id occurred_from occurred_to occurred_precision
  occurred_text`.split(/\s+/);
const INSERT = `insert into plain_movement (${COLUMNS.join(", ")})
  values (${COLUMNS.map((_, index) => `$${index + 1}`).join(", ")})`;

const started = performance.now();
const book = await openBenchBook(5);
const { database } = book.context;
const growing = await openGrowingBook(
  book,
  options.smoke
    ? { cartonsPerLot: 20, facilitiesPerCountry: 5 }
    : { cartonsPerLot: 1000, facilitiesPerCountry: 50 },
);
const clock = makeProcessorClock(book);
const figures: Record<string, number> = {};
const hash = createHash("sha256");
/** Movements posted, those of each kind, and the units they moved, whichever way. */
const posted = { movements: 0, units: 0, byKind: new Map<string, { movements: number; units: number }>() };

await book.owner.query(`create table plain_movement (like movement including all) partition by range (recorded_at);
  alter table plain_movement add foreign key (recipient_id) references party (id);
  grant insert on plain_movement to wellspring_app;
  do $$ declare p record; begin
    for p in select relid::regclass::text as name, pg_get_expr(c.relpartbound, c.oid) as bound
      from pg_partition_tree('movement') join pg_class as c on c.oid = relid where isleaf
    loop execute format('create table plain_%s partition of plain_movement %s', p.name, p.bound); end loop;
  end $$`);

const sizes: number[] = [];
for (let size = SMALLEST; size < LARGEST; size *= 10) sizes.push(size);
const fillers = [await book.pool.connect(), await book.pool.connect()];
const poster = fillers[0]!;
try {
  for (const size of [...sizes, LARGEST]) {
    const reached = await growTo(size);
    await measureSize(reached);
    if (reached < size) break;
  }
} finally {
  for (const client of fillers) client.release();
}
await book.close({ isKept: options.keep });
console.log(JSON.stringify({ ...figures, hash: hash.digest("hex") }));

function note(size: number, name: string, value: number): void {
  figures[`${name}At${size}`] = Number(value.toFixed(3));
  const minutes = Math.round((performance.now() - started) / 60_000);
  console.error(`growth: ${minutes} min: ${size} movements: ${name} ${figures[`${name}At${size}`]}`);
}

/** Posts entries until the book has so many movements, and returns that; the whole millions reached where time or disk ended it before. */
async function growTo(size: number): Promise<number> {
  const begun = { at: performance.now(), movements: posted.movements };
  let numberedAt = posted.movements;
  let rolling: Promise<void> | undefined;
  const underWay: Promise<void>[] = fillers.map(async () => await Promise.resolve());
  /** The step before of the same lots has to be there. */
  const before = new Map<number, Promise<void>>();
  let isWithin = true;
  for (let turn = 0; posted.movements < size && isWithin; turn += 1) {
    const lane = turn % fillers.length;
    const draft = await growing.drawEntry(); // while those before are posted
    await Promise.all([underWay[lane], before.get(draft.group)]);
    underWay[lane] = post(fillers[lane]!, draft);
    before.set(draft.group, underWay[lane]);
    if (posted.movements - numberedAt < NUMBERED || rolling !== undefined) continue;
    numberedAt = posted.movements;
    isWithin = await isWithinBounds();
    rolling = rollUp().finally(() => (rolling = undefined));
  }
  await Promise.all(underWay);
  const seconds = (performance.now() - begun.at) / 1000;
  await rolling;
  await rollUp();
  await analyze(book);
  const reached = posted.movements >= size ? size : Math.floor(posted.movements / 1e6) * 1e6;
  note(reached, "filledPerSecond", Math.round((posted.movements - begun.movements) / seconds));
  return reached;
}

async function isWithinBounds(): Promise<boolean> {
  const { rows } = await book.owner.query<{ gigabytes: number }>(
    "select (pg_database_size(current_database()) / 1e9)::float8 as gigabytes",
  );
  const gigabytes = rows[0]!.gigabytes;
  const minutes = (performance.now() - started) / 60_000;
  const said = `${posted.movements} movements, ${gigabytes.toFixed(1)} GB, ${minutes.toFixed(1)} min`;
  console.error(`growth: ${said}`);
  return gigabytes < GIGABYTES && minutes < MINUTES;
}

function count({ rows }: Draft): void {
  for (const { kind, reversal, quantity } of rows) {
    const known = posted.byKind.get(kind) ?? { movements: 0, units: 0 };
    known.movements += 1;
    known.units += reversal ? -quantity : quantity;
    posted.byKind.set(kind, known);
    posted.units += quantity;
  }
  posted.movements += rows.length;
}

async function post(client: PoolClient, draft: Draft): Promise<void> {
  const { head, rows } = draft;
  const sent = client.query(writePost(head, rows));
  count(draft);
  await sent;
}

/** Numbers what has been posted, as the house-keeping does but for the leaves of the log, and rolls it up. */
async function rollUp(): Promise<void> {
  await book.owner.query("set session_replication_role = replica"); // no foreign key from the end of the log to its leaf
  const { rows } = await book.owner.query<{ position: string }>(
    "select number_entries($1::timestamptz) as position",
    [growing.newestAt()],
  );
  await book.owner.query("set session_replication_role = origin");
  const position = Number(rows[0]!.position);
  for (let done = 0; done < position; ) done = await advanceOnce(database, ROLL_UP_BOUNDS);
}

async function measureSize(size: number): Promise<void> {
  note(size, "movements", posted.movements);
  await measurePosting(size);
  await rollUp();
  await check(size);
  await noteBytes(size);
  const { exporter, largestExporter } = growing;
  const cases: readonly (readonly [string, StatementRequest])[] = [
    ["exporterYear", { exporter, ...YEAR, by: ["item"] }],
    ["exporterYearByRecipientMonth", { exporter, ...YEAR, by: ["item", "recipient", "month"] }],
    ["largestExporterYear", { exporter: largestExporter, ...YEAR, by: ["item"] }],
  ];
  for (const [name, request] of cases) await measureStatement(size, name, request);
}

/** The columns of a row alone, in the order of {@link COLUMNS}. */
function listColumns({ head, rows }: Draft): unknown[] {
  const named = { ...rows[0]!, recorded_at: head.recordedAt, entry_id: head.id, line_number: 1 };
  return COLUMNS.map((name) => named[name as keyof typeof named]);
}

/**
 * By turns, each turn beginning with another side; the first third before the clock runs, so that pages are as in the midst of work.
 * A turn has a quarter as many whole commands.
 */
async function measurePosting(size: number): Promise<void> {
  const sides = ["post", "plain", "command"] as const;
  const times = { post: [] as number[], plain: [] as number[], command: [] as number[] };
  const worked = { post: 0, plain: 0, command: 0 };
  const work = {
    post: async (draft: Draft) => await post(poster, draft),
    plain: async (draft: Draft) =>
      await poster.query({ name: "insert", text: INSERT, values: listColumns(draft) }),
    command: runUse,
  };
  const drawUses = (uses: number) => Array.from({ length: uses }, () => growing.drawUse()).flat();
  for (let turn = 0; turn < (SINGLES * 1.5) / TURN; turn += 1) {
    const singles = drawUses(TURN / 2);
    const drafts = { post: singles, plain: singles, command: drawUses(Math.ceil(TURN / 8)) };
    for (let place = 0; place < sides.length; place += 1) {
      const side = sides[(turn + place) % sides.length]!;
      const isTimed = turn >= (SINGLES * 0.5) / TURN;
      if (turn === 1 && place === 0) await clock.watch();
      const before = clock.readMicroseconds();
      for (const draft of drafts[side]) {
        const time = await timeOf(async () => await work[side](draft));
        if (isTimed) times[side].push(time);
      }
      if (isTimed) worked[side] += clock.readMicroseconds() - before;
    }
  }
  for (const side of sides) {
    note(size, `${side}QuickMs`, quantile(times[side], 0.1));
    note(size, `${side}Ms`, median(times[side]));
    note(size, `${side}P99Ms`, quantile(times[side], 0.99));
    note(size, `${side}WorkedMicroseconds`, worked[side] / times[side].length);
    for (const measure of ["QuickMs", "Ms", "WorkedMicroseconds"]) {
      const first = figures[`${side}${measure}At${SMALLEST}`]!;
      if (first > 0)
        note(size, `${side}${measure}TimesFirst`, figures[`${side}${measure}At${size}`]! / first);
    }
  }
}

function quantile(times: readonly number[], part: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * part)]!;
}

/** Posts the movement as a command, with all that one does: the look-up of its id, the decision on the balances, locks, audit record. */
async function runUse(draft: Draft): Promise<void> {
  const movement = readMovement(draft.rows[0]!);
  // Recorded when the book's newest entry was, so that it comes to lie in the newest partition.
  const context = { ...book.context, now: () => asInstant(draft.head.recordedAt) };
  const result = await runCommand(
    context,
    { commandId: asId<"command">(draft.head.id), actor: PROGRAM_ACTOR },
    { kind: "record_use", body: movement },
    async (scope) => await postMovements(scope, "record_use", [movement]),
  );
  if (!result.ok) throw new Error(`bench: refused: ${JSON.stringify(result.refusal)}`);
  count(draft);
}

/** Accounts and roll-up against what was posted; up to {@link RECOMPUTED_MAX} also against the movements, sum by sum. */
async function check(size: number): Promise<void> {
  const { rows: kinds } = await book.owner.query<{ kind: string; movements: number; units: number }>(
    `select kind, sum(movement_count)::float8 as movements, sum(units)::float8 as units
      from statement_sum group by kind order by kind`,
  );
  const expected = [...posted.byKind].map(([kind, sums]) => ({ kind, ...sums }));
  const byKind = (a: { kind: string }, b: { kind: string }) => (a.kind < b.kind ? -1 : 1);
  if (canonicalJson(kinds.toSorted(byKind)) !== canonicalJson(expected.toSorted(byKind)))
    throw new Error(
      `bench: the roll-up has ${JSON.stringify(kinds)}, posted was ${JSON.stringify(expected)}`,
    );
  const { rows } = await book.owner.query<{ entered: number; wrong: number; blocks: number }>(
    `select (select sum(units_in)::float8 from account) as entered,
      (select count(*)::float8 from (select from account group by supply_id having sum(units_in) <> sum(units_out)) as s)
        + (select count(*)::float8 from account where stage <> 'produced' and units_out > units_in) as wrong,
      (select sum(movement_count)::float8 from statement_block) as blocks`,
  );
  const { entered, wrong, blocks } = rows[0]!;
  if (entered !== posted.units || wrong !== 0 || blocks !== posted.movements)
    throw new Error(`bench: the book does not hold: ${JSON.stringify({ ...rows[0]!, ...posted })}`);
  if (posted.movements > RECOMPUTED_MAX) return;
  const checked = await checkLedger(database);
  const rolledUp = await checkRollUp(database);
  const holds = checked.sumZero && checked.negative === 0 && checked.balancesMatch && rolledUp.matches;
  if (!holds || checked.postings !== 2 * posted.movements)
    throw new Error(`bench: the book does not hold: ${JSON.stringify({ ...checked, rolledUp })}`);
  note(size, "recomputed", 1);
}

async function noteBytes(size: number): Promise<void> {
  const { rows } = await book.owner.query<{ name: string; mb: number; rows: number }>(
    `select case when i.relname like 'movement%' then 'movementIndexes' when c.relkind = 'r' and c.relname like 'movement%' then 'movement'
        when c.relkind = 'i' then i.relname || 'Indexes' else c.relname end as name,
        sum(pg_relation_size(c.oid)) / 1e6 as mb, sum(greatest(c.reltuples, 0)) as rows
      from pg_class as c left join pg_index as x on x.indexrelid = c.oid left join pg_class as i on i.oid = x.indrelid
      where c.relkind in ('r', 'i') and c.relnamespace = 'public'::regnamespace
        and coalesce(i.relname, c.relname) ~ '^(movement|account$|entry$|entry_position$|statement_sum$|statement_block_sum$)'
      group by 1 order by 1`,
  );
  const camel = (name: string) => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  for (const { name, mb, rows: tuples } of rows) {
    note(size, `${camel(name)}Mb`, Math.round(Number(mb)));
    if (!name.endsWith("Indexes")) note(size, `${camel(name)}Rows`, Math.round(Number(tuples)));
  }
  const whole = await book.owner.query<{ mb: number }>(
    "select (pg_database_size(current_database()) / 1e6)::float8 as mb",
  );
  note(size, "databaseMb", Math.round(whole.rows[0]!.mb));
}

async function measureStatement(size: number, name: string, request: StatementRequest): Promise<void> {
  const position = await findPositionBefore(database, "9999-01-01T00:00:00Z");
  const period = { from: asDay("2020-01-01"), to: asDay(lastDayOf("2020-12")) };
  const filter: Omit<StatementFilter, "basis"> = {
    itemIds: null,
    exporter: request.exporter!,
    recipient: null,
    terms: null,
    pipeline: null,
    site: null,
    scenario: null,
  };
  const by = request.by ?? [];
  const readBy = async (basis: StatementFilter["basis"]) => [
    await sumMovements(database, { ...filter, basis }, { by, period }),
    await sumStraddling(database, { ...filter, basis }, period),
  ];
  const sorted = (sums: readonly (readonly object[])[]) =>
    sums.flatMap((rows) => rows.map((row) => canonicalJson({ ...row })).toSorted()).join();
  const sums = await sumMovements(
    database,
    { ...filter, basis: await findBasis(database, position) },
    { by, period },
  );
  const rolledUp = sorted(await readBy(await findBasis(database, position)));
  hash.update(`${size} ${name} ${rolledUp};`);
  if (posted.movements <= RECOMPUTED_MAX) {
    let plain = "";
    const former = await timeOf(async () => (plain = sorted(await readBy(fromMovements(position)))));
    if (plain !== rolledUp) throw new Error(`bench: ${name}: the roll-up differs from the movements`);
    note(size, `${name}FormerMs`, Math.round(former));
  }
  if (name === "exporterYear") await compareWithSupplies(size, request.exporter!, sums);
  const times: number[] = [];
  for (let run = 0; run < (options.smoke ? 1 : 9); run += 1) {
    times.push(
      await timeOf(async () => {
        const answer = await readStatement(book.context, request);
        if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
      }),
    );
  }
  note(size, `${name}Ms`, median(times));
  note(size, `${name}WorstMs`, Math.max(...times));
}

/** An exporter's year by item, from the movements of its supplies and no others: bearable at every size. */
async function compareWithSupplies(
  size: number,
  exporter: string,
  rolledUp: readonly MovementSum[],
): Promise<void> {
  const query = `select s.item_id as "itemId", m.kind,
      sum(case when m.reversal then -m.quantity else m.quantity end)::float8 as units
    from supply as s join party as g on g.id = s.giver_id
    cross join lateral (select * from movement as m where m.supply_id = s.supply_id offset 0) as m
    where g.country = $1 and m.occurred_from >= '2020-01-01' and m.occurred_to <= '2020-12-31' group by 1, 2`;
  type Sum = Pick<MovementSum, "itemId" | "kind" | "units">;
  let sums: readonly Sum[] = [];
  const time = await timeOf(async () => (sums = (await book.owner.query<Sum>(query, [exporter])).rows));
  const write = (rows: readonly Sum[]) =>
    rows
      .map(({ itemId, kind, units }) => canonicalJson({ itemId, kind, units }))
      .toSorted()
      .join();
  if (sums.length === 0 || write(sums) !== write(rolledUp))
    throw new Error(
      `bench: the roll-up has ${write(rolledUp)}, the movements of its supplies ${write(sums)}`,
    );
  note(size, "exporterYearFromSuppliesMs", Math.round(time));
}
