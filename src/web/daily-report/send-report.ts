import type { Answer } from "#api/client.ts";
import type { Quantity } from "#core/quantity.ts";
import { server } from "../server/connection.ts";
import type { WaitingReport } from "./waiting-report.ts";

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
