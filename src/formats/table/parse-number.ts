import { type Parsed, parsed, unparsed } from "./parsed.ts";

/** How a source writes numbers: what stands between thousands (`""`: nothing) and before a fraction. */
export interface NumberStyle {
  readonly thousands: "" | "," | "." | " " | "'";
  readonly decimal: "." | ",";
}

/** `2,184,000` and `2184000`. */
export const ENGLISH_NUMBERS: NumberStyle = { thousands: ",", decimal: "." };
/** `2184000` only: how a workbook stores a number. */
export const STORED_NUMBERS: NumberStyle = { thousands: "", decimal: "." };

/** What a whole number may be. */
export interface WholeBounds {
  /** 0 where none is given: a negative quantity is refused. */
  readonly min?: number;
  /** 2^53 − 1 where none is given. */
  readonly max?: number;
}

const SCALES: Readonly<Record<string, number>> = { thousand: 3, million: 6, billion: 9, trillion: 12 };

/**
 * Returns the whole number that a text writes, between `min` and `max`.
 *
 * Refuses `missing`, `scientific_notation` (it hides digits), `fraction`, `wrong_grouping` (separators that do not
 * stand before every third digit: `1,5` may be one and a half), `not_a_number`, `negative`, `too_small` and
 * `too_large`. `80.0` is refused as a fraction, for in another style it is eight hundred. Spaces between
 * thousands may be of any width. Example: `2,184,000` in the English style is 2184000.
 */
export function parseWholeNumber(text: string, style: NumberStyle, bounds: WholeBounds = {}): Parsed<number> {
  const digits = findDigits(text, style);
  if (!digits.ok) return digits;
  const { sign, whole, fraction } = digits.value;
  if (fraction !== "") return unparsed("fraction");
  return checkBounds(sign, whole, bounds);
}

/** A count with its unit, as `5,000 doses` or `2.92 billion pairs` write it. */
export interface QuantityWithUnit<Unit> {
  readonly quantity: number;
  readonly unit: Unit;
}

/**
 * Returns the whole number and unit that a text writes: `5,000 doses`, `224.2 billion pieces`. `units` says what
 * a unit's word means, its keys in lower case. A number of thousands, millions, billions or trillions must come
 * out whole. Refuses as {@link parseWholeNumber}, and `missing_unit`, `unknown_unit`.
 */
export function parseQuantityWithUnit<Unit>(
  text: string,
  options: {
    readonly style: NumberStyle;
    readonly units: ReadonlyMap<string, Unit>;
    readonly bounds?: WholeBounds;
  },
): Parsed<QuantityWithUnit<Unit>> {
  const match = /^([^\p{L}]*)(.*)$/su.exec(text.trim());
  const [, number = "", words = ""] = match ?? [];
  const [first = "", ...others] = words.trim().split(/\s+/);
  const scale = Object.hasOwn(SCALES, first.toLowerCase()) ? SCALES[first.toLowerCase()] : undefined;
  const unitText = (scale === undefined ? [first, ...others] : others).join(" ");
  const count = parseScaled(number.trim(), scale ?? 0, options);
  if (!count.ok) return count;
  if (unitText === "") return unparsed("missing_unit");
  const unit = options.units.get(unitText.toLowerCase());
  if (unit === undefined) return unparsed("unknown_unit", { unit: unitText.slice(0, 40) });
  return parsed({ quantity: count.value, unit });
}

function parseScaled(
  text: string,
  scale: number,
  { style, bounds = {} }: { readonly style: NumberStyle; readonly bounds?: WholeBounds },
): Parsed<number> {
  const digits = findDigits(text, style);
  if (!digits.ok) return digits;
  const { sign, whole, fraction } = digits.value;
  const kept = scale === 0 ? fraction : fraction.replace(/0+$/, "");
  if (kept.length > scale) return unparsed("fraction");
  return checkBounds(sign, whole + kept.padEnd(scale, "0"), bounds);
}

interface Digits {
  readonly sign: "" | "-";
  readonly whole: string;
  readonly fraction: string;
}

function findDigits(text: string, { thousands, decimal }: NumberStyle): Parsed<Digits> {
  const plain = text
    .trim()
    .replace(/[\u00a0\u2009\u202f]/g, " ")
    .replace(/’/g, "'")
    .replace(/^\u2212/, "-");
  if (plain === "") return unparsed("missing");
  if (/^[+-]?[\d.,]+e[+-]?\d+$/i.test(plain)) return unparsed("scientific_notation");
  const match = /^(-?)(\d[\d., ']*)$/.exec(plain);
  if (match === null) return unparsed("not_a_number");
  const [, sign, body = ""] = match;
  const [whole = "", fraction, ...more] = body.split(decimal);
  if (more.length > 0 || (fraction !== undefined && !/^\d+$/.test(fraction)))
    return unparsed("wrong_grouping");
  const groups = thousands === "" ? [whole] : whole.split(thousands);
  const [first = "", ...rest] = groups;
  const isGrouped = /^\d+$/.test(first) && (rest.length === 0 || first.length <= 3);
  if (!isGrouped || !rest.every((group) => /^\d{3}$/.test(group))) return unparsed("wrong_grouping");
  return parsed({ sign: sign === "-" ? "-" : "", whole: groups.join(""), fraction: fraction ?? "" });
}

function checkBounds(sign: "" | "-", digits: string, bounds: WholeBounds): Parsed<number> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = bounds;
  const size = Number(digits);
  const value = sign === "-" && size !== 0 ? -size : size;
  if (value < 0 && min >= 0) return unparsed("negative", { min });
  if (value < min || value < -Number.MAX_SAFE_INTEGER) return unparsed("too_small", { min });
  if (value > max || value > Number.MAX_SAFE_INTEGER) return unparsed("too_large", { max });
  return parsed(value);
}

/** Returns the text that {@link parseWholeNumber} reads as the same number in the same style. */
export function formatWholeNumber(value: number, { thousands }: NumberStyle): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, thousands);
}
