import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { correctEntry } from "#app/ledger/correct-entry.ts";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { makeOffer } from "#app/offer/make-offer.ts";
import { readStatement } from "#app/statement/read-statement.ts";
import type { Delivery } from "#core/consignment/record-delivery.ts";
import { asDay, occurredOn } from "#core/time.ts";
import { countAllRows } from "#test/fixtures/chain.ts";
import { deliveryOf } from "#test/fixtures/delivery.ts";
import {
  actFor,
  addParty,
  addSite,
  newMeta,
  offerLine,
  openWorld,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { recordDeliveries } from "./record-deliveries.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  expect(await checkLedger(world.context)).toMatchObject({ sumZero: true, negative: 0, balancesMatch: true });
  await world.drop();
});

async function record(deliveries: readonly Delivery[], meta = newMeta(actFor([world.secretariatId]))) {
  return await recordDeliveries(world.context, meta, { deliveries });
}

describe("recording deliveries afterwards", () => {
  test("each as a closed consignment with its receipt and one entry, counted in the month of its source", async () => {
    const progress: number[] = [];
    const meta = newMeta(actFor([world.secretariatId]));
    const answer = await recordDeliveries(world.context, meta, {
      deliveries: [deliveryOf(), deliveryOf({ quantity: units(500), terms: "grant", pipeline: "bilateral" })],
      onProgress: (done) => progress.push(done),
    });
    expect(answer).toEqual({ ok: true, value: { recorded: 2, alreadyRecorded: 0, takenBack: [] } });
    expect(progress).toEqual([1, 2]);
    const statement = await readStatement(world.context, {
      recipient: "ETH",
      by: ["month", "terms", "pipeline"],
    });
    const rows = statement.ok ? statement.value.rows : [];
    expect(
      rows.map(({ month, terms, pipeline, received, cleared }) => [
        month,
        terms,
        pipeline,
        received,
        cleared,
      ]),
    ).toEqual([
      ["2021-03", "grant", "bilateral", 500, 0],
      ["2021-03", "not_stated", "COVAX", 1000, 0],
    ]);
    const consignment = await world.owner
      .selectFrom("consignment")
      .innerJoin("receipt", "receipt.consignmentId", "consignment.id")
      .select([
        "consignment.status",
        "consignment.sourceUrl",
        "receipt.status as counted",
        "receipt.countedText",
      ])
      .executeTakeFirstOrThrow();
    expect(consignment).toEqual({
      status: "closed",
      sourceUrl: "https://www.example.org/deliveries",
      counted: "settled",
      countedText: "2021-03",
    });
  });

  test("sent in one month and received in another counts in each, and its steps say both", async () => {
    const sent = occurredOn(asDay("2020-03-10"));
    const occurred = occurredOn(asDay("2020-05-02"));
    await record([deliveryOf({ recipientCountry: "NPL", sent, occurred })]);
    const statement = await readStatement(world.context, { recipient: "NPL", by: ["month"] });
    const rows = statement.ok ? statement.value.rows : [];
    expect(rows.map(({ month, dispatched, received }) => [month, dispatched, received])).toEqual([
      ["2020-03", 1000, 0],
      ["2020-05", 0, 1000],
    ]);
    const events = await world.owner
      .selectFrom("consignmentEvent as event")
      .innerJoin("consignment", "consignment.id", "event.consignmentId")
      .innerJoin("party", "party.id", "consignment.recipientId")
      .where("party.code", "=", "NPL")
      .select(["event.step", "event.occurredText", "event.occurredPrecision"])
      .orderBy("event.sequence")
      .execute();
    expect(events.map((event) => Object.values(event))).toEqual([
      ["dispatch", "2020-03-10", "day"],
      ["receive", "2020-05-02", "day"],
      ["close", "2020-05-02", "day"],
    ]);
  });

  test("the same delivery is recorded once, in one file, in a second one and in two at once", async () => {
    const [one, two, three] = [deliveryOf(), deliveryOf(), deliveryOf()];
    expect(await record([one, two, one])).toMatchObject({
      value: { recorded: 2, alreadyRecorded: 1, takenBack: [] },
    });
    const before = await countAllRows(world.owner);
    expect(await record([two, one])).toMatchObject({
      value: { recorded: 0, alreadyRecorded: 2, takenBack: [] },
    });
    const after = await countAllRows(world.owner);
    expect(after).toEqual({ ...before, command: (before["command"] ?? 0) + 1 });
    const giver = { ...three.giver, code: "NEW-GIVER" };
    const atOnce = await Promise.all([1, 2, 3].map(async () => await record([{ ...three, giver }])));
    expect(atOnce.map((answer) => (answer.ok ? answer.value.recorded : 9)).toSorted((a, b) => a - b)).toEqual(
      [0, 0, 1],
    );
    const supplies = await world.owner
      .selectFrom("supply")
      .innerJoin("party", "party.id", "supply.giverId")
      .where("party.code", "=", "NEW-GIVER")
      .select("supplyId")
      .execute();
    expect(supplies).toHaveLength(1);
  });

  test("one whose id somebody used first, for another entry, is refused and not taken for recorded", async () => {
    const [free, taken] = [deliveryOf(), deliveryOf()];
    const party = await addParty(world, { country: "CHN" });
    const site = await addSite(world, { party });
    const offered = await makeOffer(
      world.context,
      { commandId: taken.id, actor: actFor([party.id]) },
      { partyId: party.id, terms: "grant", lines: [offerLine(site.id)] },
    );
    expect(offered.ok).toBe(true);
    const before = await countAllRows(world.owner);
    expect(await record([free, taken])).toEqual({
      ok: false,
      refusal: { code: "already_posted_with_another_body", commandId: taken.id },
    });
    expect(await countAllRows(world.owner)).toEqual(before);
  });

  test("different deliveries of one new giver at once make one party", async () => {
    const giver = { ...deliveryOf().giver, code: "RACED" };
    const answers = await Promise.all([1, 2, 3].map(async () => await record([deliveryOf({ giver })])));
    expect(answers.map((answer) => answer.ok && answer.value.recorded)).toEqual([1, 1, 1]);
  });

  test("one that is wrong keeps all of them out, each problem with its line", async () => {
    const before = await countAllRows(world.owner);
    const answer = await record([
      deliveryOf(),
      deliveryOf({ line: 2, itemId: "unheard_of" }),
      deliveryOf({ line: 3, recipientCountry: "XXX" }),
    ]);
    expect(answer).toMatchObject({
      refusal: {
        problems: [
          { line: 2, rule: "unknown_item" },
          { line: 3, rule: "unknown_country" },
        ],
      },
    });
    const giver = await addParty(world);
    expect(await record([deliveryOf()], newMeta(actFor([giver.id])))).toMatchObject({
      refusal: { code: "not_permitted" },
    });
    expect(await countAllRows(world.owner)).toEqual({ ...before, party: (before["party"] ?? 0) + 1 });
  });

  test("a source that corrects itself is followed by a correction of all four movements", async () => {
    const delivery = deliveryOf({ recipientCountry: "HTI" });
    await record([delivery]);
    const corrected = await correctEntry(world.context, newMeta(actFor([world.secretariatId])), {
      entryId: delivery.id,
      partyId: world.secretariatId,
      reason: "source_corrected",
      lines: [1, 2, 3, 4].map((lineNumber) => ({ lineNumber, quantity: 900 })),
    });
    expect(corrected).toMatchObject({ value: { reason: "source_corrected" } });
    const statement = await readStatement(world.context, { recipient: "HTI", by: [] });
    expect(statement.ok && statement.value.rows).toMatchObject([
      { agreed: 900, dispatched: 900, received: 900 },
    ]);
  });
});
