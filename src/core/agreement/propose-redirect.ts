import type { Agreement, AgreementLine } from "#core/agreement/agreement.ts";
import {
  type CallNotOpenRefusal,
  checkNeeds,
  findDayProblems,
  findJoinProblems,
  type LineFacts,
  type MoreThanNeededRefusal,
  type Offered,
} from "#core/agreement/check-lines.ts";
import { findShelfLifeProblems } from "#core/agreement/line-shelf-life.ts";
import { readAsked } from "#core/agreement/propose-agreement.ts";
import type { Consignment } from "#core/consignment/consignment.ts";
import type { AgreementId, CallId, ConsignmentId, PartyId, SiteId, SupplyId } from "#core/id.ts";
import type { Quantity } from "#core/quantity.ts";
import type { Difference } from "#core/receipt/receipt.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { type Day, dayOf, type Instant } from "#core/time.ts";

/** Units that came with too little shelf life for one recipient, proposed to another whose call they still fit. */
export interface ProposeRedirect {
  readonly consignmentId: ConsignmentId;
  readonly recipientId: PartyId;
  readonly lines: readonly {
    /** The line of the consignment. */
    readonly lineNumber: number;
    readonly callId: CallId;
    readonly callLineNumber: number;
    readonly quantity: Quantity;
    readonly departOn: Day;
    readonly arriveOn: Day;
    readonly agreedShelfLifeDays?: number | undefined;
  }[];
}

/** A consignment whose units wait, by what of its differences is known. */
export type Refused = Pick<Consignment, "giverId" | "recipientId" | "toSiteId" | "lines"> & {
  readonly differences: readonly Difference[];
};

/** Units of each line that wait in quarantine because they came short-dated, and whose redirect both sides may still agree on. */
export function listWaiting({
  differences,
}: {
  readonly differences: readonly (Omit<Difference, "giverReason" | "recipientReason"> & {
    readonly giverReason: string | null;
  })[];
}): ReadonlyMap<number, number> {
  return new Map(
    differences.flatMap((one) => {
      const isTaken = one.status === "settled" && one.giverReason === "taken_after_all";
      const waiting = one.quantity - one.redirectedUnits;
      return one.kind !== "short_dated" || isTaken || waiting === 0 ? [] : [[one.lineNumber, waiting]];
    }),
  );
}

/** A supply as it can go on from where it waits: from today, in other hands than it was offered. */
export function offerFrom(supply: Offered, siteId: SiteId, today: Day): Offered {
  return { ...supply, siteId, availableFrom: today, availableUntil: null };
}

/**
 * The agreement on a redirect, proposed by who has the units: giver and new recipient are both asked, and neither has consented.
 *
 * Refuses, in this order, with `malformed` (all problems of all lines: `recipient_is_holder`, `giver_is_recipient`,
 * `nothing_short_dated` on a line of which nothing waits, `more_than_waiting` over all lines of it, and as
 * `decideProposeAgreement`), `call_not_open`, `more_than_needed`.
 */
export function decideProposeRedirect(
  command: ProposeRedirect,
  refused: Refused,
  facts: LineFacts & { readonly id: AgreementId; readonly now: Instant },
): Result<Agreement, MalformedRefusal | CallNotOpenRefusal | MoreThanNeededRefusal> {
  const { giverId, recipientId: holderId, toSiteId: fromSiteId } = refused;
  const { recipientId } = command;
  const problems: Problem[] = [];
  const toField = { field: "recipientId", value: recipientId };
  if (recipientId === holderId) problems.push({ ...toField, rule: "recipient_is_holder" });
  if (recipientId === giverId) problems.push({ ...toField, rule: "giver_is_recipient" });
  const known = { ...facts, supplies: moveSupplies(facts.supplies, fromSiteId, dayOf(facts.now)) };
  const waiting = new Map(listWaiting(refused));
  const lines = command.lines.flatMap((asked, index): AgreementLine[] => {
    const path = `lines.${index}`;
    const { lineNumber, ...rest } = asked;
    const sent = refused.lines.find((line) => line.lineNumber === lineNumber);
    const left = waiting.get(lineNumber);
    if (sent === undefined || left === undefined) {
      const rule = sent === undefined ? "unknown_line" : "nothing_short_dated";
      problems.push({ field: `${path}.lineNumber`, value: String(lineNumber), rule });
      return [];
    }
    if (asked.quantity > left) {
      const value = String(asked.quantity);
      problems.push({
        field: `${path}.quantity`,
        value,
        rule: "more_than_waiting",
        facts: { waiting: left },
      });
    }
    waiting.set(lineNumber, Math.max(0, left - asked.quantity));
    const line = { ...rest, supplyId: sent.supplyId };
    const kept = readAsked(line, known);
    problems.push(
      ...findJoinProblems(line, path, { giverId, recipientId, facts: known }),
      ...findDayProblems(line, path, known),
      ...findShelfLifeProblems({ ...line, ...kept }, path, known),
    );
    const need = known.needs.get(`${line.callId}/${line.callLineNumber}`);
    const toSiteId = need?.siteId ?? fromSiteId;
    return [
      { ...line, ...kept, lineNumber: index + 1, fromSiteId, toSiteId, redirectsLineNumber: lineNumber },
    ];
  });
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const fits = checkNeeds(lines, known.needs);
  if (!fits.ok) return fits;
  return accept({
    id: facts.id,
    giverId,
    recipientId,
    roundId: null,
    redirectsConsignmentId: command.consignmentId,
    holderId,
    status: "proposed",
    giverConsents: false,
    recipientConsents: false,
    lines,
  });
}

function moveSupplies(
  supplies: ReadonlyMap<SupplyId, Offered>,
  siteId: SiteId,
  today: Day,
): ReadonlyMap<SupplyId, Offered> {
  return new Map([...supplies].map(([id, supply]) => [id, offerFrom(supply, siteId, today)]));
}
