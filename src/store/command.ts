import { asId, type CommandId } from "#core/id.ts";
import type { Instant } from "#core/time.ts";
import { isOneOf } from "./batches.ts";
import type { Database } from "./schema.ts";

/** An accepted command: what it was, who sent it, and what it was answered. */
export interface RecordedCommand {
  readonly id: CommandId;
  readonly kind: string;
  /** SHA-256 of the canonical JSON of kind and body, 64 hex digits. */
  readonly bodySha256: string;
  readonly userId: string;
  readonly response: unknown;
  readonly recordedAt: Instant;
}

/** The command that was accepted under `id`, if any. */
export async function findCommand(
  database: Database,
  id: CommandId,
): Promise<Pick<RecordedCommand, "bodySha256" | "response"> | undefined> {
  return await database
    .selectFrom("command")
    .select(["bodySha256", "response"])
    .where("id", "=", id)
    .executeTakeFirst();
}

/** Those of the ids under which a command was accepted. */
export async function findCommandIds(
  database: Database,
  ids: readonly CommandId[],
): Promise<ReadonlySet<CommandId>> {
  const rows = await database.selectFrom("command").select("id").where(isOneOf("id", ids)).execute();
  return new Set(rows.map(({ id }) => asId<"command">(id)));
}

/** Writes the audit record of an accepted command. Fails on a second one under the same id. */
export async function insertCommand(database: Database, command: RecordedCommand): Promise<void> {
  await database
    .insertInto("command")
    .values({ ...command, response: JSON.stringify(command.response) })
    .execute();
}
