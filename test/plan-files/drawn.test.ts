import { expect, test } from "vitest";
import { addNeeds as addCheckedNeeds } from "#certificate/add-joint-needs.ts";
import { checkCertificate } from "#certificate/check-certificate.ts";
import { canonicalJson } from "#core/canonical-json.ts";
import { type PlanFiles, writePlanFiles } from "#core/allocation/plan-files.ts";
import { addNeeds } from "#planner/indivisible/add-needs.ts";
import type { PlanProblem } from "#planner/problem.ts";
import { solvePlan } from "#planner/solve-plan.ts";
import { makeAssignment, makeUnit } from "#planner/testing/assignments.ts";
import {
  drawProblem,
  drawRooms,
  drawStages,
  makeItem,
  makeProblem,
  makeReceiving,
  makeSupply,
  openRandom,
  shuffleProblem,
} from "#planner/testing/problems.ts";

/** How many problems are drawn: 300, or as many as PLAN_FILES_DRAWN says (3,000 before a release). */
const DRAWN = Number(process.env["PLAN_FILES_DRAWN"] ?? 300);

/** A small problem: from one where only supplies bind to one where everything is limited. */
function drawSmall(seed: number): PlanProblem {
  const random = openRandom(seed);
  const below = (count: number) => Math.floor(random() * count);
  const drawn = drawProblem(
    {
      demands: 1 + below(12),
      supplies: 1 + below(6),
      items: 1 + below(3),
      periods: 1 + below(5),
      quantityMax: [10, 1000, 1_000_000][below(3)]!,
      limited: [0, 0.5, 1][below(3)]!,
      demandsPerSite: 1 + below(3),
    },
    random,
  );
  return seed % 2 === 0 ? drawn : drawStages(drawn, 1 + below(4), random);
}

async function solve(problem: PlanProblem): Promise<PlanFiles> {
  const result = await solvePlan(problem);
  if (result.status !== "solved") throw new Error(JSON.stringify(result));
  return writePlanFiles(problem, result.plan);
}

test(`the checker accepts every plan of ours, on ${DRAWN} drawn problems`, async () => {
  const statuses = new Map<string, number>();
  let unmetFloors = 0;
  for (let seed = 1; seed <= DRAWN; seed++) {
    const { problem, plan, certificate } = await solve(drawSmall(seed));
    const verdict = checkCertificate(problem, plan, certificate);
    expect(verdict, `seed ${seed}`).toMatchObject({ accepted: true });
    unmetFloors += certificate.unmetFloors.length;
    for (const { status } of plan.demands) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  expect(unmetFloors).toBeGreaterThan(DRAWN / 20);
  // None of the reasons went unlooked at.
  expect([...statuses.keys()].toSorted()).toEqual([
    "bound",
    "capped",
    "met",
    "no_supply",
    "rounding",
    "shelf_life",
    "unreachable",
    "window",
  ]);
}, 600_000);

test("the checker accepts plans with rooms for some items, and none with a room smaller than it is filled", async () => {
  let overfull = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const { problem, plan, certificate } = await solve(drawRooms(drawSmall(seed), openRandom(seed)));
    expect(checkCertificate(problem, plan, certificate), `seed ${seed}`).toMatchObject({ accepted: true });
    const smaller = problem.receiving.map((row) => ({
      ...row,
      ...(row.items === undefined ? {} : { coldVolumeCapacityCubicCentimetres: 0 }),
    }));
    const verdict = checkCertificate({ ...problem, receiving: smaller }, plan, certificate);
    if (!verdict.accepted && verdict.faults.some(({ rule }) => rule === "overdrawn")) overfull++;
  }
  expect(overfull).toBeGreaterThan(20);
});

test("the same problem in another order gives the same three files, byte for byte, on 60", async () => {
  for (let seed = 5001; seed <= 5060; seed++) {
    const problem = drawSmall(seed);
    const shuffled = shuffleProblem(problem, openRandom(seed));
    const [files, again] = [await solve(problem), await solve(shuffled)];
    expect(canonicalJson(again), `seed ${seed}`).toBe(canonicalJson(files));
  }
});

test("a need that is held fast draws on the rooms of its item, for us as for the checker", () => {
  const goods = makeProblem({
    items: [makeItem(), makeItem()],
    supplies: [makeSupply("warm"), makeSupply("cold", { item: 1 })],
    receiving: [
      makeReceiving("fridge", { items: [1] }),
      makeReceiving("shelf", { items: [0] }),
      makeReceiving("all"),
    ],
  });
  const wanted = { items: [0, 1], quantity: 1, leastShelfLifePeriods: 0 };
  const needs = [{ ...wanted, kind: null, amount: 0, withinPeriods: 0 }];
  const problem = { ...makeAssignment({ units: [makeUnit("u", { needs })] }), goods };
  const way = { lane: 0, departPeriod: 0, arrivePeriod: 0 };
  const sending = { unit: 0, need: 0, supply: 1, quantity: 1, ...way };
  const plan = {
    assignments: [{ unit: 0, call: 0, ...way }],
    needs: [{ unit: 0, need: 0, by: "goods" as const }],
    sendings: [sending],
  };
  const { receiving } = addNeeds(problem, plan, new Set(["0 0"])).problem;
  expect(receiving.map(({ items }) => items)).toEqual([[1, 2], [0], undefined]);
  const window = { windowFrom: 0, windowTo: 0, severity: 1, leastUnits: 0 };
  const demands = [{ ...wanted, ...window, key: "need 0 u", site: 1 }];
  const fixed = [{ ...sending, unit: "u", supply: "cold", lane: "lane 1" }];
  const rows = { ...goods, supplies: goods.supplies.map((supply) => ({ ...supply })) };
  const made = addCheckedNeeds(rows, fixed, { demands, add: () => expect.unreachable() });
  expect(made.goods.receiving).toEqual(receiving);
});
