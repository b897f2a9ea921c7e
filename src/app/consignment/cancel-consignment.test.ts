import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import type { ConsignmentId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import {
  bring,
  type Chain,
  countAllRows,
  openChain,
  planOne,
  receive,
  takeStep,
} from "#test/fixtures/chain.ts";
import { actFor, newMeta, openWorld, readStages, type World } from "#test/fixtures/world.ts";
import { withdrawAgreement } from "../agreement/withdraw-agreement.ts";
import { cancelConsignment } from "./cancel-consignment.ts";
import { packConsignment } from "./pack-consignment.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  expect(await checkLedger(world.context)).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true });
  await world.drop();
});

async function cancel(consignmentId: ConsignmentId, actor: Actor) {
  return await cancelConsignment(world.context, newMeta(actor), { consignmentId });
}

async function readAgreement({ agreementId }: Chain): Promise<string> {
  const row = await world.owner
    .selectFrom("agreement")
    .select("status")
    .where("id", "=", agreementId)
    .executeTakeFirstOrThrow();
  return row.status;
}

describe("a consignment that has not left", () => {
  test.each([false, true])(
    "can be cancelled (packed: %s): its units stay reserved and another can carry them",
    async (isPacked) => {
      const chain = await openChain(world);
      const { consignmentId } = await planOne(chain);
      const sscc = isPacked ? "376104250021234569" : "340123450000000000";
      const packages = isPacked ? [{ sscc }] : [];
      if (isPacked) await packConsignment(world.context, newMeta(chain.sender), { consignmentId, packages });
      const cancelled = await cancel(consignmentId, chain.sender);
      expect(cancelled).toMatchObject({ value: { status: "cancelled", packages: [] } });
      expect(cancelled.ok && cancelled.value.events.at(-1)?.step).toBe("cancel");
      expect(await readStages(world, chain.masks)).toEqual({ available: 400, reserved: 100 });
      const again = await planOne(chain);
      expect(
        await packConsignment(world.context, newMeta(chain.sender), {
          consignmentId: again.consignmentId,
          packages,
        }),
      ).toMatchObject({ ok: true });
      await takeStep(chain, again.consignmentId, "dispatch");
      await receive(chain, again.consignmentId, [[100], [40]]);
      expect(await readAgreement(chain)).toBe("fulfilled");
    },
  );

  test("is no part of what an agreement has carried: without it nothing is fulfilled, and a withdrawal releases all", async () => {
    const chain = await openChain(world);
    const first = await planOne(chain, [[1, 100]]);
    const second = await planOne(chain, [[2, 40]]);
    await cancel(second.consignmentId, chain.sender);
    for (const step of ["pack", "dispatch"] as const) await takeStep(chain, first.consignmentId, step);
    await receive(chain, first.consignmentId, [[100]]);
    expect(await readAgreement(chain)).toBe("agreed");
    const command = { agreementId: chain.agreementId, partyId: chain.giver.id };
    await withdrawAgreement(world.context, newMeta(chain.sender), command);
    expect(await readStages(world, chain.gowns)).toEqual({ available: 500 });
  });

  test("of an agreement that was withdrawn can be cancelled as well", async () => {
    const chain = await openChain(world);
    const { consignmentId } = await planOne(chain);
    const command = { agreementId: chain.agreementId, partyId: chain.taker.id };
    await withdrawAgreement(world.context, newMeta(chain.receiver), command);
    expect(await cancel(consignmentId, chain.sender)).toMatchObject({ value: { status: "cancelled" } });
    expect(await readStages(world, chain.masks)).toEqual({ available: 500 });
  });

  test("is cancelled by its giver alone, and not once it has left, nor twice; nothing is then written", async () => {
    const chain = await openChain(world);
    const planned = await planOne(chain, [[1, 1]]);
    const refuse = async (consignmentId: ConsignmentId, actor: Actor) => {
      const before = await countAllRows(world.owner);
      const answer = await cancel(consignmentId, actor);
      expect(await countAllRows(world.owner)).toEqual(before);
      return answer.ok ? "accepted" : answer.refusal;
    };
    const packer = actFor([chain.giver.id], ["warehouse"]);
    for (const actor of [chain.receiver, packer]) {
      expect(await refuse(planned.consignmentId, actor)).toMatchObject({ code: "not_permitted" });
    }
    await cancel(planned.consignmentId, actFor([chain.giver.id], ["focal_point"]));
    expect(await refuse(planned.consignmentId, chain.sender)).toMatchObject({
      code: "step_not_allowed",
      status: "cancelled",
      allowed: [],
    });
    const other = await openChain(world);
    expect(await refuse(await bring(other, "dispatch"), other.sender)).toMatchObject({
      code: "step_not_allowed",
      status: "dispatched",
    });
  });
});
