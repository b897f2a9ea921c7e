import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { asId, type ConsignmentId } from "#core/id.ts";
import {
  bring,
  type Chain,
  countAllRows,
  openChain,
  planOne,
  receive,
  takeStep,
  WAY,
} from "#test/fixtures/chain.ts";
import {
  actFor,
  addLane,
  addParty,
  newMeta,
  openWorld,
  readStages,
  units,
  type World,
} from "#test/fixtures/world.ts";
import type { CommandMeta } from "../context.ts";
import { clearExport, clearImport } from "./clear-consignment.ts";
import { dispatchConsignment } from "./dispatch-consignment.ts";
import { holdConsignment, releaseConsignment } from "./hold-consignment.ts";
import { loseConsignment } from "./lose-consignment.ts";
import { packConsignment } from "./pack-consignment.ts";
import { planConsignment } from "./plan-consignment.ts";
import { readArrivals } from "./read-arrivals.ts";
import { readConsignments } from "./read-consignments.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  // Whatever the tests did, the book holds.
  expect(await checkLedger(world.context)).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true });
  await world.drop();
});

type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly refusal: object };

/** Takes a command that must be refused; nothing may be written anywhere. Returns the refusal. */
async function refuse(command: () => Promise<Answer>): Promise<object> {
  const before = await countAllRows(world.owner);
  const answer = await command();
  expect(await countAllRows(world.owner)).toEqual(before);
  return answer.ok ? { code: "accepted" } : answer.refusal;
}

async function readPlaces(chain: Chain): Promise<string[]> {
  const rows = await world.owner
    .selectFrom("account")
    .where("supplyId", "=", chain.masks)
    .whereRef("unitsIn", ">", "unitsOut")
    .where("stage", "not in", ["produced", "available"])
    .select(["partyId", "siteId", "stage", "unitsIn", "unitsOut"])
    .execute();
  return rows.map((row) => {
    const party = row.partyId === chain.giver.id ? "giver" : "taker";
    const site = row.siteId === chain.fromSiteId ? "plant" : "gate";
    return `${row.unitsIn - row.unitsOut} ${row.stage} ${party} ${site}`;
  });
}

async function readAgreementStatus(chain: Chain): Promise<string> {
  const row = await world.owner
    .selectFrom("agreement")
    .select("status")
    .where("id", "=", chain.agreementId)
    .executeTakeFirstOrThrow();
  return row.status;
}

describe("the chain of a consignment", () => {
  test("from planning to receipt, its units stand where each step says, and the last one fulfils the agreement", async () => {
    const chain = await openChain(world);
    const { consignmentId, number, status, lines } = await planOne(chain);
    expect([status, lines.map(({ itemId, quantity }) => [itemId, quantity])]).toEqual([
      "planned",
      [
        ["medical_mask", 100],
        ["gown", 40],
      ],
    ]);
    const seen: unknown[] = [];
    for (const step of WAY) {
      const taken = await takeStep(chain, consignmentId, step);
      if (!taken.ok) throw new Error(JSON.stringify(taken.refusal));
      seen.push([taken.value.status, taken.value.version, await readPlaces(chain)]);
    }
    expect(seen).toEqual([
      ["packed", 2, ["100 reserved giver plant"]],
      ["dispatched", 3, ["100 in_transit giver plant"]],
      ["export_cleared", 4, ["100 in_transit giver gate"]],
      ["in_transit", 5, ["100 in_transit giver gate"]],
      ["arrived", 6, ["100 in_transit giver gate"]],
      ["import_cleared", 7, ["100 in_transit taker gate"]],
    ]);
    expect(await readAgreementStatus(chain)).toBe("agreed");
    const received = await receive(chain, consignmentId, [[100], [40]]);
    expect(received).toMatchObject({
      ok: true,
      value: { number, status: "closed", receipt: { status: "settled", differences: [] } },
    });
    expect(received.ok && received.value.events.map((event) => event.step)).toEqual([
      "plan",
      ...WAY,
      "receive",
      "close",
    ]);
    expect(await readPlaces(chain)).toEqual(["100 received taker gate"]);
    expect(await readStages(world, chain.gowns)).toEqual({ available: 460, received: 40 });
    expect(await readAgreementStatus(chain)).toBe("fulfilled");
  });

  test("an agreement that travels in two consignments is fulfilled with the second", async () => {
    const chain = await openChain(world);
    const first = await planOne(chain, [[1, 60]]);
    const second = await planOne(chain, [
      [1, 40],
      [2, 40],
    ]);
    for (const { consignmentId } of [first, second]) {
      for (const step of ["pack", "dispatch"] as const) await takeStep(chain, consignmentId, step);
    }
    await receive(chain, first.consignmentId, [[60]]);
    expect(await readAgreementStatus(chain)).toBe("agreed");
    await receive(chain, second.consignmentId, [[40], [40]]);
    expect(await readAgreementStatus(chain)).toBe("fulfilled");
  });

  test("goods counted at the gate before any paper are received from where they stood", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "dispatch");
    expect(await receive(chain, consignmentId, [[100], [40]])).toMatchObject({ value: { status: "closed" } });
    expect(await readPlaces(chain)).toEqual(["100 received taker gate"]);
  });

  test("a held consignment goes on in the status in which it was held", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "clear_export");
    const hold = async () => await holdConsignment(world.context, newMeta(chain.receiver), { consignmentId });
    const release = async () =>
      await releaseConsignment(world.context, newMeta(chain.sender), { consignmentId });
    expect(await refuse(release)).toMatchObject({ code: "step_not_allowed", step: "release" });
    expect(await hold()).toMatchObject({ value: { status: "held" } });
    expect(await refuse(hold)).toMatchObject({ code: "step_not_allowed", allowed: ["receive", "lose"] });
    expect(await readPlaces(chain)).toEqual(["100 in_transit giver gate"]);
    expect(await release()).toMatchObject({ value: { status: "export_cleared" } });
    expect(await takeStep(chain, consignmentId, "depart")).toMatchObject({ value: { status: "in_transit" } });
  });

  test.each(["dispatch", "clear_export", "clear_import"] as const)(
    "lost after %s, held or not, every unit is lost where it stood",
    async (last) => {
      const chain = await openChain(world);
      const consignmentId = await bring(chain, last);
      const before = await readPlaces(chain);
      if (last !== "dispatch") await holdConsignment(world.context, newMeta(chain.sender), { consignmentId });
      const loser = last === "clear_import" ? chain.receiver : chain.sender;
      const lost = await loseConsignment(world.context, newMeta(loser), { consignmentId });
      expect(lost).toMatchObject({ value: { status: "lost" } });
      expect(await readPlaces(chain)).toEqual(before.map((place) => place.replace("in_transit", "lost")));
    },
  );

  test("between a site and itself, export is a step without an entry", async () => {
    const chain = await openChain(world);
    const consignmentId = await bring(chain, "dispatch");
    await world.owner
      .updateTable("consignment")
      .set({ toSiteId: chain.fromSiteId })
      .where("id", "=", consignmentId)
      .execute();
    expect(await takeStep(chain, consignmentId, "clear_export")).toMatchObject({
      value: { status: "export_cleared" },
    });
    expect(await readPlaces(chain)).toEqual(["100 in_transit giver plant"]);
  });
});

describe("what a step refuses", () => {
  let chain: Chain;
  let planned: ConsignmentId;
  beforeAll(async () => {
    chain = await openChain(world);
    planned = (await planOne(chain)).consignmentId;
  });
  const dispatch = async (meta: CommandMeta, rest: { occurred?: string; id?: ConsignmentId } = {}) =>
    await dispatchConsignment(world.context, meta, {
      consignmentId: rest.id ?? planned,
      ...(rest.occurred === undefined ? {} : { occurred: rest.occurred }),
    });

  test("in the documented order: not found, not permitted, version changed, malformed, step not allowed", async () => {
    const nowhere = asId<"consignment">("00000000-0000-7000-8000-00000000dead");
    const stranger = newMeta(chain.receiver);
    const stale = { ...newMeta(chain.sender), expectedVersion: 7 };
    const future = { occurred: "2031-01-01" };
    const code = async (run: () => Promise<Answer>) => (await refuse(run)) as { code: string };
    expect(
      await code(async () => await dispatch({ ...stranger, expectedVersion: 7 }, { id: nowhere })),
    ).toMatchObject({
      code: "not_found",
    });
    expect(await code(async () => await dispatch({ ...stranger, expectedVersion: 7 }, future))).toMatchObject(
      {
        code: "not_permitted",
        allowed: ["giver:logistician", "giver:warehouse"],
      },
    );
    expect(await code(async () => await dispatch(stale, future))).toMatchObject({
      code: "version_changed",
      expected: 7,
      version: 1,
    });
    expect(await code(async () => await dispatch(newMeta(chain.sender), future))).toMatchObject({
      code: "malformed",
      problems: [{ rule: "occurred_in_the_future" }],
    });
    expect(await code(async () => await dispatch(newMeta(chain.sender)))).toMatchObject({
      code: "step_not_allowed",
      status: "planned",
      allowed: ["pack", "cancel"],
    });
  });

  test("a version that is still the one seen is taken", async () => {
    const packed = await packConsignment(
      world.context,
      { ...newMeta(chain.sender), expectedVersion: 1 },
      { consignmentId: planned, packages: [{ sscc: "376104250021234569" }] },
    );
    expect(packed).toMatchObject({ value: { version: 2, packages: [{ sscc: "376104250021234569" }] } });
  });

  test("delivered before sent", async () => {
    const late = await openChain(world);
    const consignmentId = await bring(late, "pack");
    await dispatchConsignment(world.context, newMeta(late.sender), { consignmentId, occurred: "2026-02-10" });
    const early = { consignmentId, occurred: "2026-02-09" };
    expect(
      await refuse(async () => await clearExport(world.context, newMeta(late.sender), early)),
    ).toMatchObject({
      problems: [{ rule: "before_previous_step", facts: { previous: "2026-02-10" } }],
    });
    const sameMonth = { consignmentId, occurred: "2026-02" };
    expect(await clearExport(world.context, newMeta(late.sender), sameMonth)).toMatchObject({ ok: true });
  });

  test("package codes: wrong, twice, another consignment's", async () => {
    const other = await planOne(await openChain(world));
    const ssccs = ["376104250021234569", "006141411234567890", "006141411234567890", "006141411234567891"];
    const packer = actFor([asId<"party">(other.giverId)], ["warehouse"]);
    const packing = { consignmentId: other.consignmentId, packages: ssccs.map((sscc) => ({ sscc })) };
    expect(
      await refuse(async () => await packConsignment(world.context, newMeta(packer), packing)),
    ).toMatchObject({
      problems: [
        { field: "packages.0.sscc", rule: "sscc_in_use" },
        { field: "packages.2.sscc", rule: "doubled_line" },
        { field: "packages.3.sscc", rule: "gs1_sscc" },
      ],
    });
  });

  test("a declaration in another edition; the right one is kept", async () => {
    const cleared = await openChain(world);
    const consignmentId = await bring(cleared, "dispatch");
    const declare = async (hsCode: string) =>
      await clearExport(world.context, newMeta(cleared.sender), {
        consignmentId,
        declaration: {
          number: "CN-1/2",
          hsEdition: 2022,
          lines: [
            { lineNumber: 1, hsCode: "630790" },
            { lineNumber: 2, hsCode },
          ],
        },
      });
    expect(await refuse(async () => await declare("300220"))).toMatchObject({
      problems: [{ rule: "hs_code_of_other_edition", facts: { validIn: "2017" } }],
    });
    expect(await declare("621010")).toMatchObject({
      value: { declarations: [{ kind: "export", number: "CN-1/2", hsEdition: 2022 }] },
    });
  });

  test("more than an agreement has left beside what is planned already", async () => {
    expect(
      await refuse(
        async () =>
          await planConsignment(world.context, newMeta(chain.sender), {
            agreementId: chain.agreementId,
            mode: "sea",
            fromSiteId: chain.fromSiteId,
            toSiteId: chain.toSiteId,
            lines: [{ agreementLineNumber: 1, quantity: units(1) }],
          }),
      ),
    ).toMatchObject({ problems: [{ rule: "more_than_agreed", facts: { agreed: 100, left: 0 } }] });
  });

  test("two plans at once for the same units: one is made", async () => {
    const twice = await openChain(world);
    const plan = async () =>
      await planConsignment(world.context, newMeta(twice.sender), {
        agreementId: twice.agreementId,
        mode: "sea",
        fromSiteId: twice.fromSiteId,
        toSiteId: twice.toSiteId,
        lines: [{ agreementLineNumber: 1, quantity: units(60) }],
      });
    const answers = await Promise.all([plan(), plan(), plan()]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  });
});

test("a role that is missing is not enough: the warehouse of the recipient cannot clear import", async () => {
  const chain = await openChain(world);
  const consignmentId = await bring(chain, "arrive");
  const { memberships, userId } = chain.receiver;
  const actor = { userId, memberships: memberships.filter(({ role }) => role === "warehouse") };
  expect(
    await refuse(async () => await clearImport(world.context, newMeta(actor), { consignmentId })),
  ).toMatchObject({
    code: "not_permitted",
  });
});

test("what is on its way to somebody is listed for who may receive it, with what counting it needs, until it is counted", async () => {
  const chain = await openChain(world, { lotNumber: "LOT-A" });
  const { context } = world;
  const later = await bring(chain, "dispatch", [[1, 60]]);
  await bring(chain, "pack", [[2, 10]]);
  const { consignmentId } = await planOne(chain, [[1, 40]]);
  const packages = [{ sscc: "106141412345678908" }];
  for (const taken of [
    await packConsignment(context, newMeta(chain.sender), { consignmentId, packages }),
    await dispatchConsignment(context, newMeta(chain.sender), { consignmentId, occurred: "2026-02-27" }),
  ]) {
    expect(taken.ok).toBe(true);
  }
  // As agreed, where no lane says how long it takes.
  const early = await readArrivals(context, chain.receiver);
  expect(early.items.map(({ expectedOn }) => expectedOn)).toEqual(["2026-03-05", "2026-03-05"]);
  await addLane(world, { fromSiteId: chain.fromSiteId, toSiteId: chain.toSiteId, transitDays: 2 });
  const warehouse = actFor([chain.taker.id], ["warehouse"]);
  const { items, total } = await readArrivals(context, warehouse);
  expect(items.map(({ id }) => id)).toEqual([consignmentId, later]);
  expect([total, items[0]]).toMatchObject([
    2,
    {
      status: "dispatched",
      leftOn: "2026-02-27",
      arrivedOn: null,
      expectedOn: "2026-03-01",
      packages,
      lines: [
        { lineNumber: 1, itemId: "medical_mask", lotNumber: "LOT-A", quantity: 40, packUnits: 1, gtin: null },
      ],
    },
  ]);
  for (const actor of [chain.sender, actFor([chain.taker.id], ["focal_point"]), actFor([])]) {
    expect(await readArrivals(context, actor)).toEqual({ items: [], total: 0 });
  }
  expect((await receive(chain, consignmentId, [[40]])).ok).toBe(true);
  expect((await readArrivals(context, warehouse)).items.map(({ id }) => id)).toEqual([later]);
});

test("consignments of a party are listed newest first, each once, page by page, whether it gives or receives", async () => {
  const { context } = world;
  const middle = await addParty(world, { country: "KEN" });
  const [giver, taker] = [
    await addParty(world, { country: "CHN" }),
    await addParty(world, { country: "ETH" }),
  ];
  const toMiddle = await openChain(world, { between: [giver, middle] });
  const fromMiddle = await openChain(world, { between: [middle, taker] });
  const planned: string[] = [];
  // Both ways in turn, and of one moment: then by id, the later one first.
  for (const chain of [toMiddle, fromMiddle, toMiddle, fromMiddle]) {
    planned.unshift((await planOne(chain, [[1, 10]])).id);
  }
  expect((await takeStep(fromMiddle, asId(planned[0] ?? ""), "pack")).ok).toBe(true);

  const listAll = async (filter: Parameters<typeof readConsignments>[1], limit: number) => {
    const ids: string[] = [];
    for (let after, pages = 0; pages < 10; pages += 1) {
      const { items, next } = await readConsignments(context, filter, { limit, after });
      ids.push(...items.map(({ id }) => id));
      if (next === null) return ids;
      after = next;
    }
    throw new Error("the list has no end");
  };
  for (const limit of [1, 2, 5, 100]) {
    expect(await listAll({ party: middle.code }, limit)).toEqual(planned);
    expect(await listAll({ party: middle.code, status: "planned" }, limit)).toEqual(planned.slice(1));
  }
  expect(await listAll({ party: taker.code }, 1)).toEqual([planned[0], planned[2]]);
  expect(await listAll({ party: middle.code, status: "packed" }, 1)).toEqual([planned[0]]);
  expect(await listAll({ party: "NOBODY" }, 1)).toEqual([]);
  expect(await listAll({ party: middle.code, scenario: "another" }, 1)).toEqual([]);
});
