import { join } from "node:path";
import { listReached, readImports } from "#test/tidy/imports.ts";
import { readTree } from "#test/tidy/tree.ts";

/**
 * Prints the test files that use the tests' database, one per line: those that reach the file that makes it over any number of
 * imports, dynamic ones included. The continuous integration runs them once more on another PostgreSQL. Tests of the embedded
 * engine itself start their own, and would only be run twice; the pages know nothing of the database, and take minutes in a browser.
 */
const TEST_DATABASE = "src/store/testing/test-database.ts";
const tree = readTree(join(import.meta.dirname, ".."));
if (!tree.files.includes(TEST_DATABASE))
  throw new Error(`there is no ${TEST_DATABASE}: which file makes the tests' database?`);
const imports = readImports(tree, /^(src|test|bench|scripts)\/.*\.tsx?$/);
const PAGES = "test/e2e/";
const tests = tree.files.filter(
  (path) =>
    /\.test\.tsx?$/.test(path) && !path.startsWith(PAGES) && listReached(imports, path).has(TEST_DATABASE),
);
for (const path of tests) console.log(path);
