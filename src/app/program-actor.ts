import { asId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";

/** Who acts when something follows from the day alone (a call or an offer expires); it stands in the audit record. */
export const PROGRAM_ACTOR: Actor = {
  userId: asId<"user">("00000000-0000-7000-8000-000000000002"),
  memberships: [],
};
