import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { v7 } from "uuid";
import { LEAST_DEVELOPED_FIRST } from "#core/allocation/policy.ts";
import type { SnapshotNeed } from "#core/allocation/snapshot.ts";
import { asId } from "#core/id.ts";
import type { NotificationId } from "#core/notification/notification.ts";
import type { Actor } from "#core/party/party.ts";
import { asDay, asInstant } from "#core/time.ts";
import { lessenHold, openHold } from "#store/cold-hold.ts";
import { listLapsing } from "#store/happening.ts";
import { bring, type Chain, openChain, receive, takeStep } from "#test/fixtures/chain.ts";
import { addMember } from "#test/fixtures/member.ts";
import { query } from "#test/fixtures/query.ts";
import { openLot, recall } from "#test/fixtures/recall.ts";
import { inviteOne, offerOneTeam, takeSteps, unwrap } from "#test/fixtures/team-world.ts";
import {
  actFor,
  addLane,
  addParty,
  addSite,
  makeOneOffer,
  newMeta,
  openWorld,
  raiseOneCall,
  TEST_NOW,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { takeMemberRole } from "../account/change-members.ts";
import { acceptAgreement } from "../agreement/accept-agreement.ts";
import { declineAgreement } from "../agreement/decline-agreement.ts";
import { proposeAgreement } from "../agreement/propose-agreement.ts";
import { holdConsignment } from "../consignment/hold-consignment.ts";
import { openRound } from "../round/open-round.ts";
import { keepHouse } from "../keep-house.ts";
import { notifyMembers } from "./notify-members.ts";
import { readNotification, readNotifications, readUnreadCount } from "./read-notifications.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
// Nobody is told of what another test did.
beforeEach(async () => {
  world.setNow(TEST_NOW);
  await notifyMembers(world.context);
});
afterAll(async () => await world.drop());

/** What somebody was told and may see, oldest first. */
async function kindsFor(actor: Actor): Promise<string[]> {
  const { items } = await readNotifications(
    world.context,
    actor,
    { language: "en", unread: false },
    { limit: 500 },
  );
  return items.map(({ kind }) => kind).toReversed();
}

async function textsFor(actor: Actor): Promise<string[]> {
  const asked = { language: "en", unread: true } as const;
  const { items } = await readNotifications(world.context, actor, asked, { limit: 500 });
  return items.map(({ text }) => text).toReversed();
}

/** An offer, a call, and who decides for both. */
async function openPair() {
  const offer = await makeOneOffer(world, { quantity: units(500) });
  const call = await raiseOneCall(world);
  const giver = await addMember(world, offer.party.id, "focal_point");
  const taker = await addMember(world, call.party.id, "focal_point");
  const line = {
    supplyId: offer.supplyId,
    callId: call.callId,
    callLineNumber: 1,
    quantity: units(100),
    fromSiteId: offer.siteId,
    toSiteId: call.siteId,
    departOn: asDay("2026-03-10"),
    arriveOn: asDay("2026-03-13"),
  };
  const parties = { giverId: offer.party.id, recipientId: call.party.id };
  const command = { ...parties, lines: [line] };
  const proposed = await proposeAgreement(world.context, newMeta(giver), command);
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.refusal));
  return { ...parties, giver, taker, agreementId: asId<"agreement">(proposed.value.id) };
}

describe("members are told, once and in the order in which it happened,", () => {
  test("of an agreement that is proposed to them, and how the other side answers", async () => {
    const { agreementId, giver, taker, recipientId, giverId } = await openPair();
    const shipper = await addMember(world, giverId, "logistician");
    await notifyMembers(world.context);
    unwrap(await acceptAgreement(world.context, newMeta(taker), { agreementId, partyId: recipientId }));
    await notifyMembers(world.context);
    expect(await kindsFor(taker)).toEqual(["agreement_proposed"]);
    expect(await kindsFor(giver)).toEqual(["agreement_agreed"]);
    expect(await kindsFor(shipper)).toEqual(["agreement_agreed"]);
    const [text = ""] = await textsFor(taker);
    expect(text).toMatch(/^An agreement with PARTY-\d+ is proposed/);
  });

  test("of one that is declined", async () => {
    const { agreementId, giver, taker, recipientId } = await openPair();
    unwrap(await declineAgreement(world.context, newMeta(taker), { agreementId, partyId: recipientId }));
    await notifyMembers(world.context);
    expect(await kindsFor(taker)).toEqual(["agreement_proposed"]);
    expect(await kindsFor(giver)).toEqual(["agreement_declined"]);
  });

  test("of a consignment, each side by its roles, and nobody else", async () => {
    const chain = await openChain(world);
    const giver = await addMember(world, chain.giver.id, "logistician");
    const keeper = await addMember(world, chain.taker.id, "warehouse");
    const auditor = await addMember(world, chain.taker.id, "auditor");
    const stranger = await addMember(world, (await addParty(world)).id, "focal_point", "logistician");
    const consignmentId = await bring(chain, "clear_export");
    unwrap(await holdConsignment(world.context, newMeta(chain.sender), { consignmentId }));
    expect(await notifyMembers(world.context)).toBe(2);
    expect(await notifyMembers(world.context)).toBe(0);
    expect(await kindsFor(keeper)).toEqual(["consignment_dispatched"]);
    expect(await kindsFor(giver)).toEqual(["consignment_held"]);
    expect([await kindsFor(auditor), await kindsFor(stranger)]).toEqual([[], []]);
    unwrap(await receive(chain, consignmentId, [[90], [40]]));
    await notifyMembers(world.context);
    expect(await textsFor(giver)).toEqual([
      expect.stringMatching(/^Consignment WS-\w{10} is held on its way\.$/),
      expect.stringMatching(/^Consignment WS-\w{10} was received with a difference/),
    ]);
  });

  test("and not of what they have done themselves", async () => {
    const chain = await openChain(world);
    const receiver = await addMember(world, chain.taker.id, "logistician", "warehouse");
    const other = await addMember(world, chain.taker.id, "logistician");
    const consignmentId = await bring(chain, "depart");
    unwrap(await takeStep({ ...chain, receiver }, consignmentId, "arrive"));
    await notifyMembers(world.context);
    expect(await kindsFor(receiver)).toEqual(["consignment_dispatched"]);
    expect(await kindsFor(other)).toEqual(["consignment_dispatched", "consignment_arrived"]);
  });

  test("of a round: what it allocates to a caller, or that it allocates nothing", async () => {
    const offer = await makeOneOffer(world);
    const [served, unserved] = [await raiseOneCall(world), await raiseOneCall(world)];
    const lane = await addLane(world, { fromSiteId: offer.siteId, toSiteId: served.siteId });
    const members = await Promise.all(
      [offer, served, unserved].map(({ party }) => addMember(world, party.id, "focal_point")),
    );
    const coordinator = newMeta(actFor([world.secretariatId]));
    const { id } = unwrap(await openRound(world.context, coordinator, { policy: LEAST_DEVELOPED_FIRST }));
    // What planning leaves, without the thread that plans: what callers are told rests on this alone.
    const needs: readonly Pick<SnapshotNeed, "partyId">[] = [served, unserved, served].map(({ party }) => ({
      partyId: party.id,
    }));
    await query(
      world.owner,
      `insert into allocation (round_id, line_number, supply_id, call_id, call_line_number, quantity, lane_id, depart_on, arrive_on)
      values ('${id}', 1, '${offer.supplyId}', '${served.callId}', 1, 10, '${lane.id}', '2026-03-10', '2026-03-13')`,
    );
    const snapshot = JSON.stringify({ needs });
    await query(world.owner, `update round set snapshot = '${snapshot}' where id = '${id}'`);
    await notifyMembers(world.context);
    expect(await Promise.all(members.map(kindsFor))).toEqual([[], [], []]);
    const published = "status = 'published', published_at = '2026-03-02T09:00:00Z'";
    await query(world.owner, `update round set ${published} where id = '${id}'`);
    await notifyMembers(world.context);
    expect(await Promise.all(members.map(kindsFor))).toEqual([[], ["round_allocates"], ["round_leaves_out"]]);
  });

  test("of a recall or a drill, once for all of a party's sites, beside the notice that must be acknowledged", async () => {
    const { chain, lot } = await openLot(world);
    const holder = await addMember(world, chain.giver.id, "warehouse");
    await recall(chain, lot, { isDrill: true });
    await recall(chain, lot);
    await notifyMembers(world.context);
    expect(await kindsFor(holder)).toEqual(["recall_drill", "recall_begun"]);
    const notices = await query(world.owner, "select from recall_notice where acknowledged_at is not null");
    expect(notices).toEqual([]);
  });

  test("of a call that is about to expire, once for each of its last days", async () => {
    const { party, callId } = await raiseOneCall(world);
    const caller = await addMember(world, party.id, "focal_point");
    const [call] = await query<{ day: string }>(
      world.owner,
      `select expires_on::text as day from call where id = '${callId}'`,
    );
    const lastDay = asDay(call?.day ?? "");
    world.setNow("2026-05-24T12:00:00Z");
    await notifyMembers(world.context);
    expect([lastDay, await kindsFor(caller)]).toEqual(["2026-05-31", []]);
    world.setNow("2026-05-25T12:00:00Z");
    await notifyMembers(world.context);
    await notifyMembers(world.context);
    expect(await textsFor(caller)).toEqual([
      "Your call for help expires after 31 May 2026 unless it is confirmed again.",
    ]);
    // It is not looked at again until somebody else is to be told.
    const listIds = async () => {
      const range = { from: asDay("2026-05-25"), before: asDay("2026-06-01") };
      return (await listLapsing(world.context.database, range)).map(({ thingId }) => thingId);
    };
    expect(await listIds()).not.toContain(callId);
    await addMember(world, party.id, "focal_point");
    expect(await listIds()).toContain(callId);
  });

  test("of units on hold that wait for a decision: once, also where they move on to the quarantine, and not of decided ones", async () => {
    const chain = await openChain(world);
    const keeper = await addMember(world, chain.giver.id, "logistician");
    const hold = {
      supplyId: chain.masks,
      partyId: chain.giver.id,
      siteId: chain.fromSiteId,
      consignmentId: null,
      quantity: 10,
    };
    const { database } = world.context;
    const open = async (stage: "reserved" | "quarantined", minute: string, movedFrom?: string) => {
      const openedAt = asInstant(`2026-03-02T09:0${minute}:00Z`);
      const moved = movedFrom === undefined ? {} : { movedFrom };
      return await openHold(database, { ...hold, stage, newId: v7(), openedAt, ...moved });
    };
    const promised = await open("reserved", "1");
    await notifyMembers(world.context);
    expect(await kindsFor(keeper)).toEqual(["units_on_hold"]);
    await lessenHold(database, { id: promised, stage: "reserved" }, { units: 10, at: asInstant(TEST_NOW) });
    await open("quarantined", "2", promised);
    await notifyMembers(world.context);
    expect(await kindsFor(keeper)).toEqual(["units_on_hold"]);
    const again = await open("reserved", "3");
    await lessenHold(database, { id: again, stage: "reserved" }, { units: 10, at: asInstant(TEST_NOW) });
    await notifyMembers(world.context);
    expect(await kindsFor(keeper)).toEqual(["units_on_hold"]);
    expect(await query(world.owner, "select from cold_hold where not notified")).toEqual([]);
  });

  test("of a team: the host's invitation, and its answer", async () => {
    const giver = await addParty(world, { country: "ITA" });
    const host = await addParty(world, { country: "MOZ" });
    const site = await addSite(world, { party: host });
    const [leader, asker] = [
      await addMember(world, giver.id, "focal_point"),
      await addMember(world, host.id, "focal_point"),
    ];
    const offer = await offerOneTeam(world, giver, "Team One");
    const invited = unwrap(await inviteOne(world, { offerId: offer.id, host, site }));
    await takeSteps({ world, giver, host }, invited.id, ["accept"]);
    await notifyMembers(world.context);
    expect(await textsFor(leader)).toEqual([`${host.name} invites your team Team One: accept or decline.`]);
    expect(await textsFor(asker)).toEqual([
      `${giver.name} accepts your invitation: the team Team One will come.`,
    ]);
  });
});

describe("nothing is told", () => {
  test("of scenarios", async () => {
    const call = await raiseOneCall(world, { scenario: "exercise" });
    const offer = await makeOneOffer(world, { scenario: "exercise" });
    await addMember(world, call.party.id, "focal_point");
    const command = {
      giverId: offer.party.id,
      recipientId: call.party.id,
      lines: [
        {
          supplyId: offer.supplyId,
          callId: call.callId,
          callLineNumber: 1,
          quantity: units(1),
          fromSiteId: offer.siteId,
          toSiteId: call.siteId,
          departOn: asDay("2026-03-10"),
          arriveOn: asDay("2026-03-13"),
        },
      ],
    };
    unwrap(await proposeAgreement(world.context, newMeta(actFor([offer.party.id])), command));
    expect(await notifyMembers(world.context)).toBe(0);
    expect(await query(world.owner, "select from agreement_event where not notified")).toEqual([]);
  });

  test("after a command that was refused, and twice after one that was sent again", async () => {
    const { agreementId, taker, giver, recipientId } = await openPair();
    const meta = newMeta(taker);
    const send = () => declineAgreement(world.context, meta, { agreementId, partyId: recipientId });
    unwrap(await send());
    unwrap(await send());
    expect(
      await declineAgreement(world.context, newMeta(taker), { agreementId, partyId: recipientId }),
    ).toMatchObject({
      ok: false,
    });
    await notifyMembers(world.context);
    expect(await kindsFor(giver)).toEqual(["agreement_declined"]);
  });

  test("to who holds the role no more, also of what was told before", async () => {
    const { taker, recipientId } = await openPair();
    await notifyMembers(world.context);
    const administrator = actFor([recipientId]);
    const role = { partyId: recipientId, userId: taker.userId, role: "focal_point" } as const;
    unwrap(await takeMemberRole(world.context, newMeta(administrator), role));
    const left = { ...taker, memberships: [] };
    expect([await kindsFor(left), await readUnreadCount(world.context, left)]).toEqual([
      [],
      { unread: 0, mailLanguage: null },
    ]);
  });
});

describe("a crash", () => {
  test("between marking and telling undoes both, and the next round tells", async () => {
    const { taker } = await openPair();
    const newId = () => {
      throw new Error("the power is cut");
    };
    await expect(notifyMembers({ ...world.context, newId })).rejects.toThrow(/power/);
    expect(await kindsFor(taker)).toEqual([]);
    await notifyMembers(world.context);
    expect(await kindsFor(taker)).toEqual(["agreement_proposed"]);
  });

  test("of another's is not waited for: what a command holds is told with the next round", async () => {
    const coordinator = newMeta(actFor([world.secretariatId]));
    const { id } = unwrap(await openRound(world.context, coordinator, { policy: LEAST_DEVELOPED_FIRST }));
    const published =
      "status = 'published', published_at = '2026-03-02T09:00:00Z', snapshot = '{\"needs\":[]}'";
    await query(world.owner, `update round set ${published} where id = '${id}'`);
    const untold = async () =>
      await query(world.owner, `select from round where id = '${id}' and not notified`);
    await world.context.database.transaction().execute(async (command) => {
      await query(command, `select from round where id = '${id}' for update`);
      expect(await notifyMembers(world.context)).toBe(0);
    });
    expect(await untold()).toHaveLength(1);
    await notifyMembers(world.context);
    expect(await untold()).toEqual([]);
  });

  test("is not needed for two to meet: both at once tell once, in batches too, and house-keeping nothing more", async () => {
    const pairs = [await openPair(), await openPair(), await openPair()];
    await Promise.all([notifyMembers(world.context, 2), notifyMembers(world.context, 1)]);
    await keepHouse(world.context);
    const told = await Promise.all(pairs.map(async ({ taker }) => await kindsFor(taker)));
    expect(told).toEqual(pairs.map(() => ["agreement_proposed"]));
  });
});

describe("a list of notifications", () => {
  async function tellThree(): Promise<{ chain: Chain; reader: Actor; ids: NotificationId[] }> {
    const chain = await openChain(world);
    const reader = await addMember(world, chain.taker.id, "logistician");
    for (const minute of ["09:01", "09:02", "09:03"]) {
      world.setNow(`2026-03-02T${minute}:00Z`);
      await bring(chain, "dispatch", [[1, 10]]);
      await notifyMembers(world.context);
    }
    const asked = { language: "en", unread: true } as const;
    const { items } = await readNotifications(world.context, reader, asked, { limit: 500 });
    return { chain, reader, ids: items.map(({ id }) => id) };
  }

  test("goes on page by page, newest first, and is marked as read one by one or up to one, as often as one likes", async () => {
    const { reader, ids } = await tellThree();
    const asked = { language: "fr", unread: false } as const;
    const first = await readNotifications(world.context, reader, asked, { limit: 2 });
    const after = first.next ?? undefined;
    const second = await readNotifications(world.context, reader, asked, { limit: 2, after });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.next).toBeNull();
    const [newest, middle, oldest] = ids;
    const read = async (id: NotificationId | undefined, upTo: boolean) =>
      await readNotification(world.context, reader, { id: id ?? asId(v7()), upTo });
    expect(await read(oldest, false)).toEqual({ ok: true, value: { unread: 2 } });
    expect(await read(oldest, false)).toEqual({ ok: true, value: { unread: 2 } });
    expect(await read(middle, true)).toEqual({ ok: true, value: { unread: 1 } });
    expect(await read(newest, true)).toEqual({ ok: true, value: { unread: 0 } });
    expect(await read(newest, true)).toEqual({ ok: true, value: { unread: 0 } });
  });

  test("is one's own: another's cannot be marked", async () => {
    const { chain, ids } = await tellThree();
    const other = await addMember(world, chain.taker.id, "logistician");
    const id = ids[0] ?? asId(v7());
    expect(await readNotification(world.context, other, { id, upTo: false })).toMatchObject({
      ok: false,
      refusal: { code: "not_found", noun: "notification" },
    });
    const unread = await query(
      world.owner,
      `select from notification where id = '${id}' and read_at is null`,
    );
    expect(unread).toHaveLength(1);
  });

  test("forgets what is older than a year", async () => {
    const { reader } = await tellThree();
    world.setNow("2027-03-04T09:00:00Z");
    await notifyMembers(world.context);
    expect(await kindsFor(reader)).toEqual([]);
  });
});
