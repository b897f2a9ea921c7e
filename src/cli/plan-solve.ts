import type { Command } from "commander";
import type { PlanFile } from "#core/allocation/plan-files.ts";
import { malformed, print, printJson } from "./output.ts";
import { workInThread } from "./plan-thread.ts";
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
      const solved = await workInThread({ kind: "solve", problemPath }, "solved");
      if (solved === undefined) return;
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
