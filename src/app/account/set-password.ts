import { hashPassword } from "@better-auth/utils/password";
import { findPasswordProblems } from "#core/account/account.ts";
import { accept, refuse } from "#core/result.ts";
import { deleteApiKeys, deleteSessions, findUserByEmail, putPassword, vouchForUser } from "#store/account.ts";
import type { AppContext } from "../context.ts";

/**
 * Gives a user a new password, ends all sessions and takes back all API keys, so that whoever had the account no longer
 * has: for the operator, when somebody has lost theirs. The operator vouches for the account by it. Refuses with
 * `not_found`, `malformed`.
 */
export async function setPassword(
  context: AppContext,
  { email, password }: { readonly email: string; readonly password: string },
) {
  const user = await findUserByEmail(context.database, email);
  if (user === undefined) return refuse({ code: "not_found", noun: "user", id: email });
  const problems = findPasswordProblems(password);
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const passwordHash = await (context.hashPassword ?? hashPassword)(password);
  await context.database.transaction().execute(async (database) => {
    await putPassword(database, { id: context.newId(), userId: user.id, passwordHash }, context.now());
    await vouchForUser(database, user.id, context.now());
    await deleteSessions(database, user.id);
    await deleteApiKeys(database, user.id);
  });
  return accept(user);
}
