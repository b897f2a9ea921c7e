import { randomInt } from "node:crypto";
import { SECRETARIAT_CODE } from "#core/party/party.ts";
import { accept, refuse } from "#core/result.ts";
import { findUserByEmail, hasMember, insertMembership } from "#store/account.ts";
import { lockParty } from "#store/party.ts";
import type { AppContext } from "../context.ts";
import { createUserWithin } from "./create-user.ts";
import { requireVouched } from "./require-vouched.ts";

/** Letters and digits that cannot be taken for one another. */
const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

const DEFAULT_EMAIL = "administrator@wellspring.localhost";

/** What of the first administrator is given; the rest is made up. */
export interface FirstAdministrator {
  readonly email?: string | undefined;
  readonly password?: string | undefined;
}

/**
 * Makes the first administrator of the secretariat, who is its coordinator too, unless there is one: returns the
 * address and the password, to be shown this once, or `null`. Two servers that start at once make one. Refuses
 * with `malformed`, `email_taken`, `account_not_vouched`, and with `not_found` before the secretariat has been written.
 */
export async function ensureFirstAdministrator(context: AppContext, given: FirstAdministrator) {
  return await context.database.transaction().execute(async (transaction) => {
    const within = { ...context, database: transaction };
    const party = await lockParty(transaction, SECRETARIAT_CODE);
    if (party === undefined) return refuse({ code: "not_found", noun: "party", id: SECRETARIAT_CODE });
    const partyId = party.id;
    if (await hasMember(transaction, { partyId, role: "administrator" })) return accept(null);
    const email = given.email ?? DEFAULT_EMAIL;
    const password = given.password ?? makePassword();
    const existing = await findUserByEmail(transaction, email);
    const made =
      existing === undefined
        ? await createUserWithin(within, { name: "Administrator", email, password }, { isVouched: true })
        : await requireVouched(transaction, existing, partyId);
    if (!made.ok) return made;
    for (const role of ["administrator", "coordinator"] as const) {
      await insertMembership(transaction, { userId: made.value.id, partyId, role }, context.now());
    }
    const isShown = existing === undefined && given.password === undefined;
    return accept({ email: made.value.email, password: isShown ? password : null });
  });
}

/** Five groups of four letters: about 100 bits, and can be typed. */
function makePassword(): string {
  const groups = Array.from({ length: 5 }, () =>
    Array.from({ length: 4 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join(""),
  );
  return groups.join("-");
}
