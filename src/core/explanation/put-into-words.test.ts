import { describe, expect, test } from "vitest";
import { NAME_LANGUAGES } from "#core/item/item.ts";
import type {
  BindingGroup,
  BottleneckChange,
  BottleneckExplanation,
  FloorExplanation,
  LineChange,
  LineExplanation,
  Obstacle,
  RestChange,
  RestExplanation,
} from "./facts.ts";
import { listParagraphs } from "./list-paragraphs.ts";
import { nameByKeys } from "./naming.ts";
import { type Explained, putFloorIntoWords, putLineIntoWords, putRestIntoWords } from "./put-into-words.ts";
import { openWording } from "./wording.ts";

const OBSTACLES: readonly Obstacle[] = [
  { kind: "lane", from: 0, to: 3 },
  { kind: "window_later", lane: "L1", periods: 1 },
  { kind: "window_earlier", lane: "L1", periods: 2 },
  { kind: "shelf_life", lane: "L1", periods: 5 },
];
const WAY = { supply: "S1", lane: "L1", departPeriod: 1, arrivePeriod: 2 };
const LINE_CHANGES: readonly LineChange[] = [
  ...(["window_later", "window_earlier", "shelf_life"] as const).flatMap((by): LineChange[] => [
    { kind: "wider", by, effect: "proven_none", way: null },
    { kind: "wider", by, effect: "possible", way: WAY },
  ]),
  ...OBSTACLES.map((obstacle): LineChange => ({ kind: "reach", supply: "S1", left: 21, obstacle })),
  { kind: "supply", items: [0, 1] },
];
const SPANS = [
  { from: 0, to: 0, price: 0.1 },
  { from: 14, to: 16, price: 0.2 },
];
const GROUPS: readonly BindingGroup[] = [
  { kind: "supply", item: 0, supplies: [{ supply: "S1", quantity: 900, price: 1 }], quantity: 900 },
  {
    kind: "supply",
    item: 1,
    supplies: ["S2", "S3", "S4"].map((supply) => ({ supply, quantity: 500, price: 1 })),
    quantity: 1500,
  },
  ...(["lane_mass", "lane_volume", "lane_cold_volume"] as const).map((kind): BindingGroup => {
    return { kind, lane: "L1", capacity: 12_500, spans: SPANS };
  }),
  ...(["receiving_units", "receiving_volume", "receiving_cold_volume"] as const).map((kind): BindingGroup => {
    return { kind, receiving: "R1", site: 3, capacity: 12_500, spans: SPANS };
  }),
];
const MORE: readonly BottleneckChange[] = [
  { kind: "supply_unit", supply: "S1", unitsAtMost: 1 },
  ...(["inner", "carton", "pallet"] as const).map((level): BottleneckChange => {
    return { kind: "pack", supply: "S1", level, units: 2000, unitsAtMost: 2000 };
  }),
  ...(["departure", "lane_mass", "lane_volume", "lane_cold_volume"] as const).map(
    (kind): BottleneckChange => {
      return { kind, lane: "L1", period: 3, unitsAtMost: 0.25 };
    },
  ),
  ...(["receiving_units", "receiving_volume", "receiving_cold_volume"] as const).map(
    (kind): BottleneckChange => ({ kind, receiving: "R1", period: 3, unitsAtMost: 7 }),
  ),
];
const LINE: LineExplanation = {
  demand: "D1",
  asked: 1000,
  allocated: 700,
  fairShare: 700.25,
  level: 0.35,
  stage: null,
  status: "bound",
  bottleneck: 0,
  lostUnits: 0,
  roundedBy: [],
  inTheWay: [],
  changes: LINE_CHANGES,
};
const REST: RestExplanation = {
  supply: "S1",
  item: 0,
  of: 900,
  quantity: 2,
  reason: "capacity",
  inTheWay: GROUPS,
  changes: [
    ...OBSTACLES.map((obstacle): RestChange => ({ kind: "reach", demand: "D2", missing: 3, obstacle })),
    { kind: "room", demand: "D2", missing: 3 },
    { kind: "demand", item: 0 },
  ],
};
const FLOOR: FloorExplanation = {
  stage: 0,
  demands: ["D1", "D2"].map((demand) => ({ demand, promised: 200 })),
  groups: GROUPS,
};
const STATUSES = [
  "met",
  "capped",
  "no_supply",
  "unreachable",
  "window",
  "shelf_life",
  "bound",
  "rounding",
  "follows",
] as const;
const REASONS = [
  "no_demand",
  "unreachable",
  "window",
  "shelf_life",
  "not_needed",
  "capacity",
  "rounding",
] as const;

/** A bottleneck of everything that can be, told in parts so that nothing is cut off. */
function bottleneckOf(
  changes: readonly BottleneckChange[],
  sharers: number,
  isEven = true,
): BottleneckExplanation {
  const row = (index: number) => ({
    demand: `D${index}`,
    asked: 10,
    allocated: 5,
    level: 0.5,
    stage: null,
    lambda: 1,
  });
  return {
    groups: GROUPS,
    changes,
    isEven,
    sharers: Array.from({ length: sharers }, (_, at) => row(at + 1)),
  };
}

describe.each(NAME_LANGUAGES)("in %s", (language) => {
  const wording = openWording(language);
  const speech = { wording, naming: nameByKeys(wording) };
  const tellLine = (line: LineExplanation, bottleneck = bottleneckOf(MORE.slice(0, 8), 1)) =>
    putLineIntoWords({ bottlenecks: [bottleneck] }, line, speech);
  const textsOf = (explained: Explained) => listParagraphs(explained);

  test("every status of a line and every reason of a rest has its own sentence", () => {
    const lines = STATUSES.map((status) => tellLine({ ...LINE, status, bottleneck: null }).reason);
    const rests = REASONS.map((reason) => putRestIntoWords({ ...REST, reason }, speech).reason);
    expect(new Set([...lines, ...rests]).size).toBe(STATUSES.length + REASONS.length);
  });

  test("everything that can bind, and everything that can change, is told: whole, and each in its own words", () => {
    const told = [
      ...textsOf(tellLine(LINE)),
      ...textsOf(tellLine(LINE, bottleneckOf(MORE.slice(8), 30, false))),
      ...textsOf(tellLine({ ...LINE, status: "rounding", bottleneck: null, inTheWay: GROUPS })),
      ...textsOf(tellLine({ ...LINE, stage: 1 })),
      ...textsOf(putRestIntoWords(REST, speech)),
      ...textsOf(putFloorIntoWords(FLOOR, speech)),
    ];
    expect(told.length).toBeGreaterThan(60);
    expect(told.filter((text) => /[{}]|undefined|NaN|null/.test(text))).toEqual([]);
    const { changes } = tellLine(LINE);
    expect(new Set(changes).size).toBe(changes.length);
    expect(changes).toHaveLength(LINE_CHANGES.length + 8);
    const rest = putRestIntoWords(REST, speech);
    expect(new Set([...rest.changes, ...rest.causes]).size).toBe(REST.changes.length + GROUPS.length);
  });

  test("what rounding cost a line is told, each rule in its own words", () => {
    const rules = ["companion", "least_shipment", "least_units", "pack"] as const;
    const told = rules.map((rule) => tellLine({ ...LINE, lostUnits: 15, roundedBy: [rule] }).reason);
    expect(new Set([...told, tellLine(LINE).reason]).size).toBe(rules.length + 1);
    expect(told.every((text) => text.includes(wording.units(15)))).toBe(true);
  });

  test("who else draws on it is counted in the plural of the language, and many are not all named", () => {
    const sharings = [1, 2, 3, 6, 12, 30].map(
      (count) => tellLine(LINE, bottleneckOf(MORE, count)).sharing ?? "",
    );
    expect(new Set(sharings).size).toBe(sharings.length);
    expect(sharings[0]).toBe(wording.say("share.none"));
    expect(sharings.at(-1)).toContain("D9");
    expect(sharings.at(-1)).not.toContain("D10");
  });
});

test("stages and floors that cannot hold together, in English", () => {
  const wording = openWording("en");
  const speech = { wording, naming: nameByKeys(wording) };
  const line: LineExplanation = { ...LINE, status: "capped", stage: 1, bottleneck: null, changes: [] };
  expect(listParagraphs(putLineIntoWords({ bottlenecks: [] }, line, speech))).toEqual([
    "D1: 700 of 1,000 units; level 0.35 (stage 1), fair share 700.25. It has reached what the policy lets it have.",
  ]);
  const floor = putFloorIntoWords({ ...FLOOR, groups: GROUPS.slice(0, 1) }, speech);
  expect(listParagraphs(floor)).toEqual([
    "Stage 0 promises more than there is: D1 (200 units), D2 (200 units). Without any one of these the others’ could be held. Not enough of:",
    "  – supply S1: 900 units, all given out",
  ]);
});

test("an English explanation, word for word", () => {
  const wording = openWording("en");
  const speech = { wording, naming: nameByKeys(wording) };
  const line: LineExplanation = { ...LINE, changes: LINE_CHANGES.slice(0, 2) };
  const bottleneck = bottleneckOf(
    [{ kind: "departure", lane: "L1", period: 3, unitsAtMost: 1234.5 }],
    2,
    false,
  );
  const told = putLineIntoWords(
    { bottlenecks: [{ ...bottleneck, groups: GROUPS.slice(1, 3) }] },
    line,
    speech,
  );
  expect(listParagraphs(told)).toEqual([
    "D1: 700 of 1,000 units; level 0.35, fair share 700.25. It cannot get more unless a line that is no better off gets less. What was used up:",
    "  – 3 supplies of item 1, 1,500 units in all, all given out: supply S2, supply S3, supply S4",
    "  – mass by lane L1: 12.5 kg a period, period 0, periods 14 to 16",
    "  1 other line draws on it and is no better off: D2 (level 0.5, 5 of 10 units).",
    "  What would have changed it:",
    "  – A window that ends 1 period later would bring it nothing: by the prices, every way that it would then have draws as much on what was used up.",
    "  – A window that ends 1 period later could bring it more: by the prices, supply S1 by lane L1, arriving period 2, draws less on what was used up.",
    "  – One more departure by lane L1, period 3: at most 1,234.5 units more for the line that draws most on it.",
    "  These figures follow from the prices of the certificate and are upper bounds; how much a change brings is seen by trying it.",
  ]);
});
