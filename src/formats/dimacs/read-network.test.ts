import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Network } from "#core/allocation/least-cost-flow.ts";
import type { Problem } from "#core/result.ts";
import { startNetworkReader } from "./read-network.ts";
import { writeNetwork, writeSolution } from "./write-network.ts";

function read(text: string, pieceLength = text.length + 1): ReturnType<typeof reader.finish> {
  const reader = startNetworkReader();
  const bytes = new TextEncoder().encode(text);
  for (let from = 0; from < bytes.length; from += pieceLength) {
    reader.push(bytes.subarray(from, from + pieceLength));
  }
  return reader.finish();
}

function readSound(text: string, pieceLength?: number): Network {
  const result = read(text, pieceLength);
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
}

function listProblems(text: string): readonly Problem[] {
  const result = read(text);
  return result.ok ? [] : result.refusal.problems;
}

/** The example of the specification of 1990, section 4.2. */
const EXAMPLE = `c a small network
p min 4 5
c
n 1 4
n 4 -4
a 1 2 0 4 2
a 1 3 0 2 2
a 2 3 0 2 1
a 2 4 0 3 3
a 3 4 0 5 1
`;

describe("a network in the DIMACS format", () => {
  test("is read into arrays, nodes counted from 0", () => {
    expect(readSound(EXAMPLE)).toEqual({
      nodeCount: 4,
      supply: Float64Array.of(4, 0, 0, -4),
      source: Int32Array.of(0, 0, 1, 1, 2),
      target: Int32Array.of(1, 2, 2, 3, 3),
      lower: Float64Array.of(0, 0, 0, 0, 0),
      capacity: Float64Array.of(4, 2, 2, 3, 5),
      cost: Float64Array.of(2, 2, 1, 3, 1),
    });
  });

  test("may be cut anywhere, end lines as on Windows or not at all, and hold tabs and empty lines", () => {
    const expected = readSound(EXAMPLE);
    for (const length of [1, 2, 7, 30]) expect(readSound(EXAMPLE, length)).toEqual(expected);
    const untidy = EXAMPLE.trimEnd().replaceAll(" ", "\t ").replaceAll("\n", " \r\n\r\n");
    expect(readSound(untidy)).toEqual(expected);
  });

  test("may have arcs without limit, comments of any length and numbers up to 2^53", () => {
    const most = Number.MAX_SAFE_INTEGER;
    const text = `c ${"x".repeat(5000)}\np min 2 4\na 1 2 0 -1 3\na 1 2 -4 inf 3\na 1 2 -4 -1 3\na 2 1 0 ${most} -${most}\n`;
    const network = readSound(text, 64);
    expect([...network.capacity]).toEqual([Infinity, Infinity, -1, most]);
    expect(network.cost[3]).toBe(-most);
  });

  const BAD: readonly [string, string, Partial<Problem>][] = [
    ["nothing in it", "", { field: "file", rule: "problem_line_missing" }],
    ["only comments", "c hello\nc\n", { field: "file", rule: "problem_line_missing" }],
    ["another problem", "p max 2 1\n", { line: 1, field: "problem", value: "max", rule: "not_min" }],
    [
      "a count that is none",
      "p min two 1\n",
      { line: 1, field: "nodes", value: "two", rule: "not_a_whole_number" },
    ],
    ["a count missing", "p min 2\n", { line: 1, field: "arcs", value: null, rule: "missing" }],
    ["too many nodes", "p min 99999999999 0\n", { line: 1, field: "nodes", rule: "out_of_range" }],
    ["two problem lines", "p min 2 0\np min 2 0\n", { line: 2, rule: "repeated" }],
    ["an arc before the problem line", "a 1 2 0 1 1\np min 2 0\n", { line: 1, rule: "before_problem_line" }],
    ["a line of another kind", "p min 2 0\nx 1\n", { line: 2, value: "x 1", rule: "unknown_line" }],
    [
      "a node that is not there",
      "p min 2 0\nn 3 1\n",
      { line: 2, field: "node", value: "3", rule: "out_of_range" },
    ],
    ["a node twice", "p min 2 0\nn 1 1\nn 1 1\n", { line: 3, field: "node", value: "1", rule: "repeated" }],
    [
      "half a unit",
      "p min 2 0\nn 1 0.5\n",
      { line: 2, field: "flow", value: "0.5", rule: "not_a_whole_number" },
    ],
    ["a field too many", "p min 2 0\nn 1 1 1\n", { line: 2, value: "1", rule: "more_fields_than_expected" }],
    [
      "an arc from node 0",
      "p min 2 1\na 0 2 0 1 1\n",
      { line: 2, field: "source", value: "0", rule: "out_of_range" },
    ],
    [
      "an arc to nowhere",
      "p min 2 1\na 1 3 0 1 1\n",
      { line: 2, field: "target", value: "3", rule: "out_of_range" },
    ],
    [
      "a lower bound that is none",
      "p min 2 1\na 1 2 - 1 1\n",
      { line: 2, field: "lower", rule: "not_a_whole_number" },
    ],
    [
      "a capacity that is none",
      "p min 2 1\na 1 2 0 infinite 1\n",
      { line: 2, field: "capacity", value: "infinite" },
    ],
    [
      "a capacity below zero",
      "p min 2 1\na 1 2 0 -2 1\n",
      { line: 2, field: "capacity", rule: "lower_above_capacity" },
    ],
    ["bounds that cross", "p min 2 1\na 1 2 3 2 1\n", { line: 2, value: "2", facts: { lower: 3 } }],
    ["no cost", "p min 2 1\na 1 2 0 1\n", { line: 2, field: "cost", value: null, rule: "missing" }],
    [
      "a cost beyond 2^53",
      "p min 2 1\na 1 2 0 1 9007199254740993\n",
      { line: 2, field: "cost", rule: "out_of_range" },
    ],
    [
      "fewer arcs than stated",
      "p min 2 2\na 1 2 0 1 1\n",
      { field: "arcs", value: "1", rule: "wrong_arc_count" },
    ],
    ["more arcs than stated", "p min 2 0\na 1 2 0 1 1\n", { line: 2, rule: "more_arcs_than_stated" }],
    ["a line without end", `p min 2 1\na 1 2 ${"0".repeat(3000)}\n`, { line: 2, rule: "line_too_long" }],
    ["bytes of another kind", "\u0000\u00ff\u0001\n", { line: 1, rule: "unknown_line" }],
  ];
  test.each(BAD)("is refused with %s", (_, text, problem) => {
    expect(listProblems(text)).toEqual([expect.objectContaining(problem)]);
  });

  test("is refused with everything that is wrong with it, line by line", () => {
    const text = "p min 2 3\nn 5 x\na 1 9 0 1 1\na 1 2 0 1\nq\na 1 2 0 1 1\n";
    expect(listProblems(text).map(({ line, field, rule }) => [line, field, rule])).toEqual([
      [2, "node", "out_of_range"],
      [2, "flow", "not_a_whole_number"],
      [3, "target", "out_of_range"],
      [4, "cost", "missing"],
      [5, "line", "unknown_line"],
    ]);
  });

  test("that is hopeless is listed up to a thousand problems, and counted", () => {
    const problems = listProblems(`p min 2 0\n${"a 9 9 0 1 1\n".repeat(2000)}`);
    expect(problems.length).toBe(1001);
    expect(problems.at(-1)).toMatchObject({ rule: "more_problems" });
  });
});

const units = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.maxSafeInteger());
const network: fc.Arbitrary<Network> = fc.integer({ min: 1, max: 9 }).chain((nodeCount) =>
  fc
    .record({
      supply: fc.array(units, { minLength: nodeCount, maxLength: nodeCount }),
      arcs: fc.array(
        fc.record({
          source: fc.nat(nodeCount - 1),
          target: fc.nat(nodeCount - 1),
          bounds: fc.tuple(units, fc.oneof(units, fc.constant(Infinity))),
          cost: units,
        }),
      ),
    })
    .map(({ supply, arcs }) => ({
      nodeCount,
      supply: Float64Array.from(supply),
      source: Int32Array.from(arcs, (arc) => arc.source),
      target: Int32Array.from(arcs, (arc) => arc.target),
      lower: Float64Array.from(arcs, (arc) => Math.min(...arc.bounds)),
      capacity: Float64Array.from(arcs, (arc) => Math.max(...arc.bounds)),
      cost: Float64Array.from(arcs, (arc) => arc.cost),
    })),
);

describe("a network that was written", () => {
  test("is read as the same network", () => {
    fc.assert(
      fc.property(network, fc.integer({ min: 1, max: 100 }), (written, pieceLength) => {
        expect(readSound([...writeNetwork(written)].join(""), pieceLength)).toEqual(written);
      }),
    );
  });
});

test("a solution has the optimum and the flow of every arc, in the order of the network", () => {
  const solution = { totalCost: 14n, flow: Float64Array.of(2, 2, 0, 2, 2) };
  expect([...writeSolution(readSound(EXAMPLE), solution)].join("")).toBe(
    "s 14\nf 1 2 2\nf 1 3 2\nf 2 3 0\nf 2 4 2\nf 3 4 2\n",
  );
});
