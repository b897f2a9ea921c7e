import type { Agreement } from "#core/agreement/agreement.ts";
import type { Consignment, TransportMode } from "#core/consignment/consignment.ts";
import { makeConsignmentNumber } from "#core/consignment/number.ts";
import type { AgreementId, ConsignmentId, SiteId } from "#core/id.ts";
import type { Quantity } from "#core/quantity.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";

/** Goods of an agreement that shall travel together. */
export interface PlanConsignment {
  readonly agreementId: AgreementId;
  readonly mode: TransportMode;
  readonly fromSiteId: SiteId;
  readonly toSiteId: SiteId;
  readonly lines: readonly { readonly agreementLineNumber: number; readonly quantity: Quantity }[];
}

/** Goods travel only under an agreement that both sides have accepted and that is not fulfilled yet. */
export interface AgreementNotConcludedRefusal {
  readonly code: "agreement_not_concluded";
  readonly agreementId: AgreementId;
  readonly status: string;
}

/** A planned consignment, and the line of the agreement that each of its lines carries out. */
export interface PlannedConsignment {
  readonly consignment: Consignment;
  readonly agreementLineNumbers: readonly number[];
}

/**
 * The consignment, planned. Refuses with `agreement_not_concluded`, then with `malformed`: a line that the
 * agreement does not have, the same line twice, more than the line has left beside other consignments
 * (`already`: agreement line → units already planned), or other sites than the agreement's.
 */
export function decidePlanConsignment(
  command: PlanConsignment,
  agreement: Agreement,
  facts: { readonly id: ConsignmentId; readonly already: ReadonlyMap<number, number> },
): Result<PlannedConsignment, AgreementNotConcludedRefusal | MalformedRefusal> {
  if (agreement.status !== "agreed") {
    return refuse({ code: "agreement_not_concluded", agreementId: agreement.id, status: agreement.status });
  }
  const problems = findProblems(command, agreement, facts.already);
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const byNumber = new Map(agreement.lines.map((line) => [line.lineNumber, line]));
  const lines = command.lines.flatMap((line, index) => {
    const agreed = byNumber.get(line.agreementLineNumber);
    if (agreed === undefined) return [];
    return [{ lineNumber: index + 1, supplyId: agreed.supplyId, quantity: line.quantity }];
  });
  const consignment: Consignment = {
    id: facts.id,
    number: makeConsignmentNumber(facts.id),
    agreementId: agreement.id,
    giverId: agreement.giverId,
    recipientId: agreement.recipientId,
    fromSiteId: command.fromSiteId,
    toSiteId: command.toSiteId,
    mode: command.mode,
    status: "planned",
    lines,
  };
  return accept({ consignment, agreementLineNumbers: command.lines.map((line) => line.agreementLineNumber) });
}

function findProblems(
  command: PlanConsignment,
  agreement: Agreement,
  already: ReadonlyMap<number, number>,
): Problem[] {
  const seen = new Set<number>();
  return command.lines.flatMap((line, index): Problem[] => {
    const number = line.agreementLineNumber;
    const field = `lines.${index}.agreementLineNumber`;
    const agreed = agreement.lines.find((other) => other.lineNumber === number);
    if (agreed === undefined) return [{ field, value: String(number), rule: "unknown_agreement_line" }];
    if (seen.has(number)) return [{ field, value: String(number), rule: "doubled_line" }];
    seen.add(number);
    const problems: Problem[] = [];
    const left = agreed.quantity - (already.get(number) ?? 0);
    if (line.quantity > left) {
      const facts = { agreed: agreed.quantity, left };
      const value = String(line.quantity);
      problems.push({ field: `lines.${index}.quantity`, value, rule: "more_than_agreed", facts });
    }
    if (agreed.fromSiteId !== command.fromSiteId) {
      problems.push({ field: "fromSiteId", value: command.fromSiteId, rule: "other_site_than_agreed" });
    }
    if (agreed.toSiteId !== command.toSiteId) {
      problems.push({ field: "toSiteId", value: command.toSiteId, rule: "other_site_than_agreed" });
    }
    return problems;
  });
}
