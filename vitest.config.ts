import { defineConfig } from "vitest/config";
import { closingLine } from "./test/reporter.ts";

/** Two workers: the tests start PostgreSQL databases, and the machines that run them have two cores. */
export default defineConfig({
  test: {
    include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.ts", "bench/**/*.test.ts"],
    globalSetup: ["src/store/testing/global-setup.ts"],
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } }, // a loaded machine takes its time; no test is about speed
    reporters: ["default", closingLine()],
  },
});
