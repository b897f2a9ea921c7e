import type { Answer } from "#api/client.ts";
import { server } from "../server/connection.ts";
import type { WaitingReceipt } from "./waiting-receipt.ts";

/** Sends the count, then the reasons of its differences: each under its id, so that what was taken before is done once. */
export async function sendReceipt(receipt: WaitingReceipt): Promise<Answer<unknown>> {
  const { consignmentId, commandId, recipientId, reasons } = receipt;
  const params = { consignmentId };
  const lines = receipt.lines.map((line) => ({ ...line }));
  const counted =
    receipt.step === "receive"
      ? await server.receiveConsignment({ params, body: { occurred: receipt.countedOn, lines }, commandId })
      : await server.recountConsignment({ params, body: { lines }, commandId });
  if (!counted.ok) return counted;
  for (const { commandId: id, ...reason } of reasons) {
    const body = { ...reason, partyId: recipientId };
    const settled = await server.settleDifference({ params, body, commandId: id });
    if (!settled.ok) return { ok: false, problem: { ...settled.problem, sending: "reason" } };
  }
  return counted;
}
