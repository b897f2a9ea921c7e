import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkLedger as recompute } from "#store/movement.ts";
import { actFor, makeOneOffer, openWorld, type World } from "#test/fixtures/world.ts";
import { query } from "#test/fixtures/query.ts";
import { readLedgerCheck } from "./check-ledger.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await makeOneOffer(world);
});
afterAll(async () => await world.drop());

describe("a check of the whole book", () => {
  test("is for the secretariat's auditors", async () => {
    const refusal = { code: "not_permitted", action: "check_ledger", allowed: ["secretariat:auditor"] };
    const { party } = await makeOneOffer(world);
    for (const actor of [actFor([]), actFor([party.id]), actFor([world.secretariatId], ["administrator"])]) {
      expect(await readLedgerCheck(world.context, actor)).toEqual({ ok: false, refusal });
    }
  });

  test("is one for all who ask while it is under way, and a new one for who asks after", async () => {
    const auditor = actFor([world.secretariatId], ["auditor"]);
    const ask = async () => {
      const read = await readLedgerCheck(world.context, auditor);
      return read.ok ? read.value : undefined;
    };
    // The check waits for the book until everybody has asked.
    const asked = await world.owner.transaction().execute(async (holder) => {
      await query(holder, "lock table movement in access exclusive mode");
      const asking = [ask(), ask(), ask(), ask()];
      await new Promise((go) => setTimeout(go, 1000));
      return { asking };
    });
    const [first, ...others] = await Promise.all(asked.asking);
    expect(first).toMatchObject({ entries: 2, balancesMatch: true });
    for (const other of others) expect(other).toBe(first);
    await makeOneOffer(world);
    expect(await ask()).toMatchObject({ entries: 3 });
  });

  test("is given up after its time", async () => {
    await world.owner.transaction().execute(async (holder) => {
      await query(holder, "lock table movement in access exclusive mode");
      await expect(recompute(world.context.database, 100)).rejects.toMatchObject({ code: "57014" });
    });
  });
});
