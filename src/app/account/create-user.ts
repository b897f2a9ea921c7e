import { hashPassword } from "@better-auth/utils/password";
import { decideNewUser, type NewUser } from "#core/account/account.ts";
import { asId } from "#core/id.ts";
import { accept, refuse } from "#core/result.ts";
import { insertUser, putPassword, type User } from "#store/account.ts";
import type { AppContext } from "../context.ts";

/** Makes an account with a password, without any role, for the operator: who vouches for it. Refuses with `malformed`, then `email_taken`. */
export async function createUser(context: AppContext, user: NewUser) {
  return await context.database
    .transaction()
    .execute(async (database) => await createUserWithin({ ...context, database }, user, { isVouched: true }));
}

/**
 * The same within a transaction of the caller's: `context.database` is the transaction. `isVouched`: whether the operator
 * says that the account is in the hands of whoever has the address.
 */
export async function createUserWithin(
  context: AppContext,
  given: NewUser,
  { isVouched }: { readonly isVouched: boolean },
) {
  const decided = decideNewUser(given);
  if (!decided.ok) return decided;
  const { name, email, password } = decided.value;
  const user: User = { id: asId<"user">(context.newId()), name, email, emailVerified: isVouched };
  const now = context.now();
  if (!(await insertUser(context.database, user, now))) return refuse({ code: "email_taken", email });
  const passwordHash = await (context.hashPassword ?? hashPassword)(password);
  await putPassword(context.database, { id: context.newId(), userId: user.id, passwordHash }, now);
  return accept(user);
}
