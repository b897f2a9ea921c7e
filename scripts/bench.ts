import { spawn, spawnSync } from "node:child_process";
import { chmodSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, release, tmpdir, totalmem } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";

/**
 * Runs the benchmarks, each as a process of its own: `npm run bench [-- --smoke] [-- --runs N] [-- NAME …]`.
 *
 * A benchmark is a file `bench/QUESTION.bench.ts`. It is started with `--json` (and `--smoke` for its small sizes),
 * checks its answer before it times anything, and prints one JSON object on standard output; whatever it says about
 * its progress goes to standard error. Fields of the object that are numbers are collected over the runs as least,
 * median and greatest; a field `hash`, of the answer, must be the same in every run. The full sizes go to `bench/results/QUESTION.json` with commit, machine and Node version;
 * smoke runs are not recorded.
 *
 * `--movements N`, `--minutes M`, `--gigabytes G` and `--keep` are passed on to those that take them (`growth`), which may then take their time.
 */

/** A benchmark that takes longer than this has failed: 1 minute for smoke, 30 for the full sizes. */
const LIMIT_SECONDS = { smoke: 60, full: 1800 };

const root = join(import.meta.dirname, "..");
const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    smoke: { type: "boolean", default: false },
    runs: { type: "string" },
    movements: { type: "string" },
    minutes: { type: "string" },
    gigabytes: { type: "string" },
    keep: { type: "boolean", default: false },
  },
});
const passedOn = (["movements", "minutes", "gigabytes", "keep"] as const).flatMap((name) => {
  const value = options[name];
  if (typeof value === "boolean") return value ? [`--${name}`] : [];
  return value === undefined ? [] : [`--${name}`, value];
});
const runCount = Number(options.runs ?? (options.smoke ? 1 : 3));
if (!Number.isSafeInteger(runCount) || runCount < 1) leave("--runs takes a count from 1 up");

const names = globSync("bench/*.bench.ts", { cwd: root })
  .map((path) => basename(path, ".bench.ts"))
  .toSorted()
  .filter((name) => wanted.length === 0 || wanted.includes(name));
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) leave(`no benchmark is called ${unknown.join(", ")}`);

/** Of all benchmarks of a smoke run (`bench/cases/bench-book.ts`). */
const freshHomes = mkdtempSync(join(tmpdir(), "wellspring-bench-"));
chmodSync(freshHomes, 0o711); // as the benchmarks' own
let failedCount = 0;
for (const name of names) {
  try {
    await measure(name);
  } catch (error) {
    failedCount += 1;
    console.error(`bench: ${name}: FAILED: ${error instanceof Error ? error.message : String(error)}`);
  }
}
rmSync(freshHomes, { recursive: true, force: true });
console.log(`bench: ${names.length - failedCount} of ${names.length} ran`);
process.exitCode = failedCount === 0 ? 0 : 1;

/** Ends the program with a message about how it was called. */
function leave(message: string): never {
  console.error(`bench: ${message}`);
  process.exit(2);
}

async function measure(name: string): Promise<void> {
  const runs: Record<string, unknown>[] = [];
  for (let run = 0; run < runCount; run += 1) runs.push(await runOnce(name));
  const hashes = new Set(runs.map((run) => run["hash"]));
  if (hashes.size > 1) throw new Error(`the answer changes from run to run: ${[...hashes].join(", ")}`);
  const spread = summarise(runs);
  console.log(`bench: ${name}: ${JSON.stringify(options.smoke ? runs[0] : spread)}`);
  if (options.smoke) return;
  const folder = join(root, "bench/results");
  mkdirSync(folder, { recursive: true });
  const result = { name, ...describeMachine(), runCount, spread, runs };
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(result, undefined, 2)}\n`);
}

/** Starts one benchmark and returns the object it printed. Throws when it fails, hangs or prints something else. */
async function runOnce(name: string): Promise<Record<string, unknown>> {
  const limitSeconds = options.smoke ? LIMIT_SECONDS.smoke : LIMIT_SECONDS.full;
  const args = [`bench/${name}.bench.ts`, "--json", ...(options.smoke ? ["--smoke"] : []), ...passedOn];
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    env: options.smoke ? { ...process.env, WELLSPRING_BENCH_FRESH_HOMES: freshHomes } : process.env,
    timeout: passedOn.length === 0 ? limitSeconds * 1000 : 0, // none
    killSignal: "SIGKILL",
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const ended = await new Promise<string | undefined>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  });
  if (ended !== undefined)
    throw new Error(`ended with ${ended} (the limit is ${limitSeconds} s where no size is given)`);
  const value: unknown = JSON.parse(output);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError("printed no JSON object");
  }
  return { ...value };
}

/** Least, median and greatest of every field that is a number in every run. */
function summarise(runs: readonly Record<string, unknown>[]): Record<string, unknown> {
  const fields = Object.keys(runs[0] ?? {});
  return Object.fromEntries(
    fields.flatMap((field) => {
      const figures = runs
        .map((run) => run[field])
        .filter((value) => typeof value === "number")
        .toSorted((a, b) => a - b);
      if (figures.length < runs.length) return [];
      const middle = figures.slice(Math.ceil(figures.length / 2) - 1, Math.floor(figures.length / 2) + 1);
      const median = middle.reduce((sum, figure) => sum + figure, 0) / middle.length;
      return [[field, { least: figures[0], median, greatest: figures.at(-1) }]];
    }),
  );
}

function describeMachine(): Record<string, unknown> {
  const git = (...args: string[]): string =>
    spawnSync("git", args, { cwd: root, encoding: "utf8" }).stdout?.trim() ?? "";
  const processors = cpus();
  return {
    commit: git("rev-parse", "HEAD"),
    isChanged: git("status", "--porcelain", "--untracked-files=no") !== "",
    node: process.version,
    machine: {
      processor: processors[0]?.model,
      coreCount: processors.length,
      memoryMebibytes: Math.round(totalmem() / 2 ** 20),
      system: `${process.platform} ${process.arch} ${release()}`,
    },
  };
}
