import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { asDay } from "#core/time.ts";
import {
  actFor,
  addParty,
  addSite,
  callLine,
  countRows,
  newMeta,
  openWorld,
  raiseOneCall,
  TEST_NOW,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { bring, openChain } from "#test/fixtures/chain.ts";
import { confirmCall } from "./confirm-call.ts";
import { expireCalls } from "./expire-calls.ts";
import { raiseCall } from "./raise-call.ts";
import { readCallAnswers } from "./read-call-answers.ts";
import { readCall, readCalls } from "./read-calls.ts";
import { withdrawCall } from "./withdraw-call.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => await world.drop());

/** A caller with a site, the one who acts for it, and a command that is right. */
async function openCaller() {
  const party = await addParty(world);
  const site = await addSite(world, { party });
  const actor = actFor([party.id], ["focal_point"]);
  return { party, site, actor, command: { partyId: party.id, lines: [callLine(site.id)] } };
}

describe("raiseCall", () => {
  test("answers with the call as it is shown: open, confirmed for 90 days, nothing promised yet", async () => {
    const { party, site, actor, command } = await openCaller();
    const raised = await raiseCall(world.context, newMeta(actor), command);
    if (!raised.ok) throw new Error(raised.refusal.code);
    expect(raised.value).toMatchObject({
      partyCode: party.code,
      status: "open",
      version: 1,
      scenario: null,
      confirmedAt: TEST_NOW,
      expiresOn: "2026-05-31",
      lines: [{ lineNumber: 1, quantity: 1000, siteId: site.id, smallestUseful: 1, agreed: 0, received: 0 }],
    });
  });

  test("sent twice gives one call and the same answer; another body under the id is refused", async () => {
    const { actor, command } = await openCaller();
    const meta = newMeta(actor);
    const first = await raiseCall(world.context, meta, command);
    const before = await countRows(world);
    expect(await raiseCall(world.context, meta, command)).toEqual(first);
    expect(await raiseCall(world.context, meta, { ...command, emergency: "covid-19" })).toEqual({
      ok: false,
      refusal: { code: "already_posted_with_another_body", commandId: meta.commandId },
    });
    expect(await countRows(world)).toEqual(before);
  });

  test("two at once under one id give one call", async () => {
    const { party, actor, command } = await openCaller();
    const meta = newMeta(actor);
    const answers = await Promise.all([1, 2, 3].map(() => raiseCall(world.context, meta, command)));
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    const page = await readCalls(world.context, { partyCode: party.code, scenario: null }, { limit: 10 });
    expect(page.items).toHaveLength(1);
  });

  test("is refused to everyone but the party's focal point, and nothing is written", async () => {
    const { party, command } = await openCaller();
    const other = await addParty(world);
    const before = await countRows(world);
    for (const actor of [
      actFor([party.id], ["coordinator", "logistician", "warehouse", "auditor", "administrator"]),
      actFor([other.id]),
      actFor([]),
    ]) {
      const refused = await raiseCall(world.context, newMeta(actor), command);
      expect(refused).toMatchObject({ ok: false, refusal: { code: "not_permitted" } });
    }
    expect(await countRows(world)).toEqual(before);
  });

  test("lists every problem of every line at once, and writes nothing", async () => {
    const { actor, command, site } = await openCaller();
    const before = await countRows(world);
    const nowhere = asId<"site">("00000000-0000-7000-8000-00000000dead");
    const refused = await raiseCall(world.context, newMeta(actor), {
      ...command,
      lines: [
        callLine(site.id, { itemId: "philosophers_stone" }),
        callLine(nowhere, { quantity: units(2 * 10 ** 14) }),
        callLine(site.id, { windowFrom: asDay("2026-05-02"), windowTo: asDay("2026-05-01") }),
        callLine(site.id, { windowFrom: asDay("2026-01-01"), windowTo: asDay("2026-03-01") }),
        callLine(site.id, { smallestUseful: units(1001) }),
        callLine(site.id),
      ],
    });
    if (refused.ok || refused.refusal.code !== "malformed") throw new Error("taken");
    expect(refused.refusal.problems.map(({ field, rule }) => `${field} ${rule}`)).toEqual([
      "lines.0.itemId unknown_item",
      "lines.1.quantity quantity_above_bound",
      "lines.1.siteId unknown_site",
      "lines.2.windowTo window_ends_before_it_begins",
      "lines.3.windowTo window_has_ended",
      "lines.4.smallestUseful smallest_useful_above_quantity",
      "lines.5 doubled_line",
    ]);
    expect(await countRows(world)).toEqual(before);
  });

  test("in a scenario may ask for days that have passed, and stays apart from what really is", async () => {
    const { party, actor, site } = await openCaller();
    const past = { windowFrom: asDay("2020-03-01"), windowTo: asDay("2020-12-31") };
    const command = { partyId: party.id, lines: [callLine(site.id, past)] };
    const raised = await raiseCall(world.context, newMeta(actor), command, { scenario: "as-if" });
    expect(raised).toMatchObject({ ok: true, value: { scenario: "as-if" } });
    const listed = async (scenario: string | null) =>
      (await readCalls(world.context, { partyCode: party.code, scenario }, { limit: 10 })).items.length;
    expect([await listed("as-if"), await listed(null)]).toEqual([1, 0]);
  });
});

describe("confirmCall and withdrawCall", () => {
  test("a confirmation moves the day of expiry, a withdrawal ends the call", async () => {
    const { party, callId } = await raiseOneCall(world);
    const actor = actFor([party.id]);
    world.setNow("2026-04-01T00:00:00Z");
    const confirmed = await confirmCall(world.context, newMeta(actor), { callId });
    world.setNow(TEST_NOW);
    expect(confirmed).toMatchObject({
      ok: true,
      value: { status: "open", version: 2, expiresOn: "2026-06-30" },
    });
    const withdrawn = await withdrawCall(world.context, newMeta(actor), { callId });
    expect(withdrawn).toMatchObject({ ok: true, value: { status: "withdrawn", version: 3 } });
    const before = await countRows(world);
    expect(await confirmCall(world.context, newMeta(actor), { callId })).toEqual({
      ok: false,
      refusal: { code: "step_not_allowed", noun: "call", status: "withdrawn", step: "confirm", allowed: [] },
    });
    expect(await withdrawCall(world.context, newMeta(actor), { callId })).toMatchObject({
      refusal: { code: "step_not_allowed" },
    });
    expect(await countRows(world)).toEqual(before);
  });

  test.each([
    ["confirm", confirmCall],
    ["withdraw", withdrawCall],
  ])("%s: unknown, foreign and changed calls are refused in this order", async (_name, step) => {
    const { party, callId } = await raiseOneCall(world);
    const before = await countRows(world);
    const nothing = asId<"call">("00000000-0000-7000-8000-00000000dead");
    const foreign = newMeta(actFor([(await addParty(world)).id]));
    expect(await step(world.context, foreign, { callId: nothing })).toMatchObject({
      refusal: { code: "not_found", noun: "call", id: nothing },
    });
    const stale = { ...foreign, expectedVersion: 7 };
    expect(await step(world.context, stale, { callId })).toMatchObject({
      refusal: { code: "not_permitted" },
    });
    const own = { ...newMeta(actFor([party.id])), expectedVersion: 7 };
    expect(await step(world.context, own, { callId })).toEqual({
      ok: false,
      refusal: { code: "version_changed", noun: "call", id: callId, expected: 7, version: 1 },
    });
    expect(await countRows(world)).toEqual(before);
  });

  test("of two withdrawals at once one succeeds and the other is told", async () => {
    const { party, callId } = await raiseOneCall(world);
    const actor = actFor([party.id]);
    const answers = await Promise.all(
      [1, 2].map(() => withdrawCall(world.context, newMeta(actor), { callId })),
    );
    expect(answers.map((answer) => (answer.ok ? "done" : answer.refusal.code)).toSorted()).toEqual([
      "done",
      "step_not_allowed",
    ]);
  });
});

describe("expireCalls", () => {
  test("lets go of the calls that nobody confirmed in time, and of no other; a confirmation opens them again", async () => {
    const old = await raiseOneCall(world);
    const scenario = await raiseOneCall(world, { scenario: "as-if" });
    world.setNow("2026-05-31T00:00:00Z");
    expect(await expireCalls(world.context)).not.toContain(old.callId);
    world.setNow("2026-06-01T00:00:00Z");
    const fresh = await raiseOneCall(world);
    const expired = await Promise.all([expireCalls(world.context), expireCalls(world.context)]);
    expect(expired.flat().filter((id) => id === old.callId)).toHaveLength(1);
    expect(expired.flat()).not.toContain(fresh.callId);
    expect(expired.flat()).not.toContain(scenario.callId);
    expect(await readCall(world.context, old.callId)).toMatchObject({ value: { status: "expired" } });
    const confirmed = await confirmCall(world.context, newMeta(actFor([old.party.id])), {
      callId: old.callId,
    });
    world.setNow(TEST_NOW);
    expect(confirmed).toMatchObject({ ok: true, value: { status: "open", expiresOn: "2026-08-30" } });
  });
});

describe("readCalls", () => {
  test("pages from newest to oldest without leaving one out", async () => {
    const party = await addParty(world);
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) ids.push((await raiseOneCall(world, { party })).callId);
    const seen: string[] = [];
    const filter = { partyCode: party.code, status: "open", scenario: null } as const;
    let page = await readCalls(world.context, filter, { limit: 2 });
    for (;;) {
      seen.push(...page.items.map((call) => call.id));
      if (page.next === null) break;
      page = await readCalls(world.context, filter, { limit: 2, after: page.next });
    }
    expect(seen).toEqual(ids.toReversed());
  });
});

describe("readCallAnswers", () => {
  test("tells consignments to everybody, and agreements to their sides alone", async () => {
    const chain = await openChain(world);
    const { callId, agreementId } = chain;
    const consignmentId = await bring(chain, "dispatch");
    const asRead = async (reader: Parameters<typeof readCallAnswers>[1]) => {
      const answers = await readCallAnswers(world.context, reader, callId);
      if (!answers.ok) throw new Error(answers.refusal.code);
      return answers.value;
    };
    const { promised, carried } = await asRead(chain.receiver);
    expect(promised.map(({ agreementId: id, status, quantity }) => [id, status, quantity])).toEqual([
      [agreementId, "agreed", 100],
      [agreementId, "agreed", 40],
    ]);
    expect(carried[0]).toMatchObject({ consignmentId, status: "dispatched", arrived: null, counted: null });
    expect(carried[0]?.dispatched).not.toBeNull();
    const stranger = actFor([(await addParty(world)).id]);
    expect(await asRead(stranger)).toEqual({ promised: [], carried });
    expect(await asRead(undefined)).toEqual({ promised: [], carried });
    expect((await asRead(actFor([world.secretariatId], ["coordinator"]))).promised).toEqual(promised);
    const unknown = asId<"call">(agreementId);
    expect(await readCallAnswers(world.context, undefined, unknown)).toMatchObject({
      refusal: { code: "not_found" },
    });
  });
});
