import type { CorrectionReason } from "#core/daily-report/report-day.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import type { Day } from "#core/time.ts";
import type { WaitingState } from "../waiting/waiting-state.ts";

/** A report of a day that was saved on this device and has not been accepted yet. */
export interface WaitingReport extends WaitingState {
  readonly kind: "daily_report";
  readonly deploymentId: DeploymentId;
  readonly teamName: string;
  readonly day: Day;
  readonly counts: Readonly<Record<string, number>>;
  readonly corrects: number | null;
  readonly reason: CorrectionReason | null;
}

/** What a report is about: of one day, one of each person waits. Earlier releases left the person out; what they kept keeps its key. */
export function keyOfReport({
  deploymentId,
  day,
  userId,
}: Pick<WaitingReport, "deploymentId" | "day" | "userId">): string {
  return `daily_report ${deploymentId} ${day} ${userId}`;
}
