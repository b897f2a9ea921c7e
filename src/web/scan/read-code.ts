import { isConsignmentNumber, normalizeConsignmentNumber } from "#core/consignment/number.ts";
import { isSscc, parseGtin } from "#core/gs1.ts";
import { type Gs1Elements, readGs1 } from "#core/gs1-elements.ts";
import { isId } from "#core/id.ts";

/** What a code that was scanned or typed stands for. */
export type ReadCode =
  | { readonly kind: "goods"; readonly elements: Gs1Elements }
  | { readonly kind: "consignment"; readonly number: string }
  | { readonly kind: "asset"; readonly id: string }
  /** Whatever else can be followed here: an id. */
  | { readonly kind: "identifier"; readonly text: string }
  /** A GS1 code of which the named element cannot be right. */
  | { readonly kind: "damaged"; readonly identifier: string; readonly value: string }
  | { readonly kind: "elsewhere"; readonly host: string }
  | { readonly kind: "other" };

const NO_ELEMENTS: Gs1Elements = {
  sscc: null,
  gtin: null,
  contentGtin: null,
  lot: null,
  expiry: null,
  serial: null,
  pieces: null,
  contentCount: null,
};

/** Characters of a lot number: those that GS1 allows (set 82); what begins like `wifi:` is no lot. */
const LOT = /^(?![A-Za-z][A-Za-z+.-]+:)[!"%-?A-Z_a-z]{1,20}$/;

/**
 * What `text` stands for, worked out on this device alone. `origin` is this site's: links to others are not followed. `year` as in
 * {@link readGs1}. Eight to fourteen digits that are a trade item's number are taken for one, other short texts for a lot.
 */
export function readCode(text: string, { origin, year }: { origin: string; year: number }): ReadCode {
  const code = text.trim();
  const gs1 = readGs1(text, year);
  if (gs1.kind === "elements") return { kind: "goods", elements: gs1.elements };
  if (gs1.kind === "damaged") return gs1;
  if (/^https?:/i.test(code)) return readLink(code, { origin, year });
  if (isConsignmentNumber(code)) return { kind: "consignment", number: normalizeConsignmentNumber(code) };
  if (isId(code.toLowerCase())) return { kind: "identifier", text: code.toLowerCase() };
  const digits = code.replaceAll(/[\s-]/g, "");
  if (isSscc(digits)) return { kind: "goods", elements: { ...NO_ELEMENTS, sscc: digits } };
  const gtin = parseGtin(code);
  if (gtin !== undefined) return { kind: "goods", elements: { ...NO_ELEMENTS, gtin } };
  return LOT.test(code) ? { kind: "goods", elements: { ...NO_ELEMENTS, lot: code } } : { kind: "other" };
}

/** A link of this site that a label carries; only the kinds that labels carry are followed. */
function readLink(
  text: string,
  { origin, year }: { readonly origin: string; readonly year: number },
): ReadCode {
  const link = URL.parse(text);
  if (link === null) return { kind: "other" };
  if (link.origin !== origin) return { kind: "elsewhere", host: link.host };
  const [, page = "", name = ""] = /^\/(assets|follow|consignments)\/([^/]+)\/?$/.exec(link.pathname) ?? [];
  const named = decode(name);
  if (page === "assets" && isId(named)) return { kind: "asset", id: named };
  if (page === "consignments" && isId(named)) return { kind: "identifier", text: named };
  if (page !== "follow") return { kind: "other" };
  const followed = readCode(named, { origin, year });
  // A link in a link leads nowhere.
  return followed.kind === "elsewhere" || followed.kind === "damaged" ? { kind: "other" } : followed;
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return ""; // no percent encoding: it names nothing
  }
}

/** As {@link readCode}, on this site and now; a text that is the lot number of one of the lines is that. */
export function readHere(text: string, lines: readonly { readonly lotNumber: string | null }[]): ReadCode {
  const code = text.trim();
  if (code !== "" && lines.some(({ lotNumber }) => lotNumber === code)) {
    return { kind: "goods", elements: { ...NO_ELEMENTS, lot: code } };
  }
  return readCode(text, { origin: window.location.origin, year: new Date().getFullYear() });
}
