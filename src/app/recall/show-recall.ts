import type { RecallId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import { accept } from "#core/result.ts";
import { findRecall, type RecallHead, sumRecall } from "#store/recall.ts";
import type { Database } from "#store/schema.ts";

/** The recall as it is shown, within the command that has just written it. */
export async function showRecall(database: Database, id: RecallId) {
  const recall = await findRecall(database, id);
  invariant(recall !== undefined, "a recall just written can be read");
  return accept(await withSums(database, recall));
}

/** A recall with how far it has come. */
export async function withSums(database: Database, recall: RecallHead) {
  return { ...recall, ...(await sumRecall(database, recall.id)) };
}
