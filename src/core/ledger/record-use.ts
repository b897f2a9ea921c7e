import type { PartyId, SiteId, SupplyId } from "#core/id.ts";
import { MOVEMENTS, type Movement, type Stage } from "#core/ledger/movement.ts";
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

export interface ExpiredRefusal {
  readonly code: "expired";
  readonly supplyId: SupplyId;
  readonly expiry: Day;
  readonly occurredOn: Day;
}

/**
 * The movements of a use. Refuses with `malformed` (a stage that this kind cannot leave) and with `expired` when
 * a unit would be used after the last day of its lot. Whether there are enough units, `postEntry` decides.
 */
export function decideUse(
  command: RecordUse,
  occurred: Occurred,
  supplies: ReadonlyMap<SupplyId, Supply>,
): Result<Movement[], MalformedRefusal | ExpiredRefusal> {
  const rule: { readonly from: readonly Stage[]; readonly to: readonly Stage[] } = MOVEMENTS[command.kind];
  const problems = command.lines.flatMap((line, index): Problem[] => {
    const stage = stageOf(command.kind, line.stage);
    if (rule.from.includes(stage)) return [];
    const facts = { allowed: rule.from.join(" ") };
    return [{ field: `lines.${index}.stage`, value: stage, rule: "stage_not_reachable", facts }];
  });
  if (problems.length > 0) return refuse({ code: "malformed", problems });
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

function stageOf(kind: UseKind, stage: "received" | "quarantined" | undefined): Stage {
  return stage ?? (kind === "unquarantine" ? "quarantined" : "received");
}
