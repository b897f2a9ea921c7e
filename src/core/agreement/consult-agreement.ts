import type { Agreement, AgreementLine, ConsultationReason } from "#core/agreement/agreement.ts";
import {
  type CallNotOpenRefusal,
  checkNeeds,
  findDayProblems,
  type LineFacts,
  type MoreThanNeededRefusal,
} from "#core/agreement/check-lines.ts";
import { askAnew, findShelfLifeProblems } from "#core/agreement/line-shelf-life.ts";
import { checkUnits } from "#core/agreement/propose-agreement.ts";
import type { AgreementId, PartyId } from "#core/id.ts";
import type { Book, PostRefusal } from "#core/ledger/post-entry.ts";
import type { Quantity } from "#core/quantity.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import type { Day, Instant } from "#core/time.ts";

/** One side asks for other quantities or days, for one of the closed reasons. */
export interface ConsultAgreement {
  readonly agreementId: AgreementId;
  /** The side that speaks. */
  readonly partyId: PartyId;
  readonly reason: ConsultationReason;
  /** The lines as this side would have them; a line left out stays as it is. */
  readonly lines: readonly {
    readonly lineNumber: number;
    readonly quantity?: Quantity | undefined;
    readonly departOn?: Day | undefined;
    readonly arriveOn?: Day | undefined;
    /** Days of shelf life asked in place of what the rules ask; `null`: the rules hold again. */
    readonly agreedShelfLifeDays?: number | null | undefined;
  }[];
}

/**
 * The lines of the agreement as they would then be. Refuses, in this order, with `malformed` (`unknown_line`,
 * `doubled_line`, and as `findDayProblems` and `findShelfLifeProblems` where days are asked), and, where a quantity is raised, with `call_not_open`,
 * `more_than_needed`, `not_enough_units`.
 */
export function decideConsultAgreement(
  command: ConsultAgreement,
  agreement: Agreement,
  facts: LineFacts & { readonly book: Book; readonly now: Instant },
): Result<
  readonly AgreementLine[],
  MalformedRefusal | CallNotOpenRefusal | MoreThanNeededRefusal | PostRefusal
> {
  const problems: Problem[] = [];
  const changed = new Map<number, AgreementLine>();
  let raised = false;
  command.lines.forEach((asked, index) => {
    const path = `lines.${index}`;
    const { lineNumber, quantity, departOn, arriveOn, agreedShelfLifeDays } = asked;
    const line = agreement.lines.find((one) => one.lineNumber === lineNumber);
    if (line === undefined || changed.has(lineNumber)) {
      const rule = line === undefined ? "unknown_line" : "doubled_line";
      problems.push({ field: `${path}.lineNumber`, value: String(lineNumber), rule });
      return;
    }
    const other: AgreementLine = {
      ...line,
      quantity: quantity ?? line.quantity,
      departOn: departOn ?? line.departOn,
      arriveOn: arriveOn ?? line.arriveOn,
      agreedShelfLifeDays: agreedShelfLifeDays === undefined ? line.agreedShelfLifeDays : agreedShelfLifeDays,
    };
    const isTimed = [departOn, arriveOn, agreedShelfLifeDays].some((one) => one !== undefined);
    const next = isTimed ? askAnew(other, facts) : other;
    if (isTimed) {
      problems.push(...findDayProblems(next, path, facts), ...findShelfLifeProblems(next, path, facts));
    }
    raised ||= next.quantity > line.quantity;
    changed.set(lineNumber, next);
  });
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const lines = agreement.lines.map((line) => changed.get(line.lineNumber) ?? line);
  if (raised) {
    const fits = checkNeeds(lines, facts.needs);
    if (!fits.ok) return fits;
    const enough = checkUnits({ ...agreement, lines }, facts.book, facts.now);
    if (!enough.ok) return enough;
  }
  return accept(lines);
}
