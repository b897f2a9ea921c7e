import { keepHouse } from "#app/keep-house.ts";
import { recordUse } from "#app/ledger/record-use.ts";
import { startRecall } from "#app/recall/start-recall.ts";
import { getReferencePartyId } from "#app/reference/reference-ids.ts";
import { LEAST_DEVELOPED_FIRST } from "#core/allocation/policy.ts";
import { asId } from "#core/id.ts";
import type { Party } from "#core/party/party.ts";
import { addDays, asDay, dayOf, occurredInMonth } from "#core/time.ts";
import { recordDeliveries } from "#app/consignment/record-deliveries.ts";
import { findPartyByCode } from "#store/party.ts";
import { bring, type Chain, openChain, receive } from "#test/fixtures/chain.ts";
import { concludeChain } from "#test/fixtures/course.ts";
import { addModel, deliver, ready, register } from "#test/fixtures/equipment.ts";
import { openScarcity } from "#test/fixtures/scarcity.ts";
import { unwrap } from "#test/fixtures/team-world.ts";
import { addOneVolunteer } from "#test/fixtures/volunteer.ts";
import { actFor, newMeta, units, type World } from "#test/fixtures/world.ts";
import type { TestServer } from "#test/open-server.ts";
import { daysAgo, seedDeployment } from "./seed-team.ts";
import { delivery, openServerWorld, type Person, seedExcursion, seedWorld } from "./seed-world.ts";

/** The scenario of the rounds. */
const SCENARIO = "scarce-pages";
/** A lot that China gave, Ethiopia holds, and China recalls. */
const RECALLED = "GOWN-9";

/** Something to see on every page, and who sees the most there. */
export type PageWorld = Awaited<ReturnType<typeof seedPages>>;

/** Fills a server so that every page has something to show. */
export async function seedPages(server: TestServer) {
  const world = await openServerWorld(server);
  const [china, ethiopia, kenya] = [
    await getGovernment(world, "CHN"),
    await getGovernment(world, "ETH"),
    await getGovernment(world, "KEN"),
  ];
  await seedWorld(server);
  await seedExcursion(server);
  const { leader, host, deploymentId, teamCallId } = await seedDeployment(server);
  const consignments = await seedConsignments(world, china, ethiopia);
  const recallId = await seedRecalled(server, world, china);
  const assetId = await seedAsset(world, kenya);
  await seedVolunteer(world);
  const recipient = await server.makeUser({
    ETH: ["focal_point", "warehouse", "logistician", "administrator"],
  });
  const coordinator = await server.makeUser({ SECRETARIAT: ["coordinator"] });
  const people = {
    recipient,
    coordinator,
    giver: await server.makeUser({ CHN: ["focal_point", "logistician", "warehouse"] }),
    keeper: await server.makeUser({ KEN: ["focal_point", "warehouse"] }),
    leader,
    host,
  } satisfies Record<string, Person>;
  const rounds = await seedRounds(server, world, coordinator.headers);
  await keepHouse(server.context);
  return {
    people,
    ...consignments,
    ...rounds,
    recallId,
    assetId,
    deploymentId,
    teamCallId,
    invitation: await invite(server, recipient.headers),
  };
}

async function getGovernment(world: World, code: string): Promise<Party> {
  const party = await findPartyByCode(world.context.database, code);
  if (party === undefined) throw new Error(`there is no party ${code}`);
  return party;
}

/** From China to Ethiopia: one consignment packed, one that waits to be counted, one whose count is disputed. */
async function seedConsignments(world: World, china: Party, ethiopia: Party) {
  const today = dayOf(world.context.now());
  const open = async (): Promise<Chain> =>
    await openChain(world, { between: [china, ethiopia], windowTo: addDays(today, 60) });
  const [packing, arriving, counted] = [await open(), await open(), await open()];
  const packedId = await bring(packing, "pack", [[1, 60]]);
  const arrivedId = await bring(arriving, "clear_import");
  const disputedId = await bring(counted, "clear_import");
  unwrap(await receive(counted, disputedId, [[90, 4], [40]]));
  await concludeChain(counted);
  const lines = [{ supplyId: counted.masks, siteId: counted.toSiteId, quantity: units(55) }];
  const use = { partyId: ethiopia.id, kind: "use", lines } as const;
  unwrap(await recordUse(world.context, newMeta(counted.receiver), use));
  return {
    packedId,
    arrivedId,
    disputedId,
    agreementId: packing.agreementId,
    offerId: packing.maskOfferId,
    callId: packing.callId,
    usedOfferId: counted.maskOfferId,
    usedAgreementId: counted.agreementId,
  };
}

async function seedRecalled(server: TestServer, world: World, china: Party): Promise<string> {
  const meta = () => newMeta(actFor([world.secretariatId]));
  const gowns = { ...delivery("gown", 500, occurredInMonth("2020-04"), 21), lotNumber: RECALLED };
  unwrap(await recordDeliveries(server.context, meta(), { deliveries: [gowns] }));
  const recall = {
    partyId: china.id,
    itemId: "gown",
    lotNumbers: [RECALLED],
    class: 2,
    reason: "quality_defect",
    remedy: "destroy",
    isDrill: false,
  } as const;
  return unwrap(await startRecall(server.context, newMeta(actFor([china.id])), recall)).id;
}

/** A ventilator at a hospital of Kenya that has what it needs. */
async function seedAsset(world: World, kenya: Party): Promise<string> {
  const { supplyId } = await deliver(world, kenya, 2);
  const model = await addModel(world, kenya.id, "C1", { maker: "Hamilton" });
  const row = await world.owner
    .selectFrom("movement")
    .select("toSiteId")
    .where("supplyId", "=", supplyId)
    .where("toStage", "=", "received")
    .executeTakeFirstOrThrow();
  const siteId = asId<"site">(row.toSiteId);
  await ready(world, siteId, kenya.id);
  const at = { partyId: kenya.id, siteId, supplyId, modelId: model.id };
  const { assets } = unwrap(await register(world, at, "A-1", "A-2"));
  return assets[0]?.id ?? "";
}

async function seedVolunteer(world: World): Promise<void> {
  const [from, until] = [asDay(daysAgo(40)), asDay(daysAgo(-40))];
  await addOneVolunteer(world, asId<"party">(getReferencePartyId("ITA")), {
    name: "Lucia Ferri",
    licences: [{ country: "ITA", number: "OPI-123", validUntil: until }],
    days: [{ fromDay: from, untilDay: until }],
    consents: [
      { scope: "roster", givenOn: from, untilDay: until },
      { scope: "host", givenOn: from, untilDay: until },
    ],
  });
}

/** Two rounds of one scenario: one published, one only opened. */
async function seedRounds(server: TestServer, world: World, headers: Record<string, string>) {
  await openScarcity(world, SCENARIO);
  const open = async (): Promise<string> => {
    const body = { policy: LEAST_DEVELOPED_FIRST, scenario: SCENARIO };
    return (await server.command("/rounds", body, headers)).json<{ id: string }>().id;
  };
  const roundId = await open();
  for (const step of ["plan", "publish"]) {
    const done = await server.command(`/rounds/${roundId}/${step}`, undefined, headers);
    if (done.statusCode !== 200) throw new Error(done.body);
  }
  return { roundId, draftRoundId: await open() };
}

/** The token of an invitation that waits. */
async function invite(server: TestServer, headers: Record<string, string>): Promise<string> {
  const path = `/parties/${getReferencePartyId("ETH")}/invitations`;
  const body = { email: "almaz@example.org", role: "auditor" };
  return String((await server.command(path, body, headers)).json()["token"]);
}
