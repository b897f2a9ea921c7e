import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { makeRunFolder } from "#store/testing/run-folder.ts";
import { type Counts, renderCounts } from "#test/reporter.ts";

/**
 * `npm run check`: everything that must hold before a change lands. What reads the code, and the benchmarks with their small
 * sizes, go beside each other: machines have two processors. The tests come last, and not where the code itself has failed
 * before. The last line of the output is `N passed, N failed`; a failed step counts as one failure.
 */

interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** A step that takes longer is stopped and has failed: nothing may wait for ever. */
  readonly limitSeconds: number;
  /** What to do about a failure. */
  readonly advice: string;
}

const root = join(import.meta.dirname, "..");
const node = process.execPath;

/** What compiler and linter take at most where their collector is told to wait, with the benchmarks beside them and room to spare. */
const ROOM_BYTES = 8 * 2 ** 30;

const READING: readonly Step[] = [
  {
    name: "types",
    command: "tsc",
    // With one checker a project is checked by one thread, and no type twice: on two processors, which the benchmarks use as well,
    // that is the least work. Nothing is checked less.
    args: ["-b", "--checkers", "1"],
    limitSeconds: 180,
    advice: "the compiler's errors are above",
  },
  {
    name: "lint",
    command: "oxlint",
    args: ["--type-aware", "--deny-warnings"],
    limitSeconds: 120,
    advice: "change the code; a suppression needs a comment that says why",
  },
  {
    name: "format",
    command: "biome",
    args: ["format", "."],
    limitSeconds: 60,
    advice: "run `npm run format`",
  },
  {
    name: "unused",
    command: "knip",
    args: ["--no-progress"],
    limitSeconds: 120,
    advice: "delete what nothing uses, or name the new entry point in knip.json",
  },
  {
    name: "types of the tables",
    command: node,
    args: ["scripts/generate-schema.ts", "--verify"],
    limitSeconds: 120,
    advice: "a migration changed the tables: run `node scripts/generate-schema.ts`",
  },
];

const BENCHMARKS: Step = {
  name: "benchmarks, smoke",
  command: node,
  args: ["scripts/bench.ts", "--smoke"],
  limitSeconds: 300,
  advice: "a benchmark no longer runs or gives a wrong answer",
};

const TESTS: Step = {
  name: "tests",
  command: "vitest",
  args: ["run"],
  limitSeconds: 900,
  advice: "the failing tests are above",
};

/** Of every step: in memory where there is room. */
const { folder } = makeRunFolder();
const countsFile = join(folder, "counts.json");
process.exitCode = await check();

/** Runs the steps, says how each went, and returns the exit code. */
async function check(): Promise<number> {
  const measuring = runInTurn([BENCHMARKS], "at its end");
  const isTested = (await runInTurn(READING, "inherit")) && (await runInTurn([TESTS], "inherit"));
  const isPassed = (await measuring) && isTested;
  const counted = readCounts();
  const counts = isPassed ? counted : { ...counted, failed: Math.max(1, counted.failed) };
  rmSync(folder, { recursive: true, force: true });
  const isWell = isPassed && counts.failed === 0 && counts.passed > 0;
  announce(isWell ? counts : { ...counts, failed: Math.max(1, counts.failed) });
  return isWell ? 0 : 1;
}

/** Runs steps up to the first that fails; false if one does. Output that comes at its end does not mix with another step's. */
async function runInTurn(steps: readonly Step[], output: "inherit" | "at its end"): Promise<boolean> {
  for (const step of steps) {
    const startedMs = performance.now();
    const isPassed = await run(step, output);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    console.log(`check: ${step.name}: ${isPassed ? "passed" : `FAILED (${step.advice})`}, ${seconds} s`);
    if (!isPassed) return false;
  }
  return true;
}

/** Prints the closing line, or writes the counts to the file that the program that started us has named. */
function announce(counts: Counts): void {
  const path = process.env["WELLSPRING_TEST_COUNTS_FILE"];
  if (path === undefined || path === "") console.log(renderCounts(counts));
  else writeFileSync(path, `${JSON.stringify(counts)}\n`);
}

/** Runs one step with our Node and our tools first in the path; true when it ended with 0 within its limit. */
async function run(step: Step, output: "inherit" | "at its end"): Promise<boolean> {
  const path = [dirname(node), join(root, "node_modules/.bin"), process.env["PATH"] ?? ""].join(delimiter);
  const child = spawn(step.command, step.args, {
    cwd: root,
    stdio: output === "inherit" ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"],
    env: {
      ...chooseCollecting(),
      ...process.env,
      PATH: path,
      TMPDIR: folder,
      WELLSPRING_TEST_COUNTS_FILE: countsFile,
    },
    // A group of its own, so that a step that hangs is stopped together with what it started.
    detached: true,
  });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => printed.push(chunk));
  }
  const stop = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // The group has ended between our decision and the signal: that is what was wanted.
    }
  };
  const interrupt = (): void => stop("SIGTERM");
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  const timer = setTimeout(() => {
    console.log(`check: ${step.name}: no end after ${step.limitSeconds} s, stopping it`);
    stop("SIGKILL");
  }, step.limitSeconds * 1000);
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", (error) => {
      console.log(`check: ${step.name}: ${step.command} did not start: ${error.message}`);
      resolve(null);
    });
    child.once("close", resolve);
  });
  process.stdout.write(Buffer.concat(printed));
  clearTimeout(timer);
  process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  return code === 0;
}

/**
 * Compiler and linter are Go programs, and spend a third of their time collecting what they no longer need, as often as a program
 * with little memory has to. Where there is room they collect when there is five times as much, not twice.
 */
function chooseCollecting(): Record<string, string> {
  return process.availableMemory() >= ROOM_BYTES ? { GOGC: "400" } : {};
}

/** What the tests counted; zero where they did not run to their end. */
function readCounts(): Counts {
  const none = { passed: 0, failed: 0, skipped: 0 };
  if (!existsSync(countsFile)) return none;
  const value: unknown = JSON.parse(readFileSync(countsFile, "utf8"));
  return typeof value === "object" && value !== null ? { ...none, ...value } : none;
}
