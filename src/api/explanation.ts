import { z } from "zod";
import { NAME_LANGUAGES, PACK_LEVELS } from "#core/item/item.ts";
import { CHANGED_KINDS, CHANGES_MAX } from "#core/what-if/change.ts";
import { asking, reading } from "./endpoint.ts";
import { destinationView, destinationWordsView, teamCallReasonView } from "./round-teams.ts";
import { countSchema, idOf } from "./scalars.ts";

/** The facts of explanations by keys, indices and periods: docs/EXPLANATIONS.md says what they mean. */

const languageSchema = z.enum(NAME_LANGUAGES);
const languageQuery = z.object({ language: languageSchema.optional() });

const LANE_KINDS = ["lane_mass", "lane_volume", "lane_cold_volume"] as const;
const RECEIVING_KINDS = ["receiving_units", "receiving_volume", "receiving_cold_volume"] as const;

const spansView = z.array(z.object({ from: z.number(), to: z.number(), price: z.number() }));
const groupView = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("supply"),
    item: z.number(),
    supplies: z.array(z.object({ supply: z.string(), quantity: countSchema, price: z.number() })),
    quantity: countSchema,
  }),
  z.object({ kind: z.enum(LANE_KINDS), lane: z.string(), capacity: z.number(), spans: spansView }),
  z.object({
    kind: z.enum(RECEIVING_KINDS),
    receiving: z.string(),
    site: z.number(),
    capacity: z.number(),
    /** The capacity is of all its periods together. */
    inAll: z.literal(true).optional(),
    spans: spansView,
  }),
]);

const obstacleView = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("lane"), from: z.number(), to: z.number() }),
  z.object({
    kind: z.enum(["window_later", "window_earlier", "shelf_life"]),
    lane: z.string(),
    periods: z.number(),
  }),
]);

const lineView = z.object({
  demand: z.string(),
  asked: countSchema,
  allocated: countSchema,
  fairShare: z.number(),
  level: z.number(),
  stage: z.number().nullable(),
  status: z.string(),
  bottleneck: z.number().nullable(),
  /** What packs, least quantities and principals cost it, and the rules that did. */
  lostUnits: countSchema,
  roundedBy: z.array(z.string()),
  inTheWay: z.array(groupView),
  changes: z.array(
    z.discriminatedUnion("kind", [
      z.object({
        kind: z.literal("wider"),
        by: z.enum(["window_later", "window_earlier", "shelf_life"]),
        effect: z.enum(["proven_none", "possible"]),
        way: z
          .object({
            supply: z.string(),
            lane: z.string(),
            departPeriod: z.number(),
            arrivePeriod: z.number(),
          })
          .nullable(),
      }),
      z.object({ kind: z.literal("reach"), supply: z.string(), left: countSchema, obstacle: obstacleView }),
      z.object({ kind: z.literal("supply"), items: z.array(z.number()) }),
    ]),
  ),
});

const unitsAtMost = z.number();
const bottleneckView = z.object({
  groups: z.array(groupView),
  sharers: z.array(
    z.object({
      demand: z.string(),
      asked: countSchema,
      allocated: countSchema,
      level: z.number(),
      stage: z.number().nullable(),
      lambda: z.number(),
    }),
  ),
  isEven: z.boolean(),
  changes: z.array(
    z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("supply_unit"), supply: z.string(), unitsAtMost }),
      z.object({
        kind: z.literal("pack"),
        supply: z.string(),
        level: z.enum(PACK_LEVELS),
        units: countSchema,
        unitsAtMost,
      }),
      z.object({
        kind: z.enum(["departure", ...LANE_KINDS]),
        lane: z.string(),
        period: z.number(),
        unitsAtMost,
      }),
      z.object({ kind: z.enum(RECEIVING_KINDS), receiving: z.string(), period: z.number(), unitsAtMost }),
    ]),
  ),
});

const restView = z.object({
  supply: z.string(),
  item: z.number(),
  of: countSchema,
  quantity: countSchema,
  reason: z.string(),
  inTheWay: z.array(groupView),
  changes: z.array(
    z.discriminatedUnion("kind", [
      z.object({
        kind: z.literal("reach"),
        demand: z.string(),
        missing: countSchema,
        obstacle: obstacleView,
      }),
      z.object({ kind: z.literal("room"), demand: z.string(), missing: countSchema }),
      z.object({ kind: z.literal("demand"), item: z.number() }),
    ]),
  ),
});

/** An explanation in sentences of one language. */
const wordsView = z.object({
  head: z.string(),
  reason: z.string(),
  causes: z.array(z.string()),
  /** Whether the equipment that answers it runs at its site. */
  equipment: z.array(z.string()),
  sharing: z.string().nullable(),
  changesHeading: z.string(),
  changes: z.array(z.string()),
  note: z.string().nullable(),
});

const explanationOf = <Facts extends z.ZodType>(facts: Facts) =>
  z.object({ language: languageSchema, words: wordsView, facts: facts.nullable() });

const changeSchema = z.strictObject({
  change: z.enum(CHANGED_KINDS),
  key: z.string().min(1).max(400).optional(),
  like: z.string().min(1).max(400).optional(),
  remove: z.boolean().optional(),
  set: z.record(z.string().max(60), z.number().nullable()).optional(),
});

const lineStateView = z
  .object({
    asked: countSchema,
    allocated: countSchema,
    level: z.number(),
    status: z.string(),
    meanArrivalPeriod: z.number().nullable(),
  })
  .nullable();
const totalsView = z.object({
  lines: countSchema,
  metLines: countSchema,
  asked: countSchema,
  allocated: countSchema,
  leftUnits: countSchema,
  lowestLevel: z.number().nullable(),
  jainIndex: z.number().nullable(),
  meanArrivalPeriods: z.number().nullable(),
  costMinor: z.number(),
});
const sideView = z.object({ lines: countSchema, units: countSchema });

/** What a trial came to: figures by key, and the same in words. */
const trialView = z.object({
  language: languageSchema,
  difference: z.object({
    lines: z.array(
      z.object({
        demand: z.string(),
        /** What the line is called in the language. */
        name: z.string(),
        change: z.number(),
        before: lineStateView,
        after: lineStateView,
      }),
    ),
    sameLines: countSchema,
    gain: sideView,
    loss: sideView,
    before: totalsView,
    after: totalsView,
  }),
  sentences: z.array(z.string()),
  totals: z.array(z.object({ name: z.string(), before: z.string(), after: z.string() })),
});

/** A row of a round's problem as a person chooses it to change something of it. */
const rowView = z.object({
  change: z.enum(CHANGED_KINDS),
  key: z.string(),
  name: z.string(),
  /** The fields that can be changed, with what they are. */
  values: z.record(z.string(), z.number().nullable()),
});

export const explanationEndpoints = {
  listRoundRows: reading({
    path: "/rounds/:roundId/rows",
    summary:
      "The supplies, call lines and lanes of a round's problem by name, with what can be changed in a trial",
    tag: "rounds",
    params: z.object({ roundId: idOf("round") }),
    query: languageQuery,
    response: z.object({
      language: languageSchema,
      rows: z.array(rowView),
      /** What each period of the plan is called: its days. */
      periods: z.array(z.string()),
    }),
  }),
  explainRoundLine: reading({
    path: "/rounds/:roundId/explanations/lines/:callId/:callLineNumber",
    summary:
      "Why a call line got what it got in a round, and what would have changed it, in words and figures",
    tag: "rounds",
    params: z.object({
      roundId: idOf("round"),
      callId: idOf("call"),
      callLineNumber: z.coerce.number().int().min(1).max(1_000_000),
    }),
    query: languageQuery,
    response: explanationOf(z.object({ line: lineView, bottleneck: bottleneckView.nullable() })).extend({
      /** Lanes that there are not, by which something that is left would reach the line. */
      missingLanes: z.array(z.object({ fromSiteId: z.string(), toSiteId: z.string() })),
    }),
  }),
  explainRoundTeam: reading({
    path: "/rounds/:roundId/explanations/teams/:teamOfferId",
    summary: "Why a team goes where a round sends it, and not elsewhere",
    tag: "rounds",
    params: z.object({ roundId: idOf("round"), teamOfferId: idOf("team offer") }),
    query: z.object({
      language: languageSchema.optional(),
      /** Which of the teams that can go at once; left out: the first. */
      number: z.coerce.number().int().min(1).max(99).optional(),
    }),
    response: z.object({
      language: languageSchema,
      words: destinationWordsView,
      facts: destinationView.nullable(),
    }),
  }),
  explainRoundTeamCall: reading({
    path: "/rounds/:roundId/explanations/team-calls/:teamCallId",
    summary: "Why a call for teams has what it has in a round, and why other teams are not there",
    tag: "rounds",
    params: z.object({ roundId: idOf("round"), teamCallId: idOf("team call") }),
    query: languageQuery,
    response: z.object({ language: languageSchema, words: destinationWordsView, facts: teamCallReasonView }),
  }),
  explainRoundSupply: reading({
    path: "/rounds/:roundId/explanations/supplies/:supplyId",
    summary: "Why a round left something of a supply, and what would have used it, in words and figures",
    tag: "rounds",
    params: z.object({ roundId: idOf("round"), supplyId: idOf("supply") }),
    query: languageQuery,
    response: explanationOf(z.object({ rest: restView })),
  }),
  tryRound: asking({
    path: "/rounds/:roundId/what-if",
    summary: "What a planned round would share out, had something been otherwise; nothing is written",
    tag: "rounds",
    params: z.object({ roundId: idOf("round") }),
    body: z.strictObject({
      changes: z.array(changeSchema).min(1).max(CHANGES_MAX),
      language: languageSchema.optional(),
    }),
    response: trialView,
  }),
};
