import type { ArrivalView } from "#api/consignment.ts";
import { countScan, type PackageContent, type Scanned, type ScanOutcome } from "#core/receipt/count-scan.ts";
import { VVM_STAGES, type VvmStage } from "#core/receipt/receipt.ts";
import type { Gs1Elements } from "#core/gs1-elements.ts";
import { readCount } from "../display/command-form.tsx";
import { type Draft, useDraft } from "../display/use-draft.ts";
import type { CountedLine, WaitingReceipt } from "./waiting-receipt.ts";

/** What was typed, by the name of its field. */
type Texts = Readonly<Record<string, string>>;

const NO_TEXTS: Texts = {};

/** A count as it is being made: what stands in the fields, and how a scan changes it. */
export interface Count {
  readonly draft: Draft<Texts>;
  /** Puts a text into a field. */
  readonly type: (field: string, text: string) => void;
  /** What stands in a field: what was typed or scanned, else what waits to be sent. */
  readonly textOf: (field: string) => string;
  readonly scanned: readonly Scanned[];
  readonly content: PackageContent | null;
  readonly scan: (elements: Gs1Elements) => ScanOutcome;
  readonly add: (scanned: Scanned) => void;
  readonly remove: (place: number) => void;
}

/** The count of a consignment, kept on the device at each stroke and scan. */
export function useCount(
  arrival: ArrivalView,
  { waiting, userId }: { readonly waiting: WaitingReceipt | null; readonly userId: string },
): Count {
  const draft = useDraft(`count ${arrival.id}`, { userId, empty: NO_TEXTS });
  const stated = stateTexts(waiting);
  const textOf = (field: string) => draft.value[field] ?? stated[field] ?? "";
  const add = (one: Scanned) => draft.change((before) => addScanned({ ...stated, ...before }, one, 1));
  const type = (field: string, text: string) => draft.change((before) => ({ ...before, [field]: text }));
  const scan = (elements: Gs1Elements): ScanOutcome => {
    let outcome: ScanOutcome = { kind: "not_sent" };
    // From what stands there at this moment: a picture may show several codes.
    draft.change((before) => {
      outcome = countScan(elements, { ...arrival, ...readScans(before) });
      return outcome.kind === "counted" ? addScanned({ ...stated, ...before }, outcome.scanned, 1) : before;
    });
    return outcome;
  };
  const remove = (place: number) =>
    draft.change((before) => {
      const one = readScans(before).scanned[place];
      return one === undefined ? before : addScanned({ ...stated, ...before }, one, -1);
    });
  return { draft, textOf, type, ...readScans(draft.value), scan, add, remove };
}

/** What was counted of a line, as it would have been typed. */
function stateTexts(waiting: WaitingReceipt | null): Texts {
  const lines = (waiting?.lines ?? []).flatMap(({ lineNumber, counted, damaged, vvmStage }) => [
    [`counted.${lineNumber}`, String(counted)],
    ...(damaged === undefined ? [] : [[`damaged.${lineNumber}`, String(damaged)]]),
    ...(vvmStage === undefined ? [] : [[`vvm.${lineNumber}`, String(vvmStage)]]),
  ]);
  const reasons = (waiting?.reasons ?? []).map((one) => [`reason.${one.lineNumber}.${one.kind}`, one.reason]);
  return Object.fromEntries([...lines, ...reasons]) as Texts; // pairs of texts
}

function readScans(texts: Texts): Pick<Count, "scanned" | "content"> {
  const units = readCount(texts["content.units"] ?? "");
  const lineNumber = Number(texts["content.line"] ?? "");
  const isSaid = units > 0 && lineNumber > 0;
  return {
    scanned: JSON.parse(texts["scanned"] ?? "[]") as readonly Scanned[], // written by addScanned alone
    content: isSaid ? { lineNumber, units } : null,
  };
}

/** The texts with one code more (`times` 1), or one less (−1), and its units on its line. */
function addScanned(texts: Texts, one: Scanned, times: 1 | -1): Texts {
  const { scanned } = readScans(texts);
  const place = scanned.findLastIndex(
    (other) => other.code === one.code && other.lineNumber === one.lineNumber,
  );
  const left = times === 1 ? [...scanned, one] : scanned.filter((_, index) => index !== place);
  const after = { ...texts, scanned: JSON.stringify(left) };
  if (one.lineNumber === null) return after;
  const field = `counted.${one.lineNumber}`;
  const known = readCount(texts[field] ?? "");
  const counted = (Number.isNaN(known) ? 0 : known) + times * one.units;
  return { ...after, [field]: String(Math.max(0, counted)) };
}

/** The lines as they stand in the fields, and the fields that hold no whole number (or nothing, of those that must). */
export function readCounts(
  arrival: ArrivalView,
  textOf: (field: string) => string,
): { readonly lines: readonly CountedLine[]; readonly wrong: readonly string[] } {
  const wrong: string[] = [];
  const numberIn = (field: string, isNeeded: boolean): number | undefined => {
    const text = textOf(field).trim();
    if (text === "" && !isNeeded) return undefined;
    const count = readCount(text);
    if (!Number.isSafeInteger(count)) wrong.push(field);
    return count;
  };
  const lines = arrival.lines.map(({ lineNumber }): CountedLine => {
    const counted = numberIn(`counted.${lineNumber}`, true) ?? Number.NaN;
    const damaged = numberIn(`damaged.${lineNumber}`, false);
    if (damaged !== undefined && damaged > counted) wrong.push(`damaged.${lineNumber}`);
    const stage = readStage(textOf(`vvm.${lineNumber}`));
    return {
      lineNumber,
      counted,
      ...(damaged === undefined ? {} : { damaged }),
      ...(stage === undefined ? {} : { vvmStage: stage }),
    };
  });
  return { lines, wrong };
}

function readStage(text: string): VvmStage | undefined {
  return VVM_STAGES.find((stage) => String(stage) === text);
}
