import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { readRoundAssignment } from "#app/round/read-round-assignment.ts";
import { readRoundFile } from "#app/round/read-round-file.ts";
import { canonicalJson } from "#core/canonical-json.ts";
import { asId, isId } from "#core/id.ts";
import { type OpenOperator, withOperator } from "./operator.ts";
import { malformed, print, printJson, unwrap } from "./output.ts";
import { writeFilesWhole } from "./write-files.ts";

interface ExportOptions {
  readonly round: string;
  readonly out: string;
  readonly json?: true;
}

const NAMES = ["problem", "plan", "certificate"] as const;

/** `wellspring plan export`: the three files of a round that was planned, as they were written then; of one with teams, two more. */
export function addExportCommand(plan: Command, open: OpenOperator): void {
  plan
    .command("export")
    .description("Problem, plan and certificate of a round, as they were written when it was planned")
    .requiredOption("--round <id>", "id of the round")
    .requiredOption(
      "--out <directory>",
      "where problem.json, plan.json and certificate.json go; with teams, teams-problem.json and teams-plan.json",
    )
    .option("--json", "data only")
    .action(async ({ round, out, json }: ExportOptions) => {
      if (!isId(round)) throw malformed([{ field: "--round", value: round, rule: "uuid" }]);
      const roundId = asId<"round">(round);
      const files = await withOperator(open, async ({ context, actor }) => {
        const found = [];
        for (const name of NAMES) {
          const value = unwrap(await readRoundFile(context, actor, { roundId, name }));
          found.push({ path: join(out, `${name}.json`), text: `${canonicalJson(value)}\n` });
        }
        const { texts } = unwrap(await readRoundAssignment(context, actor, roundId));
        // Kept as canonical JSON.
        for (const name of ["problem", "plan"] as const) {
          if (texts !== null) found.push({ path: join(out, `teams-${name}.json`), text: `${texts[name]}\n` });
        }
        return found;
      });
      await mkdir(out, { recursive: true });
      await writeFilesWhole(files);
      const paths = files.map(({ path }) => path);
      if (json === true) printJson({ round, files: paths });
      else {
        const goods = paths.slice(0, NAMES.length).join(" ");
        print(`Wrote ${paths.join(", ")}. Check them: wellspring plan check ${goods}`);
        const teams = paths.slice(NAMES.length).join(" ");
        if (teams !== "") print(`Teams and goods together: wellspring plan check ${teams}`);
      }
    });
}
