import { type RawBuilder, type SqlBool, sql } from "kysely";

/** PostgreSQL counts the parameters of a statement in 16 bits, without a sign. */
const PARAMETERS_MAX = 65_535;

/**
 * Rows in batches for one INSERT each, so that a statement stays below PostgreSQL's bound on its parameters: `columns`
 * is how many values a row has.
 */
export function* listBatches<Row>(rows: readonly Row[], columns: number): Generator<readonly Row[]> {
  const size = Math.floor(PARAMETERS_MAX / columns);
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
}

/** True where `column` holds one of the ids: they are one parameter, however many there are. */
export function isOneOf(column: string, ids: readonly string[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} = any(${[...new Set(ids)]}::uuid[])`;
}

/** The same for texts. */
export function isAnyOf(column: string, texts: readonly string[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} = any(${[...new Set(texts)]}::text[])`;
}
