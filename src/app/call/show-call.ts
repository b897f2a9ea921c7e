import type { CallId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import { accept } from "#core/result.ts";
import { findCall } from "#store/call.ts";
import type { Database } from "#store/schema.ts";

/** The call as it is shown, within the command that has just written it. */
export async function showCall(database: Database, id: CallId) {
  const shown = await findCall(database, id);
  invariant(shown !== undefined, "a call just written can be read");
  return accept(shown);
}
