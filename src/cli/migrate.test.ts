import { afterEach, expect, test, vi } from "vitest";
import type { MigrateTool } from "./migrate.ts";
import { runProgram } from "./program.ts";

afterEach(() => vi.restoreAllMocks());

/** What `wellspring migrate` prints, where migrating gives `facts`. */
async function run(facts: Awaited<ReturnType<MigrateTool>>, ...args: readonly string[]) {
  let out = "";
  vi.spyOn(process.stdout, "write").mockImplementation((piece) => {
    out += String(piece);
    return true;
  });
  const migrate = vi.fn<MigrateTool>(async () => facts);
  const fail = async (): Promise<never> => await Promise.reject(new Error("not to be called"));
  const code = await runProgram(["node", "wellspring", "migrate", ...args], {
    open: fail,
    serverMain: "",
    version: "0",
    backups: { backup: fail, restore: fail },
    migrate,
  });
  return { code, out, isCitusAsked: migrate.mock.calls[0]?.[0].citus };
}

const NOTHING = { reference: [], coordinator: [], distributed: [], functions: [], rights: [] };

test("migrating says what was done, and asks for nothing else", async () => {
  expect(await run({ applied: [7, 8], version: 8, citus: null })).toEqual({
    code: 0,
    out: "Migrated: 7, 8. The database is at 8.\n",
    isCitusAsked: false,
  });
  const { out } = await run({ applied: [], version: 8, citus: null });
  expect(out).toBe("Nothing to migrate: the database is at 8.\n");
});

test("distributing says what lies where, and that there was nothing to do", async () => {
  const citus = {
    ...NOTHING,
    distributed: ["supply", "account"],
    rights: ["INSERT, UPDATE on account", "INSERT on movement"],
  };
  expect(await run({ applied: [], version: 8, citus }, "--citus")).toEqual({
    code: 0,
    out:
      "Nothing to migrate: the database is at 8.\nDistributed by their supply: supply, account.\n" +
      "Rights that these need: INSERT, UPDATE on account; INSERT on movement.\n",
    isCitusAsked: true,
  });
  const { out } = await run({ applied: [], version: 8, citus: NOTHING }, "--citus");
  expect(out).toContain("Nothing to distribute: the ledger is distributed already.");
  const json = await run({ applied: [], version: 8, citus }, "--json");
  expect(JSON.parse(json.out)).toEqual({ applied: [], version: 8, citus });
});
