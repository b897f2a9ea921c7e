import type pg from "pg";

/** The first version whose functions and rules the step goes by: for PostgreSQL 14 to 16; 13 is for 15 to 17. */
const VERSION_MIN = [12, 1] as const;

/** The version of the extension in the database, as it names itself; `null` where it is not there. */
export async function readCitusVersion(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query<{ version: string }>(
    "SELECT extversion AS version FROM pg_extension WHERE extname = 'citus'",
  );
  return rows[0]?.version ?? null;
}

/** Everything that keeps the tables from being distributed, as sentences: what, where, and by which rule. */
export async function findObstacles(client: pg.Client, version: string | null): Promise<readonly string[]> {
  if (version === null) {
    const { rows } = await client.query<{ database: string }>("SELECT current_database() AS database");
    return [
      `The database ${rows[0]?.database} does not have the extension citus: it has to be among shared_preload_libraries ` +
        "on every node, and an administrator has to CREATE EXTENSION citus in this database on every node.",
    ];
  }
  const [major, minor] = version.split(/[.-]/).map(Number);
  const [leastMajor, leastMinor] = VERSION_MIN;
  if (!((major ?? 0) > leastMajor || (major === leastMajor && (minor ?? 0) >= leastMinor))) {
    return [`The extension citus is ${version}; ${VERSION_MIN.join(".")} or later is needed.`];
  }
  return [...(await findLocalObstacles(client)), ...(await findObstaclesOfWorkers(client))];
}

async function findLocalObstacles(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ isWorker: boolean; isKnown: boolean; mayLogIn: boolean }>(`SELECT
    EXISTS (SELECT FROM pg_catalog.pg_dist_local_group WHERE groupid <> 0) AS "isWorker",
    EXISTS (SELECT FROM pg_catalog.pg_dist_node WHERE groupid = 0 AND isactive) AS "isKnown",
    EXISTS (SELECT FROM pg_roles WHERE rolname = 'wellspring_app' AND rolcanlogin) AS "mayLogIn"`);
  const { isWorker = false, isKnown = false, mayLogIn = false } = rows[0] ?? {};
  if (isWorker) return ["This node is a worker: DATABASE_URL has to name the coordinator."];
  return [
    ...(isKnown
      ? []
      : [
          "The coordinator is not among its own nodes, which tables of its own that point to reference tables need: " +
            "SELECT citus_set_coordinator_host('HOST', PORT).",
        ]),
    ...(mayLogIn
      ? []
      : [
          "The role wellspring_app may not log in: Citus goes to the workers as the user that a statement runs as. " +
            "As an administrator: ALTER ROLE wellspring_app LOGIN, and let it in from the coordinator (pg_hba.conf).",
        ]),
  ];
}

/** What is asked of each worker, in one line. */
const QUESTION = "SELECT current_setting('timezone') || ' ' || current_setting('max_prepared_transactions')";

async function findObstaclesOfWorkers(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ node: string; success: boolean; result: string }>(
    `SELECT nodename || ':' || nodeport AS node, success, result FROM pg_catalog.run_command_on_workers($1)`,
    [QUESTION],
  );
  return rows.flatMap(({ node, success, result }) => {
    if (!success) return [`The worker ${node} does not answer: ${result}.`];
    const [timezone = "", prepared = ""] = result.split(" ");
    const isUtc = /^(?:etc\/)?(?:utc|uct|zulu|universal)$/i.test(timezone);
    return [
      ...(isUtc
        ? []
        : [
            `The worker ${node} has the time zone ${timezone}: days and months are those of UTC on every node.`,
          ]),
      ...(Number(prepared) > 0
        ? []
        : [
            `The worker ${node} has max_prepared_transactions = ${prepared}: two phases of commit need more.`,
          ]),
    ];
  });
}
