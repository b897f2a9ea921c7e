import type { Command } from "commander";
import { addCheckCommand } from "./plan-check.ts";
import { addSolveCommand } from "./plan-solve.ts";

/** `wellspring plan solve | check`: what works on files alone and opens no database. */
export function addPlanFileCommands(plan: Command): void {
  addSolveCommand(plan);
  addCheckCommand(plan);
}
