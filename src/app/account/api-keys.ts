import type { UserId } from "#core/id.ts";
import { accept, refuse } from "#core/result.ts";
import { deleteApiKey, findUserByEmail, listApiKeys } from "#store/account.ts";
import type { AppContext } from "../context.ts";

/** The keys of a user, newest first; of each its first characters, to tell it from others. */
export async function readApiKeys(context: AppContext, userId: UserId) {
  return { items: await listApiKeys(context.database, userId) };
}

/** The same by e-mail address, for the operator. Refuses with `not_found`. */
export async function readApiKeysOf(context: AppContext, email: string) {
  const user = await findUserByEmail(context.database, email);
  if (user === undefined) return refuse({ code: "not_found", noun: "user", id: email });
  return accept(await readApiKeys(context, user.id));
}

/** Takes a key of a user back: from the next request on it is refused. Refuses with `not_found`. */
export async function revokeApiKey(
  context: AppContext,
  { userId, keyId }: { readonly userId: UserId; readonly keyId: string },
) {
  const isDeleted = await deleteApiKey(context.database, { userId, keyId });
  if (!isDeleted) return refuse({ code: "not_found", noun: "API key", id: keyId });
  return accept(await readApiKeys(context, userId));
}

/** The same by e-mail address, for the operator. Refuses with `not_found`. */
export async function revokeApiKeyOf(
  context: AppContext,
  { email, keyId }: { readonly email: string; readonly keyId: string },
) {
  const user = await findUserByEmail(context.database, email);
  if (user === undefined) return refuse({ code: "not_found", noun: "user", id: email });
  return await revokeApiKey(context, { userId: user.id, keyId });
}
