import { accountKey, type Book } from "#core/ledger/post-entry.ts";
import type { Account, Movement } from "#core/ledger/movement.ts";
import type { ConsignmentId, PartyId, SiteId, SupplyId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import type { StepNotAllowedRefusal } from "#core/steps.ts";

/** Where units wait: in quarantine, or promised or on their way, from where they go there when they come free. */
export const HOLD_STAGES = ["reserved", "in_transit", "quarantined"] as const;
export type HoldStage = (typeof HOLD_STAGES)[number];

/** What a person can decide, and why: closed lists, so that no text can carry a condition. */
export const RELEASE_REASONS = [
  "within_stability",
  "maker_allows_use",
  "monitor_allows_use",
  "logger_at_fault",
  "room_found",
] as const;
export const DISCARD_REASONS = [
  "beyond_stability",
  "frozen",
  "maker_advises_discard",
  "monitor_at_discard_point",
  "no_room_found",
] as const;
export const HOLD_OUTCOMES = ["released", "discarded"] as const;
export type HoldOutcome = (typeof HOLD_OUTCOMES)[number];
export type HoldReason = (typeof RELEASE_REASONS)[number] | (typeof DISCARD_REASONS)[number];

/** Units of which a named person has yet to say whether they may be used. */
export interface ColdHold {
  readonly id: string;
  readonly supplyId: SupplyId;
  /** Of goods on their way, the recipient and where they go. */
  readonly partyId: PartyId;
  readonly siteId: SiteId;
  readonly stage: HoldStage;
  readonly consignmentId: ConsignmentId | null;
  readonly quantity: number;
}

/** Nobody has yet decided whether these units may be used after what happened to them in the cold chain. */
export interface UnitsUnderColdHoldRefusal {
  readonly code: "units_under_cold_hold";
  readonly supplyId: SupplyId;
  readonly partyId: PartyId;
  readonly siteId: SiteId;
  /** The hold, or the first of several: where it is decided. */
  readonly holdId: string;
  /** Units in quarantine there that no hold is about; 0 where they are promised. */
  readonly free: number;
  readonly asked: number;
}

/** A change to what is held at a place: units more (or, below 0, less) in quarantine, because of what the other hold is about. */
export interface HoldChange {
  readonly hold: ColdHold;
  /** Where the units are now. */
  readonly partyId: PartyId;
  readonly siteId: SiteId;
  /** Units that now are in quarantine for it; of one that is there already, more or less of them. */
  readonly quarantined: number;
  /** Promised units that are promised no more: those that are quarantined, wait under a difference, or were withdrawn; left out: those that are quarantined. */
  readonly freed?: number;
  /** True where none of them wait anywhere: no hold is about them. */
  readonly isGone?: boolean;
}

/** Movements with those that keep held units from being used, and what of the holds changes by it. */
export interface Withheld {
  readonly movements: readonly Movement[];
  readonly changes: readonly HoldChange[];
}

/**
 * An entry's movements with those that keep units withheld: what comes free of a hold (goods that were on their way are
 * received, a promise is released) goes on into quarantine, damaged units and what is withdrawn left out; what a better count takes
 * back of it, or finds damaged, comes out of quarantine, in which a difference then keeps what is damaged. `book` has the accounts that they touch. Refuses with `units_under_cold_hold` where held units
 * would be sent. Linear in movements and holds.
 *
 * Worked example: a consignment of 100 was too warm on its way: received 97, 5 of them damaged: quarantined 5 and 92.
 */
export function withholdCold(
  movements: readonly Movement[],
  holds: readonly ColdHold[],
  book: Book,
): Result<Withheld, UnitsUnderColdHoldRefusal> {
  if (holds.length === 0) return accept({ movements, changes: [] });
  const refused = findSentHeld(movements, holds);
  if (refused !== undefined) return refuse(refused);
  const more: Movement[] = [];
  const changes: HoldChange[] = [];
  for (const { account, hold, last, units } of listFreed(movements, holds)) {
    const { unitsIn = 0, unitsOut = 0 } = book.get(accountKey(account)) ?? {};
    // What is taken back comes out of what stands free first.
    const moved =
      units > 0 ? units : Math.max(units, -hold.quantity, Math.min(0, unitsIn - unitsOut + units));
    if (moved === 0) {
      changes.push(...followSetAside(movements, account, hold));
      continue;
    }
    more.push(toQuarantine(account, moved, last));
    const { partyId, siteId } = account;
    const freed = hold.stage === "reserved" ? { freed: countReleased(movements, hold) } : {};
    changes.push({ hold, partyId, siteId, quarantined: moved, ...freed });
  }
  return accept({ movements: [...movements, ...more], changes });
}

/** The first of the held promises of which an entry sends units; what it has just taken back of an earlier sending is not sent. */
function findSentHeld(
  movements: readonly Movement[],
  holds: readonly ColdHold[],
): UnitsUnderColdHoldRefusal | undefined {
  for (const hold of holds) {
    if (hold.stage !== "reserved") continue;
    const asked = movements.reduce((sum, movement) => {
      const { from, to, kind, reversal, quantity } = movement;
      if (!reversal && kind === "dispatch" && isAt(hold, movement, from)) return sum + quantity;
      return reversal && kind === "release" && isAt(hold, movement, to) ? sum - quantity : sum;
    }, 0);
    if (asked <= 0) continue;
    const { id: holdId, supplyId, partyId, siteId } = hold;
    return { code: "units_under_cold_hold", supplyId, partyId, siteId, holdId, free: 0, asked };
  }
  return undefined;
}

interface Freed {
  readonly account: Account;
  readonly hold: ColdHold;
  readonly last: Movement;
  units: number;
}

/** Units of a held promise that an entry lets go. */
function countReleased(movements: readonly Movement[], hold: ColdHold): number {
  return movements.reduce((sum, one) => (frees(hold, one) ? sum + one.quantity : sum), 0);
}

/**
 * Where all that comes free of a hold is set aside in the same entry, as units of a difference: the hold goes there with them, about no
 * units yet. See `findColdSettled`. What is withdrawn in the same entry stands nowhere, and is held no more.
 */
function followSetAside(movements: readonly Movement[], account: Account, hold: ColdHold): HoldChange[] {
  if (hold.stage === "quarantined") return [];
  const aside = movements.filter(
    ({ supplyId, from, to }) =>
      to.stage === "quarantined" && accountKey({ supplyId, ...from }) === accountKey(account),
  );
  const [first] = aside;
  if (first === undefined) {
    const { partyId, siteId } = account;
    const released = hold.stage === "reserved" ? countReleased(movements, hold) : 0;
    return released === 0 ? [] : [{ hold, partyId, siteId, quarantined: 0, freed: released, isGone: true }];
  }
  const { partyId, siteId } = first.to;
  const freed = aside.reduce((sum, { quantity }) => sum + quantity, 0);
  return [{ hold, partyId, siteId, quarantined: 0, freed }];
}

/** What the movements leave more, or less, in places where units are used, of those that a hold is about. */
function listFreed(movements: readonly Movement[], holds: readonly ColdHold[]): Freed[] {
  const freed = new Map<string, Freed>();
  for (const movement of movements) {
    const hold = holds.find((one) => frees(one, movement));
    const account = movement.reversal || movement.kind === "quarantine" ? movement.from : movement.to;
    if (hold === undefined || !isFree(account)) continue;
    const key = accountKey({ supplyId: movement.supplyId, ...account });
    if (!freed.has(key)) {
      freed.set(key, {
        account: { supplyId: movement.supplyId, ...account },
        hold,
        last: movement,
        units: 0,
      });
    }
  }
  for (const { supplyId, from, to, quantity } of movements) {
    const left = freed.get(accountKey({ supplyId, ...from }));
    const entered = freed.get(accountKey({ supplyId, ...to }));
    if (left !== undefined) left.units -= quantity;
    if (entered !== undefined) entered.units += quantity;
  }
  return [...freed.values()];
}

/** Whether a movement brings units free that a hold is about, takes back that it did, or sets units aside in a count where some are held. */
function frees(hold: ColdHold, movement: Movement): boolean {
  if (hold.supplyId !== movement.supplyId) return false;
  if (movement.kind === "receive") {
    if (hold.stage === "in_transit") return hold.consignmentId === movement.consignmentId;
    return movement.reversal && hold.stage === "quarantined" && isAt(hold, movement, movement.from);
  }
  if (movement.kind === "quarantine") {
    const isCounted = movement.consignmentId !== null && !movement.reversal;
    return isCounted && hold.stage === "quarantined" && isAt(hold, movement, movement.from);
  }
  return (
    movement.kind === "release" &&
    !movement.reversal &&
    hold.stage === "reserved" &&
    isAt(hold, movement, movement.from)
  );
}

function isFree({ stage }: Pick<Account, "stage">): boolean {
  return stage === "available" || stage === "received";
}

function isAt(
  hold: ColdHold,
  { supplyId }: Pick<Movement, "supplyId">,
  place: Pick<Account, "partyId" | "siteId">,
): boolean {
  return hold.supplyId === supplyId && hold.partyId === place.partyId && hold.siteId === place.siteId;
}

/** Units of a free account into quarantine beside it; below 0, out of it. */
export function toQuarantine(
  account: Account,
  units: number,
  like: Pick<Movement, "recipientId" | "consignmentId" | "occurred">,
): Movement {
  const { supplyId, ...place } = account;
  const quarantined = { ...place, stage: "quarantined" } as const;
  const { recipientId, consignmentId, occurred } = like;
  const moved = { reversal: false, supplyId, recipientId, consignmentId, occurred } as const;
  return units > 0
    ? { ...moved, kind: "quarantine", from: place, to: quarantined, quantity: asQuantity(units) }
    : { ...moved, kind: "unquarantine", from: quarantined, to: place, quantity: asQuantity(0 - units) };
}

/** An account in quarantine from which so many more units are taken than come. */
export interface TakenUnits {
  readonly account: Account;
  readonly asked: number;
}

/**
 * The refusal of taking units out of quarantine that a hold is about; `undefined` where none is. `holds`: the open ones; `others`:
 * units of an account, by its key, that wait there for another reason.
 */
export function findColdHeld(
  taken: readonly TakenUnits[],
  book: Book,
  { holds, others }: { readonly holds: readonly ColdHold[]; readonly others: (account: Account) => number },
): UnitsUnderColdHoldRefusal | undefined {
  for (const { account, asked } of taken) {
    const here = holds.filter(
      (hold) =>
        hold.stage === "quarantined" &&
        hold.supplyId === account.supplyId &&
        hold.partyId === account.partyId &&
        hold.siteId === account.siteId,
    );
    const [first] = here;
    if (first === undefined) continue;
    const held = here.reduce((sum, { quantity }) => sum + quantity, 0);
    const { unitsIn = 0, unitsOut = 0 } = book.get(accountKey(account)) ?? {};
    const free = Math.max(0, unitsIn - unitsOut - held - others(account));
    if (asked <= free) continue;
    const { supplyId, partyId, siteId, id: holdId } = first;
    return { code: "units_under_cold_hold", supplyId, partyId, siteId, holdId, free, asked };
  }
  return undefined;
}

/**
 * The refusal of letting units go that a difference was about (taken after all, sound after all, redirected, or recounted as sound) where a hold
 * of their lot is open: they were exposed as the others were. `undefined` where none go, or they are wasted. `taken` is of `movements`.
 */
export function findColdSettled(
  movements: readonly Movement[],
  taken: readonly TakenUnits[],
  holds: readonly ColdHold[],
): UnitsUnderColdHoldRefusal | undefined {
  for (const { account, asked } of taken) {
    const { supplyId, partyId, siteId } = account;
    const hold = holds.find((one) => {
      return one.stage === "quarantined" && isAt(one, { supplyId }, account);
    });
    if (hold === undefined) continue;
    const own = movements.filter((one) => one.supplyId === supplyId && one.consignmentId !== null);
    const isSettled = own.some(({ from }) => accountKey({ supplyId, ...from }) === accountKey(account));
    const gained = movements
      .filter((one) => one.supplyId === supplyId)
      .reduce((sum, { from, to, quantity }) => {
        return sum + (isUsable(to) ? quantity : 0) - (isUsable(from) ? quantity : 0);
      }, 0);
    if (!isSettled || gained <= 0) continue;
    return { code: "units_under_cold_hold", supplyId, partyId, siteId, holdId: hold.id, free: 0, asked };
  }
  return undefined;
}

function isUsable({ stage }: Pick<Account, "stage">): boolean {
  return isFree({ stage }) || stage === "reserved";
}

/** A person of the party says what becomes of held units. */
export interface DecideColdHold {
  readonly holdId: string;
  readonly outcome: HoldOutcome;
  readonly reason: HoldReason;
}

/**
 * Whether a hold can be decided so. Refuses with `step_not_allowed` (decided before, or its units have moved on), then with `malformed`:
 * `reason_of_another_outcome`, and `not_in_quarantine` (what is promised or on its way can be released; it is discarded when it is in
 * quarantine, and what a difference is about once that is settled).
 */
export function decideHold(
  { outcome, reason }: DecideColdHold,
  hold: Pick<ColdHold, "stage" | "quantity"> & { readonly status: string },
): Result<null, StepNotAllowedRefusal | MalformedRefusal> {
  const noun = "cold hold";
  if (hold.status !== "open") {
    return refuse({ code: "step_not_allowed", noun, status: hold.status, step: outcome, allowed: [] });
  }
  const problems: Problem[] = [];
  const reasons: readonly HoldReason[] = outcome === "released" ? RELEASE_REASONS : DISCARD_REASONS;
  if (!reasons.includes(reason)) {
    problems.push({
      field: "reason",
      value: reason,
      rule: "reason_of_another_outcome",
      facts: { allowed: reasons.join(" ") },
    });
  }
  if (outcome === "discarded" && (hold.stage !== "quarantined" || hold.quantity === 0)) {
    problems.push({
      field: "outcome",
      value: outcome,
      rule: "not_in_quarantine",
      facts: { stage: hold.stage },
    });
  }
  return problems.length > 0 ? refuse({ code: "malformed", problems }) : accept(null);
}
