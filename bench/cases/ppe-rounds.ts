import { checkCertificate } from "#certificate/check-certificate.ts";
import { measureJain } from "#core/allocation/inequality.ts";
import { writePlanFiles } from "#core/allocation/plan-files.ts";
import { checkPlan } from "#planner/check-plan.ts";
import type { Plan } from "#planner/plan.ts";
import type { PlanProblem } from "#planner/problem.ts";
import { solvePlan } from "#planner/solve-plan.ts";
import type { Delivery, Lot, Need } from "./ppe-rows.ts";

/** What is shared out in rounds, and by which rules. */
export interface RoundsInput {
  readonly lots: readonly Lot[];
  readonly needs: readonly Need[];
  /** What a line gets at the least, or nothing, in parts per thousand of what it still needs; 0: any unit is of use. */
  readonly leastPerMille: number;
  /** Weeks after which what is left of a lot is no longer there; `Infinity`: it stays. */
  readonly lapseWeeks: number;
}

/** So many units of a donor's for a need, in a week counted from 0. */
export interface Sending {
  readonly donor: string;
  /** Index of the need. */
  readonly need: number;
  readonly units: number;
  readonly week: number;
}

/** What a way of sharing comes to. Shares and coverage are 0 to 1. */
export interface Measures {
  readonly placedUnits: number;
  /** Placed ÷ the units of all lots. */
  readonly placedShare: number;
  /** Pairs of a donor and an item, and those of which anything was placed. */
  readonly donorItemCount: number;
  readonly placedDonorItemCount: number;
  readonly needCount: number;
  readonly servedNeedCount: number;
  readonly metNeedCount: number;
  readonly needUnits: number;
  /** Placed ÷ needed, in units. */
  readonly needMetShare: number;
  readonly meanCoverage: number;
  readonly lowestCoverage: number;
  /** Of the coverage of needs: 1 is equal. */
  readonly jainIndex: number;
  /** A donor and a facility, in one week. */
  readonly shipmentCount: number;
  /** From a need's week to the sending's, mean over the units. */
  readonly meanWaitWeeks: number;
}

const DAYS_PER_WEEK = 7;

/**
 * Shares lots out to needs week by week: in each week what is known by then and is left is one planner problem, and what
 * it leaves is carried over. Every plan is checked by the planner's check and by that of certificates, or this throws.
 * A line counts in each round by what it still needs: the levels are equal among the lines of a round, not over all weeks.
 * Everything lies at one place, for the files do not say where facilities are. Weeks that bring nothing new are
 * passed over.
 */
export async function shareOutByWeeks(
  input: RoundsInput,
): Promise<{ readonly sendings: readonly Sending[]; readonly roundCount: number }> {
  const firstDay = findFirstDay(input);
  const weekOf = ({ day }: { readonly day: number }) => Math.floor((day - firstDay) / DAYS_PER_WEEK);
  const left = input.lots.map(({ units }) => units);
  const wanting = input.needs.map(({ units }) => units);
  const weeks = new Set([...input.lots, ...input.needs].map(weekOf));
  const sendings: Sending[] = [];
  let roundCount = 0;
  for (const week of [...weeks].sort((a, b) => a - b)) {
    const isThere = (lot: Lot) => weekOf(lot) <= week && week - weekOf(lot) <= input.lapseWeeks;
    const lots = listIndices(input.lots, (lot, i) => left[i]! > 0 && isThere(lot));
    const needs = listIndices(input.needs, (need, i) => wanting[i]! > 0 && weekOf(need) <= week);
    const round = gatherRound(input, { lots, needs, left, wanting });
    if (round.problem.supplies.length === 0 || round.problem.demands.length === 0) continue;
    roundCount += 1;
    const plan = await solveChecked(round.problem);
    for (const { supply, demand, quantity } of plan.allocations) {
      const need = round.needs[demand]!;
      wanting[need]! -= quantity;
      takeFrom(left, round.supplies[supply]!, quantity);
      const { donor } = input.lots[round.supplies[supply]![0]!]!;
      sendings.push({ donor, need, units: quantity, week });
    }
  }
  return { sendings, roundCount };
}

/** The matches that were carried out then, as sendings: each to the need that it is, in the week in which it was made. */
export function listSendingsThen(
  input: Pick<RoundsInput, "lots" | "needs">,
  deliveries: readonly Delivery[],
): readonly Sending[] {
  const firstDay = findFirstDay(input);
  const indexOf = new Map<Need, number>(input.needs.map((need, i) => [need, i]));
  return deliveries.flatMap((delivery) => {
    const need = indexOf.get(delivery);
    if (need === undefined) return [];
    const week = Math.floor((delivery.day - firstDay) / DAYS_PER_WEEK);
    return [{ donor: delivery.donor, need, units: delivery.units, week }];
  });
}

/** What sendings come to. O(lots + needs + sendings). */
export function measureSendings(
  { lots, needs }: Pick<RoundsInput, "lots" | "needs">,
  sendings: readonly Sending[],
): Measures {
  const firstDay = findFirstDay({ lots, needs });
  const given = new Float64Array(needs.length);
  let waitUnitWeeks = 0;
  for (const { need, units, week } of sendings) {
    given[need]! += units;
    waitUnitWeeks += units * (week - Math.floor((needs[need]!.day - firstDay) / DAYS_PER_WEEK));
  }
  const sum = (all: Iterable<number>) => [...all].reduce((total, one) => total + one, 0);
  const coverage = needs.map(({ units }, i) => given[i]! / units);
  const placedUnits = sum(given);
  const needUnits = sum(needs.map(({ units }) => units));
  return {
    placedUnits,
    placedShare: placedUnits / sum(lots.map(({ units }) => units)),
    donorItemCount: new Set(lots.map(({ donor, item }) => `${donor} ${item}`)).size,
    placedDonorItemCount: new Set(sendings.map(({ donor, need }) => `${donor} ${needs[need]!.item}`)).size,
    needCount: needs.length,
    servedNeedCount: coverage.filter((one) => one > 0).length,
    metNeedCount: coverage.filter((one) => one === 1).length,
    needUnits,
    needMetShare: placedUnits / needUnits,
    meanCoverage: sum(coverage) / needs.length,
    lowestCoverage: coverage.reduce((least, one) => Math.min(least, one), 1),
    jainIndex: measureJain(coverage),
    shipmentCount: new Set(
      sendings.map(({ donor, need, week }) => `${donor} ${needs[need]!.facility} ${week}`),
    ).size,
    meanWaitWeeks: placedUnits === 0 ? 0 : waitUnitWeeks / placedUnits,
  };
}

function findFirstDay({ lots, needs }: Pick<RoundsInput, "lots" | "needs">): number {
  return [...lots, ...needs].reduce((first, { day }) => Math.min(first, day), Infinity);
}

function listIndices<Row>(rows: readonly Row[], isChosen: (row: Row, i: number) => boolean): number[] {
  return rows.flatMap((row, i) => (isChosen(row, i) ? [i] : []));
}

interface Round {
  readonly problem: PlanProblem;
  /** The lots of each supply, the oldest first. */
  readonly supplies: readonly (readonly number[])[];
  /** The need of each demand. */
  readonly needs: readonly number[];
}

/** The lots of a donor and item are one supply; only items that are both there and needed come into the problem. */
function gatherRound(
  input: RoundsInput,
  open: {
    readonly lots: readonly number[];
    readonly needs: readonly number[];
    readonly left: readonly number[];
    readonly wanting: readonly number[];
  },
): Round {
  const there = new Set(open.lots.map((i) => input.lots[i]!.item));
  const needed = new Set(open.needs.map((i) => input.needs[i]!.item));
  const items = [...there].filter((item) => needed.has(item)).sort();
  const indexOf = new Map(items.map((item, i) => [item, i]));
  const byDonor = new Map<string, number[]>();
  for (const i of open.lots.toSorted((a, b) => input.lots[a]!.day - input.lots[b]!.day)) {
    const { donor, item } = input.lots[i]!;
    if (!indexOf.has(item)) continue;
    const lots = byDonor.get(`${donor} ${item}`);
    if (lots === undefined) byDonor.set(`${donor} ${item}`, [i]);
    else lots.push(i);
  }
  const needs = open.needs.filter((i) => indexOf.has(input.needs[i]!.item));
  const problem: PlanProblem = {
    periods: 1,
    sites: 2,
    items: items.map(() => ({
      massPerThousandGrams: 0,
      volumePerThousandCubicCentimetres: 0,
      coldVolumePerThousandCubicCentimetres: 0,
    })),
    supplies: [...byDonor].map(([key, lots]) => ({
      key,
      item: indexOf.get(input.lots[lots[0]!]!.item)!,
      site: 0,
      quantity: lots.reduce((total, i) => total + open.left[i]!, 0),
      availableFrom: 0,
      availableUntil: 0,
      expiryPeriod: null,
      packUnits: 1,
      leastShipmentUnits: 0,
    })),
    demands: needs.map((i) => ({
      key: `${input.needs[i]!.facility} ${input.needs[i]!.item} ${i}`,
      site: 1,
      items: [indexOf.get(input.needs[i]!.item)!],
      quantity: open.wanting[i]!,
      stages: [{ weightPerMille: 1000, uptoPerMille: 1000 }],
      windowFrom: 0,
      windowTo: 0,
      severity: 1,
      leastShelfLifePeriods: 0,
      leastUnits: Math.ceil((open.wanting[i]! * input.leastPerMille) / 1000),
    })),
    lanes: [
      {
        key: "lane",
        from: 0,
        to: 1,
        transitPeriods: 0,
        massCapacityGrams: null,
        volumeCapacityCubicCentimetres: null,
        coldVolumeCapacityCubicCentimetres: null,
        costPerTonneMinor: 0,
      },
    ],
    receiving: [],
    companions: [],
  };
  return { problem, supplies: [...byDonor.values()], needs };
}

async function solveChecked(problem: PlanProblem): Promise<Plan> {
  const result = await solvePlan(problem);
  if (result.status !== "solved") throw new Error(`bench: ${JSON.stringify(result).slice(0, 500)}`);
  const [fault] = checkPlan(problem, result.plan);
  if (fault !== undefined) throw new Error(`bench: ${fault}`);
  const files = writePlanFiles(problem, result.plan);
  const verdict = checkCertificate(files.problem, files.plan, files.certificate);
  if (!verdict.accepted) throw new Error(`bench: ${JSON.stringify(verdict.faults.slice(0, 3))}`);
  return result.plan;
}

/** Takes units from lots, the oldest first. */
function takeFrom(left: number[], lots: readonly number[], units: number): void {
  let rest = units;
  for (const i of lots) {
    const taken = Math.min(rest, left[i]!);
    left[i]! -= taken;
    rest -= taken;
  }
  if (rest > 0) throw new Error("bench: more was sent than there was");
}
