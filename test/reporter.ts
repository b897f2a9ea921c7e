import { writeFileSync } from "node:fs";
import type { Reporter, TestCase, TestModule } from "vitest/node";

/** How a run of the tests ended. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The closing line: "12 passed, 0 failed", and ", 3 skipped" where any were. */
export function renderCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/**
 * A reporter that ends the output of vitest with one line `N passed, N failed`, printed when the process exits, so that
 * nothing comes after it. A file that does not load and an error outside the tests count as one failure each.
 *
 * Skipped tests are listed with what they missed. Where WELLSPRING_TEST_COUNTS_FILE is set, the counts go into that
 * file as JSON and no line is printed: the program that started us adds them up and prints the line.
 */
export function closingLine(): Reporter {
  let counts: Counts = { passed: 0, failed: 1, skipped: 0 };
  process.once("exit", () => {
    const path = process.env["WELLSPRING_TEST_COUNTS_FILE"];
    if (path === undefined || path === "") process.stdout.write(`${renderCounts(counts)}\n`);
    else writeFileSync(path, `${JSON.stringify(counts)}\n`);
  });
  let isFiltered = false;
  return {
    onInit(vitest) {
      isFiltered = vitest.config.testNamePattern !== undefined;
    },
    onTestRunEnd(modules, unhandledErrors, reason) {
      counts = countTests(modules, unhandledErrors.length, reason === "passed");
      // Tests that were not asked for by name count as skipped too, but missed nothing.
      if (!isFiltered) for (const test of listTests(modules)) printIfSkipped(test);
    },
  };
}

/** Counts tests by result; `hasPassed` false means at least one failure, whatever the tests say. */
function countTests(modules: readonly TestModule[], errorCount: number, hasPassed: boolean): Counts {
  const states = listTests(modules).map((test) => test.result().state);
  const unloaded = modules.filter((module) => module.state() === "failed" && !hasFailedTest(module)).length;
  const failed = states.filter((state) => state === "failed").length + unloaded + errorCount;
  return {
    passed: states.filter((state) => state === "passed").length,
    failed: hasPassed ? failed : Math.max(1, failed),
    skipped: states.filter((state) => state === "skipped").length,
  };
}

function listTests(modules: readonly TestModule[]): readonly TestCase[] {
  return modules.flatMap((module) => [...module.children.allTests()]);
}

function hasFailedTest(module: TestModule): boolean {
  return [...module.children.allTests("failed")].length > 0;
}

function printIfSkipped(test: TestCase): void {
  const result = test.result();
  if (result.state !== "skipped") return;
  const reason = result.note === undefined ? "" : ` (${result.note})`;
  process.stdout.write(` skipped: ${test.module.relativeModuleId}: ${test.fullName}${reason}\n`);
}
