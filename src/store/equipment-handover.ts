import type { Handover, HandoverId, HandoverReason, HandoverStatus } from "#core/equipment/hand-over.ts";
import { asId, type ConsignmentId } from "#core/id.ts";
import type { RecordedTerms, Terms } from "#core/ledger/supply.ts";
import { asQuantity } from "#core/quantity.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import { asInstant, type Instant } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** A hand-over as it is read before it is answered. */
export interface LockedHandover extends Handover {
  readonly version: number;
}

/** Writes what a team would leave to its host. */
export async function insertHandoverProposal(
  database: Database,
  {
    id,
    deploymentId,
    terms,
    occurred,
    lines,
  }: Pick<Handover, "id" | "deploymentId" | "terms" | "occurred" | "lines">,
  proposedAt: Instant,
): Promise<void> {
  await database
    .insertInto("handoverProposal")
    .values({
      id,
      deploymentId,
      terms,
      occurred: occurred ?? null,
      status: "proposed",
      reason: null,
      consignmentId: null,
      proposedAt,
      decidedAt: null,
      decidedBy: null,
      version: 1,
    })
    .execute();
  await database
    .insertInto("handoverProposalLine")
    .values(
      lines.map(({ itemId, quantity, modelId, serialNumbers }, index) => ({
        proposalId: id,
        lineNumber: index + 1,
        itemId,
        quantity,
        modelId: modelId ?? null,
        serialNumbers: [...(serialNumbers ?? [])],
      })),
    )
    .execute();
}

/** The hand-over of a deployment, locked until the transaction ends; `undefined` where there is none. */
export async function lockHandover(
  database: Database,
  { deploymentId, handoverId }: { readonly deploymentId: DeploymentId; readonly handoverId: HandoverId },
): Promise<LockedHandover | undefined> {
  const row = await database
    .selectFrom("handoverProposal")
    .selectAll()
    .where("id", "=", handoverId)
    .where("deploymentId", "=", deploymentId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const lines = await selectLines(database).where("proposalId", "=", handoverId).execute();
  return {
    id: handoverId,
    deploymentId,
    // Words were checked before they were written.
    terms: row.terms as Terms,
    status: row.status as HandoverStatus,
    reason: row.reason as HandoverReason | null,
    occurred: row.occurred ?? undefined,
    consignmentId: row.consignmentId === null ? null : asId(row.consignmentId),
    version: row.version,
    lines: lines.map(({ itemId, quantity, modelId, serialNumbers }) => ({
      itemId,
      quantity: asQuantity(quantity),
      modelId: modelId === null ? undefined : asId<"equipment model">(modelId),
      serialNumbers,
    })),
  };
}

function selectLines(database: Database) {
  return database
    .selectFrom("handoverProposalLine")
    .select(["proposalId", "lineNumber", "itemId", "quantity", "modelId", "serialNumbers"])
    .orderBy("proposalId")
    .orderBy("lineNumber");
}

/** Writes what became of a hand-over. It must be locked. */
export async function decideHandover(
  database: Database,
  id: HandoverId,
  decided: {
    readonly status: HandoverStatus;
    readonly reason: HandoverReason | null;
    readonly consignmentId: ConsignmentId | null;
    readonly decidedAt: Instant;
    readonly decidedBy: string;
  },
): Promise<void> {
  await database
    .updateTable("handoverProposal")
    .set((eb) => ({ ...decided, version: eb("version", "+", 1) }))
    .where("id", "=", id)
    .execute();
}

/** What a team has proposed to leave to its host, in the order in which it was. */
export async function listHandoverProposals(database: Database, deploymentId: DeploymentId) {
  const rows = await database
    .selectFrom("handoverProposal")
    .select([
      "id",
      "terms",
      "occurred",
      "status",
      "reason",
      "consignmentId",
      "version",
      "proposedAt",
      "decidedAt",
    ])
    .where("deploymentId", "=", deploymentId)
    .orderBy("proposedAt")
    .orderBy("id")
    .execute();
  const ids = rows.map(({ id }) => id);
  const lines = ids.length === 0 ? [] : await selectLines(database).where("proposalId", "in", ids).execute();
  return rows.map(({ decidedAt, proposedAt, ...row }) => ({
    ...row,
    // Words were checked before they were written.
    terms: row.terms as Terms,
    status: row.status as HandoverStatus,
    reason: row.reason as HandoverReason | null,
    proposedAt: asInstant(proposedAt),
    decidedAt: decidedAt === null ? null : asInstant(decidedAt),
    lines: lines
      .filter(({ proposalId }) => proposalId === row.id)
      .map(({ proposalId: _proposal, ...line }) => line),
  }));
}

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
