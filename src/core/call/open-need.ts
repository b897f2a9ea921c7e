import { type Catalogue, listAnsweringItems } from "#core/allocation/answering-items.ts";
import type { CallId, SiteId } from "#core/id.ts";
import type { Day } from "#core/time.ts";

/** A line of an open call, with whose it is and what is promised to it; whole base units of its item. */
export interface AskedLine {
  readonly callId: CallId;
  readonly lineNumber: number;
  readonly itemId: string;
  /** Code of the caller, and the country it is of (ISO 3166-1 alpha-3), or `null`. */
  readonly partyCode: string;
  readonly country: string | null;
  readonly quantity: number;
  /** Units promised by agreements that both sides have accepted: what has come is part of them. */
  readonly agreed: number;
  /** Units promised by agreements that wait for an answer, as a round counts them. */
  readonly pending: number;
  readonly windowFrom: Day;
  readonly windowTo: Day;
  readonly siteId: SiteId;
  readonly severity: number;
}

/** What of one item one recipient still needs: the lines of its open calls that nothing covers in full. */
export interface OpenNeed {
  readonly itemId: string;
  readonly partyCode: string;
  readonly country: string | null;
  readonly leastDeveloped: boolean;
  /** Units of those lines: `open` is `asked` less `agreed` and `pending`. */
  readonly asked: number;
  readonly agreed: number;
  readonly pending: number;
  readonly open: number;
  /** The lines, that which must be answered first before the others. */
  readonly lines: readonly (Pick<
    AskedLine,
    "callId" | "lineNumber" | "windowFrom" | "windowTo" | "siteId" | "severity"
  > & { readonly open: number })[];
}

/** What is open of an item, of all recipients together. */
export interface OpenItem {
  readonly itemId: string;
  readonly recipients: number;
  readonly open: number;
}

/** What decides what is open, and for whom first. */
export interface OpenNeedFacts {
  /** The items that a giver thinks of; `null`: all. */
  readonly itemIds: readonly string[] | null;
  readonly catalogue: Catalogue;
  /** Countries that are least developed on that day, by code. */
  readonly leastDeveloped: ReadonlySet<string>;
  /** What has to be there before this day is open no more; `null` in a scenario, whose days are past. */
  readonly today: Day | null;
}

/**
 * The items in which calls ask for what any of `itemIds` would answer: the items themselves, those below a category, the categories
 * above, and the others of their substitution groups. Unknown ids answer nothing. Cost: catalogue² × depth.
 */
export function listItemsAnswered(itemIds: readonly string[], catalogue: Catalogue): readonly string[] {
  const given = new Set(itemIds.flatMap((id) => [...listBelow(id, catalogue)]));
  return [...catalogue.keys()]
    .filter((id) => given.has(id) || listAnsweringItems(id, catalogue).some((one) => given.has(one)))
    .toSorted();
}

/** An item, and what lies below it in the tree; nothing for an unknown one. */
function listBelow(id: string, catalogue: Catalogue): readonly string[] {
  if (!catalogue.has(id)) return [];
  const below = [...catalogue].filter(([, item]) => item.of === id).map(([child]) => child);
  return [id, ...below.flatMap((child) => listBelow(child, catalogue))];
}

/**
 * The open needs by item and recipient: items asked for before those that they only answer, then by id; of an item the recipients of
 * least developed countries first, then those of whom most is uncovered, then by code. What is promised beyond one line covers no other.
 * `items`: the sums of each item, in the same order. O(n log n) in lines.
 *
 * Worked example: a line asks for 1,000 masks, 400 are agreed and 100 wait for an answer: 500 are open.
 */
export function gatherOpenNeeds(
  lines: readonly AskedLine[],
  facts: OpenNeedFacts,
): { readonly needs: readonly OpenNeed[]; readonly items: readonly OpenItem[] } {
  const answered = facts.itemIds === null ? null : new Set(listItemsAnswered(facts.itemIds, facts.catalogue));
  const groups = new Map<string, AskedLine[]>();
  for (const line of lines) {
    if (countOpen(line) === 0 || (answered !== null && !answered.has(line.itemId))) continue;
    if (facts.today !== null && line.windowTo < facts.today) continue;
    const key = `${line.itemId} ${line.partyCode}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [line]);
    else group.push(line);
  }
  const needs = [...groups.values()]
    .map((group) => describeNeed(group, facts))
    .toSorted((a, b) => compareNeeds(a, b, facts.itemIds));
  return { needs, items: sumItems(needs) };
}

function compareNeeds(a: NeedKey, b: NeedKey, itemIds: readonly string[] | null): number {
  const isAsked = ({ itemId }: NeedKey): boolean => itemIds?.includes(itemId) ?? false;
  return (
    Number(isAsked(b)) - Number(isAsked(a)) ||
    compareText(a.itemId, b.itemId) ||
    Number(b.leastDeveloped) - Number(a.leastDeveloped) ||
    b.open - a.open ||
    compareText(a.partyCode, b.partyCode)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function countOpen({ quantity, agreed, pending }: AskedLine): number {
  return Math.max(0, quantity - agreed - pending);
}

function describeNeed(group: readonly AskedLine[], { leastDeveloped }: OpenNeedFacts): OpenNeed {
  const [first] = group as readonly [AskedLine, ...AskedLine[]]; // a group has the line that it was made for
  const { itemId, partyCode, country } = first;
  const sum = (of: (line: AskedLine) => number): number => group.reduce((total, line) => total + of(line), 0);
  return {
    itemId,
    partyCode,
    country,
    leastDeveloped: country !== null && leastDeveloped.has(country),
    asked: sum((line) => line.quantity),
    agreed: sum((line) => line.agreed),
    pending: sum((line) => line.pending),
    open: sum(countOpen),
    lines: group
      .map((line) => {
        const { callId, lineNumber, windowFrom, windowTo, siteId, severity } = line;
        return { callId, lineNumber, windowFrom, windowTo, siteId, severity, open: countOpen(line) };
      })
      .toSorted((a, b) => compareText(a.windowTo, b.windowTo) || b.severity - a.severity || b.open - a.open),
  };
}

function sumItems(needs: readonly OpenNeed[]): readonly OpenItem[] {
  const sums = new Map<string, OpenItem>();
  for (const { itemId, open } of needs) {
    const sum = sums.get(itemId) ?? { itemId, recipients: 0, open: 0 };
    sums.set(itemId, { itemId, recipients: sum.recipients + 1, open: sum.open + open });
  }
  return [...sums.values()];
}

/** What the list of needs is sorted by: where a page ends. */
export type NeedKey = Pick<OpenNeed, "itemId" | "leastDeveloped" | "open" | "partyCode">;

/**
 * The page of `needs` after the one of `after`, from the first where it is left out. A need that is covered or has changed between two
 * pages moves: others are neither lost nor shown twice. `itemIds` as they were asked for.
 */
export function cutNeeds(
  needs: readonly OpenNeed[],
  {
    after,
    limit,
    itemIds,
  }: {
    readonly after?: NeedKey | undefined;
    readonly limit: number;
    readonly itemIds: readonly string[] | null;
  },
): { readonly needs: readonly OpenNeed[]; readonly next: NeedKey | null } {
  const rest = after === undefined ? needs : needs.filter((need) => compareNeeds(need, after, itemIds) > 0);
  const page = rest.slice(0, limit);
  return { needs: page, next: rest.length > limit ? (page.at(-1) ?? null) : null };
}
