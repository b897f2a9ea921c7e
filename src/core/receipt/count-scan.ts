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

/** What is to be looked at of a code that was counted. */
export type ScanDoubt =
  /** A package that the papers do not list. */
  | "unlisted_package"
  /** An expiry that is not the line's. */
  | "other_expiry"
  /** A package whose label names other goods than what was said of one package: it is noted alone. */
  | "other_content"
  /** A package whose label names goods of no line: it is noted alone. */
  | "content_not_sent";

/** What a scan comes to. */
export type ScanOutcome =
  | { readonly kind: "counted"; readonly scanned: Scanned; readonly doubts: readonly ScanDoubt[] }
  | { readonly kind: "repeated"; readonly code: string }
  /** Several lines fit: whoever counts says which; `units` is what the code then adds to it. */
  | {
      readonly kind: "several";
      readonly code: string;
      readonly lines: readonly { readonly lineNumber: number; readonly units: number }[];
    }
  /** It says what a package holds and not which package: scanned again, nobody could tell whether it is another. */
  | { readonly kind: "package_needed" }
  | { readonly kind: "not_sent" };

/** What was sent, what has been scanned so far, and what whoever counts said that one package holds. */
export interface CountSoFar {
  readonly lines: readonly SentLine[];
  readonly packages: readonly { readonly sscc: string }[];
  readonly scanned: readonly Scanned[];
  readonly content: PackageContent | null;
}

/**
 * What a scanned code adds to a count. A package (SSCC) counts once, with what its code says that it holds (AI 02 or AI 10, with AI 37 in trade
 * items or AI 30 in pieces), else with what was said of one package, where its code does not name other goods, else as a package alone.
 * What a package holds without the package's own code is not counted. Goods count for the one line with their lot and trade item: the
 * pieces that the code states (AI 30), else a trade item's units; of a serial number once. A GTIN that a line does not state
 * is no contradiction. Linear in lines and scans.
 *
 * Worked example: a label with SSCC, AI 02, lot A and AI 37 of 12, for a line of lot A in packs of 50 → 600 units.
 */
export function countScan(elements: Gs1Elements, soFar: CountSoFar): ScanOutcome {
  const { sscc, contentGtin, serial, contentCount, pieces, lot } = elements;
  const gtin = elements.gtin ?? contentGtin;
  const code = sscc ?? (serial === null ? "" : `${gtin ?? ""} ${serial}`);
  if (code !== "" && soFar.scanned.some((one) => one.code === code)) return { kind: "repeated", code };
  const unlisted = sscc !== null && soFar.packages.every((one) => one.sscc !== sscc);
  const doubts = unlisted ? (["unlisted_package"] as const) : [];
  const found = soFar.lines.filter((line) => fits(line, { gtin, lot }));
  const isSaid = gtin !== null || lot !== null;
  const isCounted = isSaid && (contentCount !== null || pieces !== null);
  if (sscc !== null && !isCounted) {
    const { lineNumber, units, doubt } = findContent(isSaid ? found : soFar.lines, soFar.content);
    const all = doubt === null ? doubts : [...doubts, doubt];
    return { kind: "counted", scanned: { code, lineNumber, units }, doubts: all };
  }
  const [line] = found;
  if (line === undefined) return { kind: "not_sent" };
  if (sscc === null && (contentGtin !== null || contentCount !== null)) return { kind: "package_needed" };
  const unitsOf = ({ packUnits }: SentLine) =>
    contentCount === null ? (pieces ?? packUnits) : contentCount * packUnits;
  if (found.length > 1) {
    const lines = found.map((one) => ({ lineNumber: one.lineNumber, units: unitsOf(one) }));
    return { kind: "several", code, lines };
  }
  const isOther = elements.expiry !== null && line.expiry !== null && elements.expiry !== line.expiry;
  return {
    kind: "counted",
    scanned: { code, lineNumber: line.lineNumber, units: unitsOf(line) },
    doubts: isOther ? [...doubts, "other_expiry"] : doubts,
  };
}

/** What a package holds whose code states no number, of the lines that its code does not speak against. */
function findContent(
  lines: readonly SentLine[],
  content: PackageContent | null,
): Omit<Scanned, "code"> & { readonly doubt: ScanDoubt | null } {
  const alone = { lineNumber: null, units: 0 };
  if (lines.length === 0) return { ...alone, doubt: "content_not_sent" };
  if (content === null) return { ...alone, doubt: null };
  const isOther = lines.every(({ lineNumber }) => lineNumber !== content.lineNumber);
  return isOther ? { ...alone, doubt: "other_content" } : { ...content, doubt: null };
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
