import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { v7 } from "uuid";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { asId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import { findEntryIds, findSupplies } from "#store/ledger.ts";
import { correctEntry } from "../ledger/correct-entry.ts";
import { withdrawCall } from "../call/withdraw-call.ts";
import { withdrawOffer } from "../offer/withdraw-offer.ts";
import { importCalls } from "./import-calls.ts";
import { importOffers } from "./import-offers.ts";
import { fileOf, type ImportWorld, openImportWorld } from "./testing/import-world.ts";

let world: ImportWorld;
beforeAll(async () => {
  world = await openImportWorld();
});
afterAll(async () => await world.drop());

const CALLS = "party,item,quantity,window_from,window_to,emergency";
const OFFERS = "party,item,quantity,terms,lot,available_from";
const fileWith = (header: string, rows: readonly string[]) => fileOf(`${[header, ...rows].join("\n")}\n`);
const run = async (kind: "calls" | "offers", rows: readonly string[]) => {
  const importRows = kind === "calls" ? importCalls : importOffers;
  const header = kind === "calls" ? CALLS : OFFERS;
  return await importRows(world.context, world.newMeta(), fileWith(header, rows), { dryRun: false });
};

const COUNT = 20_000;
/** As many needs of one party: every one in a window of its own, so that none stands twice. */
const callRows = (party: string): string[] =>
  Array.from({ length: COUNT }, (_, index) => {
    const day = (days: number) => new Date(Date.UTC(2026, 1, 1 + days)).toISOString().slice(0, 10);
    const first = index % 150;
    return `${party},gown,${index + 1},${day(first)},${day(first + Math.floor(index / 150))},`;
  });
const offerRows = (party: string): string[] =>
  Array.from({ length: COUNT }, (_, index) => `${party},gown,${index + 1},grant,L${index},2026-02-01`);

/** The calls or offers of a party: how each stands, and how many lines it has, in no order. */
async function listPosted(kind: "call" | "offer", party: string) {
  const rows = await world.owner
    .selectFrom(kind)
    .innerJoin("party", "party.id", `${kind}.partyId`)
    .where("party.code", "=", party)
    .select([`${kind}.id`, `${kind}.status`])
    .execute();
  return rows;
}

describe("20,000 lines of one party", () => {
  test("asked for are posted together, in calls of 2,000 lines at most, and once", {
    timeout: 120_000,
  }, async () => {
    const rows = callRows("ETH");
    expect(await run("calls", rows)).toMatchObject({ ok: true, value: { posted: COUNT, alreadyPosted: 0 } });
    expect(await world.countRows("call")).toBe(10);
    expect(await world.countRows("command")).toBe(10);
    const again = await run("calls", rows.toReversed());
    expect(again).toMatchObject({ ok: true, value: { posted: 0, alreadyPosted: COUNT } });
    expect(await world.countRows("call")).toBe(10);
  });

  test("offered are posted together, and every line stands in the ledger", { timeout: 120_000 }, async () => {
    const rows = offerRows("CHN");
    expect(await run("offers", rows)).toMatchObject({ ok: true, value: { posted: COUNT } });
    expect(await world.countRows("supply")).toBe(COUNT);
    expect(await checkLedger(world.context)).toMatchObject({
      entries: 10,
      sumZero: true,
      balancesMatch: true,
    });
  });

  test("are posted all or not at all: a fault in the last of them leaves nothing", {
    timeout: 120_000,
  }, async () => {
    const before = await world.countAll();
    // Ids give out before the last call is made: three go to the check of the three parties.
    let left = 3 + 11;
    const context = {
      ...world.context,
      newId: () => {
        left -= 1;
        if (left < 0) throw new Error("out of ids");
        return world.context.newId();
      },
    };
    const rows = [
      ...callRows("KEN"),
      "UGA,gown,5,2026-02-01,2026-03-01,",
      "RWA,gown,5,2026-02-01,2026-03-01,",
    ];
    const file = fileWith(CALLS, rows);
    await expect(importCalls(context, world.newMeta(), file, { dryRun: false })).rejects.toThrow(
      "out of ids",
    );
    expect(await world.countAll()).toEqual(before);
  });
});

describe("more ids than a statement has parameters", () => {
  test("are looked up at once", async () => {
    const ids = Array.from({ length: 70_000 }, () => v7());
    const [entry] = await world.owner.selectFrom("entry").select("id").limit(1).execute();
    const known = await findEntryIds(world.context.database, [...ids, entry?.id ?? ""].map(asId<"command">));
    expect([...known]).toEqual([entry?.id]);
    expect((await findSupplies(world.context.database, ids.map(asId<"supply">))).size).toBe(0);
  });
});

describe("what a party has stated before", () => {
  const need = ["MWI,gown,1000,2026-02-01,2026-03-01,", "MWI,apron,500,2026-02-01,2026-03-01,"];
  const gift = ["IND,gown,1000,grant,A1,2026-02-01"];

  test("is asked for anew once it was withdrawn, and again only then", async () => {
    await run("calls", need);
    for (const times of [1, 2, 3]) {
      expect(await run("calls", need)).toMatchObject({ value: { posted: 0, alreadyPosted: 2 } });
      const open = (await listPosted("call", "MWI")).filter(({ status }) => status === "open");
      expect(open).toHaveLength(1);
      const withdrawn = await withdrawCall(world.context, world.newMeta(), {
        callId: asId<"call">(open[0]?.id ?? ""),
      });
      expect(withdrawn).toMatchObject({ ok: true });
      expect(await run("calls", need)).toMatchObject({ value: { posted: 2, alreadyPosted: 0 } });
      expect(await listPosted("call", "MWI")).toHaveLength(times + 1);
    }
  });

  test("is offered anew once it was withdrawn", async () => {
    await run("offers", gift);
    const [offer] = await listPosted("offer", "IND");
    const command = { offerId: asId<"offer">(offer?.id ?? "") };
    expect(await withdrawOffer(world.context, world.newMeta(), command)).toMatchObject({ ok: true });
    expect(await run("offers", gift)).toMatchObject({ value: { posted: 1, alreadyPosted: 0 } });
    expect(await run("offers", gift)).toMatchObject({ value: { posted: 0, alreadyPosted: 1 } });
  });

  test("is not offered again from a longer file after its quantity was corrected", async () => {
    const rows = ["BRA,gown,1000,grant,B1,2026-02-01"];
    await run("offers", rows);
    const entry = await world.owner
      .selectFrom("movement")
      .innerJoin("party", "party.id", "movement.fromPartyId")
      .where("party.code", "=", "BRA")
      .select(["movement.entryId", "party.id as partyId"])
      .executeTakeFirstOrThrow();
    const corrected = await correctEntry(world.context, world.newMeta(), {
      entryId: asId<"command">(entry.entryId),
      partyId: asId<"party">(entry.partyId),
      reason: "typing_error",
      lines: [{ lineNumber: 1, quantity: asQuantity(1500) }],
    });
    expect(corrected).toMatchObject({ ok: true });
    const longer = [...rows, "BRA,gown,700,grant,B2,2026-02-01"];
    expect(await run("offers", longer)).toMatchObject({ value: { posted: 1, alreadyPosted: 1 } });
    const asNow = ["BRA,gown,1500,grant,B1,2026-02-01"];
    expect(await run("offers", asNow)).toMatchObject({ value: { posted: 0, alreadyPosted: 1 } });
  });

  test("is stated once by two files that share lines, imported at once", async () => {
    const row = (item: string) => `ZMB,${item},1000,2026-02-01,2026-03-01,`;
    const files = [
      ["gown", "apron", "goggles"],
      ["apron", "goggles", "face_shield"],
    ].map((items) => items.map(row));
    const results = await Promise.all(files.map(async (rows) => await run("calls", rows)));
    const posted = results.map((result) => (result.ok ? result.value.posted : -1));
    expect(posted.toSorted((a, b) => a - b)).toEqual([1, 3]);
    const lines = await world.owner
      .selectFrom("callLine")
      .innerJoin("call", "call.id", "callLine.callId")
      .innerJoin("party", "party.id", "call.partyId")
      .where("party.code", "=", "ZMB")
      .select("itemId")
      .orderBy("itemId")
      .execute();
    expect(lines.map(({ itemId }) => itemId)).toEqual(["apron", "face_shield", "goggles", "gown"]);
  });
});
