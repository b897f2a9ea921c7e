import type { RoundId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { accept } from "#core/result.ts";
import { listAllocationsTo } from "#store/call-answer.ts";
import type { AppContext } from "../context.ts";
import { readRoundVersion } from "./round-basis.ts";

/**
 * What a round shares out to one recipient: from whom, over which lane, when. Refuses with `not_found`, also for a draft that
 * the reader may not see.
 */
export async function readAllocationsTo(
  context: AppContext,
  actor: Actor | undefined,
  { roundId, partyCode }: { readonly roundId: RoundId; readonly partyCode: string },
) {
  const seen = await readRoundVersion(context, actor, roundId);
  if (!seen.ok) return seen;
  return accept({ items: await listAllocationsTo(context.database, roundId, partyCode) });
}
