import type { LogKeyMissingRefusal, LogNotSignedRefusal } from "#core/log/log.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import { lockLog, readLogState } from "#store/log.ts";
import { findNewestLogKey, insertLogKey, type LogKey } from "#store/log-key.ts";
import type { Database } from "#store/schema.ts";
import { signNote, writeVerifierKey } from "#tlog/note.ts";
import type { AppContext, LogKeys } from "../context.ts";
import { findLogSigner, forgetLogSigner, makeLogSigner, makeOrigin } from "./log-signer.ts";

/** A new key, and what went before it. */
export interface RotatedKey {
  readonly origin: string;
  readonly key: string;
  /** Entries in the log when it took over. */
  readonly since: number;
  /** The note by which the key before says that this one follows; `null` where a log begins anew. */
  readonly statement: string | null;
}

/**
 * Lets a new key sign the log from now on. The old one signs that the new one follows, and is then removed. With `newLog`, for
 * a key that is lost or a database that was put back to an earlier state, also to before its first key, the log begins anew: the
 * same entries under another origin, for which nobody vouches.
 *
 * Refuses with `log_not_signed` (there is no key yet, or none is kept here), `log_key_missing`.
 */
export async function rotateLogKey(
  context: AppContext,
  { newLog }: { readonly newLog: boolean },
): Promise<Result<RotatedKey, LogKeyMissingRefusal | LogNotSignedRefusal>> {
  const { logKeys } = context;
  if (logKeys === undefined) return refuse({ code: "log_not_signed" });
  const rotated = await context.database.transaction().execute(async (database) => {
    await lockLog(database);
    return await rotate(context, database, { newLog, logKeys });
  });
  if (!rotated.ok) return rotated;
  const { before, after } = rotated.value;
  if (before !== undefined) forgetLogSigner(logKeys, before);
  const { origin, sinceSize: since, statement } = after;
  return accept({ origin, key: writeVerifierKey({ ...after, name: origin }), since, statement });
}

async function rotate(
  context: AppContext,
  database: Database,
  { newLog, logKeys }: { readonly newLog: boolean; readonly logKeys: LogKeys },
): Promise<
  Result<
    { readonly before: LogKey | undefined; readonly after: LogKey },
    LogKeyMissingRefusal | LogNotSignedRefusal
  >
> {
  const before = await findNewestLogKey(database);
  if (before === undefined && !newLog) return refuse({ code: "log_not_signed" });
  const old = before === undefined ? undefined : findLogSigner(logKeys, before);
  if (before !== undefined && old === undefined && !newLog) {
    return refuse({ code: "log_key_missing", origin: before.origin, directory: logKeys.directory });
  }
  const { size } = await readLogState(database);
  // The first key of a database signs it from its beginning.
  const [number, sinceSize] = before === undefined ? [1, 0] : [before.number + 1, size];
  const origin = newLog || before === undefined ? makeOrigin(logKeys) : before.origin;
  const { publicKey } = await makeLogSigner(logKeys, origin, number);
  const text = `wellspring-log-key@v1\n${origin}\n${sinceSize}\n${writeVerifierKey({ name: origin, publicKey })}\n`;
  const statement = newLog || old === undefined ? null : signNote(text, [old]);
  const after: LogKey = { number, origin, publicKey, sinceSize, statement };
  await insertLogKey(database, after, context.now());
  return accept({ before, after });
}
