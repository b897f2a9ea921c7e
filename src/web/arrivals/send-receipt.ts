import type { Answer, Client } from "#api/client.ts";
import { listFieldProblems } from "../display/field-rules.ts";
import { server } from "../server/connection.ts";
import { isUndecided, type SendAnswer } from "../waiting/send-waiting.ts";
import type { NamedReason, WaitingReceipt } from "./waiting-receipt.ts";

/** What a count is sent by. */
type ReceiptCommands = Pick<Client, "receiveConsignment" | "recountConsignment" | "settleDifference">;

/**
 * Sends the count, then the reasons of its differences: each under its id, so that what was taken before is done once. A reason that
 * is refused keeps none of the others back: only the refused stay in what is left.
 */
export async function sendReceipt(
  receipt: WaitingReceipt,
  commands: ReceiptCommands = server,
): Promise<SendAnswer<WaitingReceipt>> {
  const counted = await sendCount(receipt, commands);
  if (!counted.ok && !isCountedSo(receipt, counted)) return counted;
  const { consignmentId, recipientId } = receipt;
  const refused: NamedReason[] = [];
  let first: SendAnswer<WaitingReceipt> | null = null;
  for (const reason of receipt.reasons) {
    const { commandId, ...named } = reason;
    const body = { ...named, partyId: recipientId };
    const settled = await commands.settleDifference({ params: { consignmentId }, body, commandId });
    if (settled.ok) continue;
    // Nobody knows whether it was taken: all of it is sent again, and what was taken is done once.
    if (isUndecided(settled.problem.status)) return settled;
    refused.push(reason);
    first ??= { ok: false, problem: { ...settled.problem, sending: "reason" } };
  }
  if (first === null) return { ok: true };
  return { ...first, left: { ...receipt, reasons: refused } };
}

async function sendCount(receipt: WaitingReceipt, commands: ReceiptCommands): Promise<Answer<unknown>> {
  const { consignmentId, commandId, expectedVersion } = receipt;
  const params = { consignmentId };
  const lines = receipt.lines.map((line) => ({ ...line }));
  if (receipt.step === "receive") {
    const body = { occurred: receipt.countedOn, lines };
    return await commands.receiveConsignment({ params, body, commandId });
  }
  const seen = expectedVersion === undefined ? {} : { expectedVersion };
  return await commands.recountConsignment({ params, body: { lines }, commandId, ...seen });
}

/** Whether a recount was refused because the receipt says the same already: then it is counted so. */
function isCountedSo({ step }: WaitingReceipt, answer: Answer<unknown> & { readonly ok: false }): boolean {
  const problems = listFieldProblems(answer.problem);
  return (
    step === "recount" && problems.length > 0 && problems.every(({ rule }) => rule === "nothing_to_correct")
  );
}
