import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { chooseCommandFiles, COMMAND_FILES, type Surroundings } from "./commands.ts";

const surroundings = {
  open: async () => {
    throw new Error("not to be opened");
  },
  serverMain: "",
  version: "0.0.0",
  backups: { backup: fail, restore: fail },
  migrate: fail,
} satisfies Surroundings;

async function fail(): Promise<never> {
  throw new Error("not to be called");
}

describe("the files of commands", () => {
  test.each(COMMAND_FILES.map((file) => [file.names.join(", "), file] as const))(
    "%s: the file has these commands and no other",
    async (_, { names, add }) => {
      const program = new Command("wellspring");
      await add(program, surroundings);
      expect(program.commands.map((command) => command.name()).toSorted()).toEqual(names.toSorted());
    },
  );

  test("of a command is read alone, and all of them where none is named", () => {
    expect(chooseCommandFiles(["statement", "--json"]).map(({ names }) => names)).toEqual([["statement"]]);
    expect(chooseCommandFiles(["ledger", "check"]).map(({ names }) => names)).toEqual([["follow", "ledger"]]);
    expect(chooseCommandFiles(["--version"])).toEqual([]);
    for (const args of [[], ["--help"], ["no-such-command"], ["help", "statement"]]) {
      expect(chooseCommandFiles(args)).toEqual(COMMAND_FILES);
    }
  });
});
