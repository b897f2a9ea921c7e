import { readFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { invariant } from "#core/invariant.ts";

/** A function in the form that Citus takes. */
interface CitusFunction {
  readonly name: string;
  readonly body: string;
  /** Whether it runs as the owner. */
  readonly isDefiner: boolean;
}

const FUNCTION =
  /^CREATE OR REPLACE FUNCTION (\w+)\((?:(?!^CREATE )[\s\S])*?^LANGUAGE plpgsql([^$]*?) AS \$\$([\s\S]*?)\$\$;$/gm;

/** Rights that the caller of these functions needs, as the head of the file grants them. */
const GRANT = /^GRANT ([A-Z, ]+) ON ([a-z_, ]+) TO wellspring_app;$/gm;

const FILES = ["posting.sql", "numbering.sql", "roll-up.sql"];

/** The statements that put all of them in place, whatever is there. */
export function readCitusFunctions(): string {
  const texts = FILES.map((name) => readFileSync(join(import.meta.dirname, name), "utf8"));
  return texts.join("\n").replaceAll("\r\n", "\n");
}

/** The functions of {@link readCitusFunctions}, as PostgreSQL keeps them. */
export function listCitusFunctions(text = readCitusFunctions()): readonly CitusFunction[] {
  const functions = [...text.matchAll(FUNCTION)].map(([, name = "", options = "", body = ""]) => {
    return { name, body, isDefiner: options.includes("SECURITY DEFINER") };
  });
  invariant(
    functions.length === text.split("CREATE OR REPLACE FUNCTION").length - 1,
    "every function is read",
  );
  return functions;
}

/** Those of them that the database has otherwise or not at all: names, in their order. */
export async function findOutdatedFunctions(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<CitusFunction>(`
    SELECT proname AS name, prosrc AS body, prosecdef AS "isDefiner" FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace`);
  const outdated = listCitusFunctions().filter(
    (wanted) =>
      !rows.some(
        ({ name, body, isDefiner }) =>
          name === wanted.name && body === wanted.body && isDefiner === wanted.isDefiner,
      ),
  );
  return outdated.map(({ name }) => name);
}

/** The rights that they need and the program's role does not have, as in "INSERT, UPDATE on account". */
export async function findMissingRights(client: pg.Client): Promise<readonly string[]> {
  const wanted = [...readCitusFunctions().matchAll(GRANT)].flatMap(([, rights = "", tables = ""]) =>
    tables.split(", ").flatMap((table) => rights.split(", ").map((right) => ({ table, right }))),
  );
  invariant(wanted.length > 0, "the file grants rights");
  const { rows } = await client.query<{ missing: string }>(
    `SELECT string_agg(w."right", ', ' ORDER BY w.place) || ' on ' || w.table_name AS missing
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS w (table_name, "right", place)
     WHERE NOT has_table_privilege('wellspring_app', 'public.' || w.table_name, w."right")
     GROUP BY w.table_name ORDER BY min(w.place)`,
    [wanted.map(({ table }) => table), wanted.map(({ right }) => right)],
  );
  return rows.map(({ missing }) => missing);
}
