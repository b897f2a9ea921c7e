import type { ConsignmentId, Id, PartyId, SiteId, SupplyId } from "#core/id.ts";
import type { MovementKind, Stage } from "#core/ledger/movement.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import type { StepTable } from "#core/steps.ts";
import type { Day } from "#core/time.ts";
import { addDays } from "#core/time.ts";
import type { EquipmentModelId } from "./equipment-model.ts";
import type { RunReason } from "./run-answer.ts";

export type AssetId = Id<"asset">;

export const ASSET_STATUSES = [
  "registered",
  "working",
  "faulty",
  "in_repair",
  "out_of_use",
  "lost",
  "removed",
] as const;
export type AssetStatus = (typeof ASSET_STATUSES)[number];

/** The statuses in which an asset stands somewhere: it is one of the units that the ledger has there. */
export const STANDING_STATUSES = [
  "registered",
  "working",
  "faulty",
  "in_repair",
] as const satisfies readonly AssetStatus[];

/** Those of assets that have been commissioned where they stand. */
export const COMMISSIONED_STATUSES = [
  "working",
  "faulty",
  "in_repair",
] as const satisfies readonly AssetStatus[];

/** The stages of the ledger in which a unit stands somewhere. */
export const STANDING_STAGES = [
  "available",
  "reserved",
  "in_transit",
  "received",
  "quarantined",
] as const satisfies readonly Stage[];

export const ASSET_STEP_NAMES = [
  "commission",
  "report_fault",
  "send_to_repair",
  "return_to_work",
  "maintain",
  "transfer",
  "retire",
  "lose",
  "reinstate",
  "remove",
] as const;
export type AssetStep = (typeof ASSET_STEP_NAMES)[number];

/**
 * Which step leads where. What comes to another site is commissioned there anew: what it finds to run there is another thing. What was
 * found again, or had been taken out of use in error, is registered again. An asset that was never there is removed.
 */
export const ASSET_STEPS: StepTable<AssetStatus, AssetStep> = {
  registered: {
    commission: "working",
    transfer: "registered",
    retire: "out_of_use",
    lose: "lost",
    remove: "removed",
  },
  working: {
    report_fault: "faulty",
    maintain: "working",
    transfer: "registered",
    retire: "out_of_use",
    lose: "lost",
  },
  faulty: {
    send_to_repair: "in_repair",
    return_to_work: "working",
    transfer: "faulty",
    retire: "out_of_use",
    lose: "lost",
  },
  in_repair: { return_to_work: "working", transfer: "in_repair", retire: "out_of_use", lose: "lost" },
  out_of_use: { reinstate: "registered" },
  lost: { reinstate: "registered" },
  removed: {},
};

/** Why a step is taken: closed words, so that nothing in them names a person or puts a condition. Steps that are not here need none. */
export const STEP_REASONS = {
  report_fault: [
    "power",
    "electronics",
    "mechanics",
    "battery",
    "sensor",
    "display",
    "oxygen_supply",
    "consumable_missing",
    "not_known",
  ],
  retire: ["worn_out", "obsolete", "beyond_repair", "destroyed", "unsafe"],
  lose: ["missing", "stolen", "disaster", "conflict"],
  reinstate: ["found_again", "recorded_in_error"],
  remove: ["recorded_in_error"],
} as const satisfies Partial<Record<AssetStep, readonly string[]>>;
export type AssetReason = (typeof STEP_REASONS)[keyof typeof STEP_REASONS][number];
export const ASSET_REASONS = [...new Set(Object.values(STEP_REASONS).flat())] as readonly AssetReason[]; // the words of a constant

/** How the ledger has the end of an asset: what has served its time is used, what was spoilt is wasted. */
export const END_MOVEMENTS = {
  worn_out: "use",
  obsolete: "use",
  beyond_repair: "waste",
  destroyed: "waste",
  unsafe: "waste",
  missing: "lose",
  stolen: "lose",
  disaster: "lose",
  conflict: "lose",
} as const satisfies Readonly<Record<(typeof STEP_REASONS)["retire" | "lose"][number], MovementKind>>;

/** One piece of equipment with its own number: one of the units of a supply. */
export interface Asset {
  readonly id: AssetId;
  readonly modelId: EquipmentModelId;
  /** Unique among those of the model that have not been removed, whatever the case of its letters. */
  readonly serialNumber: string;
  readonly supplyId: SupplyId;
  /** In whose hands it is. */
  readonly partyId: PartyId;
  readonly siteId: SiteId;
  readonly status: AssetStatus;
  /** The consignment that it is sent with, or was last; `null`: none. */
  readonly consignmentId: ConsignmentId | null;
  /** Since when it has been at work where it is; `null` before. */
  readonly commissionedOn: Day | null;
  /** When it was last maintained, or else commissioned. */
  readonly maintainedOn: Day | null;
}

/** A party registers assets of a supply that stands at a site in its hands. */
export interface RegisterAssets {
  readonly partyId: PartyId;
  readonly siteId: SiteId;
  readonly supplyId: SupplyId;
  readonly modelId: EquipmentModelId;
  readonly serialNumbers: readonly string[];
  readonly occurred?: string | undefined;
}

/** A step of an asset, with when it happened. */
export interface AssetCommand {
  readonly assetId: AssetId;
  readonly step: AssetStep;
  readonly reason?: AssetReason | undefined;
  /** Where it is brought to, of a transfer. */
  readonly toSiteId?: SiteId | undefined;
  readonly occurred?: string | undefined;
}

/** More assets would stand somewhere than the ledger has units there, so that it is not known which of them do. */
export interface AssetsOutnumberUnitsRefusal {
  readonly code: "assets_outnumber_units";
  readonly supplyId: SupplyId;
  readonly partyId: PartyId;
  readonly siteId: SiteId;
  /** Units of the supply that would be there. */
  readonly units: number;
  /** Assets that would be there. */
  readonly assets: number;
}

/** The refusal of equipment that does not run at a site. */
export function refuseRun(siteId: SiteId, missing: DoesNotRunRefusal["missing"]): DoesNotRunRefusal {
  const needs = [...new Set(missing.map(({ need }) => need))];
  return { code: "does_not_run", siteId, needs, missing };
}

/** The unit has not been received where the asset is: nobody can put it to work. */
export interface AssetNotReceivedRefusal {
  readonly code: "asset_not_received";
  readonly assetId: AssetId;
  /** Units of the supply that were received there, and assets of it that are at work there already. */
  readonly received: number;
  readonly commissioned: number;
}

/** It does not run where it is: everything that is missing. */
export interface DoesNotRunRefusal {
  readonly code: "does_not_run";
  readonly siteId: SiteId;
  /** What is missing, each once. */
  readonly needs: readonly RunReason["need"][];
  /** What does not run, with each thing that is missing. */
  readonly missing: readonly (RunReason & { readonly model: string })[];
}

const SERIAL_NUMBER = /^[\p{L}\p{N}][\p{L}\p{N} ./_#-]{0,39}$/u;

/** True for a serial number as it may be stated: what is on its plate, 1 to 40 characters. */
export function isSerialNumber(text: string): boolean {
  return SERIAL_NUMBER.test(text);
}

/** How serial numbers are compared: whatever the case of their letters. */
export function foldSerialNumber(text: string): string {
  return text.toUpperCase();
}

/** Numbers that are none (`not_a_serial_number`), stand twice (`doubled_serial_number`) or are another asset's (`serial_number_taken`). */
export function findSerialProblems(numbers: readonly string[], taken: ReadonlySet<string>): Problem[] {
  const folded = numbers.map(foldSerialNumber);
  return numbers.flatMap((value, index): Problem[] => {
    const field = `serialNumbers.${index}`;
    if (!isSerialNumber(value)) return [{ field, value, rule: "not_a_serial_number" }];
    const number = folded[index] ?? "";
    if (folded.indexOf(number) !== index) return [{ field, value, rule: "doubled_serial_number" }];
    return taken.has(number) ? [{ field, value, rule: "serial_number_taken" }] : [];
  });
}

/**
 * Whether a step has the reason that it needs and, of a transfer, the site. Refuses with `malformed`: `missing`, `unknown_reason`,
 * `no_reason_needed`, `site_of_a_transfer` where another step has one, `same_site`.
 */
export function checkAssetCommand(
  { step, reason, toSiteId }: AssetCommand,
  at: { readonly siteId: SiteId },
): Result<null, MalformedRefusal> {
  const problems: Problem[] = [];
  const reasons: readonly string[] =
    step in STEP_REASONS ? STEP_REASONS[step as keyof typeof STEP_REASONS] : []; // checked by `in`
  if (reasons.length === 0 && reason !== undefined) {
    problems.push({ field: "reason", value: reason, rule: "no_reason_needed" });
  } else if (reasons.length > 0 && (reason === undefined || !reasons.includes(reason))) {
    const rule = reason === undefined ? "missing" : "unknown_reason";
    problems.push({ field: "reason", value: reason ?? null, rule, facts: { allowed: reasons.join(", ") } });
  }
  if (step === "transfer") {
    if (toSiteId === undefined) problems.push({ field: "toSiteId", value: null, rule: "missing" });
    else if (toSiteId === at.siteId) problems.push({ field: "toSiteId", value: toSiteId, rule: "same_site" });
  } else if (toSiteId !== undefined) {
    problems.push({ field: "toSiteId", value: toSiteId, rule: "site_of_a_transfer" });
  }
  return problems.length > 0 ? refuse({ code: "malformed", problems }) : accept(null);
}

/** The day on which it is to be maintained next; `null` where it is not at work, or nobody has stated how often. */
export function findMaintenanceDue(
  { status, maintainedOn }: Pick<Asset, "status" | "maintainedOn">,
  maintenanceDays: number | null,
): Day | null {
  if (status !== "working" || maintainedOn === null || maintenanceDays === null) return null;
  return addDays(maintainedOn, maintenanceDays);
}
