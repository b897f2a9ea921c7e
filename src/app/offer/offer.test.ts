import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { asDay, occurredInMonth } from "#core/time.ts";
import {
  actFor,
  addParty,
  addSite,
  countRows,
  makeOneOffer,
  newMeta,
  offerLine,
  openWorld,
  readStages,
  TEST_NOW,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { expireOffers } from "./expire-offers.ts";
import { makeOffer } from "./make-offer.ts";
import { readOffer, readOffers } from "./read-offers.ts";
import { withdrawOffer } from "./withdraw-offer.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => await world.drop());

async function openGiver() {
  const party = await addParty(world, { country: "CHN" });
  const site = await addSite(world, { party });
  const actor = actFor([party.id], ["focal_point"]);
  const command = { partyId: party.id, terms: "grant" as const, lines: [offerLine(site.id)] };
  return { party, site, actor, command };
}

describe("makeOffer", () => {
  test("makes each line a supply whose units are available, on the offer's terms", async () => {
    const { site, actor, command } = await openGiver();
    const lines = [
      offerLine(site.id, { lotNumber: "L-1", expiry: asDay("2028-01-31") }),
      offerLine(site.id, { itemId: "surgical_gloves", quantity: units(500) }),
    ];
    const made = await makeOffer(world.context, newMeta(actor), { ...command, lines });
    if (!made.ok) throw new Error(made.refusal.code);
    expect(made.value).toMatchObject({
      terms: "grant",
      status: "open",
      lines: [
        { lineNumber: 1, itemId: "medical_mask", quantity: 1000, available: 1000, lotNumber: "L-1" },
        { lineNumber: 2, itemId: "surgical_gloves", quantity: 500, available: 500, expiry: null },
      ],
    });
    const supplyId = asId<"supply">(made.value.lines[0]?.supplyId ?? "");
    expect(await readStages(world, supplyId)).toEqual({ available: 1000 });
    const supply = await world.owner
      .selectFrom("supply")
      .select(["terms", "offerId", "giverId"])
      .where("supplyId", "=", supplyId)
      .executeTakeFirst();
    expect(supply).toEqual({ terms: "grant", offerId: made.value.id, giverId: command.partyId });
  });

  test("pledges in the period in which it happened, where that is said", async () => {
    const { actor, command } = await openGiver();
    const meta = newMeta(actor);
    const options = { scenario: "as-if", occurred: occurredInMonth("2020-05") };
    expect(await makeOffer(world.context, meta, command, options)).toMatchObject({ ok: true });
    const movement = await world.owner
      .selectFrom("movement")
      .select(["kind", "occurredText", "occurredPrecision"])
      .where("entryId", "=", meta.commandId)
      .executeTakeFirst();
    expect(movement).toEqual({ kind: "pledge", occurredText: "2020-05", occurredPrecision: "month" });
  });

  test("sent twice, or twice at once, pledges once; another body under the id is refused", async () => {
    const { actor, command } = await openGiver();
    const meta = newMeta(actor);
    const [one, two] = await Promise.all([
      makeOffer(world.context, meta, command),
      makeOffer(world.context, meta, command),
    ]);
    expect(two).toEqual(one);
    const before = await countRows(world);
    expect(await makeOffer(world.context, meta, command)).toEqual(one);
    const sold = { ...command, terms: "sale" as const };
    expect(await makeOffer(world.context, meta, sold)).toMatchObject({
      refusal: { code: "already_posted_with_another_body" },
    });
    expect(await countRows(world)).toEqual(before);
  });

  test("is refused to everyone but the giver's focal point, and nothing is written", async () => {
    const { party, command } = await openGiver();
    const before = await countRows(world);
    for (const actor of [
      actFor([party.id], ["logistician", "administrator"]),
      actFor([world.secretariatId]),
    ]) {
      expect(await makeOffer(world.context, newMeta(actor), command)).toMatchObject({
        refusal: { code: "not_permitted", action: "make_offer" },
      });
    }
    expect(await countRows(world)).toEqual(before);
  });

  test("lists every problem of every line at once, and writes nothing", async () => {
    const { actor, command, site } = await openGiver();
    const other = await addParty(world);
    const theirs = await addSite(world, { party: other });
    const abroad = await addSite(world, { country: "KEN" });
    const nowhere = asId<"site">("00000000-0000-7000-8000-00000000dead");
    const before = await countRows(world);
    const refused = await makeOffer(world.context, newMeta(actor), {
      ...command,
      lines: [
        offerLine(site.id, { itemId: "philosophers_stone" }),
        offerLine(site.id, { itemId: "mask" }),
        offerLine(site.id, { quantity: units(2 * 10 ** 14) }),
        offerLine(nowhere),
        offerLine(theirs.id),
        offerLine(abroad.id),
        offerLine(site.id, { expiry: asDay("2026-03-01") }),
        offerLine(site.id, { expiry: asDay("2026-03-31"), availableFrom: asDay("2026-04-01") }),
        offerLine(site.id, { availableFrom: asDay("2026-05-01"), availableUntil: asDay("2026-04-30") }),
        offerLine(site.id, { availableFrom: asDay("2026-02-01"), availableUntil: asDay("2026-02-28") }),
        offerLine(site.id),
        offerLine(site.id, { lotNumber: "K", keptUnits: units(1001) }),
        offerLine(site.id, { lotNumber: "S", keptUnits: units(400), leastShipmentUnits: units(601) }),
      ],
    });
    if (refused.ok || refused.refusal.code !== "malformed") throw new Error("taken");
    expect(refused.refusal.problems.map(({ field, rule }) => `${field} ${rule}`)).toEqual([
      "lines.0.itemId unknown_item",
      "lines.1.itemId category_instead_of_item",
      "lines.2.quantity quantity_above_bound",
      "lines.3.siteId unknown_site",
      "lines.4.siteId site_of_another_party",
      "lines.5.siteId site_in_another_country",
      "lines.6.expiry expiry_in_the_past",
      "lines.7.expiry expiry_before_available_from",
      "lines.8.availableUntil available_until_before_available_from",
      "lines.9.availableUntil availability_has_ended",
      "lines.11.keptUnits kept_above_quantity",
      "lines.12.leastShipmentUnits least_shipment_above_quantity",
      "lines.10 doubled_line",
    ]);
    expect(await countRows(world)).toEqual(before);
  });

  test("keeps what the giver states of packs, shipments and of what it keeps; single units and nothing where it states none", async () => {
    const { actor, command, site } = await openGiver();
    const packs = { keptUnits: units(1000), packUnits: units(50), leastShipmentUnits: units(0) };
    const lines = [offerLine(site.id, packs), offerLine(site.id, { lotNumber: "L" })];
    const made = await makeOffer(world.context, newMeta(actor), { ...command, lines });
    expect(made).toMatchObject({
      value: { lines: [packs, { keptUnits: 0, packUnits: 1, leastShipmentUnits: 0 }] },
    });
  });

  test("from a gate that is nobody's: a government's in its own country, an agency's anywhere", async () => {
    const abroad = await addSite(world, { country: "ARE" });
    const agency = await addParty(world, { kind: "agency", country: null });
    const command = { partyId: agency.id, terms: "at_cost" as const, lines: [offerLine(abroad.id)] };
    const made = await makeOffer(world.context, newMeta(actFor([agency.id])), command);
    expect(made).toMatchObject({ ok: true, value: { terms: "at_cost" } });
  });
});

describe("withdrawOffer", () => {
  test("takes back what is available and leaves what is reserved", async () => {
    const { party, offerId, supplyId } = await makeOneOffer(world);
    await world.owner
      .insertInto("account")
      .columns(["supplyId", "partyId", "siteId", "stage", "unitsIn", "unitsOut"])
      .expression((eb) =>
        eb
          .selectFrom("account")
          .select((on) => [
            "supplyId",
            "partyId",
            "siteId",
            on.val("reserved").as("stage"),
            on.val(300).as("unitsIn"),
            on.val(0).as("unitsOut"),
          ])
          .where("supplyId", "=", supplyId)
          .where("stage", "=", "available"),
      )
      .execute();
    await world.owner
      .updateTable("account")
      .set({ unitsOut: 300 })
      .where("supplyId", "=", supplyId)
      .where("stage", "=", "available")
      .execute();
    const withdrawn = await withdrawOffer(world.context, newMeta(actFor([party.id])), { offerId });
    expect(withdrawn).toMatchObject({
      value: { status: "withdrawn", lines: [{ quantity: 1000, available: 0 }] },
    });
    expect(await readStages(world, supplyId)).toEqual({ reserved: 300 });
  });

  test("refuses, in this order: unknown, not permitted, changed, step not allowed", async () => {
    const { party, offerId } = await makeOneOffer(world);
    const before = await countRows(world);
    const nothing = asId<"offer">("00000000-0000-7000-8000-00000000dead");
    const own = newMeta(actFor([party.id]));
    const foreign = newMeta(actFor([(await addParty(world)).id]));
    const attempt = async (meta: typeof own, id = offerId) =>
      await withdrawOffer(world.context, meta, { offerId: id });
    expect(await attempt(foreign, nothing)).toMatchObject({ refusal: { code: "not_found", noun: "offer" } });
    expect(await attempt({ ...foreign, expectedVersion: 9 })).toMatchObject({
      refusal: { code: "not_permitted" },
    });
    expect(await attempt({ ...own, expectedVersion: 9 })).toMatchObject({
      refusal: { code: "version_changed" },
    });
    expect(await countRows(world)).toEqual(before);
    const answers = await Promise.all([attempt(own), attempt(newMeta(actFor([party.id])))]);
    expect(answers.map((answer) => (answer.ok ? "done" : answer.refusal.code)).toSorted()).toEqual([
      "done",
      "step_not_allowed",
    ]);
  });
});

describe("expireOffers", () => {
  test("ends offers of which nothing can leave or be used any more, and takes their units back", async () => {
    const past = await makeOneOffer(world, { availableUntil: asDay("2026-03-10") });
    const stale = await makeOneOffer(world, { expiry: asDay("2026-03-12") });
    const later = await makeOneOffer(world, { availableUntil: asDay("2026-03-13") });
    const scenario = await makeOneOffer(world, { availableUntil: asDay("2026-03-10"), scenario: "as-if" });
    world.setNow("2026-03-13T12:00:00Z");
    const expired = (await Promise.all([expireOffers(world.context), expireOffers(world.context)])).flat();
    world.setNow(TEST_NOW);
    expect(expired.toSorted()).toEqual([past.offerId, stale.offerId].toSorted());
    expect(await readOffer(world.context, past.offerId)).toMatchObject({ value: { status: "expired" } });
    expect(await readStages(world, stale.supplyId)).toEqual({});
    expect(await readStages(world, later.supplyId)).toEqual({ available: 1000 });
    expect(await readStages(world, scenario.supplyId)).toEqual({ available: 1000 });
  });
});

describe("readOffers", () => {
  test("pages from newest to oldest, by party and status", async () => {
    const party = await addParty(world, { country: "CHN" });
    const ids: string[] = [];
    for (let i = 0; i < 3; i += 1) ids.push((await makeOneOffer(world, { party })).offerId);
    const filter = { partyCode: party.code, status: "open", scenario: null } as const;
    const first = await readOffers(world.context, filter, { limit: 2 });
    const second = await readOffers(world.context, filter, { limit: 2, after: first.next ?? undefined });
    expect([...first.items, ...second.items].map((offer) => offer.id)).toEqual(ids.toReversed());
    expect(first.items[0]).toMatchObject({ lineCount: 1 });
    expect(second.next).toBeNull();
  });
});
