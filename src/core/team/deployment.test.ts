import { describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { takeStep } from "#core/steps.ts";
import { asDay, asInstant } from "#core/time.ts";
import {
  decideInviteTeam,
  DEPLOYMENT_STATUSES,
  DEPLOYMENT_STEP_NAMES,
  DEPLOYMENT_STEPS,
  type InviteTeam,
  type InviteTeamFacts,
} from "./deployment.ts";

describe("steps of a deployment", () => {
  test("the table is as the chain has it", () => {
    expect(DEPLOYMENT_STEPS).toEqual({
      proposed: { confirm: "invited", decline: "declined", cancel: "cancelled" },
      invited: { accept: "accepted", decline: "declined", cancel: "cancelled" },
      accepted: { depart: "travelling", cancel: "cancelled" },
      travelling: { register: "registered", cancel: "cancelled" },
      registered: { start: "working", hand_over: "handing_over" },
      working: { hand_over: "handing_over" },
      handing_over: { close: "closed" },
      closed: {},
      declined: {},
      cancelled: {},
    });
    expect(Object.keys(DEPLOYMENT_STEPS)).toEqual([...DEPLOYMENT_STATUSES]);
  });

  test("what the table does not have is refused, with the steps that are allowed", () => {
    for (const status of DEPLOYMENT_STATUSES) {
      for (const step of DEPLOYMENT_STEP_NAMES) {
        const taken = takeStep("deployment", DEPLOYMENT_STEPS, { status, step });
        const allowed = Object.keys(DEPLOYMENT_STEPS[status]);
        expect(taken.ok).toBe(allowed.includes(step));
        if (!taken.ok)
          expect(taken.refusal).toMatchObject({ code: "step_not_allowed", status, step, allowed });
      }
    }
  });
});

const party = (n: number) => asId<"party">(`00000000-0000-7000-8000-00000000000${n}`);
const teamOfferId = asId<"team offer">("00000000-0000-7000-8000-000000000011");
const command: InviteTeam = {
  recipientId: party(1),
  teamOfferId,
  type: "type_2",
  siteId: asId<"site">("00000000-0000-7000-8000-000000000012"),
  fromDay: asDay("2026-04-01"),
  untilDay: asDay("2026-04-30"),
};
const facts: InviteTeamFacts = {
  id: asId<"deployment">("00000000-0000-7000-8000-000000000013"),
  now: asInstant("2026-03-02T09:00:00Z"),
  team: {
    id: asId<"team">("00000000-0000-7000-8000-000000000014"),
    partyId: party(2),
    name: "A team",
    capabilities: [{ type: "type_2", count: 1, specialities: [] }],
    classifiedYear: null,
    licences: [],
  },
  offer: { id: teamOfferId, status: "open", availableFrom: null, availableUntil: null },
  call: undefined,
  host: { country: "ETH" },
  site: { partyId: null, country: "ETH" },
};

describe("an invitation", () => {
  const teamCallId = asId<"team call">("00000000-0000-7000-8000-000000000015");
  test.each<[string, Partial<InviteTeam>, Partial<InviteTeamFacts>]>([
    ["giver_is_recipient", { recipientId: party(2) }, {}],
    ["type_not_offered", { type: "type_3" }, {}],
    ["unknown_team_call", { teamCallId }, {}],
    ["team_call_of_another_party", { teamCallId }, { call: { partyId: party(3), status: "open" } }],
    ["team_call_not_open", { teamCallId }, { call: { partyId: party(1), status: "withdrawn" } }],
    ["window_ends_before_it_begins", { untilDay: asDay("2026-03-31") }, {}],
    ["window_has_ended", { fromDay: asDay("2026-01-01"), untilDay: asDay("2026-03-01") }, {}],
    ["outside_availability", {}, { offer: { ...facts.offer, availableUntil: asDay("2026-04-29") } }],
    ["unknown_site", {}, { site: undefined }],
    ["site_of_another_party", {}, { site: { partyId: party(3), country: "ETH" } }],
    ["site_in_another_country", {}, { site: { partyId: null, country: "KEN" } }],
  ])("is refused with %s", (rule, part, world) => {
    const decided = decideInviteTeam({ ...command, ...part }, { ...facts, ...world });
    expect(decided).toMatchObject({ ok: false, refusal: { code: "malformed", problems: [{ rule }] } });
  });

  test("on an offer that has ended is refused before anything else", () => {
    const offer = { ...facts.offer, status: "withdrawn" as const };
    expect(decideInviteTeam({ ...command, type: "type_3" }, { ...facts, offer })).toEqual({
      ok: false,
      refusal: { code: "team_offer_not_open", teamOfferId },
    });
  });

  test("makes a deployment of giver and recipient, to which the team is invited", () => {
    expect(decideInviteTeam(command, facts)).toMatchObject({
      ok: true,
      value: { giverId: party(2), recipientId: party(1), status: "invited", teamCallId: null },
    });
  });
});
