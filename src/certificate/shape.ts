/** The three files that are read. */
export type FileName = "problem" | "plan" | "certificate";

/** One thing wrong: in which file, at which place or line of it, which rule is broken, and how. */
export interface Fault {
  readonly file: FileName;
  /** A path (`supplies.3.quantity`), or what is at fault by its key (`demand "KEN masks"`). */
  readonly at: string;
  readonly rule: FaultRule;
  /** A sentence with the figures. */
  readonly reason: string;
}

/** Every rule that can be broken. Names are stable: docs/PLAN-FORMAT.md lists them. */
export type FaultRule =
  | "not_an_object"
  | "not_a_list"
  | "missing"
  | "unknown_field"
  | "wrong_type"
  | "out_of_range"
  | "repeated"
  | "unknown_key"
  | "index_out_of_range"
  | "window_reversed"
  | "falling"
  | "other_length"
  | "other_version"
  | "wrong_item"
  | "wrong_lane"
  | "wrong_arrival"
  | "outside_availability"
  | "outside_window"
  | "shelf_life"
  | "overdrawn"
  | "wrong_quantity"
  | "wrong_sum"
  | "wrong_level"
  | "wrong_stage"
  | "wrong_status"
  | "unaccounted"
  | "withheld"
  | "wrong_reason"
  | "unproven"
  | "not_limited"
  | "not_tight"
  | "not_highest"
  | "far_from_fair"
  | "far_from_least"
  | "can_be_met"
  | "not_least"
  | "least_above_quantity"
  | "chained_companion"
  | "broken_pack"
  | "below_least_shipment"
  | "below_least_units"
  | "beyond_companion"
  | "lost_too_much";

/** Enough to mend a file by, and no flood from a hopeless one. */
const FAULTS_LISTED_MAX = 1000;

/** Gathers what is wrong. */
export interface Faults {
  readonly list: readonly Fault[];
  readonly add: (file: FileName, at: string, rule: FaultRule, reason: string) => void;
}

export function gatherFaults(): Faults {
  const list: Fault[] = [];
  return {
    list,
    add(file, at, rule, reason) {
      if (list.length < FAULTS_LISTED_MAX) list.push({ file, at, rule, reason });
    },
  };
}

/** Says what a value must be; notes where it is not. */
export type Shape = (value: unknown, at: string, note: Note) => void;
type Note = (at: string, rule: FaultRule, reason: string) => void;

/** A whole number of `least` … `most`, none beyond 2^53 − 1. */
export function whole(least: number, most: number = Number.MAX_SAFE_INTEGER): Shape {
  return (value, at, note) => {
    if (typeof value !== "number" || !Number.isInteger(value)) {
      note(at, "wrong_type", `${show(value)} is not a whole number`);
    } else if (value < least || value > most) {
      note(at, "out_of_range", `${value} is not within ${least} and ${most}`);
    }
  };
}

/** A finite number of 0 or more; `aboveZero`: more. */
export function amount(aboveZero: boolean): Shape {
  return (value, at, note) => {
    if (typeof value !== "number" || !Number.isFinite(value)) {
      note(at, "wrong_type", `${show(value)} is not a number`);
    } else if (value < 0 || (aboveZero && value === 0)) {
      note(at, "out_of_range", `${value} is not ${aboveZero ? "above zero" : "zero or more"}`);
    }
  };
}

/** What a file of an earlier version cannot have. */
export const nothing: Shape = (value, at, note) => {
  if (value !== null) note(at, "unknown_field", "there is no such field in this version");
};

/** A finite number of either sign. */
export const number: Shape = (value, at, note) => {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    note(at, "wrong_type", `${show(value)} is not a number`);
  }
};

export const text: Shape = (value, at, note) => {
  if (typeof value !== "string" || value === "") note(at, "wrong_type", `${show(value)} is not a text`);
};

export const flag: Shape = (value, at, note) => {
  if (typeof value !== "boolean") note(at, "wrong_type", `${show(value)} is neither true nor false`);
};

export function oneOf(...allowed: readonly (string | number)[]): Shape {
  return (value, at, note) => {
    if (!allowed.some((one) => one === value)) {
      note(at, "wrong_type", `${show(value)} is none of ${allowed.join(", ")}`);
    }
  };
}

export function orNull(shape: Shape): Shape {
  return (value, at, note) => {
    if (value !== null) shape(value, at, note);
  };
}

export function listOf(shape: Shape, least = 0, most = Infinity): Shape {
  return (value, at, note) => {
    if (!Array.isArray(value)) return note(at, "not_a_list", `${show(value)} is not a list`);
    if (value.length < least) note(at, "out_of_range", `the list has fewer than ${least} entries`);
    if (value.length > most) note(at, "out_of_range", `the list has more than ${most} entries`);
    value.forEach((entry, i) => {
      shape(entry, `${at}.${i}`, note);
    });
  };
}

/** Just these fields: one that is missing and one that is not known are both faults. Those of `optional` may be left out. */
export function fields(
  shapes: Readonly<Record<string, Shape>>,
  optional: Readonly<Record<string, Shape>> = {},
): Shape {
  return (value, at, note) => {
    if (!isRecord(value)) return note(at, "not_an_object", `${show(value)} is not an object`);
    const path = (name: string) => (at === "" ? name : `${at}.${name}`);
    for (const [name, shape] of Object.entries(shapes)) {
      if (Object.hasOwn(value, name)) shape(value[name], path(name), note);
      else note(path(name), "missing", "the field is missing");
    }
    for (const name of Object.keys(value)) {
      const may = Object.hasOwn(optional, name) ? optional[name] : undefined;
      if (may !== undefined) may(value[name], path(name), note);
      else if (!Object.hasOwn(shapes, name)) note(path(name), "unknown_field", "there is no such field");
    }
  };
}

/** One of several shapes, told apart by the value of the field `by`. */
export function variants(by: string, shapes: Readonly<Record<string, Shape>>): Shape {
  return (value, at, note) => {
    if (!isRecord(value)) return note(at, "not_an_object", `${show(value)} is not an object`);
    const name = value[by];
    const shape = typeof name === "string" && Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    if (shape === undefined) {
      return note(`${at}.${by}`, "wrong_type", `${show(name)} is none of ${Object.keys(shapes).join(", ")}`);
    }
    shape(value, at, note);
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return JSON.stringify(value)?.slice(0, 120) ?? typeof value;
}
