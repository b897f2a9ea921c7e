import type { LogNotSignedRefusal } from "#core/log/log.ts";
import { accept, type Result } from "#core/result.ts";
import { listLongPositions } from "#store/log.ts";
import { listTiles, writeTileIndex, writeTilePath } from "#tlog/tile-path.ts";
import type { AppContext } from "../context.ts";
import { readBody, readCheckpoint, readLogKeys, readOpenings, readTile } from "./read-log.ts";

/** A file of the log, by its path below the prefix. */
export interface LogFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Which files a log has, and the newest checkpoint's size. */
export interface LogExport {
  readonly size: number;
  readonly fileCount: number;
  /** One file after the other; the checkpoint last, so that a folder that has it has all that it covers. */
  readonly files: () => AsyncGenerator<LogFile>;
}

/** Everything that is published of the log up to its newest checkpoint, as files. Refuses with `log_not_signed`. */
export async function exportLog(context: AppContext): Promise<Result<LogExport, LogNotSignedRefusal>> {
  const signed = await readCheckpoint(context);
  if (!signed.ok) return signed;
  const { size, note } = signed.value;
  const bundles = listTiles(size).filter(({ level }) => level === 0);
  const tiles = [...listTiles(size), ...bundles.map((tile) => ({ ...tile, level: "entries" as const }))];
  const long = await listLongPositions(context.database, size);
  async function* files(): AsyncGenerator<LogFile> {
    for (const tile of tiles) {
      yield { path: writeTilePath(tile), bytes: expect(await readTile(context, tile)) };
    }
    for (const position of long) {
      yield { path: `body/${writeTileIndex(position)}`, bytes: expect(await readBody(context, position)) };
    }
    for (const { index } of bundles) {
      const openings = expect(await readOpenings(context, index));
      const covered = openings.filter(({ position }) => position <= size);
      yield { path: `openings/${writeTileIndex(index)}`, bytes: toJson(covered) };
    }
    yield { path: "keys", bytes: toJson(await readLogKeys(context)) };
    yield { path: "checkpoint", bytes: Buffer.from(note) };
  }
  return accept({ size, fileCount: tiles.length + long.length + bundles.length + 2, files });
}

/** What the log has below its newest checkpoint is there: nothing of it is ever taken away. */
function expect<Value>(result: Result<Value, { readonly code: string }>): Value {
  if (!result.ok) throw new Error(`the log lacks a part of itself: ${JSON.stringify(result.refusal)}`);
  return result.value;
}

function toJson(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}
