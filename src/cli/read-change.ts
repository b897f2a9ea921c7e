import { accept, type Problem, type Result } from "#core/result.ts";
import { type Change, CHANGED_FIELDS, CHANGED_KINDS, type ChangedKind } from "#core/what-if/change.ts";

/** Shorter names of fields, for typing. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  mass: "massCapacityGrams",
  volume: "volumeCapacityCubicCentimetres",
  cold: "coldVolumeCapacityCubicCentimetres",
  units: "unitCapacity",
  cost: "costPerTonneMinor",
  transit: "transitPeriods",
  expiry: "expiryPeriod",
  weight: "weightPerMille",
  upto: "uptoPerMille",
  shelfLife: "leastShelfLifePeriods",
};

/**
 * One change as it is typed: what is changed, its key (which may hold blanks), and `field=value` for each field, or `remove`:
 *
 *     supply masks quantity=1200
 *     lane to B mass=none cost=40
 *     lane extra flight like to A mass=5000
 *     demand B remove
 *     policy equal_coverage ldc=1500
 *     plan periods=12
 *
 * A value is a whole number, or `none`: without limit, or never. Refuses with every problem of the text.
 */
export function readChange(
  text: string,
): Result<Change, { code: "malformed"; problems: readonly Problem[] }> {
  const words = text.trim().split(/\s+/);
  const [first = "", ...rest] = words;
  const kind = CHANGED_KINDS.find((one) => one === first);
  const problems: Problem[] = [];
  const note = (value: string, rule: string, allowed: readonly string[]) => {
    const facts = { allowed: allowed.join(", ") };
    problems.push({ field: `--change ${text}`.slice(0, 120), value, rule, facts });
  };
  if (kind === undefined) note(first, "unknown_change", CHANGED_KINDS);
  const lastName = rest.findLastIndex((word) => !word.includes("="));
  const isRemoved = rest[lastName] === "remove" && lastName > 0;
  const names = rest.slice(0, isRemoved ? lastName : lastName + 1);
  const set: Record<string, number | null> = {};
  for (const word of rest.slice(lastName + 1)) {
    const at = word.indexOf("=");
    const [short, value] = [word.slice(0, at), word.slice(at + 1)];
    const name = findName(kind, short);
    if (value === "none") set[name] = null;
    else if (/^-?\d+(\.\d+)?$/.test(value)) set[name] = Number(value);
    else note(word, "not_a_whole_number", []);
  }
  if (problems.length > 0 || kind === undefined)
    return { ok: false, refusal: { code: "malformed", problems } };
  const like = names.indexOf("like");
  const isNew = like > 0 && like < names.length - 1;
  const key = (isNew ? names.slice(0, like) : names).join(" ");
  return accept({
    change: kind,
    ...(key === "" ? {} : { key }),
    ...(isNew ? { like: names.slice(like + 1).join(" ") } : {}),
    ...(isRemoved ? { remove: true } : {}),
    ...(Object.keys(set).length === 0 ? {} : { set }),
  });
}

/** A field's whole name: what has none is left as it was typed, and refused with the change. */
function findName(kind: ChangedKind | undefined, name: string): string {
  const fields: readonly string[] = kind === undefined ? [] : CHANGED_FIELDS[kind];
  return fields.includes(name) ? name : (SHORT_NAMES[name] ?? name);
}
