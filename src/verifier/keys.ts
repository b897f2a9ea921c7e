import { fail } from "./fault.ts";
import {
  findSigner,
  readCheckpoint,
  readNote,
  readVerifierKey,
  type Checkpoint,
  type VerifierKey,
} from "./note.ts";

/** A key of the log: since how many entries it signs, and what the key before says of it. */
export interface LogKey {
  readonly key: VerifierKey;
  readonly since: number;
  readonly statement: string | null;
}

/** Reads the file `keys`, the newest last. */
export function readKeys(text: string): LogKey[] {
  const path = "keys";
  const malformed = (reason: string) => fail("key_malformed", path, reason);
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return malformed("is not JSON");
  }
  if (!Array.isArray(list) || list.length === 0) return malformed("is no list of keys");
  return list.map((one: unknown) => {
    const { key, since, statement } = (typeof one === "object" && one !== null ? one : {}) as Partial<
      Record<string, unknown>
    >;
    if (typeof key !== "string" || !Number.isSafeInteger(since))
      return malformed("has a member that is no key");
    if (statement !== null && typeof statement !== "string")
      return malformed("has a statement that is no text");
    return { key: readVerifierKey(key, path), since: Number(since), statement };
  });
}

/**
 * The keys that speak for the log, oldest first: from the trusted one on, each vouched for by the one before. Without a trusted
 * key, the newest ones that vouch for one another are believed.
 */
export function followKeys(keys: readonly LogKey[], trusted: VerifierKey | undefined): LogKey[] {
  const start =
    trusted === undefined ? findBeginning(keys) : keys.findIndex(({ key }) => key.text === trusted.text);
  if (start < 0) {
    return fail(
      "wrong_key",
      "keys",
      `the key that you trust (${trusted?.name} ${trusted?.id}) is none of this log's`,
    );
  }
  const followed = keys.slice(start);
  followed.forEach((next, index) => {
    const before = followed[index - 1];
    if (before !== undefined) checkStatement(before.key, next);
  });
  return followed;
}

/** Where the last log under one origin began: a key that none vouches for. */
function findBeginning(keys: readonly LogKey[]): number {
  return keys.findLastIndex(({ statement }) => statement === null);
}

function checkStatement(before: VerifierKey, { key, since, statement }: LogKey): void {
  const who = `the key ${key.name} (${key.id})`;
  if (statement === null) {
    return fail(
      "key_not_vouched",
      "keys",
      `${who} follows, and ${before.name} (${before.id}) does not vouch for it`,
    );
  }
  const note = readNote(statement, "keys");
  if (findSigner(note, [before], "keys") === undefined) {
    return fail(
      "key_not_vouched",
      "keys",
      `what vouches for ${who} is not signed by ${before.name} (${before.id})`,
    );
  }
  if (note.text !== `wellspring-log-key@v1\n${before.name}\n${since}\n${key.text}\n`) {
    return fail("key_not_vouched", "keys", `what ${before.name} (${before.id}) signed does not name ${who}`);
  }
}

/** A checkpoint that one of the log's keys has signed, and which. */
export function openCheckpoint(
  bytes: Uint8Array,
  keys: readonly LogKey[],
  path: string,
): Checkpoint & { readonly key: VerifierKey } {
  const note = readNote(Buffer.from(bytes).toString("utf8"), path);
  const checkpoint = readCheckpoint(note.text, path);
  const named = keys.filter(({ key }) => key.name === checkpoint.origin);
  if (named.length === 0) {
    const names = [...new Set(keys.map(({ key }) => key.name))].join(", ");
    return fail("wrong_origin", path, `is of the log ${checkpoint.origin}, not of ${names}`);
  }
  const key = findSigner(
    note,
    named.map((one) => one.key),
    path,
  );
  if (key === undefined)
    return fail("wrong_key", path, "is signed by none of the keys that speak for the log");
  // A key of another origin begins a log of its own, and replaces none.
  const next = named[named.findIndex((one) => one.key === key) + 1];
  if (next !== undefined && checkpoint.size > next.since) {
    const reason = `is signed by ${key.id}, which ${next.key.id} replaced after ${next.since} entries`;
    return fail("key_replaced", path, reason);
  }
  return { ...checkpoint, key };
}
