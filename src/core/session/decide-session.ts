import type { PartyId, SiteId, SupplyId } from "#core/id.ts";
import { type ExpiredRefusal, listExpired } from "#core/ledger/expiry.ts";
import type { Movement } from "#core/ledger/movement.ts";
import type { UnknownSupplyRefusal } from "#core/ledger/post-entry.ts";
import type { Supply } from "#core/ledger/supply.ts";
import { asQuantity, type Quantity } from "#core/quantity.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { type Day, dayOf, type Instant, occurredOn } from "#core/time.ts";
import { listPersonProblems } from "./person-dose.ts";
import {
  type DoseNumber,
  type GroupCount,
  isGroupCode,
  type Outcome,
  type SessionLine,
  type WasteReason,
} from "./session-report.ts";
import { listUpward } from "./unsettled.ts";

/** A party reports what was given and wasted at a site on a day. */
export interface RecordSession {
  readonly partyId: PartyId;
  readonly siteId: SiteId;
  /** The vaccine; where it is not known which it was, the category of those that it can have been. */
  readonly itemId: string;
  readonly heldOn: Day;
  readonly sourceUrl?: string | undefined;
  readonly lines: readonly {
    readonly outcome: Outcome;
    /** The supply whose doses they were; left out where the lot is not known yet. */
    readonly supplyId?: SupplyId | undefined;
    readonly doseNumber?: DoseNumber | undefined;
    readonly group?: string | undefined;
    readonly wasteReason?: WasteReason | undefined;
    readonly quantity: Quantity;
    /** Pseudonyms of those who got the doses; with `withoutPerson`, they are as many as the doses. */
    readonly persons?: readonly string[] | undefined;
    /** Doses of which it is not said who got them. */
    readonly withoutPerson?: number | undefined;
  }[];
  /** The doses given once more by group, where the source does not state dose number and group together. */
  readonly groups?: readonly GroupCount[] | undefined;
}

/** What the decision needs to know of the world. */
export interface SessionFacts {
  readonly now: Instant;
  readonly items: ReadonlyMap<
    string,
    { readonly of: string | null; readonly unit: string | null; readonly quantityMax: number }
  >;
  readonly supplies: ReadonlyMap<SupplyId, Supply>;
  /** Whether the site is the party's own: only then are doses told by person. */
  readonly isOwnSite: boolean;
}

/** A session as it is to be written. */
export interface DecidedSession {
  readonly lines: readonly SessionLine[];
  readonly groups: readonly GroupCount[];
  /** Of the doses whose lot is known. */
  readonly movements: readonly Movement[];
  /** Doses without a lot. */
  readonly unsettled: number;
  /** Who got which doses, by the number of the line (from 1), under pseudonyms. */
  readonly persons: readonly { readonly lineNumber: number; readonly pseudonym: string }[];
}

const DOSE = "E27";

/**
 * The session to record. Refuses, in this order, with `malformed` (everything that is wrong at once: an item that is
 * not counted in doses, a day to come, a line that is there twice, waste without a reason, dose number or group of
 * wasted doses, a group that is no code, groups that do not add up to the doses given or that stand in the lines already,
 * more than the item's bound, a lot of another item, persons as `listPersonProblems` says), `unknown_supply`, and `expired` where a dose would have been given after
 * the last day of its lot. Whether there are so many doses, posting decides.
 */
export function decideSession(
  command: RecordSession,
  facts: SessionFacts,
): Result<DecidedSession, MalformedRefusal | UnknownSupplyRefusal | ExpiredRefusal> {
  const problems = [
    ...listSessionProblems(command, facts),
    ...listOtherItems(command, facts),
    ...listPersonProblems(command.lines, facts.isOwnSite),
  ];
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const { supplies } = facts;
  const named = command.lines.flatMap(({ supplyId }) => (supplyId === undefined ? [] : [supplyId]));
  const unknown = [...new Set(named)].filter((id) => !supplies.has(id));
  if (unknown.length > 0) return refuse({ code: "unknown_supply", supplyIds: unknown });
  const given = command.lines.flatMap(({ outcome, supplyId }) =>
    outcome === "given" && supplyId !== undefined ? [supplyId] : [],
  );
  const [expired] = listExpired(given, supplies, occurredOn(command.heldOn));
  if (expired !== undefined) return refuse(expired);
  const lines = command.lines.map((line): SessionLine => {
    const { supplyId = null, doseNumber = null, group = null, wasteReason = null } = line;
    return { outcome: line.outcome, supplyId, doseNumber, group, wasteReason, quantity: line.quantity };
  });
  const settled = lines.flatMap(({ outcome, supplyId, quantity }) =>
    supplyId === null ? [] : [{ outcome, supplyId, quantity, day: command.heldOn }],
  );
  return accept({
    lines,
    groups: command.groups ?? [],
    movements: listDoseMovements(settled, command),
    unsettled: sumUnsettled(lines),
    persons: command.lines.flatMap(({ persons = [] }, index) =>
      persons.map((pseudonym) => ({ lineNumber: index + 1, pseudonym })),
    ),
  });
}

/** Doses of lines without a lot. */
export function sumUnsettled(lines: readonly SessionLine[]): number {
  return lines.reduce((sum, { supplyId, quantity }) => (supplyId === null ? sum + quantity : sum), 0);
}

/** Doses of one supply with one outcome on one day. */
export interface SettledDoses {
  readonly outcome: Outcome;
  readonly supplyId: SupplyId;
  readonly quantity: number;
  readonly day: Day;
}

/**
 * One movement for each supply, outcome and day, out of `received` at the site: forward for doses above zero, a reversal for
 * those below, none where they come to nothing.
 */
export function listDoseMovements(
  doses: readonly SettledDoses[],
  { partyId, siteId }: { readonly partyId: PartyId; readonly siteId: SiteId },
): Movement[] {
  const sums = new Map<string, SettledDoses>();
  for (const one of doses) {
    const key = `${one.supplyId} ${one.outcome} ${one.day}`;
    sums.set(key, { ...one, quantity: one.quantity + (sums.get(key)?.quantity ?? 0) });
  }
  return [...sums.values()].flatMap(({ outcome, supplyId, quantity, day }): Movement[] => {
    if (quantity === 0) return [];
    const reversal = quantity < 0;
    const received = { partyId, siteId, stage: "received" } as const;
    const gone = { partyId, siteId, stage: outcome === "given" ? "used" : "wasted" } as const;
    const movement: Movement = {
      kind: outcome === "given" ? "use" : "waste",
      reversal,
      supplyId,
      from: reversal ? gone : received,
      to: reversal ? received : gone,
      quantity: asQuantity(Math.abs(quantity)),
      recipientId: partyId,
      consignmentId: null,
      occurred: occurredOn(day),
    };
    return [movement];
  });
}

/** Everything wrong with a session that can be told without looking at its lots. */
function listSessionProblems(
  command: RecordSession,
  { now, items }: Pick<SessionFacts, "now" | "items">,
): Problem[] {
  const { itemId, heldOn, lines } = command;
  const problems: Problem[] = [];
  const item = items.get(itemId);
  if (item === undefined) problems.push({ field: "itemId", value: itemId, rule: "unknown_item" });
  else if (item.unit !== DOSE) {
    problems.push({ field: "itemId", value: itemId, rule: "not_counted_in_doses" });
  }
  if (heldOn > dayOf(now)) problems.push({ field: "heldOn", value: heldOn, rule: "occurred_in_the_future" });
  if (lines.length === 0) problems.push({ field: "lines", value: null, rule: "at_least_one" });
  const total = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  if (item !== undefined && total > item.quantityMax) {
    const facts = { quantityMax: item.quantityMax };
    problems.push({ field: "lines", value: String(total), rule: "quantity_above_bound", facts });
  }
  return [...problems, ...listLineProblems(lines), ...listGroupProblems(command)];
}

function listLineProblems(lines: RecordSession["lines"]): Problem[] {
  const seen = new Set<string>();
  return lines.flatMap((line, index): Problem[] => {
    const { outcome, supplyId, doseNumber, group, wasteReason, quantity } = line;
    const field = `lines.${index}`;
    const problems: Problem[] = [];
    const key = [outcome, supplyId, doseNumber, group, wasteReason].join("/");
    if (seen.has(key)) problems.push({ field, value: key, rule: "doubled_line" });
    seen.add(key);
    if (!Number.isSafeInteger(quantity) || quantity < 1) {
      problems.push({ field: `${field}.quantity`, value: String(quantity), rule: "positive_whole_number" });
    }
    if ((outcome === "wasted") !== (wasteReason !== undefined)) {
      problems.push({
        field: `${field}.wasteReason`,
        value: wasteReason ?? null,
        rule: outcome === "wasted" ? "missing" : "only_of_wasted_doses",
      });
    }
    for (const [name, value] of [
      ["doseNumber", doseNumber],
      ["group", group],
    ] as const) {
      if (outcome === "given" || value === undefined) continue;
      problems.push({ field: `${field}.${name}`, value, rule: "only_of_given_doses" });
    }
    if (group !== undefined && !isGroupCode(group)) {
      problems.push({ field: `${field}.group`, value: group, rule: "not_a_group_code" });
    }
    return problems;
  });
}

function listGroupProblems({ lines, groups = [] }: RecordSession): Problem[] {
  if (groups.length === 0) return [];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  groups.forEach(({ group, quantity }, index) => {
    const field = `groups.${index}`;
    if (!isGroupCode(group))
      problems.push({ field: `${field}.group`, value: group, rule: "not_a_group_code" });
    if (seen.has(group)) problems.push({ field: `${field}.group`, value: group, rule: "doubled_line" });
    seen.add(group);
    if (!Number.isSafeInteger(quantity) || quantity < 0) {
      problems.push({ field: `${field}.quantity`, value: String(quantity), rule: "whole_number" });
    }
  });
  if (lines.some(({ group }) => group !== undefined)) {
    problems.push({ field: "groups", value: null, rule: "groups_stated_twice" });
  }
  const given = lines.reduce((sum, line) => (line.outcome === "given" ? sum + line.quantity : sum), 0);
  const grouped = groups.reduce((sum, { quantity }) => sum + quantity, 0);
  if (given !== grouped) {
    problems.push({
      field: "groups",
      value: String(grouped),
      rule: "groups_do_not_add_up",
      facts: { given },
    });
  }
  return problems;
}

function listOtherItems({ itemId, lines }: RecordSession, { items, supplies }: SessionFacts): Problem[] {
  return lines.flatMap(({ supplyId }, index): Problem[] => {
    const supply = supplyId === undefined ? undefined : supplies.get(supplyId);
    if (supply === undefined || listUpward(supply.itemId, items).includes(itemId)) return [];
    const facts = { item: supply.itemId };
    return [{ field: `lines.${index}.supplyId`, value: supply.id, rule: "lot_of_another_item", facts }];
  });
}
