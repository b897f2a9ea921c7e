import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import { inviteOne, openTeamWorld, takeSteps, type TeamWorld, unwrap } from "#test/fixtures/team-world.ts";
import { actFor, newMeta } from "#test/fixtures/world.ts";
import { readSafety, recordSafety } from "./record-safety.ts";

let team: TeamWorld;
let deploymentId: DeploymentId;
beforeAll(async () => {
  team = await openTeamWorld();
  deploymentId = asId<"deployment">(
    unwrap(await inviteOne(team.world, { ...team, offerId: team.offer.id })).id,
  );
});
afterAll(async () => await team.drop());

const leader = () => newMeta(actFor([team.giver.id], ["team_leader"]));
const count = async () => (await team.owner.selectFrom("safetyRecord").select("sequence").execute()).length;

describe("the safety of a team", () => {
  test("is said from its acceptance on, by the team alone, once for each command", async () => {
    const all = { deploymentId, kind: "all_safe" as const, people: 24 };
    expect(await recordSafety(team.context, leader(), all)).toMatchObject({
      refusal: { code: "deployment_not_under_way", status: "invited" },
    });
    await takeSteps(team, deploymentId, ["accept"]);
    const host = newMeta(actFor([team.host.id]));
    expect(await recordSafety(team.context, host, all)).toMatchObject({ refusal: { code: "not_permitted" } });
    expect(await count()).toBe(0);
    const meta = leader();
    const said = unwrap(await recordSafety(team.context, meta, all));
    expect(said.records).toMatchObject([{ sequence: 1, kind: "all_safe", people: 24 }]);
    expect(unwrap(await recordSafety(team.context, meta, all))).toEqual(said);
    unwrap(await recordSafety(team.context, leader(), { deploymentId, kind: "road_accident", people: 2 }));
    expect(await count()).toBe(2);
  });

  test.each([
    [{ kind: "all_safe", people: 0 }, "positive_whole_number"],
    [{ kind: "injury", people: -1 }, "people_out_of_range"],
    [{ kind: "help_needed", people: 1001 }, "people_out_of_range"],
    [{ kind: "injury", people: 1, occurred: "2030-01-01" }, "occurred_in_the_future"],
  ] as const)("%o is refused, and nothing is written", async (part, rule) => {
    const before = await count();
    expect(await recordSafety(team.context, leader(), { deploymentId, ...part })).toMatchObject({
      refusal: { code: "malformed", problems: [{ rule }] },
    });
    expect(await count()).toBe(before);
  });

  test("is read by its party, its host and the secretariat alone", async () => {
    for (const id of [team.giver.id, team.host.id, team.secretariatId]) {
      expect(await readSafety(team.context, actFor([id]), deploymentId)).toMatchObject({
        value: { records: [{ kind: "road_accident" }, { kind: "all_safe" }] },
      });
    }
    expect(await readSafety(team.context, null, deploymentId)).toMatchObject({
      refusal: { code: "not_permitted" },
    });
  });
});
