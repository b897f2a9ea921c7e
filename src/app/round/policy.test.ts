import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EQUAL_COVERAGE, LEAST_DEVELOPED_FIRST, type Policy } from "#core/allocation/policy.ts";
import { asId, type RoundId } from "#core/id.ts";
import { asDay } from "#core/time.ts";
import { listRoundAgreements } from "#store/agreement.ts";
import { findRoundSnapshot } from "#store/round.ts";
import { readSnapshot } from "#store/snapshot.ts";
import {
  actFor,
  addLane,
  addParty,
  addSite,
  countRows,
  makeOneOffer,
  newMeta,
  openWorld,
  raiseOneCall,
  TEST_NOW,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { acceptAgreement } from "../agreement/accept-agreement.ts";
import { proposeAgreement } from "../agreement/propose-agreement.ts";
import { comparePolicies } from "./compare-policies.ts";
import { openRound } from "./open-round.ts";
import { planRound } from "./plan-round.ts";
import { publishRound } from "./publish-round.ts";
import { readRound } from "./read-rounds.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => await world.drop());

const coordinator = () => actFor([world.secretariatId], ["coordinator"]);

/**
 * An offer of 900 masks from Shanghai, and two countries that ask for 1,000 each: Ethiopia, least developed, by sea and
 * Kenya by air.
 */
async function openScarcity(scenario: string | null) {
  const giver = await addParty(world, { country: "CHN" });
  const from = await addSite(world, { party: giver, latitude: 31.2, longitude: 121.5 });
  const offer = await makeOneOffer(world, {
    party: giver,
    siteId: from.id,
    quantity: units(900),
    scenario,
  });
  const calls = [];
  for (const [country, mode, latitude] of [
    ["ETH", "sea", 9],
    ["KEN", "air", -1.3],
  ] as const) {
    const party = await addParty(world, { country });
    const to = await addSite(world, { party, latitude, longitude: 38 });
    const call = await raiseOneCall(world, { party, siteId: to.id, scenario });
    const price = { costCentsPerTonne: 100_000 };
    await addLane(world, { fromSiteId: offer.siteId, toSiteId: call.siteId, mode, scenario, ...price });
    calls.push(call);
  }
  return { offer, calls: [calls[0]!, calls[1]!] as const };
}

async function open(scenario: string, policy: Policy): Promise<RoundId> {
  const opened = await openRound(world.context, newMeta(coordinator()), { policy, scenario });
  if (!opened.ok) throw new Error(JSON.stringify(opened.refusal));
  return asId<"round">(opened.value.id);
}

async function plan(roundId: RoundId) {
  const planned = await planRound(world.context, newMeta(coordinator()), { roundId });
  if (!planned.ok) throw new Error(JSON.stringify(planned.refusal));
  return planned.value.outcome!.lines.map(({ allocated }) => allocated);
}

const snapshotOf = async (scenario: string) =>
  await readSnapshot(world.context.database, {
    cutOff: TEST_NOW,
    scenario,
    itemRules: world.context.reference.itemShelfLives,
  });

describe("a round's policy", () => {
  test("is kept and shown with all its rules, and floors and caps share out by it", async () => {
    const scenario = "floors";
    await openScarcity(scenario);
    // Everybody is promised 40 %; beyond it the least developed weigh ten times as much, up to 45 % of the need.
    const policy: Policy = {
      ...LEAST_DEVELOPED_FIRST,
      name: "floors",
      version: 7,
      floorPerMille: { all: 400, ldc: 0, lldc: 0, sids: 0 },
      weightPerMille: { ldc: 10_000, lldc: 1000, sids: 1000 },
      capOfNeedPerMille: 450,
    };
    const roundId = await open(scenario, policy);
    const shown = await readRound(world.context, coordinator(), roundId);
    expect(shown).toMatchObject({ ok: true, value: { policy } });
    expect((await plan(roundId)).toSorted((x, y) => x - y)).toEqual([450, 450]);
    const most = await open(scenario, { ...policy, capOfNeedPerMille: 1000 });
    expect((await plan(most)).toSorted((x, y) => x - y)).toEqual([400, 500]);
  });

  test("whose rules contradict one another opens no round", async () => {
    const before = await countRows(world);
    const policy = {
      ...EQUAL_COVERAGE,
      name: "contradictory",
      capOfNeedPerMille: 100,
      tiers: [["ldc"], ["ldc"]],
    } as const;
    const floors = { floorPerMille: { all: 200, ldc: 0, lldc: 0, sids: 0 } };
    const command = { policy: { ...policy, ...floors }, scenario: "contradictory" };
    expect(await openRound(world.context, newMeta(coordinator()), command)).toMatchObject({
      refusal: {
        code: "malformed",
        problems: [
          { field: "policy.floorPerMille.all", value: "200", rule: "floor_above_cap", facts: { cap: 100 } },
          { field: "policy.tiers.1", value: "ldc", rule: "repeated" },
        ],
      },
    });
    expect(await countRows(world)).toEqual(before);
  });

  test("carries over what a line was short of in the round published before", async () => {
    const scenario = "carry-over";
    const { calls } = await openScarcity(scenario);
    expect((await snapshotOf(scenario)).needs.map((need) => need.shortBeforePerMille)).toEqual([0, 0]);
    const roundId = await open(scenario, LEAST_DEVELOPED_FIRST);
    await plan(roundId);
    // Planned is not published: nothing is carried over yet.
    expect((await snapshotOf(scenario)).needs.map((need) => need.shortBeforePerMille)).toEqual([0, 0]);
    await publishRound(world.context, newMeta(coordinator()), { roundId });
    const { needs } = await snapshotOf(scenario);
    const facts = new Map(needs.map((need) => [need.callId, need]));
    // Ethiopia got 600 of 1,000 and Kenya 300; both agreements wait, and count as promised by a round.
    const [ethiopia, kenya] = [facts.get(calls[0].callId), facts.get(calls[1].callId)];
    expect(ethiopia).toMatchObject({
      quantity: 400,
      promised: 600,
      promisedDirectly: 0,
      shortBeforePerMille: 400,
    });
    expect(kenya).toMatchObject({
      quantity: 700,
      promised: 300,
      promisedDirectly: 0,
      shortBeforePerMille: 700,
    });
  });

  test("sets direct answers aside first: what they promise is nobody else's, and is told apart", async () => {
    const { offer, calls } = await openScarcity(null);
    const recipient = calls[0].party.id;
    const direct = {
      giverId: offer.party.id,
      recipientId: recipient,
      lines: [
        {
          supplyId: offer.supplyId,
          callId: calls[0].callId,
          callLineNumber: 1,
          quantity: units(300),
          departOn: asDay("2026-03-10"),
          arriveOn: asDay("2026-03-13"),
        },
      ],
    };
    const proposed = await proposeAgreement(world.context, newMeta(actFor([offer.party.id])), direct);
    if (!proposed.ok) throw new Error(JSON.stringify(proposed.refusal));
    const agreementId = asId<"agreement">(proposed.value.id);
    const read = async () => {
      const snapshot = await readSnapshot(world.context.database, {
        cutOff: TEST_NOW,
        scenario: null,
        itemRules: world.context.reference.itemShelfLives,
      });
      const need = snapshot.needs.find(({ callId }) => callId === calls[0].callId);
      const supply = snapshot.supplies.find(({ supplyId }) => supplyId === offer.supplyId);
      return [supply?.quantity, need?.quantity, need?.promised, need?.promisedDirectly];
    };
    // The giver has consented to its part; the recipient not yet to its own.
    expect(await read()).toEqual([600, 1000, 0, 0]);
    const command = { agreementId, partyId: recipient };
    const accepted = await acceptAgreement(world.context, newMeta(actFor([recipient])), command);
    expect(accepted.ok).toBe(true);
    expect(await read()).toEqual([600, 700, 300, 300]);
  });
});

describe("two policies side by side", () => {
  test("share out what a round was planned from, or what is open now, and write nothing", async () => {
    const scenario = "comparison";
    const { calls } = await openScarcity(scenario);
    const roundId = await open(scenario, LEAST_DEVELOPED_FIRST);
    await plan(roundId);
    const before = await countRows(world);
    const asker = { actor: coordinator() };
    const compared = await comparePolicies(world.context, asker, {
      of: { roundId },
      a: EQUAL_COVERAGE,
      b: "own",
    });
    if (!compared.ok) throw new Error(JSON.stringify(compared.refusal));
    const { a, b, lines, policyA, policyB } = compared.value;
    expect([policyA.name, policyB.name]).toEqual(["equal_coverage", "least_developed_first"]);
    const byParty = new Map(lines.map((line) => [line.partyCode, line]));
    const [ethiopia, kenya] = calls.map(({ party }) => byParty.get(party.code));
    expect(ethiopia).toMatchObject({ asked: 1000, allocatedA: 450, allocatedB: 600, leastDeveloped: true });
    expect(kenya).toMatchObject({ asked: 1000, allocatedA: 450, allocatedB: 300, leastDeveloped: false });
    expect(a).toMatchObject({ meanCoverage: 0.45, lowestCoverage: 0.45, gini: 0, jain: 1 });
    expect(b).toMatchObject({ lowestCoverage: 0.3, leastDevelopedCoverage: 0.6, othersCoverage: 0.3 });
    expect([b.gini, b.jain].map((index) => index.toFixed(6))).toEqual(["0.166667", "0.900000"]);
    expect([a.shares[0]?.share, b.shares[0]?.share]).toEqual([0.5, 2 / 3]);
    // A day to the first departure after the cut-off's own, three on the way; all by lanes of one price.
    expect(a.leadTime.meanDays).toBe(b.leadTime.meanDays);
    expect(a.transport.costCents).toBeCloseTo(b.transport.costCents, 6);
    expect(a.transport).toMatchObject({ unpricedUnits: 0, unmeasuredUnits: 0 });
    // More goes to Ethiopia, by sea, and less to Kenya, by air.
    const grams = (plan: typeof a) =>
      plan.transport.byMode.map(({ mode, emissionsKg }) => [mode, emissionsKg]);
    expect(grams(a).map(([mode]) => mode)).toEqual(["air", "sea"]);
    expect(Number(grams(b)[0]![1]) / Number(grams(a)[0]![1])).toBeCloseTo(300 / 450, 9);
    expect(Number(grams(b)[1]![1]) / Number(grams(a)[1]![1])).toBeCloseTo(600 / 450, 9);
    const now = { of: { scenario }, a: EQUAL_COVERAGE, b: LEAST_DEVELOPED_FIRST } as const;
    const openNow = await comparePolicies(world.context, asker, now);
    expect(openNow).toMatchObject({
      ok: true,
      value: { lines: lines.map(({ allocatedB }) => ({ allocatedB })) },
    });
    expect(await countRows(world)).toEqual(before);
  });

  test("are refused, in order, to all but coordinators, of unknown and unplanned rounds, and without a policy", async () => {
    const scenario = "not compared";
    const roundId = await open(scenario, EQUAL_COVERAGE);
    const nothing = asId<"round">("00000000-0000-7000-8000-00000000dead");
    const stranger = actFor([(await addParty(world)).id]);
    const attempt = async (actor: typeof stranger, of: Parameters<typeof comparePolicies>[2]["of"]) => {
      const result = await comparePolicies(world.context, { actor }, { of, a: "own", b: "own" });
      return result.ok ? "done" : result.refusal;
    };
    expect(await attempt(stranger, { roundId: nothing })).toMatchObject({ code: "not_permitted" });
    expect(await attempt(coordinator(), { roundId: nothing })).toMatchObject({ code: "not_found" });
    expect(await attempt(coordinator(), { roundId })).toEqual({ code: "round_not_planned", roundId });
    expect(await attempt(coordinator(), { scenario })).toEqual({
      code: "malformed",
      problems: ["a", "b"].map((field) => ({ field, value: "own", rule: "own_without_round" })),
    });
  });

  test("a round that was planned before snapshots held all facts is compared without them", async () => {
    const scenario = "old";
    await openScarcity(scenario);
    const roundId = await open(scenario, LEAST_DEVELOPED_FIRST);
    await plan(roundId);
    const { database } = world.context;
    const { snapshot } = (await findRoundSnapshot(database, roundId))!;
    const old = {
      ...snapshot!,
      needs: snapshot!.needs.map(
        ({ promised: _p, promisedDirectly: _d, shortBeforePerMille: _s, ...need }) => need,
      ),
      lanes: snapshot!.lanes.map(({ mode: _m, distanceKm: _k, ...lane }) => lane),
    };
    const { name, weightPerMille, severityFirst } = LEAST_DEVELOPED_FIRST;
    await database
      .updateTable("round")
      .set({
        snapshot: JSON.stringify(old),
        policy: JSON.stringify({ name, weightPerMille, severityFirst }),
      })
      .where("id", "=", roundId)
      .execute();
    const command = { of: { roundId }, a: EQUAL_COVERAGE, b: "own" } as const;
    expect(await comparePolicies(world.context, { actor: coordinator() }, command)).toMatchObject({
      ok: true,
      value: {
        policyB: LEAST_DEVELOPED_FIRST,
        b: { lowestCoverage: 0.3, transport: { byMode: [], unmeasuredUnits: 900 } },
      },
    });
    expect(await listRoundAgreements(database, roundId)).toEqual([]);
  });
});
