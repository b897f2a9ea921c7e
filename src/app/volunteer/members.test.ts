import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asId, type PartyId } from "#core/id.ts";
import { type Actor, ROLES } from "#core/party/party.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import { asDay } from "#core/time.ts";
import { lockDeployment } from "#store/deployment.ts";
import { query } from "#test/fixtures/query.ts";
import {
  inviteOne,
  offerOneTeam,
  openTeamWorld,
  takeSteps,
  type TeamWorld,
  unwrap,
} from "#test/fixtures/team-world.ts";
import { addOneVolunteer } from "#test/fixtures/volunteer.ts";
import { actFor, addParty, newMeta } from "#test/fixtures/world.ts";
import { askLicences, assignMember, removeMember } from "./assign-member.ts";
import { readMembers } from "./read-members.ts";
import { readVolunteer } from "./read-volunteers.ts";
import { withdrawConsent } from "./withdraw-consent.ts";

let team: TeamWorld;
beforeAll(async () => {
  team = await openTeamWorld();
});
afterAll(async () => await team.drop());

const keeper = () => actFor([team.giver.id], ["focal_point"]);
const host = () => actFor([team.host.id], ["logistician"]);

let counter = 0;
/** A deployment of a team of its own in March 2026, or on other days, with the steps given. */
async function deploy(steps: Parameters<typeof takeSteps>[2][] = [["accept"]], days?: [string, string]) {
  counter += 1;
  const { id: offerId } = await offerOneTeam(team.world, team.giver, `Members ${counter}`);
  const stay = days === undefined ? {} : { days };
  const { id } = unwrap(await inviteOne(team.world, { ...team, offerId, ...stay }));
  await takeSteps(team, id, ...steps);
  return asId<"deployment">(id);
}

async function assign(deploymentId: DeploymentId, volunteerId: string, actor = keeper()) {
  const command = { deploymentId, volunteerId: asId<"volunteer">(volunteerId) };
  return await assignMember(team.context, newMeta(actor), command);
}

describe("a member of a deployment", () => {
  test("is a volunteer of the giver's roster, from the acceptance to the close", async () => {
    const { id } = await addOneVolunteer(team.world, team.giver.id);
    const foreign = await addOneVolunteer(team.world, team.host.id);
    const deploymentId = await deploy([]);
    expect(await assign(deploymentId, id)).toMatchObject({
      refusal: { code: "deployment_without_members", status: "invited" },
    });
    await takeSteps(team, deploymentId, ["accept"]);
    expect(await assign(deploymentId, foreign.id)).toMatchObject({ refusal: { noun: "volunteer" } });
    expect(await assign(deploymentId, id, host())).toMatchObject({ refusal: { code: "not_permitted" } });
    expect(await assign(deploymentId, id)).toEqual({ ok: true, value: { deploymentId, volunteerId: id } });
    expect(await assign(deploymentId, id)).toMatchObject({ ok: true });
    const command = { deploymentId, volunteerId: id };
    expect(await removeMember(team.context, newMeta(keeper()), command)).toMatchObject({ ok: true });
    expect(await removeMember(team.context, newMeta(keeper()), command)).toMatchObject({
      refusal: { code: "not_found", noun: "volunteer" },
    });
  });

  test("goes only with consent to the end, on days that suit, to one place at a time, with the licence that is asked", async () => {
    const first = await deploy();
    const second = await deploy([["accept"]], ["2026-03-31", "2026-04-30"]);
    const licences = { deploymentId: second, professions: ["2221" as const], inHostCountry: true };
    expect(await askLicences(team.context, newMeta(keeper()), licences)).toMatchObject({
      refusal: { code: "not_permitted" },
    });
    const focal = newMeta(actFor([team.host.id], ["focal_point"]));
    unwrap(await askLicences(team.context, focal, licences));
    const { id } = await addOneVolunteer(team.world, team.giver.id, {
      days: [
        { fromDay: asDay("2026-02-01"), untilDay: asDay("2026-03-15") },
        { fromDay: asDay("2026-03-16"), untilDay: asDay("2026-04-29") },
      ],
      consents: [{ scope: "roster", givenOn: asDay("2026-01-01"), untilDay: asDay("2026-04-29") }],
    });
    unwrap(await assign(first, id));
    const before = await query(team.owner, "select count(*)::integer from command");
    const refused = await assign(second, id);
    if (refused.ok || refused.refusal.code !== "malformed") throw new Error("taken");
    expect(refused.refusal.problems.map(({ rule }) => rule)).toEqual([
      "consent_ends_earlier",
      "not_available",
      "assigned_elsewhere",
      "licence_not_valid",
    ]);
    expect(await query(team.owner, "select count(*)::integer from command")).toEqual(before);
    await takeSteps(team, first, ["cancel"]);
    const licensed = await addOneVolunteer(team.world, team.giver.id, {
      licences: [{ country: "MOZ", number: "7", validUntil: asDay("2026-04-30") }],
    });
    unwrap(await assign(second, licensed.id));
  });

  test("of two deployments at once gets one", async () => {
    const { id } = await addOneVolunteer(team.world, team.giver.id);
    const both = [await deploy(), await deploy()];
    const answers = await Promise.all(both.map(async (one) => await assign(one, id)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test("is erased after whoever changes the deployment has ended, and neither waits for the other", async () => {
    const { id } = await addOneVolunteer(team.world, team.giver.id);
    const deploymentId = await deploy();
    unwrap(await assign(deploymentId, id));
    const erasing = await team.context.database.transaction().execute(async (changing) => {
      await lockDeployment(changing, deploymentId);
      const meta = newMeta(keeper());
      const withdrawing = withdrawConsent(team.context, meta, { volunteerId: id, scope: "roster" });
      const waiting = `select count(*)::integer as waits from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      await expect.poll(async () => await query(team.world.owner, waiting)).toEqual([{ waits: 1 }]);
      await query(team.world.owner, `select from volunteer where id = '${id}' for update nowait`);
      return { withdrawing };
    });
    expect(await erasing.withdrawing).toMatchObject({ value: { isErased: true } });
  });

  test("is told to the host by name and licence with consent to that, from the acceptance to the close", async () => {
    const deploymentId = await deploy();
    const named = await addOneVolunteer(team.world, team.giver.id);
    const unnamed = await addOneVolunteer(team.world, team.giver.id, {
      consents: [{ scope: "roster", givenOn: asDay("2026-01-01"), untilDay: asDay("2026-12-31") }],
    });
    for (const { id } of [named, unnamed]) unwrap(await assign(deploymentId, id));
    const seen = async () => unwrap(await readMembers(team.context, host(), deploymentId));
    const { name, licences } = named;
    const hidden = {
      id: null,
      reference: null,
      contact: null,
      profession: null,
      languages: [],
      problems: [],
    };
    expect(await seen()).toEqual({
      reader: "host",
      licenceRule: { professions: [], inHostCountry: false },
      members: [{ ...hidden, name, licences }],
      unnamedCount: 1,
      former: [],
    });
    const withdraw = async (volunteerId: typeof named.id, scope: "host" | "roster") =>
      unwrap(await withdrawConsent(team.context, newMeta(keeper()), { volunteerId, scope }));
    await withdraw(named.id, "host");
    expect(await seen()).toMatchObject({ members: [], unnamedCount: 2 });
    await withdraw(unnamed.id, "roster");
    expect(await seen()).toMatchObject({ members: [], unnamedCount: 1 });
    const leader = actFor([team.giver.id], ["team_leader"]);
    expect(await readMembers(team.context, leader, deploymentId)).toMatchObject({
      value: {
        reader: "leader",
        members: [{ id: named.id, contact: named.contact }],
        former: [{ profession: "2221", count: 1 }],
      },
    });
    await takeSteps(team, deploymentId, ["depart"], ["register"], ["hand_over"], ["close"]);
    for (const actor of [leader, host()]) {
      expect(await readMembers(team.context, actor, deploymentId)).toMatchObject({
        refusal: { code: "not_permitted" },
      });
    }
    expect(await readMembers(team.context, keeper(), deploymentId)).toMatchObject({
      value: { reader: "keeper", members: [{ id: named.id }] },
    });
    expect(await readVolunteer(team.context, keeper(), named.id)).toMatchObject({
      value: { deployments: [{ deploymentId, status: "closed" }] },
    });
  });
});

/** Whose personal data a reader may see, as sentences, sharing nothing with the rules that it checks. */
function oracle(
  actor: Actor,
  drawn: { giver: PartyId; host: PartyId; isUnderWay: boolean; agreesToHost: boolean },
): { readonly roster: boolean; readonly name: boolean; readonly contact: boolean } {
  const is = (partyId: PartyId, ...roles: string[]) =>
    actor.memberships.some((held) => held.partyId === partyId && roles.includes(held.role));
  const roster = is(drawn.giver, "focal_point");
  const contact = roster || (drawn.isUnderWay && is(drawn.giver, "team_leader"));
  const asHost = drawn.isUnderWay && drawn.agreesToHost && is(drawn.host, "focal_point", "logistician");
  return { roster, name: contact || asHost, contact };
}

test("a reader sees what a separate oracle says, whoever it is", async () => {
  const other = await addParty(team.world);
  // Those who may see somebody are drawn more often than among all: else whole runs would hardly meet one.
  const parties = [team.giver.id, team.giver.id, team.host.id, team.host.id, other.id, team.secretariatId];
  const roles = fc.oneof(
    fc.constantFrom(...ROLES),
    fc.constantFrom("focal_point" as const, "team_leader" as const, "logistician" as const),
  );
  const worlds: { deploymentId: DeploymentId; name: string; contact: string; id: string; facts: object }[] =
    [];
  for (const isUnderWay of [true, false]) {
    for (const agreesToHost of [true, false]) {
      const until = { givenOn: asDay("2026-01-01"), untilDay: asDay("2026-12-31") };
      const consents = (agreesToHost ? (["roster", "host"] as const) : (["roster"] as const)).map(
        (scope) => ({
          scope,
          ...until,
        }),
      );
      const { id, name, contact } = await addOneVolunteer(team.world, team.giver.id, { consents });
      const deploymentId = await deploy();
      unwrap(await assign(deploymentId, id));
      if (!isUnderWay) await takeSteps(team, deploymentId, ["cancel"]);
      worlds.push({ deploymentId, name, contact, id, facts: { isUnderWay, agreesToHost } });
    }
  }
  const actors = fc
    .array(fc.record({ partyId: fc.constantFrom(...parties), role: roles }), {
      minLength: 1,
      maxLength: 4,
    })
    .map((memberships): Actor => ({ ...actFor([]), memberships }));
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(actors, fc.constantFrom(...worlds), async (actor, one) => {
      const facts = one.facts as { isUnderWay: boolean; agreesToHost: boolean };
      const may = oracle(actor, { giver: team.giver.id, host: team.host.id, ...facts });
      const members = JSON.stringify(await readMembers(team.context, actor, one.deploymentId));
      const volunteer = JSON.stringify(await readVolunteer(team.context, actor, asId<"volunteer">(one.id)));
      expect([members.includes(one.name), members.includes(one.contact)]).toEqual([may.name, may.contact]);
      expect(volunteer.includes(one.name)).toBe(may.roster);
      if (may.name) seen += 1;
    }),
    { numRuns: 120 },
  );
  expect(seen).toBeGreaterThan(12);
});
