import type { Answer, ProblemDetails } from "#api/client.ts";
import type { CorrectionReason } from "#core/daily-report/report-day.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import type { Day } from "#core/time.ts";

/** A report of a day that was saved on this device and has not been accepted yet. */
export interface WaitingReport {
  readonly deploymentId: DeploymentId;
  readonly teamName: string;
  /** Who saved it: nobody else sends it. */
  readonly userId: string;
  /** Made when it was saved: however often it is sent, it is done once. */
  readonly commandId: string;
  readonly day: Day;
  readonly counts: Readonly<Record<string, number>>;
  readonly corrects: number | null;
  readonly reason: CorrectionReason | null;
  /** Milliseconds since 1970: reports are sent in the order in which they were saved. */
  readonly savedAt: number;
  /** True from the first attempt on until the server has answered: it may have arrived, and must not be changed. */
  readonly isAttempted: boolean;
  /** Why the server did not accept it; then it waits for a person, not for a connection. */
  readonly problem: ProblemDetails | null;
}

/** Where reports wait. Every change is kept when its promise is fulfilled. */
export interface WaitingStore {
  readonly list: () => Promise<readonly WaitingReport[]>;
  /** Marks the report as attempted; false where it is not there any more, or another has taken its place meanwhile. */
  readonly claim: (report: WaitingReport) => Promise<boolean>;
  readonly put: (report: WaitingReport) => Promise<void>;
  readonly remove: (report: WaitingReport) => Promise<void>;
}

/** How an attempt to send all that waits has ended. */
export type SendOutcome = "sent" | "offline" | "signed_out" | "busy";

/** A server's fault tells nothing about whether the report was taken; neither does being turned away. */
const UNDECIDED = [401, 408, 425, 429];
const FIRST_FAULT_STATUS = 500;

/**
 * Sends what `userId` has waiting, one after the other in the order in which it was saved, and stops at the first that got no
 * answer. A report that was accepted is taken off the device; one that was refused stays with the reason. Interrupted
 * anywhere (the browser closed), the next call sends the same report under the same id, which is done once.
 */
export async function sendWaiting(
  store: WaitingStore,
  send: (report: WaitingReport) => Promise<Answer<unknown>>,
  userId: string,
): Promise<SendOutcome> {
  const waiting = (await store.list())
    .filter((report) => report.userId === userId && report.problem === null)
    .toSorted((a, b) => a.savedAt - b.savedAt || (a.day < b.day ? -1 : 1));
  for (const report of waiting) {
    if (!(await store.claim(report))) continue;
    let answer: Answer<unknown>;
    try {
      answer = await send(report);
    } catch {
      return "offline"; // fetch throws where no answer came: the report stays, under its id
    }
    if (answer.ok) {
      await store.remove(report);
      continue;
    }
    const { status } = answer.problem;
    if (status === 401) return "signed_out";
    if (status >= FIRST_FAULT_STATUS || UNDECIDED.includes(status)) return "busy";
    await store.put({ ...report, isAttempted: false, problem: answer.problem });
  }
  return "sent";
}
