import { createHash } from "node:crypto";
import { performance } from "node:perf_hooks";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { runScenario } from "#app/scenario/run-scenario.ts";
import { readStatement } from "#app/statement/read-statement.ts";
import { SCENARIO_2020 } from "#core/scenario/scenario-2020.ts";
import { chooseFewCountries } from "#test/fixtures/few-countries.ts";
import { openBenchBook } from "./cases/bench-book.ts";

/**
 * How long does the scenario 2020 take, by stage, against the bare minimum: the same ledger entries inserted raw, each in
 * a transaction of its own, from as many connections, into a plain table of the same database? The ledger and the five
 * published figures are checked before figures are printed. Rounds are what lies between an offer and its consignments.
 */
const IS_SMOKE = process.argv.includes("--smoke");
const CONNECTIONS = 4;

const book = await openBenchBook(10);
const { context } = book;
const countries = IS_SMOKE ? chooseFewCountries(context.reference.countries, 3) : context.reference.countries;
const milliseconds: Record<string, number> = { figures: 0, calls: 0, offers: 0, rounds: 0, consignments: 0 };
const STAGES: Readonly<Record<string, string>> = {
  Reported: "figures",
  Calls: "calls",
  Offer: "offers",
  Consignments: "consignments",
};
let stage = "";
let sinceMs = performance.now();

/** Adds the time since the last change of stage to what went on until now. */
function change(to: string): void {
  const nowMs = performance.now();
  const during = stage === "" && to === "consignments" ? "rounds" : stage;
  if (during !== "") milliseconds[during] = (milliseconds[during] ?? 0) + nowMs - sinceMs;
  [stage, sinceMs] = [to, nowMs];
}

const startedMs = performance.now();
const ran = await runScenario(
  { ...context, reference: { ...context.reference, countries } },
  {
    begin: (what) => {
      console.error(`scenario: ${what}`);
      change(STAGES[what.split(" ")[0] ?? ""] ?? "");
    },
    advance: () => undefined,
    end: () => change(""),
  },
);
const scenarioMilliseconds = performance.now() - startedMs;
if (!ran.ok) throw new Error(`bench: ${JSON.stringify(ran.refusal)}`);

const checked = await checkLedger(context);
if (!checked.sumZero || checked.negative !== 0 || !checked.balancesMatch) {
  throw new Error(`bench: the book does not hold: ${JSON.stringify(checked)}`);
}
const year = { exporter: "CHN", from: "2020-01", to: "2020-12", scenario: SCENARIO_2020 };
const statement = await readStatement(context, year);
if (!statement.ok) throw new Error(`bench: ${JSON.stringify(statement.refusal)}`);
const pledged = new Map(statement.value.rows.map((row) => [row.item, row.pledged]));
const PUBLISHED = {
  mask: 224_200_000_000,
  medical_mask: 65_000_000_000,
  protective_suit: 773_000_000,
  surgical_gloves: 2_920_000_000,
  nucleic_acid_test: 1_080_000_000,
  ventilator: 271_000,
};
for (const [item, units] of Object.entries(PUBLISHED)) {
  if (pledged.get(item) !== units) throw new Error(`bench: ${pledged.get(item)} of ${item}, not ${units}`);
}

const rawMilliseconds = await insertRaw();
const hash = createHash("sha256")
  .update(JSON.stringify([...pledged]))
  .digest("hex");
await book.close();
const figures = Object.fromEntries(
  Object.entries(milliseconds).map(([name, ms]) => [`${name}Milliseconds`, Math.round(ms)]),
);
console.log(
  JSON.stringify({
    ...figures,
    scenarioMilliseconds: Math.round(scenarioMilliseconds),
    rawMilliseconds: Math.round(rawMilliseconds),
    scenarioTimesRaw: Number((scenarioMilliseconds / rawMilliseconds).toFixed(1)),
    countryCount: countries.size,
    entryCount: checked.entries,
    movementCount: checked.postings / 2,
    hash,
  }),
);

/** Milliseconds in which the book's movements go raw into a plain table, one transaction an entry. */
async function insertRaw(): Promise<number> {
  await book.owner.query(`create table plain_movement (like movement);
    grant insert, select on plain_movement to wellspring_app`);
  const found = await book.owner.query<{ rows: string }>(
    "select jsonb_agg(to_jsonb(m))::text as rows from movement as m group by entry_id order by entry_id",
  );
  const queue = found.rows.map(({ rows }) => rows);
  const work = async (): Promise<void> => {
    const client = await book.pool.connect();
    try {
      for (let rows = queue.pop(); rows !== undefined; rows = queue.pop()) {
        await client.query({
          name: "raw",
          text: "insert into plain_movement select * from jsonb_populate_recordset(null::plain_movement, $1::jsonb)",
          values: [rows],
        });
      }
    } finally {
      client.release();
    }
  };
  const fromMs = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  const taken = performance.now() - fromMs;
  const same = await book.owner.query<{ same: boolean }>(
    "select (select count(*) from movement) = (select count(*) from plain_movement) as same",
  );
  if (same.rows[0]?.same !== true) throw new Error("bench: the plain table has other rows");
  return taken;
}
