import type { PartyId, SiteId, SupplyId } from "#core/id.ts";
import { type ExpiredRefusal, listExpired } from "#core/ledger/expiry.ts";
import { MOVEMENTS, type Movement, type Stage } from "#core/ledger/movement.ts";
import type { UnknownSupplyRefusal } from "#core/ledger/post-entry.ts";
import type { Supply } from "#core/ledger/supply.ts";
import type { Quantity } from "#core/quantity.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import type { Occurred } from "#core/time.ts";

/** What can become of received units. */
export const USE_KINDS = ["use", "waste", "lose", "quarantine", "unquarantine"] as const;
export type UseKind = (typeof USE_KINDS)[number];

/** What became of units in a party's hands. */
export interface RecordUse {
  readonly partyId: PartyId;
  readonly kind: UseKind;
  readonly occurred?: string | undefined;
  readonly lines: readonly {
    readonly supplyId: SupplyId;
    readonly siteId: SiteId;
    readonly quantity: Quantity;
    readonly stage?: "received" | "quarantined" | undefined;
  }[];
}

/** The units stand in quarantine: nobody uses them before they are let out of it. */
export interface UnitsQuarantinedRefusal {
  readonly code: "units_quarantined";
  readonly supplyId: SupplyId;
  readonly siteId: SiteId;
}

/**
 * The movements of a use. Refuses, in this order, with `malformed` (a stage that this kind cannot leave; the same
 * units on two lines, which a later correction could not tell apart), `unknown_supply`, `units_quarantined` when units in
 * quarantine would be used, and `expired` when a unit would be used, or let out of quarantine, after the last day of its
 * lot. Whether there are enough units, `postEntry` decides.
 */
export function decideUse(
  command: RecordUse,
  occurred: Occurred,
  supplies: ReadonlyMap<SupplyId, Supply>,
): Result<Movement[], MalformedRefusal | UnknownSupplyRefusal | UnitsQuarantinedRefusal | ExpiredRefusal> {
  const rule: { readonly from: readonly Stage[]; readonly to: readonly Stage[] } = MOVEMENTS[command.kind];
  const problems = findProblems(command, rule.from);
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const unknown = [...new Set(command.lines.map((line) => line.supplyId))].filter((id) => !supplies.has(id));
  if (unknown.length > 0) return refuse({ code: "unknown_supply", supplyIds: unknown });
  const { kind, lines } = command;
  const kept = kind === "use" ? lines.find((line) => line.stage === "quarantined") : undefined;
  if (kept !== undefined) {
    return refuse({ code: "units_quarantined", supplyId: kept.supplyId, siteId: kept.siteId });
  }
  if (kind === "use" || kind === "unquarantine") {
    const supplyIds = lines.map((line) => line.supplyId);
    const [expired] = listExpired(supplyIds, supplies, occurred);
    if (expired !== undefined) return refuse(expired);
  }
  return accept(
    command.lines.map((line) => ({
      kind: command.kind,
      reversal: false,
      supplyId: line.supplyId,
      from: { partyId: command.partyId, siteId: line.siteId, stage: stageOf(command.kind, line.stage) },
      to: {
        partyId: command.partyId,
        siteId: line.siteId,
        stage: stageAfter(command, supplies.get(line.supplyId)),
      },
      quantity: line.quantity,
      recipientId: command.partyId,
      consignmentId: null,
      occurred,
    })),
  );
}

function findProblems({ kind, lines }: RecordUse, leaves: readonly Stage[]): Problem[] {
  const seen = new Set<string>();
  return lines.flatMap((line, index): Problem[] => {
    const stage = stageOf(kind, line.stage);
    if (!leaves.includes(stage) && !(kind === "use" && stage === "quarantined")) {
      const facts = { allowed: leaves.join(" ") };
      return [{ field: `lines.${index}.stage`, value: stage, rule: "stage_not_reachable", facts }];
    }
    const key = `${line.supplyId}/${line.siteId}/${stage}`;
    if (seen.has(key)) return [{ field: `lines.${index}`, value: line.supplyId, rule: "doubled_line" }];
    seen.add(key);
    return [];
  });
}

/**
 * What a giver has offered and not sent yet was available before it was quarantined, and is so again. A delivery that was recorded
 * afterwards has no offer: its units had been received, also where a country gave to itself.
 */
function stageAfter({ kind, partyId }: RecordUse, supply: Supply | undefined): Stage {
  if (kind === "unquarantine" && supply?.giverId === partyId && supply.offerId !== null) return "available";
  return MOVEMENTS[kind].to[0];
}

function stageOf(kind: UseKind, stage: "received" | "quarantined" | undefined): Stage {
  return stage ?? (kind === "unquarantine" ? "quarantined" : "received");
}
