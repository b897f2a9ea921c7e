import { z } from "zod";
import { PLUG_TYPES } from "#core/equipment/power.ts";
import { TEAM_TYPES } from "#core/team/team.ts";
import { countSchema } from "./scalars.ts";

/** What a site has for teams: see docs/TEAMS.md. */
const facilityView = z.union([
  z.object({ kind: z.enum(["power", "oxygen", "oxygen_high"]) }),
  z.object({
    kind: z.literal("mains"),
    voltage: z.string().nullable(),
    plugs: z.array(z.enum(PLUG_TYPES)),
    hoursPerDay: z.number().nullable(),
  }),
  z.object({ kind: z.literal("goods"), items: z.array(z.string()) }),
]);

const metNeedView = z.union([
  z.object({
    by: z.literal("facility"),
    need: facilityView,
    /** Watts, or litres a minute; 0: it is enough that the site has it. */
    amount: z.number(),
    /** What the site has for all teams there; null: without limit. */
    has: z.number().nullable(),
  }),
  z.object({
    by: z.literal("goods"),
    items: z.array(z.string()),
    quantity: countSchema,
    sendings: z.array(
      z.object({
        supplyId: z.string(),
        giverId: z.string(),
        itemId: z.string(),
        quantity: countSchema,
        laneId: z.string(),
        fromSiteId: z.string(),
        departOn: z.string(),
        arriveOn: z.string(),
        severity: z.number(),
      }),
    ),
  }),
]);

const teamName = {
  teamOfferId: z.string(),
  teamId: z.string(),
  teamName: z.string(),
  partyId: z.string(),
  partyCode: z.string(),
  /** Which of the teams that can go at once, from 1. */
  number: z.number(),
};

/** Where the teams of a round go. A team goes nowhere by this: a deployment is proposed, and both sides are asked. */
export const teamOutcomeView = z.object({
  sent: z.array(
    z.object({
      ...teamName,
      teamCallId: z.string(),
      recipientId: z.string(),
      recipientCode: z.string(),
      siteId: z.string(),
      type: z.enum(TEAM_TYPES),
      fromDay: z.string(),
      untilDay: z.string(),
      emergency: z.string().nullable(),
      needs: z.array(metNeedView),
    }),
  ),
  calls: z.array(
    z.object({
      teamCallId: z.string(),
      partyCode: z.string(),
      siteId: z.string(),
      types: z.array(z.enum(TEAM_TYPES)),
      fromDay: z.string(),
      untilDay: z.string(),
      wanted: z.number(),
      /** Promised before, or there; among those that it got. */
      promised: z.number(),
      got: z.number(),
      /** got ÷ (weight × wanted). */
      level: z.number(),
      status: z.enum(["met", "no_unit", "language", "unreachable", "window", "needs", "bound"]),
    }),
  ),
  /** `reason`: why it could not go at all; null: it could. */
  staying: z.array(
    z.object({ ...teamName, reason: z.enum(["days_not_stated", "days_over", "deployed"]).nullable() }),
  ),
  /** Teams that have not stated what they need, and are planned as needing nothing. */
  needsNotStated: z.array(z.string()),
  /** The objectives of the assignment in their turn: what was found, and what none can better. */
  stages: z.array(
    z.object({
      objective: z.enum(["reach_level", "units", "served", "arrival", "cost"]),
      level: z.number().nullable(),
      value: z.number(),
      bound: z.number(),
      proven: z.boolean(),
    }),
  ),
  /** Whether all of them are proven: where not, time ran out in the last. */
  proven: z.boolean(),
});

const otherReasonView = z.discriminatedUnion("kind", [
  z.object({
    kind: z.enum(["own_team", "type", "capacity", "language", "unreachable", "window", "together"]),
  }),
  z.object({ kind: z.literal("unstated"), facility: z.number() }),
  z.object({
    kind: z.literal("facility"),
    facility: z.number(),
    amount: z.number(),
    has: z.number().nullable(),
  }),
  z.object({
    kind: z.enum(["carried", "goods"]),
    items: z.array(z.number()),
    quantity: countSchema,
    arriving: countSchema,
    by: z.number(),
  }),
  z.object({ kind: z.literal("possible"), level: z.number(), raised: z.number() }),
]);

/** Why a team goes where it goes, by the keys and indices of the round's assignment problem. */
export const destinationView = z.object({
  unit: z.string(),
  sent: z
    .object({
      call: z.string(),
      departPeriod: z.number(),
      arrivePeriod: z.number(),
      level: z.number(),
      levelWithout: z.number(),
    })
    .nullable(),
  needs: z.array(
    z.object({
      kind: z.number().nullable(),
      amount: z.number(),
      items: z.array(z.number()),
      quantity: z.number(),
      withinPeriods: z.number(),
      leastShelfLifePeriods: z.number(),
      by: z.enum(["facility", "goods"]),
    }),
  ),
  others: z.array(z.object({ call: z.string(), reason: otherReasonView })),
});

export const teamCallReasonView = z.object({
  call: z.string(),
  wanted: z.number(),
  got: z.number(),
  level: z.number(),
  here: z.array(z.string()),
  others: z.array(z.object({ unit: z.string(), reason: otherReasonView })),
});

/** The same in sentences of one language. */
export const destinationWordsView = z.object({
  head: z.string(),
  needs: z.array(z.string()),
  othersHeading: z.string(),
  others: z.array(z.string()),
});
