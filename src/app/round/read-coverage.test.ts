import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LEAST_DEVELOPED_FIRST } from "#core/allocation/policy.ts";
import { asId } from "#core/id.ts";
import { listRoundAgreements } from "#store/agreement.ts";
import {
  actFor,
  addLane,
  addParty,
  makeOneOffer,
  newMeta,
  openWorld,
  raiseOneCall,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { acceptAgreement } from "../agreement/accept-agreement.ts";
import { openRound } from "./open-round.ts";
import { planRound } from "./plan-round.ts";
import { publishRound } from "./publish-round.ts";
import { readCoverage } from "./read-coverage.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => await world.drop());

/** A round over what is open in `scenario`, published, with both sides' consent to all of it. */
async function shareOut(scenario: string): Promise<void> {
  const coordinator = actFor([world.secretariatId], ["coordinator"]);
  const opened = await openRound(world.context, newMeta(coordinator), {
    policy: LEAST_DEVELOPED_FIRST,
    scenario,
  });
  if (!opened.ok) throw new Error(opened.refusal.code);
  const roundId = asId<"round">(opened.value.id);
  for (const step of [planRound, publishRound]) {
    const done = await step(world.context, newMeta(coordinator), { roundId });
    if (!done.ok) throw new Error(done.refusal.code);
  }
  for (const one of await listRoundAgreements(world.context.database, roundId)) {
    for (const partyId of [one.giverId, one.recipientId]) {
      const command = { agreementId: one.id, partyId };
      const accepted = await acceptAgreement(world.context, newMeta(actFor([partyId])), command);
      if (!accepted.ok) throw new Error(accepted.refusal.code);
    }
  }
}

async function readLines(scenario: string) {
  const read = await readCoverage(world.context, { scenario });
  if (!read.ok) throw new Error(read.refusal.code);
  return read.value.lines.map(({ country, agreed, bindings }) => ({ country, agreed, bindings }));
}

describe("coverage", () => {
  test("tells what bound a line when there was something for it, also after rounds that had nothing", async () => {
    const scenario = "coverage";
    for (const country of ["ETH", "KEN"]) {
      await raiseOneCall(world, { party: await addParty(world, { country }), scenario });
    }
    await shareOut(scenario);
    expect(await readLines(scenario)).toEqual([
      { country: "ETH", agreed: 0, bindings: ["no_supply"] },
      { country: "KEN", agreed: 0, bindings: ["no_supply"] },
    ]);
    const offer = await makeOneOffer(world, { quantity: units(900), scenario });
    const calls = await Promise.all(
      ["RWA", "ZMB"].map(
        async (country) => await raiseOneCall(world, { party: await addParty(world, { country }), scenario }),
      ),
    );
    for (const { siteId } of calls) {
      await addLane(world, { fromSiteId: offer.siteId, toSiteId: siteId, scenario });
    }
    await shareOut(scenario);
    await shareOut(scenario); // nothing is left to share out
    const lines = await readLines(scenario);
    expect(lines.toSorted((a, b) => a.country.localeCompare(b.country))).toEqual([
      { country: "ETH", agreed: 0, bindings: ["unreachable"] },
      { country: "KEN", agreed: 0, bindings: ["unreachable"] },
      { country: "RWA", agreed: 450, bindings: ["supply"] },
      { country: "ZMB", agreed: 450, bindings: ["supply"] },
    ]);
    const read = await readCoverage(world.context, { scenario });
    if (!read.ok) throw new Error(read.refusal.code);
    // The second of three rounds is the only one that had anything to plan.
    expect(read.value.byRound).toMatchObject([{ round: 2, planned: 900, plannedSoFar: 900, jain: 0.5 }]);
    const [row] = read.value.byRound;
    const ofItem = read.value.lines.filter(({ itemId }) => itemId === row?.itemId);
    expect(row?.asked).toBe(ofItem.reduce((sum, { asked }) => sum + asked, 0));
    expect(row?.from).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  test("of a scenario that has no calls is refused", async () => {
    expect(await readCoverage(world.context, { scenario: "nowhere" })).toEqual({
      ok: false,
      refusal: { code: "not_found", noun: "scenario", id: "nowhere" },
    });
  });
});
