import { isSscc, parseGtin } from "./gs1.ts";
import { type Day, isDay, lastDayOf } from "./time.ts";

/** What a GS1 code says of the thing that it stands on; `null` where it does not say it. */
export interface Gs1Elements {
  /** AI 00: the handling unit. */
  readonly sscc: string | null;
  /** AI 01: the trade item, 14 digits. */
  readonly gtin: string | null;
  /** AI 02: the trade items that the handling unit holds, 14 digits. */
  readonly contentGtin: string | null;
  /** AI 10. */
  readonly lot: string | null;
  /** AI 17: the last day of use. */
  readonly expiry: Day | null;
  /** AI 21. */
  readonly serial: string | null;
  /** AI 30: pieces in the trade item. */
  readonly pieces: number | null;
  /** AI 37: trade items in the handling unit. */
  readonly contentCount: number | null;
}

/** A code as read: its elements, that it is none of GS1's, or what is wrong with one that is. */
export type Gs1Reading =
  | { readonly kind: "elements"; readonly elements: Gs1Elements }
  | { readonly kind: "other" }
  | { readonly kind: "damaged"; readonly identifier: string; readonly value: string };

/** What FNC1 is read as, between elements and at the beginning (GS1 General Specifications, section 7.8.3). */
const SEPARATOR = "\u001d";

/** Symbology identifiers of the carriers of GS1 element strings (ISO/IEC 15424): GS1-128, DataBar, DataMatrix, QR, DotCode. */
const CARRIERS = ["]C1", "]e0", "]d2", "]Q3", "]J1"];

/**
 * Digits of an application identifier by its first two (GS1 General Specifications, section 3.2). Identifiers that begin otherwise
 * are not given out.
 */
function countIdentifierDigits(firstTwo: string): number | undefined {
  if (/^(0[0-4]|1[0-35-7]|2[0-2]|30|37|9\d)$/.test(firstTwo)) return 2;
  if (/^(2[3-5]|4[0-2]|71)$/.test(firstTwo)) return 3;
  return /^(3[1-69]|43|7[02]|8[0-2])$/.test(firstTwo) ? 4 : undefined;
}

/** Characters after an identifier whose length is fixed beforehand: no separator follows it (section 7.8.5). */
function countFixedCharacters(identifier: string): number | undefined {
  if (/^0[123]/.test(identifier)) return 14;
  if (/^(00|04)/.test(identifier)) return identifier === "00" ? 18 : 16;
  if (/^1[1-9]/.test(identifier)) return 6;
  if (identifier === "20") return 2;
  if (/^3[1-6]/.test(identifier)) return 6;
  return identifier.startsWith("41") ? 13 : undefined;
}

/**
 * What a code says as GS1 element strings: as a reader gives it (with or without symbology identifier, FNC1 as U+001D), as it is
 * printed below the bars (`(01)09506000134352(10)AB1`), or as a GS1 Digital Link. A text without a mark of GS1 is only
 * taken for one when it begins with AI 00, 01 or 02 and everything in it fits. `year`: the present one, by which the
 * two digits of a date's year are understood. `damaged` names the first element that cannot be right: a wrong check digit, an impossible
 * date, a lot longer than 20 characters, an element given twice with different values. Linear in the text.
 */
export function readGs1(text: string, year: number): Gs1Reading {
  const link = splitDigitalLink(text);
  if (link !== undefined) return describe(link, year);
  const carrier = CARRIERS.find((one) => text.startsWith(one));
  const unmarked = carrier === undefined ? text.trim() : text.slice(carrier.length);
  const isMarked = carrier !== undefined || unmarked.startsWith(SEPARATOR);
  if (/^\(\d{2,4}\)/.test(unmarked)) return describe(splitPrinted(unmarked), year);
  const pairs = splitElements(unmarked);
  const [first, value = ""] = pairs?.[0] ?? [""];
  // A number that nobody has said to be one: only where it has the length of one.
  const isPlain = !isMarked && !(/^0[0-2]$/.test(first) && value.length === countFixedCharacters(first));
  if (pairs === undefined || pairs.length === 0 || isPlain) return { kind: "other" };
  const reading = describe(pairs, year);
  // It only looks like several elements.
  return !isMarked && reading.kind === "damaged" && !text.includes(SEPARATOR) && pairs.length > 1
    ? { kind: "other" }
    : reading;
}

type Pair = readonly [identifier: string, value: string];

function splitElements(text: string): readonly Pair[] | undefined {
  const pairs: Pair[] = [];
  for (let at = skipSeparators(text, 0); at < text.length; ) {
    const digits = countIdentifierDigits(text.slice(at, at + 2));
    const identifier = text.slice(at, at + (digits ?? 0));
    if (digits === undefined || !/^\d+$/.test(identifier) || identifier.length < digits) return undefined;
    at += digits;
    const end = text.indexOf(SEPARATOR, at);
    const fixed = countFixedCharacters(identifier);
    const until = fixed === undefined ? (end === -1 ? text.length : end) : at + fixed;
    pairs.push([identifier, text.slice(at, until)]);
    // After an element of fixed length a separator is not needed, and allowed.
    at = skipSeparators(text, until);
  }
  return pairs;
}

function skipSeparators(text: string, from: number): number {
  let at = from;
  while (text[at] === SEPARATOR) at += 1;
  return at;
}

function splitPrinted(text: string): readonly Pair[] {
  return [...text.matchAll(/\((\d{2,4})\)([^(]*)/g)].map(([, identifier = "", value = ""]) => [
    identifier,
    value.replaceAll(SEPARATOR, "").trim(),
  ]);
}

/** Identifiers and values of a GS1 Digital Link URI: `…/01/GTIN/10/LOT?17=YYMMDD` (GS1 Digital Link, section 4). */
function splitDigitalLink(text: string): readonly Pair[] | undefined {
  const found = /^https?:\/\/[^/?#]+(?:\/[^?#]*?)?\/(0[01]\/[^?#]+)(?:\?([^#]*))?/i.exec(text.trim());
  if (found === null) return undefined;
  const [, path = "", query = ""] = found;
  const parts = path.replace(/\/$/, "").split("/");
  const pairs: Pair[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) pairs.push([parts[at] ?? "", decode(parts[at + 1])]);
  for (const part of query.split("&")) {
    const [name = "", value] = part.split("=");
    if (/^\d{2,4}$/.test(name)) pairs.push([name, decode(value)]);
  }
  const isLink = parts.length % 2 === 0 && pairs.every(([identifier]) => /^\d{2,4}$/.test(identifier));
  return isLink ? pairs : undefined;
}

function decode(part = ""): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // no percent encoding: as it stands there
  }
}

/** Up to twenty of the characters that GS1 allows in a text (section 7.11, set 82). */
const TEXT = /^[!"%-?A-Z_a-z]{1,20}$/;

/** What the value of an identifier that we use reads as; `undefined` where it cannot be right. */
function readValue([identifier, value]: Pair, year: number): string | number | undefined {
  switch (identifier) {
    case "00":
      return isSscc(value) ? value : undefined;
    case "01":
    case "02":
      return /^\d{8,14}$/.test(value) ? parseGtin(value) : undefined;
    case "10":
    case "21":
      return TEXT.test(value) ? value : undefined;
    case "17":
      return readDate(value, year);
    case "30":
    case "37":
      return /^\d{1,8}$/.test(value) ? Number(value) : undefined;
    default:
      return value;
  }
}

function describe(pairs: readonly Pair[], year: number): Gs1Reading {
  const values = new Map<string, string | number>();
  for (const pair of pairs) {
    const [identifier, text] = pair;
    const value = readValue(pair, year);
    const known = values.get(identifier);
    if (value === undefined || (known !== undefined && known !== value)) {
      return { kind: "damaged", identifier, value: text };
    }
    values.set(identifier, value);
  }
  const textOf = (identifier: string) => {
    const value = values.get(identifier);
    return value === undefined ? null : String(value);
  };
  const countOf = (identifier: string) => {
    const value = values.get(identifier);
    return typeof value === "number" ? value : null;
  };
  const elements = {
    sscc: textOf("00"),
    gtin: textOf("01"),
    contentGtin: textOf("02"),
    lot: textOf("10"),
    expiry: textOf("17") as Day | null, // made by readDate
    serial: textOf("21"),
    pieces: countOf("30"),
    contentCount: countOf("37"),
  };
  const isEmpty = Object.values(elements).every((value) => value === null);
  return isEmpty ? { kind: "other" } : { kind: "elements", elements };
}

/**
 * The day of `YYMMDD`; day `00` is the last of the month. The century is the one that puts the year at most 49 years back and at most
 * 50 ahead (section 7.12). `undefined` for a day that there is not.
 */
function readDate(text: string, year: number): Day | undefined {
  if (!/^\d{6}$/.test(text)) return undefined;
  const short = Number(text.slice(0, 2));
  const distance = short - (year % 100);
  const century = Math.floor(year / 100) + (distance >= 51 ? -1 : distance <= -50 ? 1 : 0);
  const month = `${century}${text.slice(0, 2)}-${text.slice(2, 4)}`;
  if (!/-(0[1-9]|1[0-2])$/.test(month)) return undefined;
  const day = text.endsWith("00") ? lastDayOf(month) : `${month}-${text.slice(4)}`;
  return isDay(day) ? day : undefined;
}
