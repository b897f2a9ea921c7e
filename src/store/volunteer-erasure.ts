import { sql } from "kysely";
import { asId } from "#core/id.ts";
import { asDay, type Day } from "#core/time.ts";
import type { ErasureReason, VolunteerErasure } from "#core/volunteer/erasure.ts";
import type { VolunteerId } from "#core/volunteer/volunteer.ts";
import type { Database } from "./schema.ts";

/** Volunteers whose consent to the roster ended before today, by id. */
export async function listEndedVolunteers(database: Database, today: Day): Promise<readonly VolunteerId[]> {
  const rows = await database
    .selectFrom("volunteerConsent")
    .select("volunteerId")
    .where("scope", "=", "roster")
    .where("untilDay", "<", today)
    .orderBy("volunteerId")
    .execute();
  return rows.map(({ volunteerId }) => asId<"volunteer">(volunteerId));
}

/**
 * Locks the deployments of which a volunteer is a member, so that nobody changes them until the transaction ends. To be called before the
 * volunteer is locked: whoever assigns locks in this order, and what is left of an erased member is written with the deployment.
 */
export async function lockMemberDeployments(database: Database, id: VolunteerId): Promise<void> {
  await database
    .selectFrom("deployment")
    .select("id")
    .where("id", "in", (eb) =>
      eb.selectFrom("deploymentMember").select("deploymentId").where("volunteerId", "=", id),
    )
    .orderBy("id")
    .forKeyShare()
    .execute();
}

/**
 * Deletes a locked volunteer and everything that tells who the person was, the keys of the commands about the person among it. What is left are
 * counts by profession with the deployments, and that the number was erased, why and when.
 */
export async function eraseVolunteer(
  database: Database,
  { id, reason, day }: { readonly id: VolunteerId; readonly reason: ErasureReason; readonly day: Day },
): Promise<void> {
  await database
    .insertInto("deploymentFormerMember")
    .columns(["deploymentId", "profession", "count"])
    .expression((eb) =>
      eb
        .selectFrom("deploymentMember")
        .innerJoin("volunteer", "volunteer.id", "deploymentMember.volunteerId")
        .where("volunteer.id", "=", id)
        .select(["deploymentMember.deploymentId", "volunteer.profession"])
        .select(sql<number>`1`.as("count")),
    )
    .onConflict((conflict) =>
      conflict
        .columns(["deploymentId", "profession"])
        .doUpdateSet({ count: sql`deployment_former_member.count + 1` }),
    )
    .execute();
  await database
    .insertInto("volunteerErasure")
    .columns(["volunteerId", "partyId", "reason", "erasedOn"])
    .expression((eb) =>
      eb
        .selectFrom("volunteer")
        .where("id", "=", id)
        .select(["id", "partyId"])
        .select([sql<string>`${reason}`.as("reason"), sql<string>`${day}::date`.as("erasedOn")]),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await database.deleteFrom("volunteer").where("id", "=", id).execute();
}

/** Who was erased, by day, with nothing that tells who they were. */
export async function listErasures(database: Database): Promise<readonly VolunteerErasure[]> {
  const rows = await database
    .selectFrom("volunteerErasure")
    .innerJoin("party", "party.id", "volunteerErasure.partyId")
    .select(["volunteerId", "party.code as partyCode", "reason", "erasedOn"])
    .orderBy("erasedOn")
    .orderBy("volunteerId")
    .execute();
  return rows.map(({ volunteerId, partyCode, reason, erasedOn }) => ({
    volunteerId: asId<"volunteer">(volunteerId),
    partyCode,
    reason: reason as ErasureReason, // held by the table's CHECK
    erasedOn: asDay(erasedOn),
  }));
}
