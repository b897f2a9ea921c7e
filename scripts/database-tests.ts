import { join } from "node:path";
import { listReached, readImports } from "#test/tidy/imports.ts";
import { readTree } from "#test/tidy/tree.ts";

/**
 * Prints the test files that use a database, one per line: those that reach the package `pg` over any number of
 * imports, dynamic ones included. The continuous integration runs them once more on another PostgreSQL.
 */
const tree = readTree(join(import.meta.dirname, ".."));
const imports = readImports(tree, /^(src|test|bench|scripts)\/.*\.tsx?$/);
const clients = new Set(
  imports.filter(({ target }) => target.kind === "package" && target.name === "pg").map(({ from }) => from),
);
const tests = tree.files.filter(
  (path) =>
    /\.test\.tsx?$/.test(path) && [...listReached(imports, path)].some((reached) => clients.has(reached)),
);
for (const path of tests) console.log(path);
