import pg from "pg";
import { MigrationError } from "../migration-error.ts";
import { findObstacles, readCitusVersion } from "./check-cluster.ts";
import { findMissingRights, findOutdatedFunctions, readCitusFunctions } from "./citus-functions.ts";
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
  /** Functions that were put into the form that Citus takes. */
  readonly functions: readonly string[];
  /** Rights on tables that the program's role got for them. */
  readonly rights: readonly string[];
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
    rights: await findMissingRights(client),
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
  const run = async ({ what, text }: Step): Promise<void> => {
    at = what;
    await client.query(text);
  };
  await client.query("BEGIN");
  try {
    // Keys to reference tables ask for one connection to each worker where several tables are distributed in a transaction.
    await client.query("SET LOCAL citus.multi_shard_modify_mode TO 'sequential'");
    const rights = await listRightsOnViews(client);
    const steps = listSteps(keys, report);
    for (const { title, group } of steps.filter(({ group }) => group.length > 0)) {
      log?.(`Citus: ${title}`);
      for (const one of group) await run(one);
    }
    for (const one of rights) await run(one);
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

/** One statement, and what it does, for who is told where it failed. */
interface Step {
  readonly what: string;
  readonly text: string;
}

/** The rights that the program's role has on views: Citus makes a view anew whose table it takes over, without them. */
async function listRightsOnViews(client: pg.Client): Promise<readonly Step[]> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT relname AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'v' AND has_table_privilege('wellspring_app', oid, 'SELECT')`);
  return rows.map(({ name }) => ({
    what: `rights on view ${name}`,
    text: `GRANT SELECT ON public.${pg.escapeIdentifier(name)} TO wellspring_app`,
  }));
}

/**
 * The steps in an order that Citus takes. A table that hangs together with a reference table by foreign keys becomes a table of the
 * coordinator, with all that it hangs together with; from there it cannot be distributed while another points to it, nor be taken
 * back where one of them has an identity column. So every key from or to a table that is to move is dropped before, and made again,
 * and proven, once all have: first those of tables to which others point.
 */
function listSteps(keys: readonly ForeignKey[], report: DistributionReport) {
  const { reference, coordinator, distributed, functions, rights } = report;
  const literal = (name: string): string => pg.escapeLiteral(`public.${name}`);
  const moves = (name: string): boolean => reference.includes(name) || distributed.includes(name);
  const moved = keys.filter(({ table, target }) => moves(table) || moves(target));
  const rank = ({ table }: ForeignKey): number =>
    reference.includes(table) ? 0 : distributed.includes(table) ? 1 : 2;
  const alter = ({ table }: ForeignKey): string => `ALTER TABLE public.${pg.escapeIdentifier(table)}`;
  const forms: Step[] =
    functions.length + rights.length === 0 ? [] : [{ what: "functions", text: readCitusFunctions() }];
  return [
    { title: `in the form for Citus: ${[...functions, ...rights].join("; ")}`, group: forms },
    {
      title: `${moved.length} foreign keys are dropped for now`,
      group: moved.map((key) => ({
        what: `foreign key ${key.name} of ${key.table}`,
        text: `${alter(key)} DROP CONSTRAINT ${pg.escapeIdentifier(key.name)}`,
      })),
    },
    {
      title: `copied to every node: ${reference.join(", ")}`,
      group: reference.map((name) => ({
        what: `table ${name}`,
        text: `SELECT pg_catalog.create_reference_table(${literal(name)})`,
      })),
    },
    {
      title: `known to Citus, on the coordinator: ${coordinator.join(", ")}`,
      group: coordinator.map((name) => ({
        what: `table ${name}`,
        text: `SELECT pg_catalog.citus_add_local_table_to_metadata(${literal(name)})`,
      })),
    },
    {
      title: `distributed by ${DISTRIBUTION_COLUMN}: ${distributed.join(", ")}`,
      group: distributed.map((name) => ({
        what: `table ${name}`,
        text: `SELECT pg_catalog.create_distributed_table(${literal(name)}, '${DISTRIBUTION_COLUMN}', colocate_with => ${
          name === DISTRIBUTED[0] ? "'none'" : literal(DISTRIBUTED[0])
        })`,
      })),
    },
    {
      title: `${moved.length} foreign keys are made again`,
      group: moved
        .toSorted((a, b) => rank(a) - rank(b))
        .map((key) => ({
          what: `foreign key ${key.name} of ${key.table}`,
          text: `${alter(key)} ADD CONSTRAINT ${pg.escapeIdentifier(key.name)} ${key.definition}`,
        })),
    },
  ];
}
