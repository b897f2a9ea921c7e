import type { PhotographId, ReceiptId } from "#core/id.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { type Day, dayOf, type Instant } from "#core/time.ts";
import { readJpeg } from "./jpeg.ts";

/** Photographs of one line of a receipt, those that were taken back not among them. */
export const PHOTOGRAPHS_PER_LINE_MAX = 5;
/** Bytes of a photograph: as base64 in a body of a mebibyte there is room for half as much again. */
export const PHOTOGRAPH_BYTES_MAX = 512 * 1024;
/** Pixels of its longer side. */
const PHOTOGRAPH_SIDE_MAX = 4096;
/** What the pages make of a picture before they send it: pixels of the longer side, and bytes. */
export const SENT_SIDE_MAX = 1600;
export const SENT_BYTES_MAX = 400_000;

/** A picture of what differs in a line of a receipt, without its bytes. */
export interface Photograph {
  readonly id: PhotographId;
  readonly receiptId: ReceiptId;
  readonly lineNumber: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Bytes of the JPEG. */
  readonly byteCount: number;
  /** Where it was taken, by the device's calendar. */
  readonly takenOn: Day;
}

/** What is known of the receipt that a photograph is to be added to. */
export interface PhotographFacts {
  /** Numbers of the receipt's lines. */
  readonly lineNumbers: readonly number[];
  /** How many photographs of that line stand already. */
  readonly standing: number;
  readonly now: Instant;
}

/**
 * Size and day of a photograph that may be added to a line of a receipt. Refuses with `malformed`, every problem at once, in this
 * order: `lineNumber` (`line_of_receipt`: the receipt has no such line; `photographs_at_most`: the line has all that it may have),
 * `takenOn` (`occurred_in_the_future`), `jpeg` (`jpeg_too_large`; `jpeg`, `jpeg_coding` as `readJpeg`; `jpeg_without_personal`: it tells
 * of place, device or person; `jpeg_side`: a side is longer than 4096 pixels).
 */
export function decidePhotograph(
  { lineNumber, takenOn, jpeg }: { lineNumber: number; takenOn: Day | undefined; jpeg: Uint8Array },
  { lineNumbers, standing, now }: PhotographFacts,
): Result<Pick<Photograph, "width" | "height" | "takenOn">, MalformedRefusal> {
  const problems: Problem[] = [];
  const line = { field: "lineNumber", value: String(lineNumber) };
  if (!lineNumbers.includes(lineNumber)) problems.push({ ...line, rule: "line_of_receipt" });
  else if (standing >= PHOTOGRAPHS_PER_LINE_MAX) {
    problems.push({ ...line, rule: "photographs_at_most", facts: { maximum: PHOTOGRAPHS_PER_LINE_MAX } });
  }
  const today = dayOf(now);
  if (takenOn !== undefined && takenOn > today) {
    problems.push({ field: "takenOn", value: takenOn, rule: "occurred_in_the_future" });
  }
  const picture = readPicture(jpeg);
  if (!picture.ok) problems.push(picture.problem);
  if (problems.length > 0 || !picture.ok) return refuse({ code: "malformed", problems });
  return accept({ ...picture.size, takenOn: takenOn ?? today });
}

type Picture =
  | { readonly ok: true; readonly size: { readonly width: number; readonly height: number } }
  | { readonly ok: false; readonly problem: Problem };

function readPicture(jpeg: Uint8Array): Picture {
  const refused = (value: string, rule: string, facts?: Problem["facts"]): Picture => ({
    ok: false,
    problem: { field: "jpeg", value, rule, ...(facts === undefined ? {} : { facts }) },
  });
  const sizeText = `${jpeg.length} bytes`;
  if (jpeg.length > PHOTOGRAPH_BYTES_MAX) {
    return refused(sizeText, "jpeg_too_large", { maximum: PHOTOGRAPH_BYTES_MAX });
  }
  const read = readJpeg(jpeg);
  if (!read.ok) return refused(`${sizeText}: ${showFirst(jpeg)}`, read.rule);
  const { width, height, personal } = read.value;
  const [first] = personal;
  if (first !== undefined) {
    return refused(showFirst(jpeg.subarray(first.from, first.to)), "jpeg_without_personal");
  }
  if (Math.max(width, height) > PHOTOGRAPH_SIDE_MAX) {
    return refused(`${width} × ${height}`, "jpeg_side", { maximum: PHOTOGRAPH_SIDE_MAX });
  }
  return { ok: true, size: { width, height } };
}

/** The first bytes as hexadecimal digits: by them a person knows what kind of file it is. */
function showFirst(bytes: Uint8Array): string {
  return [...bytes.subarray(0, 12)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
