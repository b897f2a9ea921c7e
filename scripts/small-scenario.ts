import { v7 } from "uuid";
import type { AppContext } from "#app/context.ts";
import { loadReference } from "#app/reference/load-reference.ts";
import { seedReference } from "#app/reference/seed-reference.ts";
import { runScenario } from "#app/scenario/run-scenario.ts";
import { asInstant } from "#core/time.ts";
import { openDatabase } from "#store/database.ts";
import { chooseFewCountries } from "#test/fixtures/few-countries.ts";

/**
 * `node scripts/small-scenario.ts N`: the scenario 2020 as `wellspring demo` runs it, with calls of N countries only,
 * in the database at hand. For tests that go through it many times. Exit code 0 when it is finished.
 */
const countryCount = Number(process.argv[2]);
if (!Number.isInteger(countryCount) || countryCount < 1) throw new Error("say how many countries, 1 or more");

const opened = await openDatabase({ applicationName: "wellspring-small-scenario", statementTimeoutMs: 0 });
try {
  const reference = await loadReference();
  const context: AppContext = {
    database: opened.db,
    reference,
    now: () => asInstant(new Date().toISOString()),
    newId: () => v7(),
  };
  await seedReference(context);
  const countries = chooseFewCountries(reference.countries, countryCount);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  let stage = "";
  const ran = await runScenario(
    { ...context, reference: { ...reference, countries } },
    {
      begin: (what) => {
        stage = what;
        say(`${stage} …`);
      },
      advance: () => undefined,
      end: () => say(`${stage} done`),
    },
  );
  if (!ran.ok) throw new Error(JSON.stringify(ran.refusal));
} finally {
  await opened.close();
}
