import type { ArrivalView } from "#api/consignment.ts";
import { countScan, type PackageContent, type Scanned, type ScanOutcome } from "#core/receipt/count-scan.ts";
import { VVM_STAGES, type VvmStage } from "#core/receipt/receipt.ts";
import type { Gs1Elements } from "#core/gs1-elements.ts";
import { readCount } from "../display/command-form.tsx";
import { type Draft, useDraft } from "../display/use-draft.ts";
import { addScanned, type CountTexts, readScans, removeScanned, stateTexts } from "./count-texts.ts";
import type { CountedLine, WaitingReceipt } from "./waiting-receipt.ts";

const NO_TEXTS: CountTexts = {};

/** A count as it is being made: what stands in the fields, and how a scan changes it. */
export interface Count {
  readonly draft: Draft<CountTexts>;
  /** Puts a text into a field. */
  readonly type: (field: string, text: string) => void;
  /** What stands in a field: what was typed or scanned, else what waits to be sent. */
  readonly textOf: (field: string) => string;
  readonly scanned: readonly Scanned[];
  readonly content: PackageContent | null;
  readonly scan: (elements: Gs1Elements) => ScanOutcome;
  readonly add: (scanned: Scanned) => void;
  /** Takes back the code at a place of the list. */
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
  // From what stands there at this moment: a picture may show several codes.
  const change = (next: (texts: CountTexts) => CountTexts) =>
    draft.change((before) => {
      const texts = { ...stated, ...before };
      const after = next(texts);
      return after === texts ? before : after;
    });
  const add = (one: Scanned) => change((texts) => addScanned(texts, one));
  const type = (field: string, text: string) => draft.change((before) => ({ ...before, [field]: text }));
  const scan = (elements: Gs1Elements): ScanOutcome => {
    let outcome: ScanOutcome = { kind: "not_sent" };
    change((texts) => {
      outcome = countScan(elements, { ...arrival, ...readScans(texts) });
      return outcome.kind === "counted" ? addScanned(texts, outcome.scanned) : texts;
    });
    return outcome;
  };
  const remove = (place: number) => change((texts) => removeScanned(texts, place));
  return { draft, textOf, type, ...readScans({ ...stated, ...draft.value }), scan, add, remove };
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
