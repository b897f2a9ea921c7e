import { sql } from "kysely";
import type { CommandId, PartyId, UserId } from "#core/id.ts";
import type { VaccineSchedule } from "#core/session/vaccine-schedule.ts";
import type { Instant } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** Writes a schedule that a party states: from now on it holds for the party's doses of the item. */
export async function insertSchedule(
  database: Database,
  schedule: VaccineSchedule & { readonly id: CommandId; readonly partyId: PartyId },
  by: { readonly userId: UserId; readonly statedAt: Instant },
): Promise<void> {
  const { partyId, itemId } = schedule;
  // Of two at once, the second must see the first.
  const key = `vaccine-schedule/${partyId}/${itemId}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(database);
  const sequence = sql<number>`(select coalesce(max(sequence), 0) + 1 from vaccine_schedule
    where party_id = ${partyId} and item_id = ${itemId})`;
  await database
    .insertInto("vaccineSchedule")
    .values({ ...schedule, ...by, sequence })
    .execute();
}

/** The schedules that a party has stated, the newest of each item, by item. */
export async function listSchedules(
  database: Database,
  partyId: PartyId,
): Promise<readonly VaccineSchedule[]> {
  return await database
    .selectFrom("vaccineSchedule")
    .distinctOn("itemId")
    .select(["itemId", "doses", "leastIntervalDays", "usualIntervalDays", "sourceUrl"])
    .where("partyId", "=", partyId)
    .orderBy("itemId")
    .orderBy("sequence", "desc")
    .execute();
}
