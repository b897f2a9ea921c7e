import type { Answer } from "#api/client.ts";
import type { CorrectionReason } from "#core/daily-report/report-day.ts";
import type { Quantity } from "#core/quantity.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import type { Day } from "#core/time.ts";
import { server } from "../server/connection.ts";
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

/** What a report is about: of one day, one waits. */
export function keyOfReport({ deploymentId, day }: Pick<WaitingReport, "deploymentId" | "day">): string {
  return `daily_report ${deploymentId} ${day}`;
}

/** Sends one report: the same one under the same id, however often. */
export async function sendReport(report: WaitingReport): Promise<Answer<unknown>> {
  const { deploymentId, day, counts, corrects, reason, commandId } = report;
  const body = {
    day,
    counts: counts as Record<string, Quantity>, // whole numbers: the form refuses others
    ...(corrects === null ? {} : { corrects }),
    ...(reason === null ? {} : { reason }),
  };
  return await server.reportDay({ params: { deploymentId }, body, commandId });
}
