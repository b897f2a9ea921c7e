import type { Kysely } from "kysely";
import type { DB } from "./generated/schema.ts";

/** The database, or a transaction on it: every query function takes one as its first parameter. */
export type Database = Kysely<DB>;
