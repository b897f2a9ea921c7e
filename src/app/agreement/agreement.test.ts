import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AgreementId, asId, type PartyId } from "#core/id.ts";
import type { ProposeAgreement } from "#core/agreement/propose-agreement.ts";
import { asDay } from "#core/time.ts";
import {
  actFor,
  addParty,
  countRows,
  makeOneOffer,
  newMeta,
  openWorld,
  raiseOneCall,
  readStages,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { readCall } from "../call/read-calls.ts";
import { withdrawCall } from "../call/withdraw-call.ts";
import { readOffer } from "../offer/read-offers.ts";
import { withdrawOffer } from "../offer/withdraw-offer.ts";
import { acceptAgreement } from "./accept-agreement.ts";
import { consultAgreement } from "./consult-agreement.ts";
import { declineAgreement } from "./decline-agreement.ts";
import { proposeAgreement } from "./propose-agreement.ts";
import { readAgreement, readAgreements } from "./read-agreements.ts";
import { withdrawAgreement } from "./withdraw-agreement.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => await world.drop());

type Line = ProposeAgreement["lines"][number];

/** A call for 1,000 masks, an offer of 1,000, and a proposal that joins them. */
async function openPair(part: { readonly called?: number; readonly offered?: number } = {}) {
  const call = await raiseOneCall(world, { quantity: units(part.called ?? 1000) });
  const offer = await makeOneOffer(world, { quantity: units(part.offered ?? 1000) });
  const line: Line = {
    supplyId: offer.supplyId,
    callId: call.callId,
    callLineNumber: 1,
    quantity: units(600),
    departOn: asDay("2026-03-10"),
    arriveOn: asDay("2026-03-13"),
  };
  const command: ProposeAgreement = {
    giverId: offer.party.id,
    recipientId: call.party.id,
    lines: [line],
  };
  return { call, offer, line, command, giver: actFor([offer.party.id]), recipient: actFor([call.party.id]) };
}
type Pair = Awaited<ReturnType<typeof openPair>>;

async function propose(pair: Pair, part: Partial<Line> = {}): Promise<AgreementId> {
  const command = { ...pair.command, lines: [{ ...pair.line, ...part }] };
  const proposed = await proposeAgreement(world.context, newMeta(pair.giver), command);
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.refusal));
  return asId<"agreement">(proposed.value.id);
}

async function acceptBy(pair: Pair, agreementId: AgreementId, side: "giver" | "recipient") {
  const partyId = side === "giver" ? pair.command.giverId : pair.command.recipientId;
  return await acceptAgreement(world.context, newMeta(pair[side]), { agreementId, partyId });
}

async function readStatuses(pair: Pair) {
  const call = await readCall(world.context, pair.call.callId);
  const offer = await readOffer(world.context, pair.offer.offerId);
  return [call.ok && call.value.status, offer.ok && offer.value.status];
}

describe("proposeAgreement", () => {
  test("the side that proposes consents; nothing is reserved yet", async () => {
    const pair = await openPair();
    const proposed = await proposeAgreement(world.context, newMeta(pair.giver), pair.command);
    expect(proposed).toMatchObject({
      ok: true,
      value: {
        status: "proposed",
        giverConsents: true,
        recipientConsents: false,
        roundId: null,
        version: 1,
        lines: [
          {
            itemId: "medical_mask",
            terms: "grant",
            quantity: 600,
            fromSiteId: pair.offer.siteId,
            toSiteId: pair.call.siteId,
          },
        ],
        events: [{ sequence: 1, step: "propose", partyCode: pair.offer.party.code, reason: null }],
      },
    });
    expect(await readStages(world, pair.offer.supplyId)).toEqual({ available: 1000 });
    expect(await readStatuses(pair)).toEqual(["open", "open"]);
  });

  test("a coordinator, or somebody who speaks for both sides, consents for neither", async () => {
    const pair = await openPair();
    for (const actor of [
      actFor([world.secretariatId]),
      actFor([pair.command.giverId, pair.command.recipientId]),
    ]) {
      const proposed = await proposeAgreement(world.context, newMeta(actor), pair.command);
      expect(proposed).toMatchObject({ value: { giverConsents: false, recipientConsents: false } });
    }
  });

  test("sent twice, or twice at once, proposes once; another body under the id is refused", async () => {
    const pair = await openPair();
    const meta = newMeta(pair.recipient);
    const send = async () => await proposeAgreement(world.context, meta, pair.command);
    const [one, two] = await Promise.all([send(), send()]);
    expect(two).toEqual(one);
    const before = await countRows(world);
    expect(await send()).toEqual(one);
    const other = { ...pair.command, lines: [{ ...pair.line, quantity: units(1) }] };
    expect(await proposeAgreement(world.context, meta, other)).toMatchObject({
      refusal: { code: "already_posted_with_another_body" },
    });
    expect(await countRows(world)).toEqual(before);
  });

  const unknown = "00000000-0000-7000-8000-00000000dead";
  const malformed: readonly (readonly [string, (pair: Pair) => Partial<Line>, string])[] = [
    ["an unknown line", () => ({ callLineNumber: 7 }), "lines.0.callLineNumber unknown_call_line"],
    [
      "days the wrong way round",
      () => ({ departOn: asDay("2026-03-14") }),
      "lines.0.arriveOn arrives_before_it_departs",
    ],
    ["too early", () => ({ departOn: asDay("2026-02-28") }), "lines.0.departOn departs_before_available"],
    ["too late", () => ({ arriveOn: asDay("2026-07-01") }), "lines.0.arriveOn arrives_outside_window"],
  ];
  test.each(malformed)("is refused for %s", async (_name, part, expected) => {
    const pair = await openPair();
    const before = await countRows(world);
    const command = { ...pair.command, lines: [{ ...pair.line, ...part(pair) }] };
    const refused = await proposeAgreement(world.context, newMeta(pair.giver), command);
    if (refused.ok || refused.refusal.code !== "malformed") throw new Error("taken");
    expect(refused.refusal.problems.map(({ field, rule }) => `${field} ${rule}`)).toEqual([expected]);
    expect(await countRows(world)).toEqual(before);
  });

  test("is refused for goods of another giver, a call of another party, goods that do not answer, a doubled line", async () => {
    const pair = await openPair();
    const gloves = await makeOneOffer(world, { party: pair.offer.party, itemId: "surgical_gloves" });
    const foreign = await makeOneOffer(world);
    const other = await raiseOneCall(world);
    const scenario = await makeOneOffer(world, { party: pair.offer.party, scenario: "as-if" });
    const before = await countRows(world);
    const refused = await proposeAgreement(world.context, newMeta(pair.giver), {
      ...pair.command,
      lines: [
        { ...pair.line, supplyId: foreign.supplyId },
        { ...pair.line, callId: other.callId },
        { ...pair.line, supplyId: gloves.supplyId },
        { ...pair.line, supplyId: scenario.supplyId },
        { ...pair.line, supplyId: gloves.supplyId },
      ],
    });
    if (refused.ok || refused.refusal.code !== "malformed") throw new Error("taken");
    expect(refused.refusal.problems.map(({ field, rule }) => `${field} ${rule}`)).toEqual([
      "lines.0.supplyId supply_of_another_giver",
      "lines.1.callId call_of_another_recipient",
      "lines.2.supplyId item_does_not_answer",
      "lines.3.supplyId of_another_scenario",
      "lines.4.supplyId item_does_not_answer",
      "lines.4 doubled_line",
    ]);
    expect(await countRows(world)).toEqual(before);
  });

  test("refuses in this order: not permitted, unknown, call not open, more than needed, not enough units", async () => {
    const pair = await openPair({ called: 700, offered: 500 });
    const before = await countRows(world);
    const attempt = async (actor: typeof pair.giver, part: Partial<ProposeAgreement> = {}) => {
      const result = await proposeAgreement(world.context, newMeta(actor), { ...pair.command, ...part });
      return result.ok ? "taken" : result.refusal;
    };
    const nobody = asId<"party">(unknown);
    const missing = [{ ...pair.line, callId: asId<"call">(unknown) }];
    expect(await attempt(actFor([]), { giverId: nobody })).toMatchObject({ code: "not_permitted" });
    expect(await attempt(pair.recipient, { giverId: nobody })).toMatchObject({
      code: "not_found",
      noun: "party",
    });
    expect(await attempt(pair.giver, { lines: missing })).toMatchObject({ code: "not_found", noun: "call" });
    const noSupply = [{ ...pair.line, supplyId: asId<"supply">(unknown) }];
    expect(await attempt(pair.giver, { lines: noSupply })).toEqual({
      code: "unknown_supply",
      supplyIds: [unknown],
    });
    const greedy = [{ ...pair.line, quantity: units(701) }];
    expect(await attempt(pair.giver, { lines: greedy })).toEqual({
      code: "more_than_needed",
      callId: pair.call.callId,
      callLineNumber: 1,
      needed: 700,
      asked: 701,
    });
    expect(await attempt(pair.giver)).toMatchObject({
      code: "not_enough_units",
      supplyId: pair.offer.supplyId,
      available: 500,
      asked: 600,
    });
    expect(await countRows(world)).toEqual(before);
    await withdrawCall(world.context, newMeta(pair.recipient), { callId: pair.call.callId });
    expect(await attempt(pair.giver, { lines: greedy })).toEqual({
      code: "call_not_open",
      callId: pair.call.callId,
      status: "withdrawn",
    });
  });
});

describe("acceptAgreement", () => {
  test("the second consent reserves the units, and the call and the offer know it", async () => {
    const pair = await openPair();
    const agreementId = await propose(pair);
    const accepted = await acceptBy(pair, agreementId, "recipient");
    expect(accepted).toMatchObject({
      value: { status: "agreed", giverConsents: true, recipientConsents: true, version: 2 },
    });
    expect(await readStages(world, pair.offer.supplyId)).toEqual({ available: 400, reserved: 600 });
    expect(await readStatuses(pair)).toEqual(["partly_met", "open"]);
    const call = await readCall(world.context, pair.call.callId);
    expect(call).toMatchObject({ value: { lines: [{ quantity: 1000, agreed: 600 }] } });
    const rest = await propose(pair, { quantity: units(400) });
    await acceptBy(pair, rest, "recipient");
    expect(await readStatuses(pair)).toEqual(["met", "exhausted"]);
  });

  test("one side's consent twice is one consent", async () => {
    const pair = await openPair();
    const agreementId = await propose(pair);
    const before = await countRows(world);
    expect(await acceptBy(pair, agreementId, "giver")).toMatchObject({
      value: { status: "proposed", version: 1 },
    });
    expect(await countRows(world)).toEqual({ ...before, command: (before["command"] ?? 0) + 1 });
  });

  test("when the call has been served meanwhile, it is refused with what is still needed, and nothing is written", async () => {
    const pair = await openPair();
    const [first, second] = [await propose(pair), await propose(pair)];
    await acceptBy(pair, first, "recipient");
    const before = await countRows(world);
    expect(await acceptBy(pair, second, "recipient")).toMatchObject({
      refusal: { code: "more_than_needed", needed: 400, asked: 600 },
    });
    expect(await countRows(world)).toEqual(before);
    expect(await readAgreement(world.context, pair.giver, second)).toMatchObject({
      value: { status: "proposed", recipientConsents: false },
    });
  });

  test("of two agreements on the same units accepted at once, one gets them and the other is told where they are", async () => {
    const offer = await makeOneOffer(world);
    const calls = [await raiseOneCall(world), await raiseOneCall(world)];
    const agreements = await Promise.all(
      calls.map(async (call) => {
        const command: ProposeAgreement = {
          giverId: offer.party.id,
          recipientId: call.party.id,
          lines: [
            {
              supplyId: offer.supplyId,
              callId: call.callId,
              callLineNumber: 1,
              quantity: units(700),
              departOn: asDay("2026-03-10"),
              arriveOn: asDay("2026-03-13"),
            },
          ],
        };
        const proposed = await proposeAgreement(world.context, newMeta(actFor([offer.party.id])), command);
        if (!proposed.ok) throw new Error(proposed.refusal.code);
        return { agreementId: asId<"agreement">(proposed.value.id), partyId: call.party.id };
      }),
    );
    const answers = await Promise.all(
      agreements.map((command) =>
        acceptAgreement(world.context, newMeta(actFor([command.partyId])), command),
      ),
    );
    const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.refusal]));
    expect(refused).toMatchObject([
      {
        code: "not_enough_units",
        available: 300,
        asked: 700,
        elsewhere: [{ stage: "reserved", quantity: 700, siteId: offer.siteId }],
      },
    ]);
    expect(await readStages(world, offer.supplyId)).toEqual({ available: 300, reserved: 700 });
  });
});

describe("consultAgreement", () => {
  test("changes the lines, keeps what was asked and why, and asks both sides again", async () => {
    const pair = await openPair();
    const agreementId = await propose(pair);
    const command = {
      agreementId,
      partyId: pair.command.recipientId,
      reason: "storage_not_ready",
      lines: [{ lineNumber: 1, quantity: units(200), arriveOn: asDay("2026-04-01") }],
    } as const;
    expect(await consultAgreement(world.context, newMeta(pair.recipient), command)).toMatchObject({
      value: {
        status: "in_consultation",
        giverConsents: false,
        recipientConsents: false,
        lines: [{ quantity: 200, departOn: "2026-03-10", arriveOn: "2026-04-01" }],
        events: [
          { step: "propose" },
          { step: "consult", reason: "storage_not_ready", lines: [{ lineNumber: 1, quantity: 200 }] },
        ],
      },
    });
    await acceptBy(pair, agreementId, "recipient");
    expect(await acceptBy(pair, agreementId, "giver")).toMatchObject({ value: { status: "agreed" } });
    expect(await readStages(world, pair.offer.supplyId)).toEqual({ available: 800, reserved: 200 });
  });

  test("refuses unknown and doubled lines, days that cannot be, and more than is needed or there", async () => {
    const pair = await openPair({ called: 2000 });
    const agreementId = await propose(pair);
    const before = await countRows(world);
    const attempt = async (lines: Parameters<typeof consultAgreement>[2]["lines"]) => {
      const command = {
        agreementId,
        partyId: pair.command.giverId,
        reason: "supply_has_changed",
        lines,
      } as const;
      const result = await consultAgreement(world.context, newMeta(pair.giver), command);
      return result.ok ? "taken" : result.refusal;
    };
    const refused = await attempt([
      { lineNumber: 2 },
      { lineNumber: 1, departOn: asDay("2026-04-01") },
      { lineNumber: 1, quantity: units(1) },
    ]);
    expect(refused).toMatchObject({
      problems: [
        { field: "lines.0.lineNumber", rule: "unknown_line" },
        { field: "lines.1.arriveOn", rule: "arrives_before_it_departs" },
        { field: "lines.2.lineNumber", rule: "doubled_line" },
      ],
    });
    expect(await attempt([{ lineNumber: 1, quantity: units(2001) }])).toMatchObject({
      code: "more_than_needed",
    });
    expect(await attempt([{ lineNumber: 1, quantity: units(1001) }])).toMatchObject({
      code: "not_enough_units",
      available: 1000,
    });
    expect(await countRows(world)).toEqual(before);
  });
});

describe("declineAgreement and withdrawAgreement", () => {
  test("what is declined is over, and nothing was reserved", async () => {
    const pair = await openPair();
    const agreementId = await propose(pair);
    const command = { agreementId, partyId: pair.command.recipientId };
    expect(await declineAgreement(world.context, newMeta(pair.recipient), command)).toMatchObject({
      value: { status: "declined" },
    });
    expect(await acceptBy(pair, agreementId, "recipient")).toMatchObject({
      refusal: { code: "step_not_allowed", status: "declined", step: "conclude", allowed: [] },
    });
    expect(await readStages(world, pair.offer.supplyId)).toEqual({ available: 1000 });
  });

  test("a withdrawal releases what is reserved: the call needs it again, the offer has it again", async () => {
    const pair = await openPair();
    const agreementId = await propose(pair, { quantity: units(1000) });
    await acceptBy(pair, agreementId, "recipient");
    expect(await readStatuses(pair)).toEqual(["met", "exhausted"]);
    const command = { agreementId, partyId: pair.command.giverId };
    expect(await withdrawAgreement(world.context, newMeta(pair.giver), command)).toMatchObject({
      value: { status: "withdrawn", events: [{}, { step: "accept" }, { step: "withdraw" }] },
    });
    expect(await readStages(world, pair.offer.supplyId)).toEqual({ available: 1000 });
    expect(await readStatuses(pair)).toEqual(["open", "open"]);
  });

  test("units of an offer that was withdrawn meanwhile go back where they came from", async () => {
    const pair = await openPair();
    const agreementId = await propose(pair);
    await acceptBy(pair, agreementId, "recipient");
    await withdrawOffer(world.context, newMeta(pair.giver), { offerId: pair.offer.offerId });
    expect(await readStages(world, pair.offer.supplyId)).toEqual({ reserved: 600 });
    const command = { agreementId, partyId: world.secretariatId };
    const coordinator = actFor([world.secretariatId], ["coordinator"]);
    expect(await withdrawAgreement(world.context, newMeta(coordinator), command)).toMatchObject({ ok: true });
    expect(await readStages(world, pair.offer.supplyId)).toEqual({});
    expect(await readStatuses(pair)).toEqual(["open", "withdrawn"]);
  });
});

describe("every step of an agreement", () => {
  const steps = [
    ["accept", acceptAgreement],
    ["decline", declineAgreement],
    ["withdraw", withdrawAgreement],
    [
      "consult",
      async (
        context: World["context"],
        meta: ReturnType<typeof newMeta>,
        command: { agreementId: AgreementId; partyId: PartyId },
      ) => await consultAgreement(context, meta, { ...command, reason: "need_has_changed", lines: [] }),
    ],
  ] as const;

  test.each(steps)(
    "%s: refuses the unknown, who is no side or not of the side, and the changed",
    async (_n, step) => {
      const pair = await openPair();
      const agreementId = await propose(pair);
      const other = await addParty(world);
      const before = await countRows(world);
      const nothing = asId<"agreement">("00000000-0000-7000-8000-00000000dead");
      const partyId = pair.command.recipientId;
      const attempt = async (
        actor: typeof pair.giver,
        command: { agreementId: AgreementId; partyId: PartyId },
        expectedVersion?: number,
      ) => {
        const meta = { ...newMeta(actor), ...(expectedVersion === undefined ? {} : { expectedVersion }) };
        const result = await step(world.context, meta, command);
        return result.ok ? "taken" : result.refusal.code;
      };
      expect([
        await attempt(pair.recipient, { agreementId: nothing, partyId }),
        await attempt(actFor([other.id]), { agreementId, partyId: other.id }, 9),
        await attempt(pair.giver, { agreementId, partyId }, 9),
        await attempt(pair.recipient, { agreementId, partyId }, 9),
      ]).toEqual(["not_found", "not_permitted", "not_permitted", "version_changed"]);
      expect(await countRows(world)).toEqual(before);
    },
  );
});

describe("readAgreements", () => {
  test("shows an agreement to its two sides and to the secretariat, and to nobody else", async () => {
    const pair = await openPair();
    const agreementId = await propose(pair);
    const stranger = actFor([(await addParty(world)).id]);
    const filter = { partyCode: pair.offer.party.code, scenario: null };
    const seen = async (actor: typeof stranger) => {
      const page = await readAgreements(world.context, actor, filter, { limit: 10 });
      const one = await readAgreement(world.context, actor, agreementId);
      return [page.items.map((item) => item.id), one.ok ? "shown" : one.refusal.code];
    };
    for (const actor of [pair.giver, pair.recipient, actFor([world.secretariatId], ["auditor"])]) {
      expect(await seen(actor)).toEqual([[agreementId], "shown"]);
    }
    expect(await seen(stranger)).toEqual([[], "not_permitted"]);
    expect(await seen(actFor([]))).toEqual([[], "not_permitted"]);
  });
});
