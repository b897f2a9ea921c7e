import { invariant } from "#core/invariant.ts";
import type { LogKeyMissingRefusal, LogRolledBackRefusal } from "#core/log/log.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import { lockLog, readLogState } from "#store/log.ts";
import { findNewestLogKey, insertCheckpoint, insertLogKey, listLogKeys } from "#store/log-key.ts";
import { signNote, writeCheckpoint } from "#tlog/note.ts";
import type { AppContext, LogKeys } from "../context.ts";
import {
  findAnySigned,
  findLastSigned,
  findLogSigner,
  keepLastSigned,
  type LastSigned,
  makeLogSigner,
  makeOrigin,
  sweepLogKeys,
} from "./log-signer.ts";
import { readRoot } from "./read-root.ts";

/**
 * Signs the log as it is, where nobody has yet; returns how many entries are signed. Makes the first key where there is none.
 * A program that keeps no keys signs nothing: `null`. Whoever signs or finds it signed keeps the checkpoint beside its key, and
 * removes what a cut-off change of keys left there.
 *
 * One signer at a time, and none while the log grows or its key changes: no key signs past its end.
 *
 * Refuses with `log_key_missing` where the key is elsewhere, and with `log_rolled_back` where this key has signed what the
 * database does not hold, or has entries and no key but its folder has what one signed: then nothing is signed.
 */
export async function signCheckpoint(
  context: AppContext,
): Promise<Result<number | null, LogKeyMissingRefusal | LogRolledBackRefusal>> {
  const { logKeys } = context;
  if (logKeys === undefined) return accept(null);
  // In a transaction of its own: what a key has signed must not be kept while the database can still forget the key.
  const made = await lockedIn(context, async (locked) => await ensureKey(locked, logKeys));
  return made.ok ? await lockedIn(context, async (locked) => await sign(locked, logKeys)) : made;
}

/** Does `work` in a transaction that has the log's lock. */
async function lockedIn<Value>(context: AppContext, work: (locked: AppContext) => Promise<Value>) {
  return await context.database.transaction().execute(async (database) => {
    await lockLog(database);
    return await work({ ...context, database });
  });
}

/** Makes the first key, and the log's name, where there is none. */
async function ensureKey(
  { database, now }: AppContext,
  logKeys: LogKeys,
): Promise<Result<null, LogRolledBackRefusal>> {
  if ((await findNewestLogKey(database)) !== undefined) return accept(null);
  // A database with entries but without a key, beside what a key has signed, is not the one that it signed, or was put back
  // to before that. One without entries is new: its log has another name.
  const other = findAnySigned(logKeys);
  const { size, position, waits } = await readLogState(database);
  if (other !== undefined && (waits || position > 0)) {
    return refuse({ code: "log_rolled_back", origin: other.origin, signed: other.size, size });
  }
  const origin = makeOrigin(logKeys);
  const { publicKey } = await makeLogSigner(logKeys, origin, 1);
  await insertLogKey(database, { number: 1, origin, publicKey, sinceSize: 0, statement: null }, now());
  return accept(null);
}

async function sign(
  context: AppContext,
  logKeys: LogKeys,
): Promise<Result<number, LogKeyMissingRefusal | LogRolledBackRefusal>> {
  const { database } = context;
  const keys = await listLogKeys(database);
  const key = keys.at(-1);
  invariant(key !== undefined, "keys are never taken away");
  const { origin, number: keyNumber } = key;
  const signer = findLogSigner(logKeys, key);
  if (signer === undefined) return refuse({ code: "log_key_missing", origin, directory: logKeys.directory });
  sweepLogKeys(logKeys, keys);
  const { size } = await readLogState(database);
  const signed = await findForkedSize(context, findLastSigned(logKeys, origin), size);
  if (signed !== undefined) return refuse({ code: "log_rolled_back", origin, signed, size });
  // The same bytes whoever signs, as Ed25519 has no chance in it: what another server has signed is kept here as well.
  const note = signNote(writeCheckpoint(origin, size, await readRoot(database, size)), [signer]);
  // Kept before it is shown to anybody: what was signed is never forgotten.
  await keepLastSigned(logKeys, origin, { size, note });
  await insertCheckpoint(database, { size, keyNumber, note }, context.now());
  return accept(size);
}

/** How many entries were signed, where the log of `size` entries does not begin with them; `undefined` where it does. */
async function findForkedSize(
  { database }: AppContext,
  lastSigned: LastSigned | undefined,
  size: number,
): Promise<number | undefined> {
  if (lastSigned === undefined) return undefined;
  const { size: signed, root: rootText } = lastSigned;
  if (signed > size) return signed;
  const root = Buffer.from(await readRoot(database, signed)).toString("base64");
  return root === rootText ? undefined : signed;
}
