import type { PartyId, SiteId, SupplyId } from "#core/id.ts";
import { MOVEMENTS, type Movement, type Stage } from "#core/ledger/movement.ts";
import type { UnknownSupplyRefusal } from "#core/ledger/post-entry.ts";
import type { Supply } from "#core/ledger/supply.ts";
import type { Quantity } from "#core/quantity.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import type { Day, Occurred } from "#core/time.ts";

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

/** Units of the lot would be used after the last day on which they may be. */
export interface ExpiredRefusal {
  readonly code: "expired";
  readonly supplyId: SupplyId;
  readonly expiry: Day;
  readonly occurredOn: Day;
}

/**
 * The movements of a use. Refuses, in this order, with `malformed` (a stage that this kind cannot leave; the same
 * units on two lines, which a later correction could not tell apart), `unknown_supply`, and `expired` when a unit
 * would be used after the last day of its lot. Whether there are enough units, `postEntry` decides.
 */
export function decideUse(
  command: RecordUse,
  occurred: Occurred,
  supplies: ReadonlyMap<SupplyId, Supply>,
): Result<Movement[], MalformedRefusal | UnknownSupplyRefusal | ExpiredRefusal> {
  const rule: { readonly from: readonly Stage[]; readonly to: readonly Stage[] } = MOVEMENTS[command.kind];
  const problems = findProblems(command, rule.from);
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const unknown = [...new Set(command.lines.map((line) => line.supplyId))].filter((id) => !supplies.has(id));
  if (unknown.length > 0) return refuse({ code: "unknown_supply", supplyIds: unknown });
  if (command.kind === "use") {
    for (const line of command.lines) {
      const expiry = supplies.get(line.supplyId)?.expiry ?? null;
      if (expiry !== null && expiry < occurred.from) {
        return refuse({ code: "expired", supplyId: line.supplyId, expiry, occurredOn: occurred.from });
      }
    }
  }
  const to = rule.to[0] ?? "used";
  return accept(
    command.lines.map((line) => ({
      kind: command.kind,
      reversal: false,
      supplyId: line.supplyId,
      from: { partyId: command.partyId, siteId: line.siteId, stage: stageOf(command.kind, line.stage) },
      to: { partyId: command.partyId, siteId: line.siteId, stage: to },
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
    if (!leaves.includes(stage)) {
      const facts = { allowed: leaves.join(" ") };
      return [{ field: `lines.${index}.stage`, value: stage, rule: "stage_not_reachable", facts }];
    }
    const key = `${line.supplyId}/${line.siteId}/${stage}`;
    if (seen.has(key)) return [{ field: `lines.${index}`, value: line.supplyId, rule: "doubled_line" }];
    seen.add(key);
    return [];
  });
}

function stageOf(kind: UseKind, stage: "received" | "quarantined" | undefined): Stage {
  return stage ?? (kind === "unquarantine" ? "quarantined" : "received");
}
