import { sql } from "kysely";
import type { CommandId } from "#core/id.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import type { SafetyKind } from "#core/team/safety.ts";
import type { Instant, Occurred } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** Writes what a team says of its safety after what it has said before. The deployment must be locked. */
export async function insertSafetyRecord(
  database: Database,
  deploymentId: DeploymentId,
  record: {
    readonly kind: SafetyKind;
    readonly people: number;
    readonly occurred: Occurred;
    readonly commandId: CommandId;
    readonly recordedAt: Instant;
  },
): Promise<void> {
  const { kind, people, occurred, commandId, recordedAt } = record;
  await database
    .insertInto("safetyRecord")
    .values((eb) => ({
      deploymentId,
      sequence: eb
        .selectFrom("safetyRecord")
        .where("deploymentId", "=", deploymentId)
        .select(sql<number>`coalesce(max(sequence), 0) + 1`.as("next")),
      kind,
      people,
      occurredFrom: occurred.from,
      occurredTo: occurred.to,
      occurredPrecision: occurred.precision,
      occurredText: occurred.text,
      commandId,
      recordedAt,
    }))
    .execute();
}

/** What a team has said of its safety, the newest first, 500 at the most. */
export async function listSafetyRecords(database: Database, deploymentId: DeploymentId) {
  return await database
    .selectFrom("safetyRecord")
    .select(["sequence", "people", "occurredText as occurred", "recordedAt"])
    // The kind is held by the table's CHECK.
    .select((eb) => eb.ref("kind").$castTo<SafetyKind>().as("kind"))
    .where("deploymentId", "=", deploymentId)
    .orderBy("sequence", "desc")
    .limit(500)
    .execute();
}
