import { asId } from "#core/id.ts";
import type { DeploymentId, DeploymentStatus } from "#core/team/deployment.ts";
import { asDay, type Instant } from "#core/time.ts";
import type { LicenceRule, MemberFacts } from "#core/volunteer/member.ts";
import type { Profession } from "#core/volunteer/profession.ts";
import type { VolunteerId } from "#core/volunteer/volunteer.ts";
import { isOneOf } from "./batches.ts";
import type { Database } from "./schema.ts";

/** Makes a volunteer a member of a deployment; one who is already stays so. */
export async function insertMember(
  database: Database,
  { deploymentId, volunteerId }: { readonly deploymentId: DeploymentId; readonly volunteerId: VolunteerId },
  assignedAt: Instant,
): Promise<void> {
  await database
    .insertInto("deploymentMember")
    .values({ deploymentId, volunteerId, assignedAt })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Ends a membership; false where there is none. */
export async function deleteMember(
  database: Database,
  { deploymentId, volunteerId }: { readonly deploymentId: DeploymentId; readonly volunteerId: VolunteerId },
): Promise<boolean> {
  const deleted = await database
    .deleteFrom("deploymentMember")
    .where("deploymentId", "=", deploymentId)
    .where("volunteerId", "=", volunteerId)
    .returning("volunteerId")
    .executeTakeFirst();
  return deleted !== undefined;
}

/** Who the members of a deployment are. */
export async function listMemberIds(database: Database, id: DeploymentId): Promise<readonly VolunteerId[]> {
  const rows = await database
    .selectFrom("deploymentMember")
    .select("volunteerId")
    .where("deploymentId", "=", id)
    .execute();
  return rows.map(({ volunteerId }) => asId<"volunteer">(volunteerId));
}

/** The deployments of which each of the volunteers is a member, the earliest first. */
export async function listMemberships(
  database: Database,
  ids: readonly VolunteerId[],
): Promise<ReadonlyMap<VolunteerId, MemberFacts["memberships"]>> {
  const rows = await database
    .selectFrom("deploymentMember")
    .innerJoin("deployment", "deployment.id", "deploymentMember.deploymentId")
    .select(["volunteerId", "deploymentId", "fromDay", "untilDay", "status"])
    .where(isOneOf("volunteerId", ids))
    .orderBy("fromDay")
    .execute();
  const found = new Map<VolunteerId, MemberFacts["memberships"][number][]>();
  for (const row of rows) {
    const id = asId<"volunteer">(row.volunteerId);
    const membership = {
      deploymentId: asId<"deployment">(row.deploymentId),
      fromDay: asDay(row.fromDay),
      untilDay: asDay(row.untilDay),
      status: row.status as DeploymentStatus, // held by the table's CHECK
    };
    found.set(id, [...(found.get(id) ?? []), membership]);
  }
  return found;
}

/** How many members of a deployment were erased since, by profession. */
export async function listFormerMembers(database: Database, id: DeploymentId) {
  return await database
    .selectFrom("deploymentFormerMember")
    .select(["profession", "count"])
    .where("deploymentId", "=", id)
    .orderBy("profession")
    .execute();
}

/** The licences that a deployment's host asks; no professions: none. */
export async function findLicenceRule(database: Database, id: DeploymentId): Promise<LicenceRule> {
  const row = await database
    .selectFrom("deploymentLicenceRule")
    .select(["professions", "inHostCountry"])
    .where("deploymentId", "=", id)
    .executeTakeFirst();
  if (row === undefined) return { professions: [], inHostCountry: false };
  // Closed words were checked before they were written.
  return { professions: row.professions as Profession[], inHostCountry: row.inHostCountry };
}

/** Writes the licences that a deployment's host asks, in place of those before. */
export async function putLicenceRule(
  database: Database,
  id: DeploymentId,
  { professions, inHostCountry }: LicenceRule,
): Promise<void> {
  const values = { professions: [...professions], inHostCountry };
  await database
    .insertInto("deploymentLicenceRule")
    .values({ deploymentId: id, ...values })
    .onConflict((conflict) => conflict.column("deploymentId").doUpdateSet(values))
    .execute();
}
