import type { Noun, VersionChangedRefusal } from "#core/not-found.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import type { CommandMeta } from "./context.ts";

/** Refuses with `version_changed` when the sender has seen another version of the thing than it has now. */
export function checkVersion(
  meta: CommandMeta,
  noun: Noun,
  thing: { readonly id: string; readonly version: number },
): Result<null, VersionChangedRefusal> {
  const { expectedVersion } = meta;
  const { id, version } = thing;
  if (expectedVersion === undefined || expectedVersion === version) return accept(null);
  return refuse({ code: "version_changed", noun, id, expected: expectedVersion, version });
}
