import type { Answer, Client, ProblemDetails } from "#api/client.ts";
import { listFieldProblems } from "../display/field-rules.ts";
import { photographStore, type PhotographStore } from "../photograph/photograph-store.ts";
import { type PhotographCommands, sendPhotograph } from "../photograph/send-photograph.ts";
import { server } from "../server/connection.ts";
import { isUndecided, type SendAnswer } from "../waiting/send-waiting.ts";
import type { SentPart, TakenPhotograph, WaitingReceipt } from "./waiting-receipt.ts";

/** What a count is sent by. */
type ReceiptCommands = PhotographCommands &
  Pick<Client, "receiveConsignment" | "recountConsignment" | "settleDifference">;

/**
 * Sends the count, then the reasons of its differences, then its photographs: each under its id, so that what was taken before is done
 * once. A reason or a photograph that is refused keeps none of the others back: only the refused stay in what is left. A photograph is
 * forgotten on the device as soon as the server has it.
 */
export async function sendReceipt(
  receipt: WaitingReceipt,
  commands: ReceiptCommands = server,
  store: PhotographStore = photographStore,
): Promise<SendAnswer<WaitingReceipt>> {
  const counted = await sendCount(receipt, commands);
  if (!counted.ok && !isCountedSo(receipt, counted)) return counted;
  const { consignmentId, recipientId } = receipt;
  const reasons = await sendEach(receipt.reasons, async ({ commandId, ...named }) => {
    const body = { ...named, partyId: recipientId };
    return await commands.settleDifference({ params: { consignmentId }, body, commandId });
  });
  if (reasons.undecided !== null) return reasons.undecided;
  const photographs = await sendEach(
    receipt.photographs ?? [],
    async (taken) => await sendTaken(receipt, taken, { commands, store }),
  );
  if (photographs.undecided !== null) return photographs.undecided;
  const problem = reasons.problem ?? photographs.problem;
  if (problem === null) return { ok: true };
  const sending: SentPart = reasons.problem === null ? "photograph" : "reason";
  return {
    ok: false,
    problem: { ...problem, sending },
    left: { ...receipt, reasons: reasons.refused, photographs: photographs.refused },
  };
}

/** What came of several commands: an answer of which nobody knows whether it was taken, else what was refused, and why the first was. */
interface Sent<One> {
  readonly undecided: (Answer<unknown> & { readonly ok: false }) | null;
  readonly refused: readonly One[];
  readonly problem: ProblemDetails | null;
}

async function sendEach<One>(
  all: readonly One[],
  send: (one: One) => Promise<Answer<unknown>>,
): Promise<Sent<One>> {
  const refused: One[] = [];
  let problem: ProblemDetails | null = null;
  for (const one of all) {
    const answer = await send(one);
    if (answer.ok) continue;
    // Nobody knows whether it was taken: all of it is sent again, and what was taken is done once.
    if (isUndecided(answer.problem.status)) return { undecided: answer, refused, problem };
    refused.push(one);
    problem ??= answer.problem;
  }
  return { undecided: null, refused, problem };
}

/** Sends a photograph, and forgets it here once the server has it. One that is not here any more was sent or removed. */
async function sendTaken(
  receipt: WaitingReceipt,
  { commandId }: TakenPhotograph,
  { commands, store }: { readonly commands: ReceiptCommands; readonly store: PhotographStore },
): Promise<Answer<unknown>> {
  const photograph = await store.find(receipt, commandId);
  if (photograph === undefined) return { ok: true, value: null, etag: null };
  const answer = await sendPhotograph(photograph, commands);
  if (answer.ok) await store.forget(receipt, [commandId]);
  return answer;
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
