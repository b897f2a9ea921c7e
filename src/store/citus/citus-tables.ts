import type pg from "pg";

/** Distributed by {@link DISTRIBUTION_COLUMN}, in an order in which none points to a later one. */
export const DISTRIBUTED = ["supply", "account", "movement", "statement_sum", "statement_block_sum"] as const;

/** First in every key and index of theirs: a supply's whole life lies in one shard. */
export const DISTRIBUTION_COLUMN = "supply_id";

/** Stays on the coordinator and is made known to Citus; see posting.sql. The tables of the workflow get known to it by their foreign keys. */
export const WITNESSES = ["citus_witness"] as const;

/** A foreign key of a table in the schema, not one that a partition has from its parent. */
export interface ForeignKey {
  readonly name: string;
  readonly table: string;
  readonly target: string;
  /** As `ALTER TABLE … ADD CONSTRAINT name` takes it. */
  readonly definition: string;
}

export async function listForeignKeys(client: pg.Client): Promise<readonly ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(`
    SELECT c.conname AS name, t.relname AS "table", r.relname AS target, pg_get_constraintdef(c.oid) AS definition
    FROM pg_constraint AS c JOIN pg_class AS t ON t.oid = c.conrelid JOIN pg_class AS r ON r.oid = c.confrelid
    WHERE c.contype = 'f' AND t.relnamespace = 'public'::regnamespace AND NOT t.relispartition AND c.conparentid = 0
    ORDER BY t.relname, c.conname`);
  return rows;
}

/**
 * What distributed tables point to, and what that points to: tables that every worker needs a copy of, in an order in which none
 * points to a later one.
 */
export function listReferenceTables(keys: readonly ForeignKey[]): readonly string[] {
  const found: string[] = [];
  const isDistributed = (table: string): boolean => DISTRIBUTED.some((one) => one === table);
  const visit = (table: string): void => {
    if (isDistributed(table) || found.includes(table)) return;
    for (const { target } of keys.filter((key) => key.table === table && key.target !== table)) visit(target);
    found.push(table);
  };
  for (const { target } of keys.filter((key) => isDistributed(key.table))) visit(target);
  return found;
}
