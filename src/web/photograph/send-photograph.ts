import type { Answer, Client } from "#api/client.ts";
import type { PhotographView } from "#api/photograph.ts";
import { server } from "../server/connection.ts";
import { isUndecided } from "../waiting/send-waiting.ts";
import {
  type KeptPhotograph,
  listKeptPhotographs,
  type PhotographOwner,
  photographStore,
} from "./photograph-store.ts";

/** What a photograph is sent by. */
export type PhotographCommands = Pick<Client, "addPhotograph">;

/** Sends one photograph under its id: sent again, it is added once. Throws where nothing answers. */
export async function sendPhotograph(
  { consignmentId, commandId, lineNumber, takenOn, jpeg }: KeptPhotograph,
  commands: PhotographCommands = server,
): Promise<Answer<PhotographView>> {
  const body = { lineNumber, takenOn, jpeg: writeBase64(jpeg) };
  return await commands.addPhotograph({ params: { consignmentId }, body, commandId });
}

/** Bytes that are made into letters at once: a call takes only so many arguments. */
const CHUNK_BYTES = 0x8000;

/** Bytes as base64 (RFC 4648, section 4). */
function writeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES));
  }
  return btoa(text);
}

/**
 * Sends what is kept of one person and consignment, in the order in which it was taken, and forgets what was taken. Returns the first
 * answer that was none or a refusal; what was refused, and what comes after no answer, stays. Throws where nothing answers.
 */
export async function sendKept(
  owner: PhotographOwner,
  kept?: readonly KeptPhotograph[],
): Promise<Answer<PhotographView> | null> {
  let failed: Answer<PhotographView> | null = null;
  for (const photograph of kept ?? (await listKeptPhotographs(owner))) {
    const answer = await sendPhotograph(photograph);
    if (answer.ok) await photographStore.forget(owner, [photograph.commandId]);
    else if (isUndecided(answer.problem.status)) return answer;
    else failed ??= answer;
  }
  return failed;
}
