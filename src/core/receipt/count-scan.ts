import type { Gs1Elements } from "#core/gs1-elements.ts";

/** A line of a consignment, as far as a code can name it. */
export interface SentLine {
  readonly lineNumber: number;
  readonly gtin: string | null;
  readonly lotNumber: string | null;
  readonly expiry: string | null;
  /** Base units in a trade item, as its offer states it. */
  readonly packUnits: number;
}

/** What one package holds, where its code does not say it. */
export interface PackageContent {
  readonly lineNumber: number;
  readonly units: number;
}

/** One code that was counted. */
export interface Scanned {
  /** What tells it from every other of its kind; empty for a code that all of a lot carry. */
  readonly code: string;
  /** `null` for a package of which nobody has said what it holds. */
  readonly lineNumber: number | null;
  readonly units: number;
}

/** What a scan comes to. */
export type ScanOutcome =
  | {
      readonly kind: "counted";
      readonly scanned: Scanned;
      /** A package that the papers do not list; an expiry that is not the line's. */
      readonly doubts: readonly ("unlisted_package" | "other_expiry")[];
    }
  | { readonly kind: "repeated"; readonly code: string }
  /** Several lines fit: whoever counts says which. */
  | { readonly kind: "several"; readonly lineNumbers: readonly number[] }
  | { readonly kind: "not_sent" };

/** What was sent, what has been scanned so far, and what whoever counts said that one package holds. */
export interface CountSoFar {
  readonly lines: readonly SentLine[];
  readonly packages: readonly { readonly sscc: string }[];
  readonly scanned: readonly Scanned[];
  readonly content: PackageContent | null;
}

/**
 * What a scanned code adds to a count. A package (SSCC) counts once, with what its code says that it holds (AI 02 with AI 37 or AI 10), else
 * with what was said of one package, else as a package alone. Goods count for the one line with their lot and trade item: the pieces
 * that the code states (AI 30), else a trade item's units; of a serial number once. A GTIN that a line does not state
 * is no contradiction. Linear in lines and scans.
 *
 * Worked example: a label with SSCC, AI 02, lot A and AI 37 of 12, for a line of lot A in packs of 50 → 600 units.
 */
export function countScan(elements: Gs1Elements, soFar: CountSoFar): ScanOutcome {
  const { sscc, contentGtin, serial, count } = elements;
  const gtin = elements.gtin ?? contentGtin;
  const code = sscc ?? (serial === null ? "" : `${gtin ?? ""} ${serial}`);
  if (code !== "" && soFar.scanned.some((one) => one.code === code)) return { kind: "repeated", code };
  const unlisted = sscc !== null && soFar.packages.every((one) => one.sscc !== sscc);
  const doubts = unlisted ? (["unlisted_package"] as const) : [];
  const isSaid = gtin !== null || elements.lot !== null;
  if (sscc !== null && (!isSaid || count === null)) {
    const { lineNumber, units } = soFar.content ?? { lineNumber: null, units: 0 };
    return { kind: "counted", scanned: { code, lineNumber, units }, doubts };
  }
  const found = soFar.lines.filter((line) => fits(line, { gtin, lot: elements.lot }));
  const [line] = found;
  if (line === undefined) return { kind: "not_sent" };
  if (found.length > 1) return { kind: "several", lineNumbers: found.map(({ lineNumber }) => lineNumber) };
  const units = sscc === null ? (count ?? line.packUnits) : (count ?? 1) * line.packUnits;
  const isOther = elements.expiry !== null && line.expiry !== null && elements.expiry !== line.expiry;
  return {
    kind: "counted",
    scanned: { code, lineNumber: line.lineNumber, units },
    doubts: isOther ? [...doubts, "other_expiry"] : doubts,
  };
}

function fits(
  line: SentLine,
  { gtin, lot }: { readonly gtin: string | null; readonly lot: string | null },
): boolean {
  const isOtherItem = gtin !== null && line.gtin !== null && gtin !== line.gtin;
  if (isOtherItem) return false;
  if (lot !== null && line.lotNumber !== null) return lot === line.lotNumber;
  // One of the two says nothing of a lot: the trade item has to name the line.
  return gtin !== null && gtin === line.gtin;
}
