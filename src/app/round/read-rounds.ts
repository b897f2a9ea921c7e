import type { PublishedOutcome } from "#core/allocation/plan-snapshot.ts";
import type { RoundId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import type { PageRequest } from "#store/page.ts";
import { getSecretariatId } from "#store/party.ts";
import { findRound, listRounds } from "#store/round.ts";
import type { AppContext } from "../context.ts";

/** Whether somebody may see rounds that were not published. */
export async function seesDrafts(context: AppContext, actor: Actor | undefined): Promise<boolean> {
  if (actor === undefined) return false;
  const secretariat = await getSecretariatId(context.database);
  return permit(actor, "read_unpublished", { secretariat }).ok;
}

/** A page of rounds, newest first: those that were published for everyone, drafts for the secretariat. */
export async function readRounds(
  context: AppContext,
  actor: Actor | undefined,
  { scenario, page }: { readonly scenario: string | null; readonly page: PageRequest },
) {
  const withDrafts = await seesDrafts(context, actor);
  return await listRounds(context.database, { scenario, withDrafts }, page);
}

/** One round with its plan. Refuses with `not_found`, also for a draft that the reader may not see. */
export async function readRound(context: AppContext, actor: Actor | undefined, id: RoundId) {
  const round = await findRound<PublishedOutcome>(context.database, id);
  const isHidden = round?.publishedAt === null && !(await seesDrafts(context, actor));
  if (round === undefined || isHidden) return refuse({ code: "not_found", noun: "round", id });
  return accept(round);
}
