import type { PackageContent, Scanned } from "#core/receipt/count-scan.ts";
import { readCount } from "../display/command-form.tsx";
import type { WaitingReceipt } from "./waiting-receipt.ts";

/** What stands in the fields of a count, by the name of each, and what was scanned. */
export type CountTexts = Readonly<Record<string, string>>;

/** What a count that waits says, as it would have been typed and scanned. */
export function stateTexts(waiting: WaitingReceipt | null): CountTexts {
  if (waiting === null) return {};
  const lines = waiting.lines.flatMap(({ lineNumber, counted, damaged, vvmStage }) => [
    [`counted.${lineNumber}`, String(counted)],
    ...(damaged === undefined ? [] : [[`damaged.${lineNumber}`, String(damaged)]]),
    ...(vvmStage === undefined ? [] : [[`vvm.${lineNumber}`, String(vvmStage)]]),
  ]);
  const reasons = waiting.reasons.map((one) => [`reason.${one.lineNumber}.${one.kind}`, one.reason]);
  const texts = Object.fromEntries([...lines, ...reasons]) as CountTexts; // pairs of texts
  return { ...texts, ...waiting.scans };
}

const SCAN_FIELDS = ["scanned", "content.line", "content.units"] as const;

/** What a count keeps of its scans while it waits, as texts of the same names: so that it can be gone on with. */
export function listScanTexts(textOf: (field: string) => string): CountTexts {
  return Object.fromEntries(
    SCAN_FIELDS.flatMap((field) => (textOf(field) === "" ? [] : [[field, textOf(field)]])),
  );
}

/** The codes that were counted, and what was said of one package. */
export function readScans(texts: CountTexts): {
  readonly scanned: readonly Scanned[];
  readonly content: PackageContent | null;
} {
  const units = readCount(texts["content.units"] ?? "");
  const lineNumber = Number(texts["content.line"] ?? "");
  const isSaid = units > 0 && lineNumber > 0;
  return {
    scanned: JSON.parse(texts["scanned"] ?? "[]") as readonly Scanned[], // written below alone
    content: isSaid ? { lineNumber, units } : null,
  };
}

/** The texts with one code more, and its units on its line; as they were where that one code is counted already. */
export function addScanned(texts: CountTexts, one: Scanned): CountTexts {
  const { scanned } = readScans(texts);
  if (one.code !== "" && scanned.some(({ code }) => code === one.code)) return texts;
  return { ...addUnits(texts, one, 1), scanned: JSON.stringify([...scanned, one]) };
}

/** The texts without the code at a place of the list (from 0), its units taken from its line; as they were where none stands there. */
export function removeScanned(texts: CountTexts, place: number): CountTexts {
  const { scanned } = readScans(texts);
  const one = scanned[place];
  if (one === undefined) return texts;
  const left = scanned.filter((_, index) => index !== place);
  return { ...addUnits(texts, one, -1), scanned: JSON.stringify(left) };
}

function addUnits(texts: CountTexts, { lineNumber, units }: Scanned, times: 1 | -1): CountTexts {
  if (lineNumber === null) return texts;
  const field = `counted.${lineNumber}`;
  const known = readCount(texts[field] ?? "");
  const counted = (Number.isNaN(known) ? 0 : known) + times * units;
  return { ...texts, [field]: String(Math.max(0, counted)) };
}
