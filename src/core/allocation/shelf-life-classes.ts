import { type AskingRule, decideAsked, listRulesFor } from "#core/shelf-life/shelf-life.ts";
import { addDays, type Day, daysBetween } from "#core/time.ts";
import type { Catalogue } from "./answering-items.ts";
import type { Snapshot, SnapshotNeed, SnapshotSupply } from "./snapshot.ts";

/** Lots of an item of which every rule asks the same: with or without an expiry, and as long-lived. */
interface LotClass {
  readonly key: string;
  readonly itemId: string;
  readonly lots: readonly SnapshotSupply[];
}

/** What a need takes, in the planner's terms: the classes that answer it, and days that every lot must have left. */
export interface ShelfLifeTerms {
  readonly classKeys: readonly string[];
  readonly leastDays: number;
}

/** How lots and needs of a plan stand to the rules on shelf life. */
export interface ShelfLifeClasses {
  /** The planner's item that a lot is of: its item, or a class of it. */
  readonly keyOf: (supply: SnapshotSupply) => string;
  readonly itemIdOf: ReadonlyMap<string, string>;
  /** In the order of `needs` as they were given. */
  readonly terms: readonly ShelfLifeTerms[];
}

/** More days than any rule asks and any lot lives: what must not be sent never has so many. */
const NEVER_DAYS = 100_000;

/**
 * Rules on shelf life as the planner knows them, one number of days for each need: no plan of it has less left on arrival than
 * any rule asks of the pair of lot and need.
 *
 * The planner asks the same of every lot that answers a need, but a share is other days for a lot that lives longer, and two
 * items can have two rules. So the need asks the days by which most units can come to it (of two, the fewer), and takes no lots
 * of which more is asked, nor those of which cannot be shown what is asked. Where it so takes some lots of an item and not others, the
 * planner knows these lots as items of their own. That withholds, from needs with several rules, what could have come with fewer
 * days than their number, and never lets through what a rule does not.
 *
 * Worked example: 80 per cent asked; 100 units made to live 730 days, 20 to live 1,825: the need asks 584 days, and takes the 100.
 *
 * O(needs × classes of lots that answer × rules), and for needs with several rules O(lots that answer).
 */
export function sortByShelfLife(
  snapshot: Pick<Snapshot, "shelfLifeRules">,
  { needs, supplies }: Pick<Snapshot, "needs" | "supplies">,
  {
    answering,
    policyDays,
    catalogue,
  }: {
    /** Items that answer a need for an item, the preferred first. */
    readonly answering: ReadonlyMap<string, readonly string[]>;
    readonly policyDays: number;
    readonly catalogue: Catalogue;
  },
): ShelfLifeClasses {
  const classes = listClasses(supplies);
  const rulesOf = rememberRules(snapshot, catalogue);
  const policy: AskingRule = { by: "policy", leastDays: policyDays, leastPerCent: null };
  const taken = needs.map((need) => {
    const own: AskingRule[] = need.shelfLife === null ? [] : [{ by: "call", ...need.shelfLife }];
    const candidates = (answering.get(need.itemId) ?? []).flatMap((id) => classes.get(id) ?? []);
    return chooseDays(need, candidates, (itemId) => [...rulesOf(itemId, need.partyId), ...own, policy]);
  });
  const split = listSplit(needs, taken, { answering, classes });
  const nameOf = ({ itemId, key }: LotClass): string => (split.has(itemId) ? key : itemId);
  const named = [...classes.values()].flat().map((one) => [nameOf(one), one] as const);
  const nameByLot = new Map(named.flatMap(([name, { lots }]) => lots.map((lot) => [lot.supplyId, name])));
  return {
    keyOf: (supply) => nameByLot.get(supply.supplyId) ?? supply.itemId,
    itemIdOf: new Map(named.map(([name, { itemId }]) => [name, itemId])),
    terms: taken.map(({ accepted, leastDays }) => {
      return { classKeys: [...new Set(accepted.map(nameOf))], leastDays };
    }),
  };
}

/** The rules that hold for an item and a recipient, each found once. */
function rememberRules({ shelfLifeRules }: Pick<Snapshot, "shelfLifeRules">, catalogue: Catalogue) {
  const known = new Map<string, readonly AskingRule[]>();
  return (itemId: string, partyId: SnapshotNeed["partyId"]): readonly AskingRule[] => {
    const key = `${itemId}/${partyId}`;
    const found = known.get(key) ?? listRulesFor(shelfLifeRules, { itemId, partyId }, catalogue);
    known.set(key, found);
    return found;
  };
}

/** The classes of lots of every item, by their keys. */
function listClasses(supplies: readonly SnapshotSupply[]): ReadonlyMap<string, readonly LotClass[]> {
  const byKey = new Map<string, SnapshotSupply[]>();
  for (const supply of supplies) {
    const { itemId, expiry, manufacturedOn } = supply;
    const life = expiry === null || manufacturedOn === null ? "?" : daysBetween(manufacturedOn, expiry);
    const key = `${itemId}/${expiry === null ? "-" : life}`;
    byKey.set(key, [...(byKey.get(key) ?? []), supply]);
  }
  const classes = new Map<string, LotClass[]>();
  for (const key of [...byKey.keys()].toSorted()) {
    const lots = byKey.get(key) ?? [];
    const itemId = lots[0]?.itemId ?? "";
    classes.set(itemId, [...(classes.get(itemId) ?? []), { key, itemId, lots }]);
  }
  return classes;
}

interface Taken {
  readonly accepted: readonly LotClass[];
  readonly leastDays: number;
}

/** The days that a need asks, and the classes of which no more is asked. */
function chooseDays(
  need: SnapshotNeed,
  candidates: readonly LotClass[],
  rulesFor: (itemId: string) => readonly AskingRule[],
): Taken {
  const asked = candidates.map((one) => {
    const [lot] = one.lots;
    const { days, by } = decideAsked(rulesFor(one.itemId), lot ?? { expiry: null, manufacturedOn: null });
    const isProvable = days !== null || by === null;
    return { one, days: isProvable ? (days ?? 0) : NEVER_DAYS, isLasting: lot?.expiry === null };
  });
  const possible = asked.filter(({ days }) => days < NEVER_DAYS);
  const steps = [...new Set(possible.filter(({ isLasting }) => !isLasting).map(({ days }) => days))];
  const [first = 0, ...more] = steps.toSorted((a, b) => a - b);
  const unitsBy = (days: number) =>
    possible
      .filter((other) => !other.isLasting && other.days <= days)
      .reduce((sum, { one }) => sum + countInTime(one.lots, need.windowFrom, days), 0);
  let leastDays = first;
  let most = more.length === 0 ? 0 : unitsBy(first);
  for (const days of more) {
    const units = unitsBy(days);
    if (units > most) [leastDays, most] = [days, units];
  }
  const accepted = possible.filter(({ days, isLasting }) => isLasting || days <= leastDays);
  if (accepted.length > 0) return { accepted: accepted.map(({ one }) => one), leastDays };
  // Nothing may come: what would expire is named all the same, so that the need is told that it is for shelf life.
  const expiring = asked.filter(({ isLasting }) => !isLasting);
  return { accepted: expiring.map(({ one }) => one), leastDays: NEVER_DAYS };
}

/** Units that are there early enough to arrive with so many days left, were there no way to go. */
function countInTime(lots: readonly SnapshotSupply[], from: Day, days: number): number {
  return lots.reduce((sum, { expiry, availableFrom, quantity }) => {
    const first = availableFrom > from ? availableFrom : from;
    return expiry !== null && addDays(first, days) <= expiry ? sum + quantity : sum;
  }, 0);
}

/** The items of which some need takes some lots and not others. */
function listSplit(
  needs: readonly SnapshotNeed[],
  taken: readonly Taken[],
  {
    answering,
    classes,
  }: {
    readonly answering: ReadonlyMap<string, readonly string[]>;
    readonly classes: ReadonlyMap<string, readonly LotClass[]>;
  },
): ReadonlySet<string> {
  const split = new Set<string>();
  needs.forEach((need, index) => {
    const accepted = new Set(taken[index]?.accepted);
    for (const itemId of answering.get(need.itemId) ?? []) {
      const all = classes.get(itemId) ?? [];
      const some = all.filter((one) => accepted.has(one)).length;
      if (some > 0 && some < all.length) split.add(itemId);
    }
  });
  return split;
}
