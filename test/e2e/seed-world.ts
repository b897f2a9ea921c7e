import { v7 } from "uuid";
import { dispatchConsignment } from "#app/consignment/dispatch-consignment.ts";
import { packConsignment } from "#app/consignment/pack-consignment.ts";
import { recordDeliveries } from "#app/consignment/record-deliveries.ts";
import { importTemperatures } from "#app/import/import-temperatures.ts";
import type { Delivery } from "#core/consignment/record-delivery.ts";
import { asId } from "#core/id.ts";
import { addDays, asDay, dayOf, type Occurred, occurredInMonth, occurredInMonths } from "#core/time.ts";
import { findPartyByCode, getSecretariatId } from "#store/party.ts";
import {
  actFor,
  addLane,
  addParty,
  addSite,
  makeOneOffer,
  newMeta,
  raiseOneCall,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { bring, openChain, planOne } from "#test/fixtures/chain.ts";
import { deliver } from "#test/fixtures/equipment.ts";
import type { TestServer } from "#test/open-server.ts";

/** The scenario in which masks are scarce. */
export const SCARCE = "scarce";

/** The server's database as a world of fixtures: with the server's clock. */
export async function openServerWorld({ context }: TestServer): Promise<World> {
  return {
    context,
    owner: context.database,
    secretariatId: await getSecretariatId(context.database),
    setNow: () => undefined,
    drop: async () => undefined,
  };
}

/**
 * 100 masks that arrive with 50 days left, where 60 are asked, and a call of a least developed country which they still fit. Returns
 * the consignment, and who may count and redirect it, who gives, and who calls.
 */
export async function seedShortDated(server: TestServer) {
  const world = await openServerWorld(server);
  const today = dayOf(server.context.now());
  const chain = await openChain(world, {
    expiry: addDays(today, 50),
    windowTo: addDays(today, 40),
    askedShelfLifeDays: 60,
  });
  const consignmentId = await bring(chain, "pack");
  const command = { consignmentId, occurred: addDays(today, -30) };
  const sent = await dispatchConsignment(world.context, newMeta(chain.sender), command);
  if (!sent.ok) throw new Error(JSON.stringify(sent.refusal));
  const caller = await addParty(world, { country: "TZA" });
  const siteId = (await addSite(world, { party: caller })).id;
  const [windowFrom, windowTo] = [today, addDays(today, 40)];
  await raiseOneCall(world, { party: caller, siteId, quantity: units(60), windowFrom, windowTo });
  await addLane(world, { fromSiteId: chain.toSiteId, toSiteId: siteId });
  return {
    consignmentId,
    callerCode: caller.code,
    holder: await server.makeUser({ [chain.taker.code]: ["logistician", "focal_point"] }),
    giver: await server.makeUser({ [chain.giver.code]: ["focal_point"] }),
    caller: await server.makeUser({ [caller.code]: ["focal_point"] }),
  };
}

/** The packages of the first of {@link seedArrivals}. */
export const PACKAGES = ["106141412345678908", "376104250021234569"];

/**
 * Four consignments, each of 20 masks of lot MASK-A and 8 gowns, that left today by a lane of no day: they are expected today. The first is
 * in {@link PACKAGES}. Returns their ids and numbers, who counts, a colleague who does so too, and somebody of the giver.
 */
export async function seedArrivals(server: TestServer) {
  const world = await openServerWorld(server);
  const windowTo = addDays(dayOf(server.context.now()), 40);
  const chain = await openChain(world, { lotNumber: "MASK-A", windowTo });
  await addLane(world, { fromSiteId: chain.fromSiteId, toSiteId: chain.toSiteId, transitDays: 0 });
  const consignments: { readonly id: string; readonly number: string }[] = [];
  for (const packages of [PACKAGES.map((sscc) => ({ sscc })), [], [], []]) {
    const { consignmentId, number } = await planOne(chain, [
      [1, 20],
      [2, 8],
    ]);
    for (const taken of [
      await packConsignment(world.context, newMeta(chain.sender), { consignmentId, packages }),
      await dispatchConsignment(world.context, newMeta(chain.sender), { consignmentId }),
    ]) {
      if (!taken.ok) throw new Error(JSON.stringify(taken.refusal));
    }
    consignments.push({ id: consignmentId, number });
  }
  return {
    consignments,
    counter: await server.makeUser({ [chain.taker.code]: ["logistician"] }),
    colleague: await server.makeUser({ [chain.taker.code]: ["warehouse"] }),
    giver: await server.makeUser({ [chain.giver.code]: ["focal_point"] }),
  };
}

/** Ethiopia, least developed, and Kenya ask for 1,000 masks each; there are 900. Returns who can plan that. */
export async function seedScarcity(server: TestServer): Promise<Person> {
  const world = await openServerWorld(server);
  const offer = await makeOneOffer(world, { quantity: units(900), scenario: SCARCE });
  for (const country of ["ETH", "KEN"]) {
    const party = await addParty(world, { country });
    const call = await raiseOneCall(world, { party, scenario: SCARCE });
    await addLane(world, { fromSiteId: offer.siteId, toSiteId: call.siteId, scenario: SCARCE });
  }
  return await server.makeUser({ SECRETARIAT: ["coordinator"] });
}

/** Somebody who can sign in. */
export interface Person {
  readonly email: string;
  readonly password: string;
}

/** The lot that the small world's medical masks travelled in. */
export const LOT = "LOT-2004";

const CHINA = { code: "CHN", name: "China", kind: "government", country: "CHN" } as const;

/** A lot of gowns that China sent and Ethiopia received, for somebody to recall. */
export const RECALLED_LOT = "GOWN-7";

/** Two ventilators that Kenya has received at a hospital of its own. Returns who has them in hand. */
export async function seedEquipment(server: TestServer): Promise<Person> {
  const world = await openServerWorld(server);
  const kenya = await findPartyByCode(server.context.database, "KEN");
  if (kenya === undefined) throw new Error("every country has its government");
  await deliver(world, kenya, 2);
  return await server.makeUser({ KEN: ["focal_point", "warehouse"] });
}

/** 500 gowns of {@link RECALLED_LOT} in Ethiopia. Returns who can recall them, and who holds them. */
export async function seedRecall(
  server: TestServer,
): Promise<{ readonly giver: Person; readonly holder: Person }> {
  const secretariat = await getSecretariatId(server.context.database);
  const gowns = { ...delivery("gown", 500, occurredInMonth("2020-04"), 1), lotNumber: RECALLED_LOT };
  const meta = newMeta(actFor([secretariat]));
  const recorded = await recordDeliveries(server.context, meta, { deliveries: [gowns] });
  if (!recorded.ok) throw new Error(JSON.stringify(recorded.refusal));
  return {
    giver: await server.makeUser({ CHN: ["focal_point"] }),
    holder: await server.makeUser({ ETH: ["warehouse"] }),
  };
}

export function delivery(itemId: string, quantity: number, occurred: Occurred, line: number): Delivery {
  return {
    id: asId<"command">(v7()),
    giver: CHINA,
    recipientCountry: "ETH",
    itemId,
    quantity: units(quantity),
    terms: "grant",
    pipeline: null,
    occurred,
    sourceUrl: "https://example.org/deliveries",
    lotNumber: itemId === "medical_mask" ? LOT : null,
    expiry: null,
    line,
  };
}

/**
 * A small world: three deliveries of masks from China to Ethiopia (one in a period that its source does not separate
 * into months), a figure that somebody published of them, and a focal point of Ethiopia.
 */
export async function seedWorld(server: TestServer): Promise<Person> {
  const secretariat = await getSecretariatId(server.context.database);
  const deliveries = [
    delivery("medical_mask", 1_200_000, occurredInMonth("2020-04"), 1),
    delivery("medical_mask", 700_000, occurredInMonths("2020-06", "2020-12"), 2),
    delivery("non_medical_mask", 100_000, occurredInMonth("2020-05"), 3),
  ];
  const recorded = await recordDeliveries(server.context, newMeta(actFor([secretariat])), { deliveries });
  if (!recorded.ok) throw new Error(JSON.stringify(recorded.refusal));
  const coordinator = await server.makeUser({ SECRETARIAT: ["coordinator"] });
  const figure = {
    exporter: "CHN",
    itemId: "mask",
    periodFrom: asDay("2020-04-01"),
    periodTo: asDay("2020-12-31"),
    quantity: 2_100_000,
    baseQuantity: 2_100_000,
    unitPrinted: "pieces",
    qualifier: "more_than",
    sourceUrl: "https://example.org/release",
    publisher: "A customs office",
  };
  const answer = await server.command("/reported-figures", figure, coordinator.headers);
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return await server.makeUser({ ETH: ["focal_point"] });
}

/** 600 doses in Ethiopia that stood too warm for eleven hours. Returns who decides whether they may be used. */
export async function seedExcursion(server: TestServer): Promise<Person> {
  const { context } = server;
  const meta = () => newMeta(actFor([secretariat]));
  const secretariat = await getSecretariatId(context.database);
  const doses = {
    ...delivery("covid_19_vaccine_astrazeneca", 600, occurredInMonth("2020-04"), 9),
    lotNumber: "WARM-1",
  };
  const recorded = await recordDeliveries(context, meta(), { deliveries: [doses] });
  if (!recorded.ok) throw new Error(JSON.stringify(recorded.refusal));
  const gate = context.reference.entrySites.get("ETH")?.unLocode ?? "";
  const rows = Array.from({ length: 12 }, (_, hour) => {
    return `L-9,${gate},cool_2_8,2020-06-01T${String(hour).padStart(2, "0")}:00:00Z,${hour === 11 ? 5 : 12.5}`;
  });
  const bytes = new TextEncoder().encode(["device,site,class,read_at,celsius", ...rows].join("\n"));
  const taken = await importTemperatures(
    context,
    meta(),
    { fileName: "readings.csv", bytes },
    { dryRun: false },
  );
  if (!taken.ok) throw new Error(JSON.stringify(taken.refusal));
  return await server.makeUser({ ETH: ["logistician"] });
}
