import type { Binding } from "#core/allocation/round.ts";

/** What one call line asked for, was promised in the end, and why it was not more. */
export interface CoverageLine {
  readonly country: string;
  readonly itemId: string;
  readonly asked: number;
  readonly agreed: number;
  readonly leastDeveloped: boolean;
  /** What bound the line in the last round that had anything for it. */
  readonly bindings: readonly Binding[];
}

/** Coverage of one country's need for one item. */
export interface Coverage extends CoverageLine {
  /** Agreed ÷ asked, 0 to 1. */
  readonly coverage: number;
}

/** What the least developed countries get of one item: units, and share of all units shared out. */
export interface LeastDevelopedShare {
  readonly itemId: string;
  readonly asked: number;
  readonly askedByLeastDeveloped: number;
  /** With every line weighing the same. */
  readonly before: {
    readonly allocated: number;
    readonly toLeastDeveloped: number;
    readonly share: number | null;
  };
  /** Under the policy of the rounds. */
  readonly after: {
    readonly allocated: number;
    readonly toLeastDeveloped: number;
    readonly share: number | null;
  };
}

/** One round's measure of an item, before or after its policy. */
export interface ItemShare {
  readonly itemId: string;
  readonly allocated: number;
  readonly allocatedToLeastDeveloped: number;
}

/** The lines with their coverage, the least covered first, then by country and item. */
export function measureCoverage(lines: readonly CoverageLine[]): Coverage[] {
  return lines
    .map((line) => ({ ...line, coverage: line.asked === 0 ? 1 : line.agreed / line.asked }))
    .toSorted(
      (a, b) =>
        a.coverage - b.coverage || compareText(a.country, b.country) || compareText(a.itemId, b.itemId),
    );
}

/** Adds up what rounds measured, item by item: the share of the least developed countries before and after the policy. */
export function measureShares(
  lines: readonly CoverageLine[],
  rounds: readonly { readonly before: readonly ItemShare[]; readonly after: readonly ItemShare[] }[],
): LeastDevelopedShare[] {
  const items = [...new Set(rounds.flatMap((round) => round.after.map((share) => share.itemId)))].sort();
  return items.map((itemId) => {
    const ofItem = lines.filter((line) => line.itemId === itemId);
    const sum = (shares: readonly ItemShare[]) =>
      sumShares(shares.filter((share) => share.itemId === itemId));
    return {
      itemId,
      asked: ofItem.reduce((total, line) => total + line.asked, 0),
      askedByLeastDeveloped: ofItem
        .filter((line) => line.leastDeveloped)
        .reduce((total, line) => total + line.asked, 0),
      before: sum(rounds.flatMap((round) => round.before)),
      after: sum(rounds.flatMap((round) => round.after)),
    };
  });
}

function sumShares(shares: readonly ItemShare[]): LeastDevelopedShare["before"] {
  const allocated = shares.reduce((total, share) => total + share.allocated, 0);
  const toLeastDeveloped = shares.reduce((total, share) => total + share.allocatedToLeastDeveloped, 0);
  return { allocated, toLeastDeveloped, share: allocated === 0 ? null : toLeastDeveloped / allocated };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
