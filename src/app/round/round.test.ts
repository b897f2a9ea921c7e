import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EQUAL_COVERAGE, LEAST_DEVELOPED_FIRST } from "#core/allocation/policy.ts";
import { canonicalJson } from "#core/canonical-json.ts";
import { asId, type RoundId } from "#core/id.ts";
import type { Party } from "#core/party/party.ts";
import { listRoundAgreements } from "#store/agreement.ts";
import { readSnapshot } from "#store/snapshot.ts";
import {
  actFor,
  addLane,
  addParty,
  countRows,
  makeOneOffer,
  newMeta,
  openWorld,
  raiseOneCall,
  readStages,
  TEST_NOW,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { acceptAgreement } from "../agreement/accept-agreement.ts";
import { declineAgreement } from "../agreement/decline-agreement.ts";
import { readAgreement } from "../agreement/read-agreements.ts";
import { planInThread } from "./plan-in-thread.ts";
import { openRound } from "./open-round.ts";
import { pickFacts, planRound } from "./plan-round.ts";
import { publishRound } from "./publish-round.ts";
import { readRoundFile } from "./read-round-file.ts";
import { readRound, readRounds } from "./read-rounds.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => await world.drop());

const coordinator = () => actFor([world.secretariatId], ["coordinator"]);

/** Every test has a world of its own within the database: a scenario's name. */
let scenarios = 0;
function newScenario(): string {
  scenarios += 1;
  return `round-${scenarios}`;
}

/** An offer of 900 masks, and two countries that ask for 1,000 each: Ethiopia, least developed, and Kenya. */
async function openScarcity(scenario: string) {
  const offer = await makeOneOffer(world, { quantity: units(900), scenario });
  const calls = [];
  for (const country of ["ETH", "KEN"]) {
    const party = await addParty(world, { country });
    const call = await raiseOneCall(world, { party, scenario });
    const lane = await addLane(world, { fromSiteId: offer.siteId, toSiteId: call.siteId, scenario });
    calls.push({ ...call, lane });
  }
  return { offer, calls };
}

async function open(scenario: string, policy = LEAST_DEVELOPED_FIRST): Promise<RoundId> {
  const opened = await openRound(world.context, newMeta(coordinator()), { policy, scenario });
  if (!opened.ok) throw new Error(opened.refusal.code);
  return asId<"round">(opened.value.id);
}

async function plan(roundId: RoundId) {
  const planned = await planRound(world.context, newMeta(coordinator()), { roundId });
  if (!planned.ok) throw new Error(JSON.stringify(planned.refusal));
  return planned.value;
}

async function publish(roundId: RoundId) {
  const published = await publishRound(world.context, newMeta(coordinator()), { roundId });
  if (!published.ok) throw new Error(JSON.stringify(published.refusal));
  return published.value;
}

describe("a round", () => {
  test("shares out what is open by its policy, tells why, and proposes an agreement to each pair", async () => {
    const scenario = newScenario();
    const { offer, calls } = await openScarcity(scenario);
    const roundId = await open(scenario);
    const planned = await plan(roundId);
    expect(planned).toMatchObject({ status: "draft", version: 2, publishedAt: null });
    const lines = planned.outcome?.lines.map((line) => [line.partyCode, line.allocated, line.leastDeveloped]);
    expect(new Set(lines)).toEqual(
      new Set([
        [calls[0]?.party.code, 600, true],
        [calls[1]?.party.code, 300, false],
      ]),
    );
    expect(planned.outcome?.shareBefore).toMatchObject([{ allocated: 900, allocatedToLeastDeveloped: 450 }]);
    expect(planned.outcome?.shareAfter).toMatchObject([{ allocated: 900, allocatedToLeastDeveloped: 600 }]);
    expect(await publish(roundId)).toMatchObject({ status: "published", version: 3 });
    const agreements = await listRoundAgreements(world.context.database, roundId);
    expect(agreements.map((one) => [one.giverId, one.status])).toEqual([
      [offer.party.id, "proposed"],
      [offer.party.id, "proposed"],
    ]);
    const shown = await readAgreement(world.context, actFor([offer.party.id]), asId(agreements[0]?.id ?? ""));
    expect(shown).toMatchObject({
      value: {
        roundId,
        scenario,
        giverConsents: false,
        recipientConsents: false,
        lines: [{ supplyId: offer.supplyId, fromSiteId: offer.siteId }],
        events: [{ step: "propose", partyCode: "SECRETARIAT" }],
      },
    });
    expect(await readStages(world, offer.supplyId)).toEqual({ available: 900 });
    await acceptAll(roundId);
    expect(await readStages(world, offer.supplyId)).toEqual({ reserved: 900 });
  });

  test("shares out nothing of what the giver keeps, whole packs only, and leaves the ledger as it is", async () => {
    const scenario = newScenario();
    const offer = await makeOneOffer(world, {
      quantity: units(900),
      keptUnits: units(150),
      packUnits: units(100),
      scenario,
    });
    for (const country of ["ETH", "KEN"]) {
      const party = await addParty(world, { country });
      const call = await raiseOneCall(world, { party, scenario });
      await addLane(world, { fromSiteId: offer.siteId, toSiteId: call.siteId, scenario });
    }
    const { outcome } = await plan(await open(scenario));
    // Of 900 may go 750: seven packs and a broken one of 50. Fair shares are 500 and 250.
    expect(outcome?.lines.map((line) => line.allocated).toSorted((a, b) => a - b)).toEqual([250, 500]);
    expect(outcome?.unused).toEqual([]);
    expect(await readStages(world, offer.supplyId)).toEqual({ available: 900 });
    await makeOneOffer(world, { party: offer.party, quantity: units(70), keptUnits: units(70), scenario });
    const snapshot = await readSnapshot(world.context.database, {
      cutOff: TEST_NOW,
      scenario,
      itemRules: world.context.reference.itemShelfLives,
    });
    expect(snapshot.supplies.map(({ quantity }) => quantity)).toEqual([750]);
  });

  test("planned again it is the same plan, byte for byte", async () => {
    const scenario = newScenario();
    await openScarcity(scenario);
    const roundId = await open(scenario);
    const [first, second] = [await plan(roundId), await plan(roundId)];
    expect(canonicalJson([second.outcome, second.allocations])).toBe(
      canonicalJson([first.outcome, first.allocations]),
    );
    expect(second.allocations).toHaveLength(2);
    expect(second.version).toBe(first.version + 1);
  });

  test("is kept with problem, plan and certificate, which everybody reads once it is published", async () => {
    const scenario = newScenario();
    const { offer } = await openScarcity(scenario);
    const roundId = await open(scenario);
    const readFile = async <Name extends "problem" | "plan" | "certificate">(
      actor: ReturnType<typeof coordinator> | undefined,
      name: Name,
    ) => await readRoundFile(world.context, actor, { roundId, name });
    expect(await readFile(coordinator(), "plan")).toMatchObject({ refusal: { code: "round_not_planned" } });
    await plan(roundId);
    expect(await readFile(undefined, "plan")).toMatchObject({ refusal: { code: "not_found" } });
    await publish(roundId);
    const [problem, planned, certificate] = [
      await readFile(undefined, "problem"),
      await readFile(undefined, "plan"),
      await readFile(undefined, "certificate"),
    ];
    if (!problem.ok || !planned.ok || !certificate.ok) throw new Error("not read");
    expect(problem.value.supplies.map((supply) => supply.key)).toEqual([
      expect.stringContaining(offer.supplyId),
    ]);
    expect(planned.value.demands.map((line) => line.allocated).toSorted((a, b) => a - b)).toEqual([300, 600]);
    expect(certificate.value.lines.map((line) => line.reason.status)).toEqual(["bound", "bound"]);
  });

  test("planned before files were kept, it says so", async () => {
    const scenario = newScenario();
    await openScarcity(scenario);
    const roundId = await open(scenario);
    await plan(roundId);
    await world.context.database.deleteFrom("roundFiles").where("roundId", "=", roundId).execute();
    expect(await readRoundFile(world.context, coordinator(), { roundId, name: "plan" })).toEqual({
      ok: false,
      refusal: { code: "round_files_not_kept", roundId },
    });
  });

  test("what a published round has proposed is not shared out again while it waits; what was declined is", async () => {
    const scenario = newScenario();
    const { offer } = await openScarcity(scenario);
    const first = await open(scenario);
    await plan(first);
    await publish(first);
    const second = await open(scenario);
    expect(await plan(second)).toMatchObject({ allocations: [] });
    const [one] = await listRoundAgreements(world.context.database, first);
    if (one === undefined) throw new Error("no agreement");
    const command = { agreementId: one.id, partyId: offer.party.id };
    await declineAgreement(world.context, newMeta(actFor([offer.party.id])), command);
    const again = await plan(second);
    const freed = again.allocations.reduce((sum, allocation) => sum + allocation.quantity, 0);
    expect([300, 600]).toContain(freed);
  });

  test("worlds do not mix: a scenario's calls and offers are in no other round", async () => {
    const scenario = newScenario();
    await openScarcity(scenario);
    expect(await plan(await open(newScenario()))).toMatchObject({ outcome: { lines: [], unused: [] } });
  });

  test("publishing supersedes the other drafts of its world, and leaves what was published before", async () => {
    const scenario = newScenario();
    await openScarcity(scenario);
    const [before, draft, now] = [await open(scenario), await open(scenario), await open(scenario)];
    for (const roundId of [before, now]) await plan(roundId);
    const otherWorld = await open(newScenario());
    await publish(now);
    const statuses = async () => {
      const rounds = [before, draft, now, otherWorld].map((id) =>
        readRound(world.context, coordinator(), id),
      );
      return (await Promise.all(rounds)).map((round) => round.ok && round.value.status);
    };
    expect(await statuses()).toEqual(["superseded", "superseded", "published", "draft"]);
    const refused = await planRound(world.context, newMeta(coordinator()), { roundId: before });
    expect(refused).toMatchObject({ refusal: { code: "step_not_allowed", status: "superseded" } });
  });

  test("sent twice, or twice at once, each step is done once", async () => {
    const scenario = newScenario();
    await openScarcity(scenario);
    const metas = [newMeta(coordinator()), newMeta(coordinator()), newMeta(coordinator())] as const;
    const policy = EQUAL_COVERAGE;
    const openOnce = () => openRound(world.context, metas[0], { policy, scenario });
    const [opened, same] = await Promise.all([openOnce(), openOnce()]);
    expect(same).toEqual(opened);
    if (!opened.ok) throw new Error(opened.refusal.code);
    const roundId = asId<"round">(opened.value.id);
    await planRound(world.context, metas[1], { roundId });
    const send = () => publishRound(world.context, metas[2], { roundId });
    const [one, two] = await Promise.all([send(), send()]);
    expect(two).toEqual(one);
    expect(await listRoundAgreements(world.context.database, roundId)).toHaveLength(2);
    const before = await countRows(world);
    const other = await openRound(world.context, metas[0], { policy: LEAST_DEVELOPED_FIRST, scenario });
    expect(other).toMatchObject({ refusal: { code: "already_posted_with_another_body" } });
    expect(await countRows(world)).toEqual(before);
  });

  test("two who publish one round at once: one succeeds, the other is told", async () => {
    const scenario = newScenario();
    await openScarcity(scenario);
    const roundId = await open(scenario);
    await plan(roundId);
    const answers = await Promise.all(
      [1, 2].map(() => publishRound(world.context, newMeta(coordinator()), { roundId })),
    );
    const told = answers.map((answer) => (answer.ok ? "done" : answer.refusal.code));
    expect(told.toSorted()).toEqual(["done", "step_not_allowed"]);
  });

  test("two who plan one round at once: one succeeds, the other is told; sent twice at once it is one plan", async () => {
    const scenario = newScenario();
    await openScarcity(scenario);
    const roundId = await open(scenario);
    const metas = [newMeta(coordinator()), newMeta(coordinator())];
    const answers = await Promise.all(metas.map((meta) => planRound(world.context, meta, { roundId })));
    const told = answers.map((answer) => (answer.ok ? "done" : answer.refusal.code));
    expect(told.toSorted()).toEqual(["done", "version_changed"]);
    const meta = newMeta(coordinator());
    const [one, two] = await Promise.all([1, 2].map(() => planRound(world.context, meta, { roundId })));
    expect(one).toMatchObject({ ok: true, value: { version: 3 } });
    expect(two).toEqual(one);
  });

  test("is not planned when its sender has gone or the time is over; nothing is written", async () => {
    const scenario = newScenario();
    await openScarcity(scenario);
    const roundId = await open(scenario);
    const before = await countRows(world);
    const leaving = new AbortController();
    const meta = { ...newMeta(coordinator()), signal: leaving.signal };
    const planning = planRound(world.context, meta, { roundId });
    leaving.abort();
    const refusal = { code: "plan_not_found", reason: "cancelled" };
    expect(await planning).toEqual({ ok: false, refusal });
    expect(await countRows(world)).toEqual(before);
    const snapshot = await readSnapshot(world.context.database, {
      cutOff: TEST_NOW,
      scenario,
      itemRules: world.context.reference.itemShelfLives,
    });
    const task = { snapshot, policy: EQUAL_COVERAGE, facts: pickFacts(world.context) };
    expect(await planInThread(task, { withinMs: 0 })).toEqual({
      ok: false,
      refusal: { code: "plan_not_found", reason: "no plan within 0 ms" },
    });
    // What can still be planned is planned afterwards, by a new thread.
    expect(await plan(roundId)).toMatchObject({ version: 2, status: "draft" });
  });

  test("is refused, in order, to all but coordinators, for an unknown, a changed, an unplanned one; nothing is written", async () => {
    const scenario = newScenario();
    const roundId = await open(scenario);
    const before = await countRows(world);
    const stranger = actFor([(await addParty(world)).id]);
    const administrator = actFor([world.secretariatId], ["administrator", "focal_point"]);
    const nothing = asId<"round">("00000000-0000-7000-8000-00000000dead");
    for (const step of [planRound, publishRound]) {
      const attempt = async (actor: typeof stranger, id: RoundId, expectedVersion?: number) => {
        const meta = { ...newMeta(actor), ...(expectedVersion === undefined ? {} : { expectedVersion }) };
        const result = await step(world.context, meta, { roundId: id });
        return result.ok ? "taken" : result.refusal.code;
      };
      expect([
        await attempt(stranger, nothing),
        await attempt(administrator, roundId),
        await attempt(coordinator(), nothing),
        await attempt(coordinator(), roundId, 9),
      ]).toEqual(["not_permitted", "not_permitted", "not_found", "version_changed"]);
    }
    expect(
      await openRound(world.context, newMeta(stranger), { policy: EQUAL_COVERAGE, scenario }),
    ).toMatchObject({ refusal: { code: "not_permitted" } });
    expect(await publishRound(world.context, newMeta(coordinator()), { roundId })).toEqual({
      ok: false,
      refusal: { code: "round_not_planned", roundId },
    });
    expect(await countRows(world)).toEqual(before);
  });

  test("drafts are the secretariat's, what is published is everybody's", async () => {
    const scenario = newScenario();
    const roundId = await open(scenario);
    const seen = async (actor: ReturnType<typeof coordinator> | undefined) => {
      const page = await readRounds(world.context, actor, { scenario, page: { limit: 5 } });
      const one = await readRound(world.context, actor, roundId);
      return [page.items.length, one.ok ? one.value.status : one.refusal.code];
    };
    expect([await seen(undefined), await seen(coordinator())]).toEqual([
      [0, "not_found"],
      [1, "draft"],
    ]);
    await plan(roundId);
    await publish(roundId);
    expect(await seen(undefined)).toEqual([1, "published"]);
  });
});

/** Both sides accept every agreement of a round. */
async function acceptAll(roundId: RoundId): Promise<void> {
  for (const { id: agreementId, giverId, recipientId } of await listRoundAgreements(
    world.context.database,
    roundId,
  )) {
    for (const partyId of [giverId, recipientId] satisfies Party["id"][]) {
      const command = { agreementId, partyId };
      const accepted = await acceptAgreement(world.context, newMeta(actFor([partyId])), command);
      if (!accepted.ok) throw new Error(JSON.stringify(accepted.refusal));
    }
  }
}
