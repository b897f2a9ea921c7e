import { hashPassword } from "@better-auth/utils/password";
import { findPasswordProblems } from "#core/account/account.ts";
import { accept, refuse } from "#core/result.ts";
import { deleteSessions, findUserByEmail, putPassword } from "#store/account.ts";
import type { AppContext } from "../context.ts";

/**
 * Gives a user a new password and ends all sessions: for the operator, when somebody has lost theirs. Refuses with
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
  const passwordHash = await hashPassword(password);
  await context.database.transaction().execute(async (database) => {
    await putPassword(database, { id: context.newId(), userId: user.id, passwordHash }, context.now());
    await deleteSessions(database, user.id);
  });
  return accept(user);
}
