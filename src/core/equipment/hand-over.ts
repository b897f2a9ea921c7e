import type { ConsignmentId, Id } from "#core/id.ts";
import type { Item } from "#core/item/item.ts";
import type { Terms } from "#core/ledger/supply.ts";
import type { Quantity } from "#core/quantity.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import type { DeploymentId, DeploymentStatus } from "#core/team/deployment.ts";
import type { StepTable } from "#core/steps.ts";
import { type EquipmentModelId, findItemProblem } from "./equipment-model.ts";

/** A team proposes to leave equipment that it has brought to its host. */
export interface HandOverEquipment {
  readonly deploymentId: DeploymentId;
  /** Left out: a grant. */
  readonly terms?: Terms | undefined;
  readonly occurred?: string | undefined;
  readonly lines: readonly {
    readonly itemId: string;
    readonly quantity: Quantity;
    readonly modelId?: EquipmentModelId | undefined;
    /** Of the units, or of some of them. */
    readonly serialNumbers?: readonly string[] | undefined;
  }[];
}

export type HandoverId = Id<"handover">;

export const HANDOVER_STATUSES = ["proposed", "accepted", "declined", "withdrawn"] as const;
export type HandoverStatus = (typeof HANDOVER_STATUSES)[number];

export const HANDOVER_STEP_NAMES = ["accept", "decline", "withdraw"] as const;
export type HandoverStep = (typeof HANDOVER_STEP_NAMES)[number];

/** What was proposed is answered once, by the host, unless the team takes it back before. */
export const HANDOVER_STEPS: StepTable<HandoverStatus, HandoverStep> = {
  proposed: { accept: "accepted", decline: "declined", withdraw: "withdrawn" },
  accepted: {},
  declined: {},
  withdrawn: {},
};

/** Why a host does not take what a team would leave: closed words. */
export const HANDOVER_REASONS = [
  "not_needed",
  "does_not_run_here",
  "cannot_be_maintained",
  "no_consumables",
  "no_room",
  "not_as_described",
  "not_in_working_order",
] as const;
export type HandoverReason = (typeof HANDOVER_REASONS)[number];

/** A step of a hand-over that was proposed; `reason` of one that is declined. */
export interface DecideHandover {
  readonly deploymentId: DeploymentId;
  readonly handoverId: HandoverId;
  readonly step: HandoverStep;
  readonly reason?: HandoverReason | undefined;
}

/** What a team would leave, as it was proposed, and what became of it. */
export interface Handover extends Omit<HandOverEquipment, "terms"> {
  readonly id: HandoverId;
  readonly terms: Terms;
  readonly status: HandoverStatus;
  readonly reason: HandoverReason | null;
  /** By which the host has received it; `null` before it has accepted. */
  readonly consignmentId: ConsignmentId | null;
}

/** The categories of what is left to a host. Medicines and vaccines have lots and a shelf life: they go by an offer and a consignment. */
const LEFT_CATEGORIES: readonly string[] = ["equipment", "consumables", "ppe", "hygiene", "diagnostics"];

function isLeft(itemId: string, items: ReadonlyMap<string, Pick<Item, "of">>): boolean {
  for (let id: string | null = itemId; id !== null; id = items.get(id)?.of ?? null) {
    if (LEFT_CATEGORIES.includes(id)) return true;
  }
  return false;
}

/** The statuses in which a team is with its host, or has been. */
export const HANDING_STATUSES: readonly DeploymentStatus[] = [
  "registered",
  "working",
  "handing_over",
  "closed",
];

/**
 * Whether the lines can be handed over. Refuses with `malformed`, all problems at once: `unknown_item`, `category_not_item`, `not_left_to_a_host` (neither
 * equipment nor consumables), * `quantity_above_bound`, numbers without their model (`missing`), and more numbers than units (`more_assets_than_units`).
 */
export function decideHandOver(
  { lines }: HandOverEquipment,
  items: ReadonlyMap<string, Item>,
): Result<null, MalformedRefusal> {
  const problems = lines.flatMap(({ itemId, quantity, modelId, serialNumbers = [] }, index): Problem[] => {
    const field = (name: string) => `lines.${index}.${name}`;
    const found = findItemProblem(field("itemId"), itemId, items);
    const quantityMax = items.get(itemId)?.quantityMax ?? 0;
    if (found.length === 0 && quantity > quantityMax) {
      const rule = "quantity_above_bound";
      found.push({ field: field("quantity"), value: String(quantity), rule, facts: { quantityMax } });
    }
    if (found.length === 0 && !isLeft(itemId, items)) {
      const facts = { allowed: LEFT_CATEGORIES.join(", ") };
      found.push({ field: field("itemId"), value: itemId, rule: "not_left_to_a_host", facts });
    }
    if (serialNumbers.length > 0 && modelId === undefined) {
      found.push({ field: field("modelId"), value: null, rule: "missing" });
    }
    if (serialNumbers.length > quantity) {
      const facts = { count: serialNumbers.length, max: quantity };
      const value = String(serialNumbers.length);
      found.push({ field: field("serialNumbers"), value, rule: "more_assets_than_units", facts });
    }
    return found;
  });
  return problems.length > 0 ? refuse({ code: "malformed", problems }) : accept(null);
}

/** Whether a step has the reason that it needs. Refuses with `malformed`: `missing`, `no_reason_needed`. */
export function checkHandoverStep({ step, reason }: DecideHandover): Result<null, MalformedRefusal> {
  const problem = (value: string | null, rule: string) =>
    refuse({ code: "malformed", problems: [{ field: "reason", value, rule }] } as const);
  if (step === "decline" && reason === undefined) return problem(null, "missing");
  if (step !== "decline" && reason !== undefined) return problem(reason, "no_reason_needed");
  return accept(null);
}
