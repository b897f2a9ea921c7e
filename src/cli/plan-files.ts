import type { Command } from "commander";
import { addAssignCommand } from "./plan-assign.ts";
import { addCheckCommand } from "./plan-check.ts";
import { addGenerateCommand } from "./plan-generate.ts";
import { addSolveCommand } from "./plan-solve.ts";

/** `wellspring plan solve | check | generate | assign`: what works on files alone and opens no database. */
export function addPlanFileCommands(plan: Command): void {
  addSolveCommand(plan);
  addCheckCommand(plan);
  addGenerateCommand(plan);
  addAssignCommand(plan);
}
