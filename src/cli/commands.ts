import type { Command } from "commander";
import type { BackupTools } from "./backup.ts";
import type { MigrateTool } from "./migrate.ts";
import type { OpenOperator } from "./operator.ts";

/** What the command line is run with. */
export interface Surroundings {
  readonly open: OpenOperator;
  /** Path of the program that serves. */
  readonly serverMain: string;
  readonly version: string;
  readonly backups: BackupTools;
  readonly migrate: MigrateTool;
}

/** A file of commands, read only when one of them is asked for. */
interface CommandFile {
  /** The words after `wellspring` that lead to it. */
  readonly names: readonly string[];
  readonly add: (program: Command, surroundings: Surroundings) => Promise<void>;
}

/** All commands, in the order of the help. One that is run is read alone: it needs a part of the thousand modules of this program. */
export const COMMAND_FILES: readonly CommandFile[] = [
  {
    names: ["start", "demo"],
    add: async (program, surroundings) => {
      const { addDemoCommand, addStartCommand } = await import("./start.ts");
      addStartCommand(program, surroundings);
      addDemoCommand(program, surroundings.open);
    },
  },
  {
    names: ["estimate"],
    add: async (program, { open }) => (await import("./estimate.ts")).addEstimateCommand(program, open),
  },
  {
    names: ["plan"],
    add: async (program, { open }) => (await import("./plan.ts")).addPlanCommand(program, open),
  },
  { names: ["flow"], add: async (program) => (await import("./flow.ts")).addFlowCommand(program) },
  {
    names: ["import"],
    add: async (program, { open }) => (await import("./import.ts")).addImportCommand(program, open),
  },
  {
    names: ["reported"],
    add: async (program, { open }) => (await import("./reported.ts")).addReportedCommand(program, open),
  },
  {
    names: ["statement"],
    add: async (program, { open }) => (await import("./statement.ts")).addStatementCommand(program, open),
  },
  {
    names: ["doses"],
    add: async (program, { open }) => (await import("./doses.ts")).addDosesCommand(program, open),
  },
  {
    names: ["cold-chain"],
    add: async (program, { open }) => (await import("./cold-chain.ts")).addColdChainCommand(program, open),
  },
  {
    names: ["shelf-life"],
    add: async (program, { open }) => (await import("./shelf-life.ts")).addShelfLifeCommand(program, open),
  },
  {
    names: ["session"],
    add: async (program, { open }) => (await import("./session.ts")).addSessionCommand(program, open),
  },
  {
    names: ["recall"],
    add: async (program, { open }) => (await import("./recall.ts")).addRecallCommand(program, open),
  },
  {
    names: ["consignment"],
    add: async (program, { open }) => (await import("./consignment.ts")).addConsignmentCommand(program, open),
  },
  {
    names: ["follow", "ledger"],
    add: async (program, { open }) => {
      const { addFollowCommand, addLedgerCommand } = await import("./ledger.ts");
      addFollowCommand(program, open);
      addLedgerCommand(program, open);
    },
  },
  {
    names: ["teams"],
    add: async (program, { open }) => (await import("./teams.ts")).addTeamsCommand(program, open),
  },
  {
    names: ["team-calls"],
    add: async (program, { open }) => (await import("./team-calls.ts")).addTeamCallsCommand(program, open),
  },
  {
    names: ["volunteers"],
    add: async (program, { open }) => (await import("./volunteers.ts")).addVolunteersCommand(program, open),
  },
  {
    names: ["assets"],
    add: async (program, { open }) => (await import("./assets.ts")).addAssetsCommand(program, open),
  },
  {
    names: ["user"],
    add: async (program, { open }) => (await import("./user.ts")).addUserCommand(program, open),
  },
  { names: ["mail"], add: async (program) => (await import("./mail.ts")).addMailCommand(program) },
  {
    names: ["migrate"],
    add: async (program, { migrate }) => (await import("./migrate.ts")).addMigrateCommand(program, migrate),
  },
  {
    names: ["backup", "restore"],
    add: async (program, { backups }) => (await import("./backup.ts")).addBackupCommands(program, backups),
  },
];

/** The files that have to be read for these arguments (without the program's name): one; all where none is named; none for the version. */
export function chooseCommandFiles(args: readonly string[]): readonly CommandFile[] {
  if (args[0] === "--version" || args[0] === "-V") return [];
  const name = args.find((arg) => !arg.startsWith("-"));
  const asked = COMMAND_FILES.filter(({ names }) => name !== undefined && names.includes(name));
  return asked.length > 0 ? asked : COMMAND_FILES;
}
