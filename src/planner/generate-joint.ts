import { type Dice, generateProblem, openDice, type ProblemSize } from "./generate-problem.ts";
import type {
  AssignableUnit,
  AssignmentCall,
  AssignmentLane,
  AssignmentProblem,
  SiteFacility,
  UnitNeed,
} from "./indivisible/problem.ts";
import type { PlanProblem } from "./problem.ts";

/** How large a drawn problem of teams and goods is: recipients are countries, each of which calls for goods and once for teams. */
export interface JointSize {
  readonly goods: ProblemSize;
  readonly teams: number;
}

export const JOINT_PRESETS = {
  teams: {
    goods: {
      recipients: 200,
      supplyPoints: 60,
      items: 20,
      periods: 12,
      linesEach: 6,
      hubs: 10,
      itemsHeld: 6,
    },
    teams: 60,
  },
  teams_small: {
    goods: { recipients: 20, supplyPoints: 8, items: 10, periods: 8, linesEach: 4, hubs: 6, itemsHeld: 4 },
    teams: 10,
  },
} as const satisfies Readonly<Record<string, JointSize>>;
export type JointPreset = keyof typeof JOINT_PRESETS;

const LANGUAGES = 6;
const [POWER, OXYGEN] = [0, 1];

/** What a type of team brings and needs; the numbers are drawn around, and are no standard. */
interface TeamKind {
  /** Beds, of which calls for capacity count. */
  readonly beds: number;
  readonly powerKilowatts: number;
  readonly needsOxygen: boolean;
  /** Units of protective equipment and of medicines. */
  readonly protection: number;
  readonly medicines: number;
}

/** Types 0 … 3: mobile and fixed for outpatients, a hospital, a referral hospital. */
const KINDS: readonly TeamKind[] = [
  { beds: 0, powerKilowatts: 0, needsOxygen: false, protection: 300, medicines: 0 },
  { beds: 0, powerKilowatts: 5, needsOxygen: false, protection: 500, medicines: 200 },
  { beds: 20, powerKilowatts: 30, needsOxygen: true, protection: 1500, medicines: 600 },
  { beds: 40, powerKilowatts: 60, needsOxygen: true, protection: 3000, medicines: 1200 },
];
const [PROTECTION, MEDICINES, GENERATORS, CONCENTRATORS] = [[0, 1], [2], [6], [8]] as const;

/**
 * Returns a problem of teams and goods of that size, the same for the same seed on every machine: whole numbers, drawn as in
 * `generateProblem`, whose goods (vaccines among them) it has, drawn from the same seed, at least 9 items of them.
 *
 * - Teams: type 0 … 3 in turn, at the supply points in turn; ready in the first third of the plan, until its end; 1 … 3 of 6 languages.
 * - Needs: protective equipment (items 0 or 1) and medicines (item 2) in half to twice the measure of the type, by two periods after
 *   arrival; power in kilowatts, or generators (item 6), one for each 30 kW begun, by arrival; a hospital needs oxygen, or 10 concentrators (item 8).
 * - Countries: two in three have power of 10 … 100 kW at their site, or in one of four of these without limit; two in five have oxygen.
 *   One call each, of weight 1000, or one in four 2000: half count units (1 … 3 of types 0 and 1), half beds (60, 80 or 100, of which 0, 20 or 40 stand there) of types 2 and 3.
 *   Two in three ask for one of 1 … 2 languages. Windows begin in the first half of the plan and are a quarter of it long; stay 2 … 4.
 * - Lanes of teams: from each supply point that has a team to each country: 0 … 2 periods, cost by them; to every fifth country one team a period.
 */
export function generateJoint(
  size: JointSize,
  seed: number,
  floor: { readonly floorPerMille?: number } = {},
): AssignmentProblem & { readonly goods: PlanProblem } {
  const goods = generateProblem(size.goods, seed, floor);
  const dice = openDice(seed ^ 0x5eed);
  const { recipients, supplyPoints, periods } = size.goods;
  const units = Array.from({ length: size.teams }, (_, u) => drawTeam(size, u, dice));
  const countries = Array.from({ length: recipients }, (_, r) => supplyPoints + r);
  const facilities = countries.flatMap((site): SiteFacility[] => {
    const own: SiteFacility[] = [];
    if (dice.below(3) < 2) {
      const capacity = dice.below(4) === 0 ? null : 10 * dice.within(1, 10);
      own.push({ key: `power ${site}`, site, kind: POWER, capacity });
    }
    if (dice.below(5) < 2) own.push({ key: `oxygen ${site}`, site, kind: OXYGEN, capacity: null });
    return own;
  });
  const homes = [...new Set(units.map(({ site }) => site))];
  return {
    periods,
    sites: goods.sites,
    types: KINDS.length,
    languages: LANGUAGES,
    facilityKinds: 2,
    facilities,
    units,
    calls: countries.map((site, r) => drawCall({ site, key: keyOf("c", r), periods }, dice)),
    lanes: homes.flatMap((from) =>
      countries.map((to): AssignmentLane => {
        const transitPeriods = dice.below(3);
        const costMinor = 1000 * (1 + transitPeriods) + dice.below(1000);
        const unitCapacity = to % 5 === 0 ? 1 : null;
        return { key: `t${from} ${to}`, from, to, transitPeriods, unitCapacity, costMinor };
      }),
    ),
    goods,
  };
}

function keyOf(letter: string, index: number): string {
  return `${letter}${String(index).padStart(4, "0")}`;
}

function drawLanguages(dice: Dice, count: number): readonly number[] {
  const first = dice.below(LANGUAGES);
  return Array.from({ length: count }, (_, i) => (first + i) % LANGUAGES);
}

function drawTeam({ goods: { supplyPoints, periods } }: JointSize, u: number, dice: Dice): AssignableUnit {
  const type = u % KINDS.length;
  const kind = KINDS[type]!;
  const need = (items: readonly number[], quantity: number): UnitNeed => ({
    kind: null,
    amount: 0,
    items,
    quantity,
    withinPeriods: 2,
    leastShelfLifePeriods: 0,
  });
  const around = (measure: number) => Math.max(1, Math.floor((measure * dice.within(5, 20)) / 10));
  const needs: UnitNeed[] = [need(PROTECTION, around(kind.protection))];
  if (kind.medicines > 0) needs.push(need(MEDICINES, around(kind.medicines)));
  if (kind.powerKilowatts > 0) {
    const generators = Math.ceil(kind.powerKilowatts / 30);
    const power = need(GENERATORS, generators);
    needs.push({ ...power, kind: POWER, amount: kind.powerKilowatts, withinPeriods: 0 });
  }
  if (kind.needsOxygen) needs.push({ ...need(CONCENTRATORS, 10), kind: OXYGEN, withinPeriods: 0 });
  return {
    key: keyOf("team", u),
    type,
    site: u % supplyPoints,
    readyFrom: dice.below(Math.ceil(periods / 3)),
    readyUntil: periods - 1,
    capacity: kind.beds,
    languages: drawLanguages(dice, dice.within(1, 3)),
    needs,
  };
}

function drawCall(
  { site, key, periods }: { readonly site: number; readonly key: string; readonly periods: number },
  dice: Dice,
): AssignmentCall {
  const isHospital = dice.below(2) === 1;
  const count = dice.within(1, 3);
  const windowFrom = dice.below(Math.floor(periods / 2));
  return {
    key,
    site,
    types: isHospital ? [2, 3] : [0, 1],
    languages: dice.below(3) < 2 ? drawLanguages(dice, dice.within(1, 2)) : [],
    count: isHospital ? 5 : count,
    measure: isHospital ? "capacity" : "units",
    wanted: isHospital ? 20 * dice.within(3, 5) : count,
    present: isHospital ? 20 * dice.below(3) : 0,
    weightPerMille: dice.below(4) === 0 ? 2000 : 1000,
    windowFrom,
    windowTo: Math.min(periods - 1, windowFrom + Math.floor(periods / 4)),
    stayPeriods: dice.within(2, 4),
    severity: dice.within(1, 5),
  };
}
