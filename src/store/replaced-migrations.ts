import type pg from "pg";
import { invariant } from "#core/invariant.ts";

/** A migration as a database has it. */
export interface Applied {
  readonly number: number;
  readonly name: string;
  readonly sha256: string;
}

/**
 * One version had the first public log and what followed it in other files: its 0017 was that of the version before with today's
 * 0018 in it, its 0018 is today's 0019, its 0019 (of which there were two) today's 0020 without a check.
 */
const FIRST = 17;
const REPLACED: readonly (readonly string[])[] = [
  ["03b62b01b814959260fd6a01f295b538a6820ce76e4c86384873d39c3740cf21"],
  ["85a82539c73146ac0b80003c6397270b390aa4eef68e81bebe1da16143ae71c5"],
  [
    "bf143eae4ebcfc11bdbf0255df76f3ca8140b40aea4020b22fd79a0b70a099dc",
    "5a8766990ab0618fa5d2e58abb04be6782032644523e911bdcaeb6f319a91630",
  ],
];

/** What today's 0017 to 0019 leave otherwise. The roll-up goes: 0020 makes it, and house-keeping fills it from the movements. */
const TO_TODAY = `
  DROP FUNCTION advance_roll_up(integer, bigint, bigint), reset_roll_up();
  DROP TABLE statement_block_sum, statement_sum, statement_block;
  ALTER TABLE log_leaf ALTER COLUMN hidden DROP NOT NULL;
  CREATE INDEX log_leaf_undecided ON log_leaf (position) WHERE hidden IS NULL;
  DROP FUNCTION append_log(bigint, bytea[], bytea[], bytea[], text[], integer[], bigint[], bytea[]);`;
/** Where in today's 0018 the functions stand that are made anew, and what comes after them. */
const FUNCTIONS = "-- The one way into the log, as before";
const AFTER = "-- The one way to a further key";

/** Whether a database was last used by that version. */
export function hasReplaced(done: readonly Applied[]): boolean {
  return (
    done.length === FIRST - 1 + REPLACED.length &&
    REPLACED.every((sums, index) => sums.includes(done[FIRST - 1 + index]?.sha256 ?? ""))
  );
}

/** Brings such a database to today's 0019, and notes that it has that. In one transaction. */
export async function replaceMigrations(
  client: pg.Client,
  migrations: readonly (Applied & { readonly sql: string })[],
): Promise<void> {
  const todays = migrations.slice(FIRST - 1, FIRST - 1 + REPLACED.length);
  const text = todays[1]?.sql ?? "";
  const [from, to] = [text.indexOf(FUNCTIONS), text.indexOf(AFTER)];
  invariant(from >= 0 && to > from, "0018 has the functions of the log");
  await client.query("BEGIN");
  try {
    await client.query(TO_TODAY);
    await client.query(text.slice(from, to));
    for (const { number, name, sha256 } of todays) {
      await client.query("UPDATE public.migration SET name = $2, sha256 = $3 WHERE number = $1", [
        number,
        name,
        sha256,
      ]);
    }
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined); // the connection's end rolls back as well
    throw error;
  }
}
