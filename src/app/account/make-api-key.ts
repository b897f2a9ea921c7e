import { createHash, randomBytes } from "node:crypto";
import { accept, refuse } from "#core/result.ts";
import { addDays, asInstant, dayOf } from "#core/time.ts";
import { findUserByEmail, insertApiKey } from "#store/account.ts";
import type { AppContext } from "../context.ts";

/** What every key begins with, so that one that has leaked is recognised. */
const PREFIX = "wsp_";

/** Characters of a key that are kept readable, to tell keys apart. */
const START_LENGTH = 8;

/** A key for programs that act as a user. `expiresInDays`: 1 or more; left out, the key does not expire. */
export interface MakeApiKey {
  readonly email: string;
  readonly name: string;
  readonly expiresInDays?: number | undefined;
}

/**
 * Makes a key and returns it, this once: only its hash is kept. It may do what the user may do. Refuses with
 * `not_found`, `malformed`.
 */
export async function makeApiKey(context: AppContext, { email, name, expiresInDays }: MakeApiKey) {
  const user = await findUserByEmail(context.database, email);
  if (user === undefined) return refuse({ code: "not_found", noun: "user", id: email });
  if (!/^[^\p{Cc}]{1,60}$/u.test(name)) {
    return refuse({
      code: "malformed",
      problems: [{ field: "name", value: name.slice(0, 60), rule: "one_line" }],
    });
  }
  const now = context.now();
  const key = `${PREFIX}${randomBytes(32).toString("base64url")}`;
  const expiresAt =
    expiresInDays === undefined ? null : asInstant(`${addDays(dayOf(now), expiresInDays)}${now.slice(10)}`);
  await insertApiKey(context.database, {
    id: context.newId(),
    userId: user.id,
    name,
    prefix: PREFIX,
    start: key.slice(0, START_LENGTH),
    keyHash: createHash("sha256").update(key).digest("base64url"),
    expiresAt,
    createdAt: now,
  });
  return accept({ key, email: user.email, name, expiresAt });
}
