import { createHash } from "node:crypto";
import { canonicalJson } from "#core/canonical-json.ts";
import type { AlreadyPostedRefusal } from "#core/ledger/post-entry.ts";
import type { Action } from "#core/permission.ts";
import { accept, type RefusalShape, refuse } from "#core/result.ts";
import type { Instant } from "#core/time.ts";
import { findCommand, insertCommand } from "#store/command.ts";
import { findRetryableFault } from "#store/fault.ts";
import { findEntryIds } from "#store/ledger.ts";
import type { Database } from "#store/schema.ts";
import type { AppContext, CommandMeta } from "./context.ts";

/** One command at work: its transaction, and the one instant at which all of it happens. */
export interface CommandScope {
  readonly database: Database;
  readonly meta: CommandMeta;
  readonly now: Instant;
  readonly context: AppContext;
}

/** What a command's decision is: a value or a refusal, of whichever types. */
type Decision =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly refusal: RefusalShape };

/** A race between commands is decided again after this many tries at most; then it is a fault. */
const TRIES_MAX = 5;

/** Carries a refusal out of a transaction, which it rolls back. */
class RefusedError extends Error {
  readonly refusal: RefusalShape;
  constructor(refusal: RefusalShape) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/**
 * Runs one command in one transaction: returns what `decide` returns, and writes the audit record beside it.
 *
 * The same command id with the same body returns the first answer and does nothing again; with another body it
 * is refused with `already_posted_with_another_body`, and so is the id of an entry that no command of that id posted (one of
 * several deliveries): an entry belongs to the command of its id, or to none. After a refusal nothing is written. When another command
 * got in between (the same id, or the last units of an account), it is decided again on what that one left; so is
 * a refusal of a command that has been accepted meanwhile: sent twice at once, both senders get the one answer.
 */
export async function runCommand<Decided extends Decision>(
  context: AppContext,
  meta: CommandMeta,
  command: { readonly kind: Action; readonly body: unknown },
  decide: (scope: CommandScope) => Promise<Decided>,
): Promise<Decided | { readonly ok: false; readonly refusal: AlreadyPostedRefusal }> {
  return await runTogether(context, meta, async (scope) => await runWithin(scope, command, decide));
}

/**
 * Runs `work` in one transaction, in which it may run any number of commands by {@link runWithin}: all of them are
 * accepted, or the first refusal is returned and nothing is written. Decided again after a race, as one command is.
 */
export async function runTogether<Decided extends Decision>(
  context: AppContext,
  meta: CommandMeta,
  work: (scope: CommandScope) => Promise<Decided>,
): Promise<Decided> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await context.database
        .transaction()
        .execute(async (database) => await work({ database, meta, now: context.now(), context }));
    } catch (error) {
      if (error instanceof RefusedError) {
        // The same command, sent at the same time, may be why this one was refused.
        const isAccepted = (await findCommand(context.database, meta.commandId)) !== undefined;
        if (isAccepted && attempt < TRIES_MAX) continue;
        return refuse(error.refusal) as Decided; // thrown by runWithin alone, with a refusal of `decide`
      }
      if (findRetryableFault(error) === undefined || attempt >= TRIES_MAX) throw error;
    }
  }
}

/** One command within a transaction that {@link runTogether} has begun. A refusal ends the whole transaction. */
export async function runWithin<Decided extends Decision>(
  scope: CommandScope,
  command: { readonly kind: Action; readonly body: unknown },
  decide: (scope: CommandScope) => Promise<Decided>,
): Promise<Decided | { readonly ok: false; readonly refusal: AlreadyPostedRefusal }> {
  const { commandId, actor } = scope.meta;
  // The sender is part of what must be the same: nobody reads another's answer by sending their id.
  const text = canonicalJson({ ...command, userId: actor.userId });
  const bodySha256 = createHash("sha256").update(text).digest("hex");
  // Looked for before the command, so that an entry that is committed in between is never there without its command.
  const isEntry = (await findEntryIds(scope.database, [commandId])).has(commandId);
  const earlier = await findCommand(scope.database, commandId);
  if (earlier !== undefined) {
    if (earlier.bodySha256 !== bodySha256) {
      return refuse({ code: "already_posted_with_another_body", commandId });
    }
    return accept(earlier.response) as Decided; // the answer of this very command, written below
  }
  if (isEntry) return refuse({ code: "already_posted_with_another_body", commandId });
  const result = await decide(scope);
  if (!result.ok) throw new RefusedError(result.refusal);
  await insertCommand(scope.database, {
    id: commandId,
    kind: command.kind,
    bodySha256,
    userId: actor.userId,
    response: result.value,
    recordedAt: scope.now,
  });
  return result;
}
