import { defineConfig } from "vitest/config";
import { closingLine } from "./test/reporter.ts";

/** Folders that see no platform and keep nothing between two calls: their tests share a worker's modules. */
const PURE = ["api", "certificate", "core", "formats", "planner", "tlog", "verifier"];
const PURE_TESTS = PURE.map((folder) => `src/${folder}/**/*.test.ts`);
/** What keeps all it knows in a database, of which each test file has one of its own, or in files. */
const APP_TESTS = ["app/**", "cli", "server/**", "store"].map((folder) => `src/${folder}/*.test.ts`);
APP_TESTS.push("test/ledger-log/*.test.ts", "test/plan-files/*.test.ts");

/** Starts the server that the test files share. */
const globalSetup = ["src/store/testing/global-setup.ts"];

/**
 * Two workers: the tests start PostgreSQL databases, and the machines that run them have two cores. Loading modules anew for
 * each file takes longer than most tests do; the files of the first two projects do not need that.
 */
export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ["default", closingLine()],
    projects: [
      { extends: true, test: { name: "pure", include: PURE_TESTS, isolate: false } },
      { extends: true, test: { name: "app", include: APP_TESTS, isolate: false, globalSetup } },
      {
        extends: true,
        test: {
          name: "rest",
          include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.ts", "bench/**/*.test.ts"],
          exclude: [...PURE_TESTS, ...APP_TESTS],
          globalSetup,
        },
      },
    ],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } }, // a loaded machine takes its time; no test is about speed
  },
});
