import type { Instant } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** How far a scenario has been carried; `undefined` where it has not been begun. */
export async function findScenarioRun(
  database: Database,
  scenario: string,
): Promise<{ readonly step: string; readonly finished: boolean } | undefined> {
  return await database
    .selectFrom("scenarioRun")
    .select(["step", "finished"])
    .where("scenario", "=", scenario)
    .executeTakeFirst();
}

/** Records how far a scenario has been carried. */
export async function putScenarioRun(
  database: Database,
  run: {
    readonly scenario: string;
    readonly step: string;
    readonly finished: boolean;
    readonly updatedAt: Instant;
  },
): Promise<void> {
  await database
    .insertInto("scenarioRun")
    .values(run)
    .onConflict((conflict) => conflict.column("scenario").doUpdateSet(run))
    .execute();
}
