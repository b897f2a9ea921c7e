import { type Agreement, type AgreementLine, NO_REDIRECT } from "#core/agreement/agreement.ts";
import { listReservations } from "#core/agreement/agreement-movements.ts";
import {
  type CallNotOpenRefusal,
  checkNeeds,
  findDayProblems,
  findJoinProblems,
  type LineFacts,
  type MoreThanNeededRefusal,
  needKey,
} from "#core/agreement/check-lines.ts";
import { type AgreementId, asId, type CallId, type PartyId, type SupplyId } from "#core/id.ts";
import { type Book, type PostRefusal, postEntry } from "#core/ledger/post-entry.ts";
import type { Actor } from "#core/party/party.ts";
import type { Quantity } from "#core/quantity.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { type AgreedShelfLife, keepAsked } from "#core/shelf-life/agreed-shelf-life.ts";
import { askOfLine, findShelfLifeProblems } from "./line-shelf-life.ts";
import { type Day, type Instant, occurredAt } from "#core/time.ts";

/** A direct answer to a call: units of a giver's supplies for the lines of a recipient's calls. */
export interface ProposeAgreement {
  readonly giverId: PartyId;
  readonly recipientId: PartyId;
  readonly lines: readonly {
    readonly supplyId: SupplyId;
    readonly callId: CallId;
    readonly callLineNumber: number;
    readonly quantity: Quantity;
    readonly departOn: Day;
    readonly arriveOn: Day;
    /** Days of shelf life that are asked on arrival in place of what the rules ask, 0 or more; left out: the rules hold. */
    readonly agreedShelfLifeDays?: number | undefined;
  }[];
}

export interface ProposeFacts extends LineFacts {
  readonly id: AgreementId;
  readonly now: Instant;
  readonly book: Book;
  /** Which side proposes, and so consents; `null` where somebody proposes who speaks for neither, or for both. */
  readonly proposer: "giver" | "recipient" | null;
}

/** The side for which somebody proposes: the one, and only one, of which they are a focal point. */
export function findProposer(
  actor: Actor,
  { giverId, recipientId }: Pick<ProposeAgreement, "giverId" | "recipientId">,
): "giver" | "recipient" | null {
  const speaksFor = (partyId: PartyId): boolean =>
    actor.memberships.some((held) => held.partyId === partyId && held.role === "focal_point");
  const [giver, recipient] = [speaksFor(giverId), speaksFor(recipientId)];
  if (giver === recipient) return null;
  return giver ? "giver" : "recipient";
}

/**
 * The agreement, proposed; the side that proposes it consents by that. Nothing is reserved before the other does too.
 *
 * Refuses, in this order, with `malformed` (all problems of all lines: see `findJoinProblems`, `findDayProblems`, `findShelfLifeProblems`,
 * `doubled_line`, `giver_is_recipient`), `call_not_open`, `more_than_needed`, `not_enough_units`.
 */
export function decideProposeAgreement(
  command: ProposeAgreement,
  facts: ProposeFacts,
): Result<Agreement, MalformedRefusal | CallNotOpenRefusal | MoreThanNeededRefusal | PostRefusal> {
  const problems = findProblems(command, facts);
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const fits = checkNeeds(command.lines, facts.needs);
  if (!fits.ok) return fits;
  const lines = command.lines.flatMap((line, index): AgreementLine[] => {
    const supply = facts.supplies.get(line.supplyId);
    const need = facts.needs.get(needKey(line));
    if (supply === undefined || need === undefined) return [];
    return [
      {
        ...line,
        lineNumber: index + 1,
        fromSiteId: supply.siteId,
        toSiteId: need.siteId,
        redirectsLineNumber: null,
        ...readAsked(line, facts),
      },
    ];
  });
  const agreement: Agreement = {
    id: facts.id,
    giverId: command.giverId,
    recipientId: command.recipientId,
    roundId: null,
    ...NO_REDIRECT,
    status: "proposed",
    giverConsents: facts.proposer === "giver",
    recipientConsents: facts.proposer === "recipient",
    lines,
  };
  const enough = checkUnits(agreement, facts.book, facts.now);
  return enough.ok ? accept(agreement) : enough;
}

/** Whether the units of all lines could be reserved as the book stands. Refuses as `postEntry`. */
export function checkUnits(agreement: Agreement, book: Book, now: Instant): Result<null, PostRefusal> {
  const movements = listReservations(agreement, agreement.lines, occurredAt(now));
  const draft = { id: asId<"command">(agreement.id), reason: "command", corrects: null, movements } as const;
  const supplyIds = new Set(agreement.lines.map((line) => line.supplyId));
  const posted = postEntry(draft, book, supplyIds);
  return posted.ok ? accept(null) : posted;
}

/** What a line that is proposed says of shelf life. */
export function readAsked(line: ProposeAgreement["lines"][number], facts: LineFacts): AgreedShelfLife {
  return { ...keepAsked(askOfLine(line, facts)), agreedShelfLifeDays: line.agreedShelfLifeDays ?? null };
}

function findProblems(command: ProposeAgreement, facts: ProposeFacts): Problem[] {
  const { giverId, recipientId } = command;
  const problems: Problem[] = [];
  if (giverId === recipientId) {
    problems.push({ field: "recipientId", value: recipientId, rule: "giver_is_recipient" });
  }
  const seen = new Map<string, number>();
  command.lines.forEach((line, index) => {
    const path = `lines.${index}`;
    problems.push(
      ...findJoinProblems(line, path, { giverId, recipientId, facts }),
      ...findDayProblems(line, path, facts),
      ...findShelfLifeProblems({ ...line, ...readAsked(line, facts) }, path, facts),
    );
    const key = JSON.stringify([line.supplyId, needKey(line), line.departOn, line.arriveOn]);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else problems.push({ field: path, value: line.supplyId, rule: "doubled_line", facts: { sameAs: first } });
  });
  return problems;
}
