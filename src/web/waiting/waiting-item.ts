import type { WaitingReceipt } from "../arrivals/waiting-receipt.ts";
import type { WaitingReport } from "../daily-report/waiting-report.ts";
import type { SendAnswer } from "./send-waiting.ts";

/** Whatever is recorded without a network and sent later. */
export type WaitingItem = WaitingReport | WaitingReceipt;

/**
 * Sends one of what waits: the same under the same id, however often. How each kind is sent is fetched where there is one to send; throws
 * where nothing answers.
 */
export async function sendItem(item: WaitingItem): Promise<SendAnswer<WaitingItem>> {
  if (item.kind === "receipt") return await (await import("../arrivals/send-receipt.ts")).sendReceipt(item);
  return await (await import("../daily-report/send-report.ts")).sendReport(item);
}
