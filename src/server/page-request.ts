import {
  type ChainKey,
  type CreationKey,
  type NeedCursor,
  readChainCursor,
  readCreationCursor,
  readCursor,
  readNeedCursor,
  writeCreationCursor,
} from "#api/cursor.ts";
import { accept, type MalformedRefusal, type Result, refuse } from "#core/result.ts";

/** Items of a page where the reader does not say how many. */
const LIMIT_DEFAULT = 50;

/** What a list's query says of its pages. */
interface PageQuery {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** The page that a reader asks for of a list from newest to oldest. Refuses with `malformed` what is no cursor. */
export function readPageRequest({
  cursor,
  limit = LIMIT_DEFAULT,
}: PageQuery): Result<{ readonly after?: CreationKey; readonly limit: number }, MalformedRefusal> {
  if (cursor === undefined) return accept({ limit });
  const after = readCreationCursor(cursor);
  return after === undefined ? refuseCursor(cursor) : accept({ after, limit });
}

/** The page that a reader asks for of a list by one key. Refuses with `malformed` what is no cursor. */
export function readKeyPageRequest({
  cursor,
  limit = LIMIT_DEFAULT,
}: PageQuery): Result<{ readonly afterKey: string | undefined; readonly limit: number }, MalformedRefusal> {
  if (cursor === undefined) return accept({ afterKey: undefined, limit });
  const [afterKey] = readCursor(cursor, 1) ?? [];
  return afterKey === undefined ? refuseCursor(cursor) : accept({ afterKey, limit });
}

/** The page that a reader asks for of the movements that follow an identifier. Refuses with `malformed`. */
export function readChainRequest({
  cursor,
  limit,
}: PageQuery): Result<{ readonly after?: ChainKey; readonly limit?: number | undefined }, MalformedRefusal> {
  if (cursor === undefined) return accept({ limit });
  const after = readChainCursor(cursor);
  return after === undefined ? refuseCursor(cursor) : accept({ after, limit });
}

/** The page that a reader asks for of the open needs. Refuses with `malformed`. */
export function readNeedRequest({
  cursor,
  limit = LIMIT_DEFAULT,
}: PageQuery): Result<{ readonly after?: NeedCursor; readonly limit: number }, MalformedRefusal> {
  if (cursor === undefined) return accept({ limit });
  const after = readNeedCursor(cursor);
  return after === undefined ? refuseCursor(cursor) : accept({ after, limit });
}

/** Lines of a page where the reader does not say how many: each takes more to read than a row does. */
const LINES_DEFAULT = 20;

/** The page that a reader asks for of the lines of something. Refuses with `malformed`. */
export function readLineRequest({
  cursor,
  limit = LINES_DEFAULT,
}: PageQuery): Result<{ readonly afterLine?: number; readonly limit: number }, MalformedRefusal> {
  if (cursor === undefined) return accept({ limit });
  const [line = ""] = readCursor(cursor, 1) ?? [];
  return /^\d{1,6}$/.test(line) ? accept({ afterLine: Number(line), limit }) : refuseCursor(cursor);
}

function refuseCursor(cursor: string) {
  return refuse({
    code: "malformed",
    problems: [{ field: "cursor", value: cursor.slice(0, 120), rule: "cursor" }],
  });
}

/** A page as it is sent: its items, and the cursor of the next page or `null`. */
export function showPage<Item>(page: { readonly items: readonly Item[]; readonly next: CreationKey | null }) {
  return { items: page.items, nextCursor: writeCreationCursor(page.next) };
}
