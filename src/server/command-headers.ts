import type { IdempotencyKeyRequiredRefusal } from "#api/server-refusals.ts";
import { type CommandId, isId } from "#core/id.ts";
import { accept, type MalformedRefusal, type Result, refuse } from "#core/result.ts";

/** Headers as they come. */
type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** A command's id, and the version that its sender has seen, where it says so. */
export interface CommandHeaders {
  readonly commandId: CommandId;
  readonly expectedVersion?: number;
}

/**
 * Reads `Idempotency-Key` (a UUID, in whatever case) and `If-Match` (an entity tag as `makeEntityTag` makes it, or
 * a bare version in quotes). Refuses with `idempotency_key_required`, `malformed`.
 */
export function readCommandHeaders(
  headers: Headers,
): Result<CommandHeaders, IdempotencyKeyRequiredRefusal | MalformedRefusal> {
  const key = headers["idempotency-key"];
  const commandId = typeof key === "string" ? key.trim().toLowerCase() : "";
  if (!isId(commandId)) {
    const found = typeof key === "string" ? key.slice(0, 120) : null;
    return refuse({ code: "idempotency_key_required", found });
  }
  const match = headers["if-match"];
  if (typeof match !== "string" || match.trim() === "*") return accept({ commandId });
  const [, version] = /^\s*(?:W\/)?"(\d{1,9})(?:-[A-Za-z0-9_-]+)?"\s*$/.exec(match) ?? [];
  if (version === undefined) {
    const problems = [{ field: "If-Match", value: match.slice(0, 120), rule: "entity_tag" }];
    return refuse({ code: "malformed", problems });
  }
  return accept({ commandId, expectedVersion: Number(version) });
}

/** Whether `If-None-Match` names the tag: then the reader has this very answer. */
export function hasEntityTag(headers: Headers, tag: string): boolean {
  const given = headers["if-none-match"];
  if (typeof given !== "string") return false;
  return given.split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === tag);
}
