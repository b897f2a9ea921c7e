import { getPriority } from "node:os";
import { hashPassword, verifyPassword } from "@better-auth/utils/password";
import { expect, test } from "vitest";
import { openHashThreads } from "./hash-threads.ts";

test("a password hashed in a thread is known to the sign-in library, and the other way round", async () => {
  const priority = getPriority();
  const threads = openHashThreads(1);
  try {
    // The second is the first on a keyboard that composes its letters otherwise.
    const [password, typed] = ["na\u00efve passphrase \u00e9", "nai\u0308ve passphrase e\u0301"];
    const own = await threads.hash(password);
    const theirs = await hashPassword(password);
    expect(await verifyPassword(own, typed)).toBe(true);
    expect(await threads.verify({ hash: theirs, password: typed })).toBe(true);
    expect(await threads.verify({ hash: theirs, password: `${password}.` })).toBe(false);
    expect(own).not.toBe(await threads.hash(password));
    await expect(threads.verify({ hash: "no hash", password })).rejects.toThrow(/no hash/);
    // Only the threads stand back.
    expect(getPriority()).toBe(priority);
  } finally {
    await threads.close();
  }
});

test("more passwords than threads are all hashed, and a thread that ends fails only its own", async () => {
  const threads = openHashThreads(1);
  const hashes = await Promise.all(
    Array.from({ length: threads.count * 2 + 1 }, () => threads.hash("one and the same")),
  );
  expect(new Set(hashes).size).toBe(hashes.length);
  const underWay = threads.hash("cut off");
  const failed = expect(underWay).rejects.toThrow(/ended/);
  await threads.close();
  await failed;
  expect(await threads.hash("started anew")).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/);
  await threads.close();
});
