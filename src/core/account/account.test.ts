import { describe, expect, test } from "vitest";
import { decideNewUser } from "./account.ts";

const user = { name: "Amina Tesfaye", email: "Amina@Example.org", password: "a long enough one" };

describe("a new user", () => {
  test("has the address in lower case", () => {
    expect(decideNewUser(user)).toEqual({ ok: true, value: { ...user, email: "amina@example.org" } });
  });

  test("is refused with every problem at once, and the password is not repeated", () => {
    const decided = decideNewUser({ name: "two\nlines", email: "nobody", password: "secret" });
    expect(decided.ok ? [] : decided.refusal.problems.map(({ field, rule }) => [field, rule])).toEqual([
      ["name", "one_line"],
      ["email", "email"],
      ["password", "password_too_short"],
    ]);
    expect(JSON.stringify(decided)).not.toContain("secret");
  });

  test.each(["a b@example.org", "a@b@example.org", "a@", "@example.org", "a@-x.org", 'a"@example.org'])(
    "cannot have the address %s",
    (email) => expect(decideNewUser({ ...user, email }).ok).toBe(false),
  );
});
