import { Worker } from "node:worker_threads";
import type { Command } from "commander";
import type { PlanFile } from "#core/allocation/plan-files.ts";
import { EXIT_CODES, malformed, print, printJson, RefusedError, tell } from "./output.ts";
import type { PlanWork, PlanWorkMessage } from "./plan-worker.ts";
import { readText } from "./read-plan-file.ts";
import { writeFilesWhole } from "./write-files.ts";

interface SolveOptions {
  readonly out: string;
  readonly certificate?: string;
  readonly threads: string;
  readonly json?: true;
}

/** `wellspring plan solve`: the fairest plan of a problem file, in a thread of its own. */
export function addSolveCommand(plan: Command): void {
  plan
    .command("solve")
    .description("The fairest plan of a problem file, with its certificate")
    .argument("<problem>", "problem file: see docs/PLAN-FORMAT.md")
    .requiredOption("--out <file>", "where the plan goes")
    .option("--certificate <file>", "where its certificate goes")
    .option("--threads <count>", "1 to 64; the plan is the same with any number (today one computes)", "1")
    .option("--json", "data only")
    .action(async (problemPath: string, { out, certificate, threads, json }: SolveOptions) => {
      if (!/^\d{1,2}$/.test(threads) || Number(threads) < 1 || Number(threads) > 64) {
        throw malformed([{ field: "--threads", value: threads, rule: "whole_number_1_to_64" }]);
      }
      // Told here, before a thread is started for it.
      await readText(problemPath);
      const solved = await solveInThread({ problemPath });
      if (solved === "cancelled") {
        tell("Cancelled; nothing was written.");
        process.exitCode = EXIT_CODES.cancelled;
        return;
      }
      const files = [{ path: out, text: solved.plan }];
      if (certificate !== undefined) files.push({ path: certificate, text: solved.certificate });
      await writeFilesWhole(files);
      // Our own file, just written.
      const { demands, allocations, unused } = JSON.parse(solved.plan) as PlanFile;
      const met = demands.filter((one) => one.met).length;
      const counts = { lines: demands.length, met, allocations: allocations.length, unused: unused.length };
      if (json === true) printJson({ ...counts, files: files.map(({ path }) => path) });
      else {
        print(
          `${counts.met} of ${counts.lines} lines met by ${counts.allocations} allocations; of ${counts.unused} supplies something is left. The plan passed its check.`,
        );
      }
    });
}

/** How often a person is told that it is still at work. */
const TOLD_EVERY_MS = 10_000;

type Solved = Extract<PlanWorkMessage, { kind: "solved" }>;

/** Solves in a thread; an interrupt ends it there and then. A refusal is thrown as one, a failure as a fault. */
async function solveInThread(work: PlanWork): Promise<Solved | "cancelled"> {
  const worker = new Worker(new URL("./plan-worker.ts", import.meta.url), { workerData: work });
  const began = performance.now();
  let stage = "";
  const timer = setInterval(() => {
    tell(`${stage}, ${Math.round((performance.now() - began) / 1000)} s`);
  }, TOLD_EVERY_MS);
  let cancel: (() => void) | undefined;
  try {
    return await new Promise<Solved | "cancelled">((resolve, reject) => {
      cancel = () => resolve("cancelled");
      process.on("SIGINT", cancel);
      process.on("SIGTERM", cancel);
      worker.on("message", (message: PlanWorkMessage) => {
        switch (message.kind) {
          case "stage":
            stage = message.stage;
            tell(`${stage} …`);
            return;
          case "progress":
            stage = `solving, ${message.percent} % of the lines at rest`;
            return;
          case "refused":
            reject(new RefusedError(message.refusal));
            return;
          case "failed":
            reject(new Error(message.reason));
            return;
          case "solved":
            resolve(message);
        }
      });
      worker.on("error", reject);
      worker.on("exit", () => reject(new Error("the thread that solves ended without an answer")));
    });
  } finally {
    clearInterval(timer);
    if (cancel !== undefined) process.off("SIGINT", cancel).off("SIGTERM", cancel);
    await worker.terminate();
  }
}
