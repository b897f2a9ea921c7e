import { z } from "zod";
import { isSerialNumber } from "#core/equipment/asset.ts";
import { HANDOVER_REASONS, HANDOVER_STATUSES } from "#core/equipment/hand-over.ts";
import { TERMS } from "#core/ledger/supply.ts";
import { commanding, reading } from "./endpoint.ts";
import { countSchema, idOf, instantSchema, itemIdSchema, occurredSchema, quantitySchema } from "./scalars.ts";

const serialNumber = z.string().refine(isSerialNumber, { message: "not_a_serial_number" });

const handoversView = z.object({
  /** What would be left, for both sides and the secretariat: in the ledger once the host has accepted it. */
  proposals: z.array(
    z.object({
      id: z.string(),
      status: z.enum(HANDOVER_STATUSES),
      reason: z.enum(HANDOVER_REASONS).nullable(),
      terms: z.enum(TERMS),
      occurred: z.string().nullable(),
      /** By which the host has received it. */
      consignmentId: z.string().nullable(),
      version: z.number(),
      proposedAt: instantSchema,
      decidedAt: instantSchema.nullable(),
      lines: z.array(
        z.object({
          lineNumber: z.number(),
          itemId: z.string(),
          quantity: countSchema,
          modelId: z.string().nullable(),
          serialNumbers: z.array(z.string()),
        }),
      ),
    }),
  ),
  handovers: z.array(
    z.object({
      consignmentId: z.string(),
      consignmentNumber: z.string(),
      supplyId: z.string(),
      itemId: z.string(),
      quantity: countSchema,
      terms: z.string(),
      recordedAt: instantSchema,
    }),
  ),
});

const tag = "equipment";
const deploymentParams = z.object({ deploymentId: idOf("deployment") });
const handoverParams = deploymentParams.extend({ handoverId: idOf("handover") });

/** What teams leave to their hosts. */
export const handoverEndpoints = {
  listHandovers: reading({
    path: "/deployments/:deploymentId/equipment",
    summary: "What a team has left to its host and, for both sides, what it would",
    tag,
    params: deploymentParams,
    response: handoversView,
  }),
  handOverEquipment: commanding({
    path: "/deployments/:deploymentId/equipment",
    summary: "Propose to leave equipment that a team has brought to its host, who accepts or declines it",
    tag,
    params: deploymentParams,
    body: z.strictObject({
      terms: z.enum(TERMS).optional(),
      occurred: occurredSchema.optional(),
      lines: z
        .array(
          z.strictObject({
            itemId: itemIdSchema,
            quantity: quantitySchema,
            modelId: idOf("equipment model").optional(),
            serialNumbers: z.array(serialNumber).max(500).optional(),
          }),
        )
        .min(1, { error: "at_least_one" })
        .max(100),
    }),
    response: handoversView,
  }),
  acceptHandover: commanding({
    path: "/deployments/:deploymentId/equipment/:handoverId/accept",
    summary: "The host takes what the team would leave: it is received, and in the ledger",
    tag,
    params: handoverParams,
    body: z.strictObject({}),
    response: handoversView,
  }),
  declineHandover: commanding({
    path: "/deployments/:deploymentId/equipment/:handoverId/decline",
    summary: "The host does not take what the team would leave, with its reason",
    tag,
    params: handoverParams,
    body: z.strictObject({ reason: z.enum(HANDOVER_REASONS) }),
    response: handoversView,
  }),
  withdrawHandover: commanding({
    path: "/deployments/:deploymentId/equipment/:handoverId/withdraw",
    summary: "The team takes back what it would leave, before the host has answered",
    tag,
    params: handoverParams,
    body: z.strictObject({}),
    response: handoversView,
  }),
};
