import type { Binding } from "#core/allocation/round.ts";
import { measureJain } from "./inequality.ts";

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

/** A call line, as rounds name it. */
interface LineName {
  readonly callId: string;
  readonly callLineNumber: number;
}

/** What one published round planned. */
export interface PlannedRound {
  readonly lines: readonly (LineName & { readonly allocated: number; readonly leastDeveloped: boolean })[];
  /** Of each item that it shared out: from when the earliest of its supplies could leave, until when the latest. */
  readonly available: readonly {
    readonly itemId: string;
    readonly from: string;
    /** `null`: without end. */
    readonly until: string | null;
  }[];
}

/** What one round planned of an item, and how far the needs were covered after it. */
export interface RoundCoverage {
  /** From 1, in the order of publication. */
  readonly round: number;
  readonly itemId: string;
  /** When what it shared out could leave. */
  readonly from: string;
  readonly until: string | null;
  /** Units asked by all lines of the item, from the first round to the last. */
  readonly asked: number;
  readonly planned: number;
  readonly plannedSoFar: number;
  /** Planned so far ÷ asked, 0 to 1. */
  readonly coverage: number;
  /** Of what this round planned, 0 to 1. */
  readonly leastDevelopedShare: number;
  /** Jain's index of the coverage so far of the item's lines: 1 is equal. */
  readonly jain: number;
}

/**
 * Round by round, what was planned of each item and how far that covered the needs: planned, which is not yet agreed. Rounds are
 * given in the order of publication; an item has no row in a round that planned none of it. Lines that are not among `needs` (their call was withdrawn)
 * do not count. O(rounds × items × lines).
 */
export function measureRounds(
  needs: readonly (LineName & { readonly itemId: string; readonly asked: number })[],
  rounds: readonly PlannedRound[],
): RoundCoverage[] {
  const soFar = new Map<string, number>();
  return rounds.flatMap(({ lines, available }, index) => {
    const found = new Map(lines.map((line) => [nameLine(line), line]));
    return available
      .toSorted((a, b) => compareText(a.itemId, b.itemId))
      .flatMap(({ itemId, from, until }): RoundCoverage[] => {
        const ofItem = needs.filter((need) => need.itemId === itemId);
        let [asked, planned, plannedSoFar, toLeastDeveloped] = [0, 0, 0, 0];
        const coverages = ofItem.map((need) => {
          const line = found.get(nameLine(need));
          const units = line?.allocated ?? 0;
          const sum = (soFar.get(nameLine(need)) ?? 0) + units;
          soFar.set(nameLine(need), sum);
          asked += need.asked;
          planned += units;
          plannedSoFar += sum;
          if (line?.leastDeveloped === true) toLeastDeveloped += units;
          return sum / need.asked;
        });
        if (planned === 0) return [];
        const [coverage, leastDevelopedShare] = [plannedSoFar / asked, toLeastDeveloped / planned];
        const jain = measureJain(coverages);
        const units = { asked, planned, plannedSoFar };
        return [{ round: index + 1, itemId, from, until, ...units, coverage, leastDevelopedShare, jain }];
      });
  });
}

function nameLine({ callId, callLineNumber }: LineName): string {
  return `${callId}/${callLineNumber}`;
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
