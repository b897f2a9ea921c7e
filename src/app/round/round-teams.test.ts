import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EQUAL_COVERAGE } from "#core/allocation/policy.ts";
import { asId } from "#core/id.ts";
import type { Party } from "#core/party/party.ts";
import type { Site } from "#core/site/site.ts";
import type { StateTeamNeeds } from "#core/team/team-needs.ts";
import { asDay, asInstant } from "#core/time.ts";
import { listRoundAgreements } from "#store/agreement.ts";
import { readSnapshot } from "#store/snapshot.ts";
import { ready } from "#test/fixtures/equipment.ts";
import { query } from "#test/fixtures/query.ts";
import { inviteOne, offerOneTeam, takeSteps, unwrap } from "#test/fixtures/team-world.ts";
import {
  actFor,
  addLane,
  addParty,
  addSite,
  countRows,
  makeOneOffer,
  newMeta,
  openWorld,
  TEST_NOW,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { acceptAgreement } from "../agreement/accept-agreement.ts";
import { readCall } from "../call/read-calls.ts";
import { callForTeams } from "../team/call-for-teams.ts";
import { readDeployments } from "../team/read-deployments.ts";
import { takeDeploymentStep } from "../team/take-deployment-step.ts";
import { withdrawTeamOffer } from "../team/withdraw-team-offer.ts";
import { explainRoundTeam, explainRoundTeamCall } from "./explain-round-teams.ts";
import { openRound } from "./open-round.ts";
import { planRound } from "./plan-round.ts";
import { publishRound } from "./publish-round.ts";
import { readRoundAssignment } from "./read-round-assignment.ts";

let world: World;
let hosts: readonly { readonly party: Party; readonly site: Site }[];
let giver: Party;
let offer: Awaited<ReturnType<typeof makeOneOffer>>;
beforeAll(async () => {
  world = await openWorld();
  giver = await addParty(world, { country: "ITA" });
  const made = [];
  for (const country of ["MOZ", "MWI"]) {
    const party = await addParty(world, { country });
    made.push({ party, site: await addSite(world, { party }) });
  }
  hosts = made;
  offer = await makeOneOffer(world, { quantity: units(900) });
  for (const { site } of hosts) await addLane(world, { fromSiteId: offer.siteId, toSiteId: site.id });
});
afterAll(async () => await world.drop());

const coordinator = () => newMeta(actFor([world.secretariatId], ["coordinator"]));
const getHost = (n: number) => {
  const host = hosts[n];
  if (host === undefined) throw new Error("there are two hosts");
  return host;
};

async function call(n: number) {
  const { party, site } = getHost(n);
  const command = {
    partyId: party.id,
    types: ["type_2" as const],
    count: 1,
    fromDay: asDay("2026-03-20"),
    untilDay: asDay("2026-04-20"),
    siteId: site.id,
    emergency: "cyclone",
  };
  return unwrap(await callForTeams(world.context, newMeta(actFor([party.id])), command));
}

async function plan() {
  const opened = unwrap(await openRound(world.context, coordinator(), { policy: EQUAL_COVERAGE }));
  const roundId = asId<"round">(opened.id);
  return unwrap(await planRound(world.context, coordinator(), { roundId }));
}

/** Why the team that needs oxygen is not at the first host, and that call has no other: in words. */
async function explain(planned: Awaited<ReturnType<typeof plan>>) {
  const { context } = world;
  const teams = planned.outcome?.teams;
  const needy = teams?.sent.find(({ teamName }) => teamName === "Needs oxygen");
  const other = teams?.sent.find(({ teamName }) => teamName === "Brings all");
  const reader = coordinator().actor;
  const round = { roundId: asId<"round">(planned.id), language: "en" as const };
  const { texts } = unwrap(await readRoundAssignment(context, reader, round.roundId));
  expect(JSON.parse(texts?.plan ?? "{}")).toMatchObject({
    format: "wellspring-assignment-plan",
    proven: true,
  });
  const teamOfferId = asId<"team offer">(needy?.teamOfferId ?? "");
  const why = unwrap(await explainRoundTeam(context, reader, { ...round, teamOfferId, number: 1 }));
  expect(why.words.needs.join(" ")).toMatch(/oxygen \(l\/min\).*200 units \(medical mask/i);
  expect(why.words.others.join(" ")).toContain("has not stated whether it has this: oxygen (l/min)");
  const teamCallId = asId<"team call">(other?.teamCallId ?? "");
  const call = unwrap(await explainRoundTeamCall(context, reader, { ...round, teamCallId }));
  expect(call.words.head).toContain(": teams 1 of 1, level 1. It has all that it asks.");
  expect(call.words.needs).toEqual([expect.stringContaining("Brings all")]);
  expect(call.facts.others.map(({ reason }) => reason.kind).toSorted()).toEqual(["unstated", "window"]);
}

const OXYGEN: StateTeamNeeds = {
  oxygen: { litresPerMinute: 40 },
  goods: [{ items: ["medical_mask"], quantity: 200, withinDays: 7 }],
};

describe("a round of teams and goods", () => {
  test("plans two of three teams, is published, confirmed by the host and accepted by the giver", async () => {
    const needy = await offerOneTeam(world, giver, "Needs oxygen", OXYGEN);
    await offerOneTeam(world, giver, "Brings all", {});
    const busy = await offerOneTeam(world, giver, "Busy", {});
    const own = { party: getHost(0).party, site: getHost(0).site };
    const invited = unwrap(
      await inviteOne(world, {
        offerId: busy.id,
        host: own.party,
        site: own.site,
        days: ["2026-03-05", "2026-06-30"],
      }),
    );
    await takeSteps({ world, giver, host: own.party }, invited.id, ["accept"]);
    await ready(world, getHost(1).site.id, getHost(1).party.id, { oxygenLowLitresPerMinute: 60 });
    await call(0);
    await call(1);
    const planned = await plan();
    const teams = planned.outcome?.teams;
    expect(teams?.sent.map((one) => [one.teamName, one.recipientCode])).toEqual(
      [
        ["Brings all", getHost(0).party.code],
        ["Needs oxygen", getHost(1).party.code],
      ].toSorted(([, a = ""], [, b = ""]) => (a < b ? -1 : 1)),
    );
    expect(teams?.staying).toMatchObject([{ teamName: "Busy", reason: null }]);
    expect(teams).toMatchObject({ proven: true, needsNotStated: [] });
    await explain(planned);

    const roundId = asId<"round">(planned.id);
    const meta = coordinator();
    const published = await publishRound(world.context, meta, { roundId });
    expect(await publishRound(world.context, meta, { roundId })).toEqual(published);
    const { items } = await readDeployments(world.context, { status: "proposed" }, { limit: 10 });
    expect(items.map((one) => [one.teamName, one.roundId])).toEqual(
      expect.arrayContaining([
        ["Brings all", planned.id],
        ["Needs oxygen", planned.id],
      ]),
    );
    const proposal = items.find(({ teamName }) => teamName === "Needs oxygen");
    const deploymentId = asId<"deployment">(proposal?.id ?? "");
    const host = getHost(1).party;
    const asGiver = newMeta(actFor([giver.id]));
    expect(await takeDeploymentStep(world.context, asGiver, "confirm", { deploymentId })).toMatchObject({
      refusal: { code: "not_permitted" },
    });
    expect(await takeDeploymentStep(world.context, asGiver, "accept", { deploymentId })).toMatchObject({
      refusal: { code: "step_not_allowed", status: "proposed" },
    });
    // What waits is promised: neither the team, nor the call, nor its goods are planned again.
    const waiting = await readSnapshot(world.context.database, {
      cutOff: TEST_NOW,
      scenario: null,
      itemRules: [],
    });
    expect(waiting.teams).toBeUndefined();
    expect(waiting.supplies).toMatchObject([{ quantity: 700 }]);

    const confirm = newMeta(actFor([host.id], ["focal_point"]));
    const confirmed = await takeDeploymentStep(world.context, confirm, "confirm", { deploymentId });
    expect(await takeDeploymentStep(world.context, confirm, "confirm", { deploymentId })).toEqual(confirmed);
    const { needsCallId, status } = unwrap(confirmed);
    expect(status).toBe("invited");
    expect(await readCall(world.context, asId<"call">(needsCallId ?? ""))).toMatchObject({
      value: { emergency: "cyclone", lines: [{ itemId: "medical_mask", quantity: 200 }] },
    });
    const [agreement] = await listRoundAgreements(world.context.database, roundId);
    expect(agreement).toMatchObject({ giverId: offer.party.id, recipientId: host.id, status: "proposed" });
    const agreementId = asId<"agreement">(agreement?.id ?? "");
    const goodsGiver = newMeta(actFor([offer.party.id], ["focal_point"]));
    expect(
      await acceptAgreement(world.context, goodsGiver, { agreementId, partyId: offer.party.id }),
    ).toMatchObject({
      value: { status: "agreed" },
    });
    expect(
      await takeDeploymentStep(world.context, newMeta(actFor([giver.id])), "accept", { deploymentId }),
    ).toMatchObject({ value: { status: "accepted", roundId: planned.id } });
    expect(needy.needs).toMatchObject({ power: null, oxygen: { pressure: "low_pressure" } });
  });

  test("proposes nothing where a team was promised meanwhile, and says which", async () => {
    const party = getHost(0).party;
    const late = await offerOneTeam(world, giver, "Late", {});
    await call(0);
    const planned = await plan();
    expect(planned.outcome?.teams?.sent).toMatchObject([{ teamName: expect.stringMatching(/Late/) }]);
    const days = ["2026-03-10", "2026-05-01"] as const;
    const { site } = getHost(0);
    const invited = unwrap(await inviteOne(world, { offerId: late.id, host: party, site, days }));
    await takeSteps({ world, giver, host: party }, invited.id, ["accept"]);
    const before = await countRows(world);
    const publish = async () =>
      await publishRound(world.context, coordinator(), { roundId: asId<"round">(planned.id) });
    expect(await publish()).toMatchObject({ refusal: { code: "round_teams_changed", teams: ["Late"] } });
    expect(await countRows(world)).toEqual(before);
    await takeSteps({ world, giver, host: party }, invited.id, ["cancel"]);
    const teamOfferId = asId<"team offer">(late.id);
    unwrap(await withdrawTeamOffer(world.context, newMeta(actFor([giver.id])), { teamOfferId }));
    expect(await publish()).toMatchObject({ refusal: { code: "round_teams_changed" } });
  });

  test("waits for an invitation of the team, and is not waited for by it", async () => {
    const both = await offerOneTeam(world, giver, "Both at once", {});
    const planned = await plan();
    const { database } = world.context;
    const roundId = asId<"round">(planned.id);
    const host = newMeta(actFor([getHost(0).party.id], ["focal_point"]));
    /** What is sent while an invitation has the offer, and is about to take the team. */
    const beside = async <Answer>(send: () => Promise<Answer>) => {
      const sent = await database.transaction().execute(async (own) => {
        await query(own, `select from team_offer where id = '${both.id}' for update`);
        const answer = send();
        const isWaiting = async () =>
          (await query(database, "select from pg_locks where not granted")).length > 0;
        await expect.poll(isWaiting).toBe(true);
        await query(own, `select from team where id = '${both.teamId}' for update nowait`);
        return { answer };
      });
      return await sent.answer;
    };
    unwrap(await beside(async () => await publishRound(world.context, coordinator(), { roundId })));
    const { items } = await readDeployments(world.context, { status: "proposed" }, { limit: 10 });
    const deploymentId = asId<"deployment">(
      items.find(({ roundId: of, teamName }) => of === planned.id && teamName === "Both at once")?.id ?? "",
    );
    unwrap(
      await beside(async () => await takeDeploymentStep(world.context, host, "confirm", { deploymentId })),
    );
    const giverMeta = newMeta(actFor([giver.id]));
    unwrap(await takeDeploymentStep(world.context, giverMeta, "decline", { deploymentId }));
    const teamOfferId = asId<"team offer">(both.id);
    unwrap(await withdrawTeamOffer(world.context, newMeta(actFor([giver.id])), { teamOfferId }));
  });

  test("lapses on its first day: the host can confirm it no more, and the call is planned again", async () => {
    await offerOneTeam(world, giver, "In time", {});
    const planned = await plan();
    unwrap(await publishRound(world.context, coordinator(), { roundId: asId<"round">(planned.id) }));
    const { items } = await readDeployments(world.context, { status: "proposed" }, { limit: 10 });
    const own = items.find(({ roundId }) => roundId === planned.id);
    expect(own).toMatchObject({ teamName: "In time" });
    const { database } = world.context;
    const late = { supplyId: offer.supplyId, quantity: 100, departOn: "2026-03-22" };
    const goods = JSON.stringify([late]);
    await query(database, `update deployment set planned_goods = '${goods}' where id = '${own?.id ?? ""}'`);
    world.setNow("2026-03-21T09:00:00Z");
    const host = newMeta(actFor([getHost(0).party.id], ["focal_point"]));
    const deploymentId = asId<"deployment">(own?.id ?? "");
    expect(await takeDeploymentStep(world.context, host, "confirm", { deploymentId })).toMatchObject({
      refusal: { code: "proposal_lapsed", fromDay: "2026-03-20" },
    });
    // Goods that were to come after the team are kept for it no more either.
    const countAt = async (cutOff: string) =>
      (
        await readSnapshot(database, { cutOff: asInstant(cutOff), scenario: null, itemRules: [] })
      ).supplies.map(({ quantity }) => quantity);
    expect(await countAt("2026-03-20T09:00:00Z")).toEqual([units(600)]);
    expect(await countAt("2026-03-21T09:00:00Z")).toEqual([units(700)]);
    const again = await plan();
    expect(again.outcome?.teams?.sent).toMatchObject([{ fromDay: "2026-03-21" }, { fromDay: "2026-03-21" }]);
    world.setNow(TEST_NOW);
  });
});
