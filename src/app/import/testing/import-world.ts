import { v7 } from "uuid";
import { asId } from "#core/id.ts";
import { asInstant } from "#core/time.ts";
import { createTestDatabase } from "#store/testing/test-database.ts";
import { listParties } from "#store/party.ts";
import { buildOperatorActor } from "../../account/operator.ts";
import type { AppContext } from "../../context.ts";
import { loadReference } from "../../reference/load-reference.ts";
import { seedReference } from "../../reference/seed-reference.ts";
import type { ImportFile } from "../import-file.ts";

/** The day on which the tests import: 15 January 2026. */
const NOW = asInstant("2026-01-15T12:00:00Z");

/** Returns a database with the reference data in it, and an operator who may act for every party. */
export async function openImportWorld() {
  const world = await createTestDatabase();
  const context: AppContext = {
    database: world.db,
    reference: await loadReference(),
    now: () => NOW,
    newId: () => v7(),
  };
  await seedReference(context);
  const parties = await listParties(world.db, {}, { limit: 500 });
  const actor = await buildOperatorActor(
    context,
    parties.map(({ id }) => id),
  );
  const countRows = async (
    table:
      | "entry"
      | "supply"
      | "call"
      | "offer"
      | "reportedFigure"
      | "command"
      | "team"
      | "teamOffer"
      | "party",
  ) => {
    const { count } = await world.owner
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    return Number(count);
  };
  return {
    context,
    owner: world.owner,
    drop: async () => await world.drop(),
    newMeta: () => ({ actor, commandId: asId<"command">(v7()) }),
    countRows,
    /** Rows of everything that an import can write. */
    countAll: async () => [
      await countRows("entry"),
      await countRows("supply"),
      await countRows("call"),
      await countRows("offer"),
      await countRows("reportedFigure"),
      await countRows("command"),
    ],
  };
}

export type ImportWorld = Awaited<ReturnType<typeof openImportWorld>>;

/** A file with the text or bytes given. */
export function fileOf(content: string | Uint8Array, fileName = "file.csv"): ImportFile {
  return { fileName, bytes: typeof content === "string" ? new TextEncoder().encode(content) : content };
}
