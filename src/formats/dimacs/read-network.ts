import type { Network } from "#core/allocation/least-cost-flow.ts";
import { accept, type MalformedRefusal, type Result, refuse } from "#core/result.ts";
import { type ProblemList, startProblemList } from "../table/problem-list.ts";
import { type ArcRows, openArcRows } from "./arc-rows.ts";
import { LineFields } from "./line-fields.ts";

/** Bounds on what is read: 10 million nodes, 50 million arcs, and no line but a comment above 1,000 bytes. */
const NODE_COUNT_MAX = 10_000_000;
const ARC_COUNT_MAX = 50_000_000;
const LINE_BYTES_MAX = 1000;
const NEWLINE = 10;

/** Takes a file piece by piece. */
export interface NetworkReader {
  /** The next bytes of the file, cut anywhere. */
  readonly push: (bytes: Uint8Array) => void;
  /** Ends the file: the network, or everything that is wrong with it. */
  readonly finish: () => Result<Network, MalformedRefusal>;
}

/**
 * Reads a network in the DIMACS format for minimum-cost flow (DIMACS, "The First DIMACS International Algorithm
 * Implementation Challenge: Problem Definitions and Specifications", 1990, section 4.2), nodes counted from 1:
 *
 *     c comment
 *     p min NODES ARCS              once, before the others
 *     n ID FLOW                     supply above zero, demand below; left out: zero
 *     a SRC DST LOW CAP COST        in any number, as many as ARCS says
 *
 * The format knows no arc without limit; as in LEMON, a capacity of −1 under a lower bound of 0 or more is one, and so
 * is the word `inf`. Refuses with `malformed`, every problem with its line, the first 1,000 of them. What concerns the
 * network as a whole (supplies that do not sum to zero, sums too large) is found when it is solved.
 * O(bytes); memory 36 bytes an arc.
 */
export function startNetworkReader(): NetworkReader {
  const state: State = {
    problems: startProblemList(),
    fields: new LineFields(),
    arcs: openArcRows(),
    supply: undefined,
    arcCount: 0,
    isStated: new Uint8Array(0),
    line: 0,
  };
  let rest = new Uint8Array(0);
  return {
    push: (bytes) => {
      const piece = rest.length === 0 ? bytes : joinBytes(rest, bytes);
      let from = 0;
      for (let to = piece.indexOf(NEWLINE); to >= 0; to = piece.indexOf(NEWLINE, from)) {
        readLine(state, piece, from, to);
        from = to + 1;
      }
      // Of a line longer than any that is read, a little more than the bound is kept: enough to refuse it.
      rest = piece.slice(from, from + LINE_BYTES_MAX + 2);
    },
    finish: () => {
      if (rest.length > 0) readLine(state, rest, 0, rest.length);
      return finish(state);
    },
  };
}

interface State {
  readonly problems: ProblemList;
  readonly fields: LineFields;
  readonly arcs: ArcRows;
  /** `undefined` before the problem line. */
  supply: Float64Array | undefined;
  arcCount: number;
  /** 1 for a node that had its line. */
  isStated: Uint8Array;
  line: number;
}

function joinBytes(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

function finish(state: State): Result<Network, MalformedRefusal> {
  const { problems, supply, arcs, arcCount } = state;
  if (supply === undefined) {
    if (problems.count() === 0) problems.add({ field: "file", value: null, rule: "problem_line_missing" });
    return refuse({ code: "malformed", problems: problems.list() });
  }
  if (arcs.count() !== arcCount && problems.count() === 0) {
    const facts = { stated: arcCount };
    problems.add({ field: "arcs", value: `${arcs.count()}`, rule: "wrong_arc_count", facts });
  }
  if (problems.count() > 0) return refuse({ code: "malformed", problems: problems.list() });
  return accept({ nodeCount: supply.length, supply, ...arcs.finish() });
}

function readLine(state: State, bytes: Uint8Array, from: number, to: number): void {
  state.line += 1;
  const { fields, problems, line } = state;
  if (bytes[from] === 0x63) return; // c: a comment, of any length
  if (to - from > LINE_BYTES_MAX) {
    problems.add({ field: "line", value: null, rule: "line_too_long", line, facts: { max: LINE_BYTES_MAX } });
    return;
  }
  fields.begin(bytes, from, to);
  const kind = fields.readWord();
  if (kind === "" || kind === "c") return;
  if (kind === "p") {
    readProblemLine(state);
    return;
  }
  if (kind !== "n" && kind !== "a") {
    problems.add({ field: "line", value: fields.text(), rule: "unknown_line", line });
    return;
  }
  const { supply } = state;
  if (supply === undefined) {
    problems.add({ field: "line", value: fields.text(), rule: "before_problem_line", line });
  } else if (kind === "n") {
    readNodeLine(state, supply);
  } else {
    readArcLine(state, supply.length);
  }
}

function readProblemLine(state: State): void {
  const { fields, problems, line } = state;
  const before = problems.count();
  const kind = fields.readWord();
  if (state.supply !== undefined)
    problems.add({ field: "line", value: fields.text(), rule: "repeated", line });
  if (kind !== "min") problems.add({ field: "problem", value: kind, rule: "not_min", line });
  const nodeCount = readNumber(state, "nodes", [0, NODE_COUNT_MAX]);
  const arcCount = readNumber(state, "arcs", [0, ARC_COUNT_MAX]);
  readEnd(state);
  if (problems.count() > before) return;
  state.supply = new Float64Array(nodeCount);
  state.isStated = new Uint8Array(nodeCount);
  state.arcCount = arcCount;
}

function readNodeLine(state: State, supply: Float64Array): void {
  const { problems, isStated, line } = state;
  const before = problems.count();
  const node = readNumber(state, "node", [1, supply.length]);
  const units = readNumber(state, "flow", SAFE);
  readEnd(state);
  if (problems.count() > before) return;
  if (isStated[node - 1] === 1) problems.add({ field: "node", value: `${node}`, rule: "repeated", line });
  isStated[node - 1] = 1;
  supply[node - 1] = units;
}

const SAFE: readonly [number, number] = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];

function readArcLine(state: State, nodeCount: number): void {
  const { problems, arcs, arcCount, line } = state;
  const before = problems.count();
  const source = readNumber(state, "source", [1, nodeCount]);
  const target = readNumber(state, "target", [1, nodeCount]);
  const lower = readNumber(state, "lower", SAFE);
  const capacity = readCapacity(state, lower);
  const cost = readNumber(state, "cost", SAFE);
  readEnd(state);
  if (arcs.count() === arcCount) {
    problems.add({ field: "line", value: state.fields.text(), rule: "more_arcs_than_stated", line });
  }
  if (problems.count() > before) return;
  arcs.add({ source: source - 1, target: target - 1, lower, capacity, cost });
}

function readCapacity(state: State, lower: number): number {
  const { fields, problems, line } = state;
  if (fields.skipWord("inf")) return Infinity;
  const before = problems.count();
  const capacity = readNumber(state, "capacity", SAFE);
  if (problems.count() > before || capacity >= lower) return capacity;
  if (capacity === -1) return Infinity;
  problems.add({
    field: "capacity",
    value: `${capacity}`,
    rule: "lower_above_capacity",
    line,
    facts: { lower },
  });
  return capacity;
}

/** The next field as a whole number within the range; zero where it is none, which is then among the problems. */
function readNumber(state: State, field: string, range: readonly [number, number]): number {
  const { fields, problems, line } = state;
  const [min, max] = range;
  const value = fields.readWhole();
  if (value >= min && value <= max) return value;
  const text = fields.lastText();
  if (text === "") problems.add({ field, value: null, rule: "missing", line });
  else if (Number.isNaN(value)) problems.add({ field, value: text, rule: "not_a_whole_number", line });
  else problems.add({ field, value: text, rule: "out_of_range", line, facts: { min, max } });
  return 0;
}

function readEnd(state: State): void {
  const word = state.fields.readWord();
  if (word === "") return;
  state.problems.add({ field: "line", value: word, rule: "more_fields_than_expected", line: state.line });
}
