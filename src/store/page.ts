import { type SqlBool, sql } from "kysely";

/** Where a page begins: after this row of a list that runs from newest to oldest. */
export interface PageAfter {
  readonly createdAt: string;
  readonly id: string;
}

/** How a list is cut into pages, newest first. */
export interface PageRequest {
  readonly after?: PageAfter | undefined;
  /** 1 to 500. */
  readonly limit: number;
}

/** A page of a list, and where the next one begins: `null` on the last. */
export interface Page<Row> {
  readonly items: readonly Row[];
  readonly next: PageAfter | null;
}

/** Rows older than `after`, by time of creation and then id: the condition of a keyset page. */
export function isOlder(columns: { readonly createdAt: string; readonly id: string }, after: PageAfter) {
  return sql<SqlBool>`(${sql.ref(columns.createdAt)}, ${sql.ref(columns.id)}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`;
}

/** Cuts the page out of `limit + 1` rows: the one more tells whether there is a next page. */
export function cutPage<Row extends PageAfter>(rows: readonly Row[], limit: number): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, next: more ? { createdAt: last.createdAt, id: last.id } : null };
}
