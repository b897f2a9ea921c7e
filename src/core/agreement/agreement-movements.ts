import type { Agreement, AgreementLine } from "#core/agreement/agreement.ts";
import type { SupplyId } from "#core/id.ts";
import type { Movement } from "#core/ledger/movement.ts";
import { asQuantity } from "#core/quantity.ts";
import type { Occurred } from "#core/time.ts";

type Parties = Pick<Agreement, "giverId" | "recipientId">;

/** What the conclusion of an agreement posts: the units of every line are set aside for the recipient. */
export function listReservations(
  { giverId, recipientId }: Parties,
  lines: readonly Pick<AgreementLine, "supplyId" | "fromSiteId" | "quantity">[],
  occurred: Occurred,
): Movement[] {
  return lines.map((line) => {
    const place = { partyId: giverId, siteId: line.fromSiteId };
    return {
      kind: "reserve",
      reversal: false,
      supplyId: line.supplyId,
      from: { ...place, stage: "available" },
      to: { ...place, stage: "reserved" },
      quantity: line.quantity,
      recipientId,
      consignmentId: null,
      occurred,
    };
  });
}

/**
 * What the withdrawal of a concluded agreement posts: units that have not been dispatched are available again; those of a
 * supply whose offer has ended meanwhile (`ended`) go back where they came from. `dispatched`: agreement line → units.
 * Empty where everything is on its way.
 */
export function listReleases(
  agreement: Parties & { readonly lines: readonly AgreementLine[] },
  {
    dispatched,
    ended,
    occurred,
  }: {
    readonly dispatched: ReadonlyMap<number, number>;
    readonly ended: ReadonlySet<SupplyId>;
    readonly occurred: Occurred;
  },
): Movement[] {
  return agreement.lines.flatMap((line): Movement[] => {
    const left = line.quantity - (dispatched.get(line.lineNumber) ?? 0);
    if (left <= 0) return [];
    const place = { partyId: agreement.giverId, siteId: line.fromSiteId };
    const moved = {
      reversal: false,
      supplyId: line.supplyId,
      quantity: asQuantity(left),
      recipientId: agreement.recipientId,
      consignmentId: null,
      occurred,
    } as const;
    const available = { ...place, stage: "available" } as const;
    const release: Movement = {
      ...moved,
      kind: "release",
      from: { ...place, stage: "reserved" },
      to: available,
    };
    if (!ended.has(line.supplyId)) return [release];
    const produced = { ...place, stage: "produced" } as const;
    return [release, { ...moved, kind: "withdraw", recipientId: null, from: available, to: produced }];
  });
}
