import type { CommandId } from "#core/id.ts";
import { accept, type RefusalShape, type Result } from "#core/result.ts";
import { findCommand } from "#store/command.ts";
import type { AppContext } from "../context.ts";
import type { ImportOptions } from "./import-file.ts";

/** A command that rows of a file make, with the id that follows from what they state. */
export interface ImportCommand {
  readonly id: CommandId;
  readonly post: () => Promise<
    { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly refusal: RefusalShape }
  >;
}

/** Those of the ids under which a command was accepted before. */
export async function findPostedIds(
  context: AppContext,
  ids: readonly CommandId[],
): Promise<ReadonlySet<CommandId>> {
  const posted = new Set<CommandId>();
  for (const id of ids) {
    if ((await findCommand(context.database, id)) !== undefined) posted.add(id);
  }
  return posted;
}

/**
 * Posts commands one after the other; each is one transaction. They were checked before, so that a refusal in between
 * can only come from a change that somebody else made meanwhile: it is returned as it is, and those before it stay.
 * Run again after a kill, the same file posts what is missing, for the ids follow from its rows.
 */
export async function postCommands(
  commands: readonly ImportCommand[],
  title: string,
  progress: ImportOptions["progress"],
): Promise<Result<number, RefusalShape>> {
  progress?.begin(title, commands.length);
  try {
    for (const [index, { post }] of commands.entries()) {
      const posted = await post();
      if (!posted.ok) return posted;
      progress?.advance(index + 1);
    }
    return accept(commands.length);
  } finally {
    progress?.end();
  }
}
