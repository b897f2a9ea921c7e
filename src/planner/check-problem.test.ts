import { describe, expect, test } from "vitest";
import { checkProblem, FAULTS_LISTED_MAX } from "./check-problem.ts";
import {
  makeDemand,
  makeFloor,
  makeItem,
  makeLane,
  makeProblem,
  makeReceiving,
  makeStages,
  makeSupply,
} from "./testing/problems.ts";

describe("checkProblem", () => {
  test("finds nothing wrong with a sound problem", () => {
    expect(checkProblem(makeProblem({ receiving: [makeReceiving("r")] }))).toEqual([]);
    expect(checkProblem(JSON.parse(JSON.stringify(makeProblem())))).toEqual([]);
  });

  test.each([
    ["a missing list", { ...makeProblem(), lanes: undefined }, "lanes", "not_a_list"],
    ["no period", makeProblem({ periods: 0 }), "periods", "too_small"],
    ["too many periods", makeProblem({ periods: 10_001 }), "periods", "too_large"],
    [
      "a negative mass",
      makeProblem({ items: [makeItem({ massPerThousandGrams: -1 })] }),
      "items.0.massPerThousandGrams",
      "too_small",
    ],
    [
      "a zero quantity",
      makeProblem({ supplies: [makeSupply("s", { quantity: 0 })] }),
      "supplies.0.quantity",
      "too_small",
    ],
    [
      "a fractional quantity",
      makeProblem({ demands: [makeDemand("d", { quantity: 1.5 })] }),
      "demands.0.quantity",
      "not_a_whole_number",
    ],
    [
      "NaN",
      makeProblem({ demands: [makeDemand("d", { quantity: NaN })] }),
      "demands.0.quantity",
      "not_a_whole_number",
    ],
    [
      "an unsafe quantity",
      makeProblem({ demands: [makeDemand("d", { quantity: 2 ** 53 })] }),
      "demands.0.quantity",
      "too_large",
    ],
    [
      "an unknown item",
      makeProblem({ supplies: [makeSupply("s", { item: 1 })] }),
      "supplies.0.item",
      "index_out_of_range",
    ],
    [
      "a lane to nowhere",
      makeProblem({ lanes: [makeLane("e", { to: 4 })] }),
      "lanes.0.to",
      "index_out_of_range",
    ],
    [
      "a window that ends before it begins",
      makeProblem({ demands: [makeDemand("d", { windowFrom: 2, windowTo: 1 })] }),
      "demands.0.windowTo",
      "window_reversed",
    ],
    [
      "a window before the start",
      makeProblem({ demands: [makeDemand("d", { windowFrom: -1 })] }),
      "demands.0.windowFrom",
      "index_out_of_range",
    ],
    [
      "a pack of nothing",
      makeProblem({ supplies: [makeSupply("s", { packUnits: 0 })] }),
      "supplies.0.packUnits",
      "too_small",
    ],
    [
      "half a unit as the least shipment",
      makeProblem({ supplies: [makeSupply("s", { leastShipmentUnits: 0.5 })] }),
      "supplies.0.leastShipmentUnits",
      "not_a_whole_number",
    ],
    [
      "a least quantity above what is asked",
      makeProblem({ demands: [makeDemand("d", { leastUnits: 101 })] }),
      "demands.0.leastUnits",
      "least_above_quantity",
    ],
    [
      "a demand that nothing may answer",
      makeProblem({ demands: [makeDemand("d", { items: [] })] }),
      "demands.0.items",
      "empty_list",
    ],
    [
      "an item accepted twice",
      makeProblem({ demands: [makeDemand("d", { items: [0, 0] })] }),
      "demands.0.items.1",
      "repeated",
    ],
    [
      "no weight",
      makeProblem({ demands: [makeDemand("d", { stages: makeStages(0) })] }),
      "demands.0.stages.0.weightPerMille",
      "too_small",
    ],
    [
      "no stage",
      makeProblem({ demands: [makeDemand("d", { stages: [] })] }),
      "demands.0.stages",
      "empty_list",
    ],
    [
      "seventeen stages",
      makeProblem({
        demands: [makeDemand("d", { stages: Array.from({ length: 17 }, () => makeStages(1)).flat() })],
      }),
      "demands.0.stages",
      "too_many",
    ],
    [
      "another number of stages than the first demand",
      makeProblem({ demands: [makeDemand("d"), makeDemand("e", { stages: makeFloor(200) })] }),
      "demands.1.stages",
      "other_length",
    ],
    [
      "a stage that takes back",
      makeProblem({
        demands: [makeDemand("d", { stages: [...makeStages(1), { weightPerMille: 1, uptoPerMille: 999 }] })],
      }),
      "demands.0.stages.1.uptoPerMille",
      "falling",
    ],
    [
      "more than all",
      makeProblem({ demands: [makeDemand("d", { stages: [{ weightPerMille: 1, uptoPerMille: 1001 }] })] }),
      "demands.0.stages.0.uptoPerMille",
      "too_large",
    ],
    [
      "a last stage that gives nothing",
      makeProblem({ demands: [makeDemand("d", { stages: [{ weightPerMille: 1, uptoPerMille: 0 }] })] }),
      "demands.0.stages.0.uptoPerMille",
      "too_small",
    ],
    [
      "two of one key",
      makeProblem({ supplies: [makeSupply("s"), makeSupply("s")] }),
      "supplies.1.key",
      "repeated",
    ],
    ["an empty key", makeProblem({ supplies: [makeSupply("")] }), "supplies.0.key", "not_a_key"],
    [
      "a receiving span that is reversed",
      makeProblem({ receiving: [makeReceiving("r", { fromPeriod: 3, toPeriod: 1 })] }),
      "receiving.0.toPeriod",
      "window_reversed",
    ],
    [
      "supplies beyond 2^53 in all",
      makeProblem({ supplies: ["a", "b"].map((key) => makeSupply(key, { quantity: 2 ** 53 - 1 })) }),
      "supplies",
      "sum_too_large",
    ],
    [
      "a mass beyond 2^53 where mass is limited",
      makeProblem({
        supplies: [makeSupply("s", { quantity: 1e12 })],
        items: [makeItem({ massPerThousandGrams: 10_000 })],
        lanes: [makeLane("e", { massCapacityGrams: 5 })],
      }),
      "supplies × massPerThousandGrams",
      "sum_too_large",
    ],
  ])("lists %s", (_, problem, field, rule) => {
    expect(checkProblem(problem)).toMatchObject([{ field, rule }]);
  });

  test("lists every fault at once, up to a bound", () => {
    const bad = makeProblem({
      supplies: [makeSupply("s", { item: 7, site: -1, quantity: 0.5, availableFrom: 9 })],
    });
    expect(checkProblem(bad).map(({ field }) => field)).toEqual([
      "supplies.0.item",
      "supplies.0.site",
      "supplies.0.quantity",
      "supplies.0.availableFrom",
    ]);
    const many = { ...makeProblem(), demands: Array.from({ length: 5000 }, () => 3) };
    expect(checkProblem(many)).toHaveLength(FAULTS_LISTED_MAX);
  });

  test.each([
    null,
    undefined,
    7,
    "x",
    [],
    {},
    { supplies: {} },
    { demands: [null, [], "d"] },
    { items: [{}] },
  ])("does not throw for %j, and finds fault", (value) => {
    expect(checkProblem(value).length).toBeGreaterThan(0);
  });
});
