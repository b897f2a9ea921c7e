import { createHmac, randomBytes } from "node:crypto";
import { canonicalJson } from "#core/canonical-json.ts";
import type { CommandId } from "#core/id.ts";
import type { Action } from "#core/permission.ts";
import type { RefusalShape } from "#core/result.ts";
import type { VolunteerId } from "#core/volunteer/volunteer.ts";
import type { Database } from "#store/schema.ts";
import { findSealKey, insertSealKey } from "#store/volunteer.ts";
import { type CommandScope, runWithin } from "../run-command.ts";

/** A command that carries personal data: what of its body may be known, and what tells who a person is. */
export interface SealedCommand {
  readonly kind: Action;
  readonly open: Readonly<Record<string, string>>;
  readonly personal: unknown;
}

/** Keeps the seal of a command for as long as the person is kept; for `decide` to call once it has written. */
export type KeepSeal = (database: Database, volunteerId: VolunteerId) => Promise<void>;

/**
 * Runs a command of which nothing personal is kept: the audit record gets the hash of a body in which what is personal is sealed with a key
 * of its own (HMAC-SHA256, RFC 2104), and `decide` must answer without it. The key stands with the person and is erased with
 * the person: after that nobody can find out by trying whether a guess gives that hash. Sent again while the person is kept, the command gets its
 * first answer; afterwards its id is refused, as one of another body.
 */
export async function runSealedWithin<
  Decided extends
    | { readonly ok: true; readonly value: unknown }
    | { readonly ok: false; readonly refusal: RefusalShape },
>(
  scope: CommandScope,
  { kind, open, personal }: SealedCommand,
  decide: (scope: CommandScope, keepSeal: KeepSeal) => Promise<Decided>,
) {
  const { commandId } = scope.meta;
  const known = await findSealKey(scope.database, commandId);
  const sealKey = known ?? randomBytes(32).toString("base64url");
  const sealed = createHmac("sha256", sealKey).update(canonicalJson(personal)).digest("hex");
  return await runWithin(
    scope,
    { kind, body: { ...open, sealed } },
    async (within) =>
      await decide(
        within,
        async (database, volunteerId) =>
          await insertSealKey(database, { commandId: commandId satisfies CommandId, volunteerId, sealKey }),
      ),
  );
}
