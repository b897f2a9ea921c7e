import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { type DeploymentStep, DEPLOYMENT_STEP_NAMES } from "#core/team/deployment.ts";
import type { TeamCallId } from "#core/team/team-call.ts";
import { asDay } from "#core/time.ts";
import { actFor, addParty, newMeta, TEST_NOW } from "#test/fixtures/world.ts";
import { callForTeams, confirmTeamCall, withdrawTeamCall } from "./call-for-teams.ts";
import { expireTeamCalls } from "./expire-team-calls.ts";
import { expireTeamOffers } from "./expire-team-offers.ts";
import { offerTeam } from "./offer-team.ts";
import { readDeployment, readDeployments } from "./read-deployments.ts";
import { readTeamCall, readTeamCalls } from "./read-team-calls.ts";
import { registerTeam } from "./register-team.ts";
import { takeDeploymentStep } from "./take-deployment-step.ts";
import {
  inviteOne,
  offerOneTeam,
  openTeamWorld,
  takeSteps,
  type TeamWorld,
  unwrap,
} from "#test/fixtures/team-world.ts";
import { withdrawTeamOffer } from "./withdraw-team-offer.ts";

let team: TeamWorld;
beforeAll(async () => {
  team = await openTeamWorld();
});
afterAll(async () => await team.drop());

async function countAll() {
  const tables = ["team", "teamOffer", "teamCall", "deployment", "deploymentEvent", "command"] as const;
  return await Promise.all(
    tables.map(async (table) => {
      const row = await team.owner
        .selectFrom(table)
        .select((eb) => eb.fn.countAll<number>().as("count"))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    }),
  );
}

describe("offers of teams", () => {
  test("are shown with what is below WHO's minimum for the type, which is not refused", () => {
    expect(team.offer).toMatchObject({
      status: "open",
      languages: ["en", "fr"],
      belowMinimum: ["outpatientsPerDay"],
    });
  });

  test("of one team stand one at a time, and only its own party and the secretariat make and withdraw them", async () => {
    const before = await countAll();
    const offer = {
      teamId: asId<"team">(team.offer.teamId),
      terms: "grant" as const,
      languages: [],
      availableFrom: asDay("2026-03-01"),
    };
    const own = newMeta(actFor([team.giver.id]));
    expect(await offerTeam(team.context, own, offer)).toMatchObject({
      refusal: { code: "team_offered_already", teamOfferId: team.offer.id },
    });
    const stranger = newMeta(actFor([team.host.id]));
    const teamOfferId = asId<"team offer">(team.offer.id);
    expect(await offerTeam(team.context, stranger, offer)).toMatchObject({
      refusal: { code: "not_permitted" },
    });
    expect(await withdrawTeamOffer(team.context, stranger, { teamOfferId })).toMatchObject({
      refusal: { code: "not_permitted" },
    });
    const again = { partyId: team.giver.id, name: "Team One", capabilities: [] };
    expect(await registerTeam(team.context, own, again)).toMatchObject({ refusal: { code: "team_exists" } });
    const condition = { ...again, name: "A team, only if you vote with us" };
    expect(await registerTeam(team.context, own, condition)).toMatchObject({
      refusal: { code: "malformed", problems: [{ field: "name", rule: "conditions_attached" }] },
    });
    expect(await countAll()).toEqual(before);
  });
});

describe("a call for teams", () => {
  test("shows which offered teams could answer it, and why the others cannot", async () => {
    const { host, site, context } = team;
    const meta = newMeta(actFor([host.id]));
    const call = {
      partyId: host.id,
      types: ["type_2" as const],
      count: 1,
      fromDay: asDay("2026-05-01"),
      untilDay: asDay("2026-05-31"),
      siteId: site.id,
      languages: ["pt", "fr"],
    };
    const made = unwrap(await callForTeams(context, meta, call));
    expect(made.matches).toMatchObject([{ answer: "yes", offer: { teamName: "Team One" } }]);
    const other = unwrap(
      await callForTeams(context, newMeta(actFor([host.id])), {
        ...call,
        languages: ["pt"],
        untilDay: asDay("2026-07-31"),
      }),
    );
    expect(other.matches).toMatchObject([{ answer: "no", mismatches: ["ends_earlier", "language"] }]);
    expect(await callForTeams(context, newMeta(actFor([team.giver.id])), call)).toMatchObject({
      refusal: { code: "not_permitted" },
    });
    const teamCallId = asId<"team call">(made.id);
    unwrap(await withdrawTeamCall(context, newMeta(actFor([host.id])), { teamCallId }));
    expect(await withdrawTeamCall(context, newMeta(actFor([host.id])), { teamCallId })).toMatchObject({
      refusal: { code: "step_not_allowed", status: "withdrawn" },
    });
    expect(await readTeamCall(context, teamCallId)).toMatchObject({ value: { status: "withdrawn" } });
    expect((await readTeamCalls(context, { status: "open" }, { limit: 10 })).items).toHaveLength(1);
  });
});

describe("a deployment", () => {
  const ALL: readonly DeploymentStep[] = ["accept", "depart", "register", "start", "hand_over", "close"];

  test("goes from invitation to close, both sides taking their steps; a step is not taken twice", async () => {
    const made = unwrap(await inviteOne(team.world, { ...team, offerId: team.offer.id }));
    expect(made).toMatchObject({ status: "invited", emergency: "cyclone" });
    const deploymentId = asId<"deployment">(made.id);
    const meta = newMeta(actFor([team.giver.id]));
    const accepted = await takeDeploymentStep(team.context, meta, "accept", { deploymentId });
    expect(await takeDeploymentStep(team.context, meta, "accept", { deploymentId })).toEqual(accepted);
    expect(
      await takeDeploymentStep(team.context, newMeta(actFor([team.giver.id])), "accept", { deploymentId }),
    ).toMatchObject({
      refusal: { code: "step_not_allowed", status: "accepted", allowed: ["depart", "cancel"] },
    });
    await takeSteps(
      team,
      made.id,
      ["depart", "2026-02-27"],
      ["register", "2026-03-01"],
      ["start", "2026-03-01"],
    );
    const early = { deploymentId, occurred: "2026-02-01" };
    expect(
      await takeDeploymentStep(team.context, newMeta(actFor([team.host.id])), "hand_over", early),
    ).toMatchObject({ refusal: { code: "malformed", problems: [{ rule: "before_previous_step" }] } });
    await takeSteps(team, made.id, ["hand_over"], ["close"]);
    const shown = unwrap(await readDeployment(team.context, deploymentId));
    expect(shown.status).toBe("closed");
    expect(shown.events.map(({ step }) => step)).toEqual(["invite", ...ALL]);
    const listed = await readDeployments(team.context, { emergency: "cyclone" }, { limit: 10 });
    expect(listed.items.map(({ id }) => id)).toEqual([made.id]);
  });

  test("is taken on by a team once at a time: another host's days may touch only when it is free", async () => {
    const { id: offerId } = await offerOneTeam(team.world, team.giver, "Team Two");
    const first = unwrap(await inviteOne(team.world, { ...team, offerId }));
    const second = unwrap(
      await inviteOne(team.world, { ...team, offerId, days: ["2026-03-31", "2026-04-30"] }),
    );
    await takeSteps(team, first.id, ["accept"]);
    const deploymentId = asId<"deployment">(second.id);
    const accept = async () =>
      await takeDeploymentStep(team.context, newMeta(actFor([team.giver.id])), "accept", { deploymentId });
    expect(await accept()).toMatchObject({ refusal: { code: "team_deployed", untilDay: "2026-03-31" } });
    await takeSteps(team, first.id, ["cancel"]);
    expect(await accept()).toMatchObject({ ok: true, value: { status: "accepted" } });
  });

  test("is not made on an offer that was withdrawn, nor by a stranger", async () => {
    const { id: offerId } = await offerOneTeam(team.world, team.giver, "Team Three");
    const stranger = await addParty(team.world);
    const before = await countAll();
    const invited = await inviteOne(team.world, { ...team, host: stranger, offerId });
    expect(invited).toMatchObject({ refusal: { problems: [{ rule: "site_of_another_party" }] } });
    expect(await countAll()).toEqual(before);
    const teamOfferId = asId<"team offer">(offerId);
    unwrap(await withdrawTeamOffer(team.context, newMeta(actFor([team.giver.id])), { teamOfferId }));
    expect(await inviteOne(team.world, { ...team, offerId })).toMatchObject({
      refusal: { code: "team_offer_not_open" },
    });
  });

  test("takes each step from whoever the table names, and from nobody else", async () => {
    const { id: offerId } = await offerOneTeam(team.world, team.giver, "Team Four");
    const made = unwrap(await inviteOne(team.world, { ...team, offerId }));
    const deploymentId = asId<"deployment">(made.id);
    const who: Readonly<Record<DeploymentStep, string>> = {
      confirm: "recipient:focal_point",
      accept: "giver:focal_point",
      decline: "giver:focal_point",
      cancel: "giver:focal_point recipient:focal_point",
      depart: "giver:focal_point giver:logistician",
      register: "recipient:focal_point recipient:logistician",
      start: "giver:focal_point giver:logistician giver:team_leader",
      hand_over: "giver:focal_point giver:logistician giver:team_leader recipient:focal_point",
      close: "recipient:focal_point recipient:logistician",
    };
    for (const step of DEPLOYMENT_STEP_NAMES) {
      const refused = await takeDeploymentStep(team.context, newMeta(actFor([])), step, { deploymentId });
      expect(refused).toMatchObject({ refusal: { code: "not_permitted", allowed: who[step].split(" ") } });
      const auditors = newMeta(actFor([team.giver.id, team.host.id], ["auditor", "administrator"]));
      expect(await takeDeploymentStep(team.context, auditors, step, { deploymentId })).toMatchObject({
        refusal: { code: "not_permitted" },
      });
    }
  });
});

describe("the end of a call for teams", () => {
  const raise = async (count: number) => {
    const days = { fromDay: asDay("2026-03-01"), untilDay: asDay("2026-08-31") };
    const call = { partyId: team.host.id, types: ["type_2" as const], count, siteId: team.site.id, ...days };
    return asId<"team call">(
      unwrap(await callForTeams(team.context, newMeta(actFor([team.host.id])), call)).id,
    );
  };
  const read = async (id: TeamCallId) => unwrap(await readTeamCall(team.context, id));
  const steps = async (id: TeamCallId) => (await read(id)).events.map(({ step }) => step);
  const answer = async (teamCallId: TeamCallId, name: string) => {
    const { id: offerId } = await offerOneTeam(team.world, team.giver, name);
    return await inviteOne(team.world, { ...team, offerId, teamCallId });
  };

  test("comes with as many deployments as were asked for; nobody is invited then, until one falls through", async () => {
    const id = await raise(1);
    const first = unwrap(await answer(id, "Met One"));
    const second = unwrap(await answer(id, "Met Two"));
    await takeSteps(team, first.id, ["accept"]);
    expect(await read(id)).toMatchObject({ status: "met", version: 2 });
    expect(await answer(id, "Met Three")).toMatchObject({
      refusal: { problems: [{ rule: "team_call_not_open", facts: { status: "met" } }] },
    });
    await takeSteps(team, first.id, ["cancel"]);
    expect(await read(id)).toMatchObject({ status: "open" });
    await takeSteps(team, second.id, ["accept"], ["depart"], ["register"], ["hand_over"], ["close"]);
    expect(await read(id)).toMatchObject({ status: "met" });
    expect(await steps(id)).toEqual(["call", "meet", "reopen", "meet"]);
    const meta = newMeta(actFor([team.host.id]));
    expect(await confirmTeamCall(team.context, meta, { teamCallId: id })).toMatchObject({
      refusal: { code: "step_not_allowed", status: "met", allowed: ["reopen"] },
    });
  });

  test("comes when nobody confirms it in time, and a confirmation opens it again before its days are over", async () => {
    const id = await raise(2);
    const confirm = async (actor = actFor([team.host.id], ["focal_point"])) =>
      await confirmTeamCall(team.context, newMeta(actor), { teamCallId: id });
    expect(await read(id)).toMatchObject({ status: "open", expiresOn: "2026-05-31" });
    expect(await confirm(actFor([team.giver.id]))).toMatchObject({ refusal: { code: "not_permitted" } });
    team.world.setNow("2026-05-31T00:00:00Z");
    expect(await expireTeamCalls(team.context)).not.toContain(id);
    team.world.setNow("2026-06-01T00:00:00Z");
    const expired = await Promise.all([expireTeamCalls(team.context), expireTeamCalls(team.context)]);
    expect(expired.flat().filter((one) => one === id)).toHaveLength(1);
    expect(await answer(id, "Late One")).toMatchObject({
      refusal: {
        problems: [
          { rule: "team_call_not_open", facts: { status: "expired" } },
          { rule: "window_has_ended" },
        ],
      },
    });
    expect(await confirm()).toMatchObject({ value: { status: "open", expiresOn: "2026-08-30" } });
    team.world.setNow("2026-08-20T00:00:00Z");
    expect(await confirm()).toMatchObject({ value: { status: "open", expiresOn: "2026-08-31" } });
    team.world.setNow("2026-09-01T00:00:00Z");
    expect(await expireTeamCalls(team.context)).toContain(id);
    expect(await confirm()).toMatchObject({ refusal: { problems: [{ rule: "window_has_ended" }] } });
    expect(await steps(id)).toEqual(["call", "expire", "confirm", "confirm", "expire"]);
    team.world.setNow(TEST_NOW);
  });

  test("of an offer of a team comes with its last day", async () => {
    const { id } = await offerOneTeam(team.world, team.giver, "Until June");
    team.world.setNow("2026-06-30T23:00:00Z");
    expect(await expireTeamOffers(team.context)).not.toContain(id);
    team.world.setNow("2026-07-01T00:00:00Z");
    expect(await expireTeamOffers(team.context)).toContain(id);
    expect(await expireTeamOffers(team.context)).toEqual([]);
    team.world.setNow(TEST_NOW);
    expect(await inviteOne(team.world, { ...team, offerId: id })).toMatchObject({
      refusal: { code: "team_offer_not_open" },
    });
  });
});
