import type { ConsignmentId } from "#core/id.ts";
import type { RecordedTerms } from "#core/ledger/supply.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import type { Instant } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** Writes that a consignment is what a team left to its host. */
export async function insertHandover(
  database: Database,
  handover: {
    readonly deploymentId: DeploymentId;
    readonly consignmentId: ConsignmentId;
    readonly recordedAt: Instant;
  },
): Promise<void> {
  await database.insertInto("equipmentHandover").values(handover).execute();
}

/** What a team has left to its host, line by line, in the order in which it was recorded. */
export async function listHandovers(database: Database, deploymentId: DeploymentId) {
  return await database
    .selectFrom("equipmentHandover as handover")
    .innerJoin("consignment", "consignment.id", "handover.consignmentId")
    .innerJoin("consignmentLine as line", "line.consignmentId", "consignment.id")
    .innerJoin("supply", "supply.supplyId", "line.supplyId")
    .select([
      "consignment.id as consignmentId",
      "consignment.number as consignmentNumber",
      "line.supplyId",
      "supply.itemId",
      "line.quantity",
      "handover.recordedAt",
    ])
    // Held by the table's CHECK.
    .select((eb) => eb.ref("supply.terms").$castTo<RecordedTerms>().as("terms"))
    .where("handover.deploymentId", "=", deploymentId)
    .orderBy("handover.recordedAt")
    .orderBy("consignment.id")
    .orderBy("line.lineNumber")
    .execute();
}
