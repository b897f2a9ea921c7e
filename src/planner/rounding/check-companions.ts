import type { ProblemRule } from "../problem.ts";

type Note = (field: string, value: unknown, rule: ProblemRule) => void;
type Fields = Readonly<Record<string, unknown>>;

/**
 * Notes everything wrong with the companions of a problem of any shape: what is no list of objects, a demand that is
 * not there, a ratio that is not a whole number of 1 or more, a demand that follows itself or two others, demands that
 * follow one another in a circle (each circle is named once), a companion of a companion, and a product of
 * quantity and ratio beyond 2^53. O(demands + companions).
 */
export function checkCompanions(root: Fields, note: Note): void {
  const rows = root["companions"];
  if (!Array.isArray(rows)) return note("companions", rows, "not_a_list");
  const quantityOf = readQuantities(root["demands"]);
  const principalOf = new Map<string, { readonly principal: string; readonly at: string }>();
  rows.forEach((value: unknown, i) => {
    const at = `companions.${i}`;
    if (!isRecord(value)) return note(at, value, "not_an_object");
    const { principal, companion, unitsPerThousand } = value;
    for (const [name, key] of Object.entries({ principal, companion })) {
      if (typeof key !== "string" || key === "") note(`${at}.${name}`, key, "not_a_key");
      else if (quantityOf !== undefined && !quantityOf.has(key)) note(`${at}.${name}`, key, "unknown_demand");
    }
    checkRatio(unitsPerThousand, quantityOf?.get(String(principal)) ?? 1, (found, rule) => {
      note(`${at}.unitsPerThousand`, found, rule);
    });
    if (typeof principal !== "string" || typeof companion !== "string") return;
    if (principal === companion) note(at, companion, "companion_of_itself");
    else if (principalOf.has(companion)) note(`${at}.companion`, companion, "repeated");
    else principalOf.set(companion, { principal, at });
  });
  noteChains(principalOf, note);
}

function checkRatio(
  value: unknown,
  quantity: number,
  note: (value: unknown, rule: ProblemRule) => void,
): void {
  if (typeof value !== "number" || !Number.isInteger(value)) note(value, "not_a_whole_number");
  else if (value < 1) note(value, "too_small");
  else if (value * quantity > Number.MAX_SAFE_INTEGER) note(value, "sum_too_large");
}

/** Units asked, by key; `undefined` where the demands are no list (which is noted elsewhere). */
function readQuantities(demands: unknown): ReadonlyMap<string, number> | undefined {
  if (!Array.isArray(demands)) return undefined;
  const quantityOf = new Map<string, number>();
  for (const row of demands as readonly unknown[]) {
    if (!isRecord(row)) continue;
    const { key, quantity } = row;
    if (typeof key === "string") quantityOf.set(key, typeof quantity === "number" ? quantity : 1);
  }
  return quantityOf;
}

/** Follows every companion upwards: back to itself is a circle, further than one step a chain. */
function noteChains(
  principalOf: ReadonlyMap<string, { readonly principal: string; readonly at: string }>,
  note: Note,
): void {
  const done = new Set<string>();
  for (const start of principalOf.keys()) {
    const path: string[] = [];
    let key: string | undefined = start;
    while (key !== undefined && !done.has(key) && !path.includes(key)) {
      path.push(key);
      key = principalOf.get(key)?.principal;
    }
    for (const one of path) done.add(one);
    const from = key === undefined ? -1 : path.indexOf(key);
    const circle = from < 0 ? [] : path.slice(from);
    const [first] = circle;
    if (first !== undefined) {
      const at = principalOf.get(first)?.at ?? "companions";
      note(at, [...circle, first].join(" → "), "companions_in_a_circle");
    }
    for (const one of path) {
      const up = principalOf.get(one);
      if (up === undefined || circle.includes(one) || !principalOf.has(up.principal)) continue;
      note(`${up.at}.principal`, up.principal, "chained_companion");
    }
  }
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
