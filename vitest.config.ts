import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { closingLine } from "./test/reporter.ts";

/** Folders that see no platform and keep nothing between two calls: their tests share a worker's modules. */
const PURE = ["api", "certificate", "core", "formats", "planner", "tlog", "verifier"];
const PURE_TESTS = PURE.map((folder) => `src/${folder}/**/*.test.ts`);
/** What keeps all it knows in a database, of which each test file has one of its own, or in files. */
const APP_TESTS = ["app/**", "cli", "server/**", "store", "store/citus"].map(
  (folder) => `src/${folder}/*.test.ts`,
);
APP_TESTS.push("test/ledger-log/*.test.ts", "test/plan-files/*.test.ts");

/** Starts the server that the test files share. */
const globalSetup = ["src/store/testing/global-setup.ts"];

/** Files of the last project that take longest: begun last, one of them would keep one processor waiting. */
const LONGEST = [
  "e2e/pages",
  "e2e/accessibility",
  "e2e/",
  "scenarios/",
  "released-schemas",
  "durability/",
  "src/store/embedded/",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId, project }: TestSpecification): number => {
      if (project.name !== "rest") return -1;
      const place = LONGEST.findIndex((part) => moduleId.includes(part));
      return place === -1 ? LONGEST.length : place;
    };
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b)); // the order of equals stays
  }
}

/**
 * Two workers: the tests start PostgreSQL databases, and the machines that run them have two cores. Loading modules anew for
 * each file takes longer than most tests do; the files of the first two projects do not need that.
 */
export default defineConfig({
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
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
