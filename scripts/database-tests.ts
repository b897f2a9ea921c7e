import { join } from "node:path";
import { listReached, readImports } from "#test/tidy/imports.ts";
import { readTree } from "#test/tidy/tree.ts";

/**
 * Prints the test files that use the tests' database, one per line: those that reach the file that makes it over any number of
 * imports, dynamic ones included. The continuous integration runs them once more on another PostgreSQL. Tests of the embedded
 * engine itself start their own, and would only be run twice. Left out are those that ask nothing of the database that others do not ask,
 * and take a minute or more: the pages in a browser, the command line program by program (it reaches both engines by the same address), and
 * signing in, which is a matter of hashing passwords.
 */
const TEST_DATABASE = "src/store/testing/test-database.ts";
const tree = readTree(join(import.meta.dirname, ".."));
if (!tree.files.includes(TEST_DATABASE))
  throw new Error(`there is no ${TEST_DATABASE}: which file makes the tests' database?`);
const imports = readImports(tree, /^(src|test|bench|scripts)\/.*\.tsx?$/);
const LEFT_OUT = ["test/e2e/", "test/scenarios/command-line.test.ts", "src/server/sign-in.test.ts"];
const tests = tree.files.filter(
  (path) =>
    /\.test\.tsx?$/.test(path) &&
    !LEFT_OUT.some((left) => path.startsWith(left)) &&
    listReached(imports, path).has(TEST_DATABASE),
);
for (const path of tests) console.log(path);
