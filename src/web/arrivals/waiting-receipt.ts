import { v7 as newUuid } from "uuid";
import type { ConsignmentId, PartyId } from "#core/id.ts";
import type { DifferenceKind, DifferenceReason, VvmStage } from "#core/receipt/receipt.ts";
import { listFieldProblems } from "../display/field-rules.ts";
import type { WaitingState } from "../waiting/waiting-state.ts";

/** What was counted of one line; whole base units. */
export interface CountedLine {
  readonly lineNumber: number;
  readonly counted: number;
  readonly damaged?: number;
  readonly vvmStage?: VvmStage;
}

/** Why a line differs, as whoever counted says for the recipient; a command of its own, sent after the count. */
export interface NamedReason {
  readonly commandId: string;
  readonly lineNumber: number;
  readonly kind: DifferenceKind;
  readonly reason: DifferenceReason;
}

/** A photograph of what differs; its picture is kept apart, by this id, until the server has it. */
export interface TakenPhotograph {
  readonly commandId: string;
  readonly lineNumber: number;
}

/** A count on arrival that was recorded on this device and has not been accepted yet. */
export interface WaitingReceipt extends WaitingState {
  readonly kind: "receipt";
  /** A first count, or a better one of what somebody has received meanwhile. */
  readonly step: "receive" | "recount";
  /** Of a recount: the version of the consignment whose count was looked at. */
  readonly expectedVersion?: number;
  readonly consignmentId: ConsignmentId;
  readonly consignmentNumber: string;
  readonly recipientId: PartyId;
  /** The day of the count, where it was counted: not that of the sending. */
  readonly countedOn: string;
  readonly lines: readonly CountedLine[];
  readonly reasons: readonly NamedReason[];
  /** Sent after the count and its reasons, in this order; earlier releases had none. */
  readonly photographs?: readonly TakenPhotograph[];
  /** The codes that were counted and what was said of one package, as texts of the form; earlier releases kept none. */
  readonly scans?: Readonly<Record<string, string>>;
}

/** What a count is about: of one consignment, one of each person waits. Earlier releases left the person out; what they kept keeps its key. */
export function keyOfReceipt({
  consignmentId,
  userId,
}: Pick<WaitingReceipt, "consignmentId" | "userId">): string {
  return `receipt ${consignmentId} ${userId}`;
}

/** The day of a count that is recorded again: that on which it was counted first, unless that day was refused. */
export function findCountedOn(waiting: WaitingReceipt | null, today: string): string {
  const isRefused = listFieldProblems(waiting?.problem ?? null).some(({ field }) => field === "occurred");
  return waiting === null || isRefused ? today : waiting.countedOn;
}

/** Whether another count stands meanwhile: received by somebody else, or counted anew since one's own recount was decided. */
export function isCountedMeanwhile({ step, problem }: Pick<WaitingReceipt, "step" | "problem">): boolean {
  const code = step === "receive" ? "already_received" : "version_changed";
  return problem?.code === code;
}

/** One's own count as a better one of that which stands, and was looked at, in that version of the consignment. */
export function makeRecount(receipt: WaitingReceipt, expectedVersion: number): WaitingReceipt {
  const reasons = receipt.reasons.map((reason) => ({ ...reason, commandId: newUuid() }));
  return { ...receipt, step: "recount", expectedVersion, commandId: newUuid(), problem: null, reasons };
}

/** Of which of its commands a problem is; the count itself unless it says otherwise. */
export type SentPart = "count" | "reason" | "photograph";

/** Which of its commands was refused first. Where it is not the count, the count has been taken. */
export function findRefusedPart({ problem }: Pick<WaitingReceipt, "problem">): SentPart {
  const sending = problem?.["sending"];
  return sending === "reason" || sending === "photograph" ? sending : "count";
}
