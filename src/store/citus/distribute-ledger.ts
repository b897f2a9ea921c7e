import pg from "pg";
import { MigrationError } from "../migration-error.ts";
import { findObstacles, readCitusVersion } from "./check-cluster.ts";
import { findOutdatedFunctions, readCitusFunctions } from "./citus-functions.ts";
import {
  DISTRIBUTED,
  DISTRIBUTION_COLUMN,
  type ForeignKey,
  listForeignKeys,
  listReferenceTables,
  WITNESSES,
} from "./citus-tables.ts";

/** What the step has changed; all empty where the database was as it has to be. */
export interface DistributionReport {
  /** Tables of which every node got a copy. */
  readonly reference: readonly string[];
  /** Tables that stay on the coordinator and that Citus was told of. */
  readonly coordinator: readonly string[];
  /** Tables that were distributed by their supply. */
  readonly distributed: readonly string[];
  /** Functions that were put into the form that Citus takes, and rights that they need. */
  readonly functions: readonly string[];
}

export interface DistributeOptions {
  /** Whether a database that is not distributed yet shall be; one that is, is always brought to the program's version. */
  readonly isAsked: boolean;
  readonly log?: ((message: string) => void) | undefined;
}

/**
 * Distributes the ledger of a database with Citus, and returns what that changed; `null` for any other database, unless it was asked
 * for. To be called under the lock of migrations, after them: what a later one made is distributed, and a function that it
 * replaced gets its form again. One transaction: all of it or nothing. Throws `citus_not_ready` with everything that is in the way,
 * or `citus_failed`.
 */
export async function distributeLedger(
  client: pg.Client,
  options: DistributeOptions,
): Promise<DistributionReport | null> {
  const version = await readCitusVersion(client);
  if (version === null && !options.isAsked) return null;
  const keys = await listForeignKeys(client);
  const todo = version === null ? undefined : await findWhatIsMissing(client, keys);
  if (todo !== undefined && !options.isAsked && !todo.isBegun) return null;
  const hasWork = todo === undefined || Object.values(todo.report).some((names) => names.length > 0);
  const obstacles = [
    ...(todo?.obstacles ?? []),
    // A cluster on which nothing has to be done is not asked at each start: a worker may be away.
    ...(hasWork || options.isAsked ? await findObstacles(client, version) : []),
  ];
  if (obstacles.length > 0 || todo === undefined) {
    const message = `The ledger cannot be distributed, and was not. ${obstacles.join(" ")} See docs/OPERATIONS.md, "On several machines".`;
    throw new MigrationError("citus_not_ready", message);
  }
  if (hasWork) await distribute(client, { keys, log: options.log, report: todo.report });
  return todo.report;
}

interface CitusTable {
  readonly name: string;
  readonly kind: "distributed" | "reference" | "coordinator";
  readonly column: string | null;
}

/** The tables that Citus knows: `h` is distributed by hash; `n` is not, and with replication model `t` there is a copy on every node. */
async function listCitusTables(client: pg.Client): Promise<readonly CitusTable[]> {
  const { rows } = await client.query<CitusTable>(`
    SELECT c.relname AS name,
      CASE WHEN d.partmethod = 'h' THEN 'distributed' WHEN d.repmodel = 't' THEN 'reference' ELSE 'coordinator' END AS kind,
      CASE WHEN d.partmethod = 'h' THEN pg_catalog.column_to_column_name(d.logicalrelid, d.partkey) END AS "column"
    FROM pg_catalog.pg_dist_partition AS d JOIN pg_class AS c ON c.oid = d.logicalrelid
    WHERE c.relnamespace = 'public'::regnamespace`);
  return rows;
}

async function findWhatIsMissing(client: pg.Client, keys: readonly ForeignKey[]) {
  const known = new Map((await listCitusTables(client)).map((table) => [table.name, table]));
  const isMissing = (kind: CitusTable["kind"]) => (name: string) => known.get(name)?.kind !== kind;
  const report: DistributionReport = {
    reference: listReferenceTables(keys).filter(isMissing("reference")),
    coordinator: WITNESSES.filter((name) => !known.has(name)),
    distributed: DISTRIBUTED.filter(isMissing("distributed")),
    functions: await findOutdatedFunctions(client),
  };
  const obstacles = DISTRIBUTED.flatMap((name) => {
    const column = known.get(name)?.column ?? DISTRIBUTION_COLUMN;
    return column === DISTRIBUTION_COLUMN
      ? []
      : [`The table ${name} is distributed by ${column}, not by ${DISTRIBUTION_COLUMN}.`];
  });
  return { report, obstacles, isBegun: report.distributed.length < DISTRIBUTED.length };
}

interface Work {
  readonly keys: readonly ForeignKey[];
  readonly report: DistributionReport;
  readonly log: DistributeOptions["log"];
}

/** LOCK_NOT_AVAILABLE. */
const IN_USE = "55P03";

async function distribute(client: pg.Client, { keys, report, log }: Work): Promise<void> {
  let at = "";
  const step = async (what: string, text: string): Promise<void> => {
    at = what;
    log?.(`Citus: ${what}`);
    await client.query(text);
  };
  await client.query("BEGIN");
  try {
    // Keys to reference tables ask for one connection to each worker where several tables are distributed in a transaction.
    await client.query("SET LOCAL citus.multi_shard_modify_mode TO 'sequential'");
    for (const { what, text } of listSteps(keys, report)) await step(what, text);
    await client.query("COMMIT");
  } catch (cause) {
    await client.query("ROLLBACK").catch(() => undefined); // the connection's end rolls back as well
    if (!(cause instanceof pg.DatabaseError)) throw cause;
    const advice =
      cause.code === IN_USE ? " The book is in use: stop the program on every machine first." : "";
    const detail = [cause.message, cause.detail, cause.hint].filter((part) => part !== undefined).join(". ");
    const message = `Distributing the ledger failed at "${at}"; nothing was changed. ${detail}.${advice}`;
    throw new MigrationError("citus_failed", message, { cause });
  }
}

/**
 * The steps in an order that Citus takes. What a table points to becomes a reference table first, and Citus takes every table that
 * hangs together with it by foreign keys along as a table of the coordinator. From there none could be distributed to which another
 * points: so the keys of the tables to be distributed are dropped before, and made again, and proven, once all are.
 */
function listSteps(keys: readonly ForeignKey[], report: DistributionReport) {
  const table = (name: string): string => pg.escapeLiteral(`public.${name}`);
  const moved = keys.filter((key) => report.distributed.includes(key.table));
  const alter = (key: ForeignKey): string => `ALTER TABLE public.${pg.escapeIdentifier(key.table)}`;
  return [
    ...moved.map((key) => ({
      what: `foreign key ${key.name} of ${key.table} is dropped for now`,
      text: `${alter(key)} DROP CONSTRAINT ${pg.escapeIdentifier(key.name)}`,
    })),
    ...report.reference.map((name) => ({
      what: `table ${name} is copied to every node`,
      text: `SELECT pg_catalog.create_reference_table(${table(name)})`,
    })),
    ...report.coordinator.map((name) => ({
      what: `table ${name} stays on the coordinator`,
      text: `SELECT pg_catalog.citus_add_local_table_to_metadata(${table(name)})`,
    })),
    ...report.distributed.map((name) => ({
      what: `table ${name} is distributed by ${DISTRIBUTION_COLUMN}`,
      text: `SELECT pg_catalog.create_distributed_table(${table(name)}, '${DISTRIBUTION_COLUMN}', colocate_with => ${
        name === DISTRIBUTED[0] ? "'none'" : table(DISTRIBUTED[0])
      })`,
    })),
    ...moved.map((key) => ({
      what: `foreign key ${key.name} of ${key.table} is made again`,
      text: `${alter(key)} ADD CONSTRAINT ${pg.escapeIdentifier(key.name)} ${key.definition}`,
    })),
    ...(report.functions.length === 0
      ? []
      : [{ what: `functions: ${report.functions.join(", ")}`, text: readCitusFunctions() }]),
  ];
}
