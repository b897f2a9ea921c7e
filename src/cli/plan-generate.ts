import type { Command } from "commander";
import { writeAssignmentFile } from "#core/allocation/assignment-files.ts";
import { writeProblemFile } from "#core/allocation/plan-files.ts";
import { canonicalJson } from "#core/canonical-json.ts";
import type { Problem } from "#core/result.ts";
import { generateJoint, JOINT_PRESETS, type JointPreset } from "#planner/generate-joint.ts";
import { generateProblem, PROBLEM_PRESETS, type ProblemPreset } from "#planner/generate-problem.ts";
import { malformed, print, printJson } from "./output.ts";
import { writeFilesWhole } from "./write-files.ts";

interface GenerateOptions {
  readonly preset: string;
  readonly seed: string;
  readonly floor: string;
  readonly out: string;
  readonly json?: true;
}

const PRESETS = [...Object.keys(PROBLEM_PRESETS), ...Object.keys(JOINT_PRESETS)];

function isPreset(name: string): name is JointPreset | ProblemPreset {
  return PRESETS.includes(name);
}

function isJoint(name: JointPreset | ProblemPreset): name is JointPreset {
  return Object.hasOwn(JOINT_PRESETS, name);
}

/** `wellspring plan generate`: a drawn problem, the same for the same preset and seed. */
export function addGenerateCommand(plan: Command): void {
  plan
    .command("generate")
    .description("A drawn problem of a stated size, the same for the same seed")
    .requiredOption("--preset <name>", PRESETS.join(", "))
    .option("--seed <number>", "whole number, 0 to 4294967295", "1")
    .option("--floor <perMille>", "promise so much of what is asked to every call line first, 0 to 1000", "0")
    .requiredOption("--out <file>", "where the problem goes")
    .option("--json", "data only")
    .action(async ({ preset, seed, floor, out, json }: GenerateOptions) => {
      const problems: Problem[] = [];
      if (!isPreset(preset)) {
        problems.push({ field: "--preset", value: preset, rule: `one_of_${PRESETS.join("_")}` });
      }
      if (!/^\d{1,10}$/.test(seed) || Number(seed) > 0xffff_ffff) {
        problems.push({ field: "--seed", value: seed, rule: "whole_number_below_2_to_32" });
      }
      if (!/^\d{1,4}$/.test(floor) || Number(floor) > 1000) {
        problems.push({ field: "--floor", value: floor, rule: "whole_number_0_to_1000" });
      }
      if (problems.length > 0 || !isPreset(preset)) throw malformed(problems);
      const drawn = draw(preset, Number(seed), Number(floor));
      await writeFilesWhole([{ path: out, text: `${canonicalJson(drawn.file)}\n` }]);
      const { supplies, demands, lanes, receiving } = drawn.goods;
      const counts = {
        demands: demands.length,
        supplies: supplies.length,
        lanes: lanes.length,
        receiving: receiving.length,
        ...drawn.teams,
      };
      if (json === true) printJson({ ...counts, file: out });
      else {
        print(
          `${counts.demands} call lines, ${counts.supplies} supplies, ${counts.lanes} lanes, ${counts.receiving} receiving limits.${drawn.told}`,
        );
      }
    });
}

/** A problem of goods, or of teams and goods together, as its file. */
function draw(preset: JointPreset | ProblemPreset, seed: number, floorPerMille: number) {
  if (!isJoint(preset)) {
    const goods = generateProblem(PROBLEM_PRESETS[preset], seed, { floorPerMille });
    return { file: writeProblemFile(goods), goods, teams: {}, told: "" };
  }
  const { goods, ...problem } = generateJoint(JOINT_PRESETS[preset], seed, { floorPerMille });
  const teams = { units: problem.units.length, calls: problem.calls.length };
  const told = ` ${teams.units} teams, and ${teams.calls} calls for teams.`;
  return { file: writeAssignmentFile({ ...problem, goods }), goods, teams, told };
}
