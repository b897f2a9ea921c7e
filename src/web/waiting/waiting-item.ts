import type { Answer } from "#api/client.ts";
import { sendReceipt, type WaitingReceipt } from "../arrivals/waiting-receipt.ts";
import { sendReport, type WaitingReport } from "../daily-report/waiting-report.ts";

/** Whatever is recorded without a network and sent later. */
export type WaitingItem = WaitingReport | WaitingReceipt;

/** Sends one of what waits: the same under the same id, however often. */
export async function sendItem(item: WaitingItem): Promise<Answer<unknown>> {
  return item.kind === "receipt" ? await sendReceipt(item) : await sendReport(item);
}
