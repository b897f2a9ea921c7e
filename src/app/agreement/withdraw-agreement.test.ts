import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openChain, planOne, takeStep } from "#test/fixtures/chain.ts";
import { countRows, newMeta, openWorld, readStages, type World } from "#test/fixtures/world.ts";
import { readCall } from "../call/read-calls.ts";
import { withdrawAgreement } from "./withdraw-agreement.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => await world.drop());

describe("withdrawAgreement, when a part of the goods has left", () => {
  test("releases the rest; what is on its way goes on and still counts for the call; what is packed stays", async () => {
    const chain = await openChain(world);
    const gone = await planOne(chain, [[1, 40]]);
    await takeStep(chain, gone.consignmentId, "pack");
    await takeStep(chain, gone.consignmentId, "dispatch");
    const packed = await planOne(chain, [[1, 60]]);
    await takeStep(chain, packed.consignmentId, "pack");
    const command = { agreementId: chain.agreementId, partyId: chain.giver.id };
    const withdrawn = await withdrawAgreement(world.context, newMeta(chain.sender), command);
    expect(withdrawn).toMatchObject({ value: { status: "withdrawn" } });
    expect(await readStages(world, chain.masks)).toEqual({ available: 460, in_transit: 40 });
    expect(await readStages(world, chain.gowns)).toEqual({ available: 500 });
    const call = await readCall(world.context, chain.callId);
    expect(call).toMatchObject({ value: { status: "partly_met", lines: [{ agreed: 40 }] } });
    const before = await countRows(world);
    expect(await takeStep(chain, packed.consignmentId, "dispatch")).toEqual({
      ok: false,
      refusal: { code: "agreement_not_concluded", agreementId: chain.agreementId, status: "withdrawn" },
    });
    expect(await countRows(world)).toEqual(before);
    expect(await takeStep(chain, gone.consignmentId, "clear_export")).toMatchObject({ ok: true });
  });

  test("at the same moment as the goods leave: either they leave and count, or they stay and are free again", async () => {
    for (let round = 0; round < 6; round += 1) {
      const chain = await openChain(world);
      const consignment = await planOne(chain, [[1, 100]]);
      await takeStep(chain, consignment.consignmentId, "pack");
      const command = { agreementId: chain.agreementId, partyId: chain.giver.id };
      const [left, withdrawn] = await Promise.all([
        takeStep(chain, consignment.consignmentId, "dispatch"),
        withdrawAgreement(world.context, newMeta(chain.sender), command),
      ]);
      expect(withdrawn.ok).toBe(true);
      expect(await readStages(world, chain.masks)).toEqual(
        left.ok ? { available: 400, in_transit: 100 } : { available: 500 },
      );
    }
  });
});
