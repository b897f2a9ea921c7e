import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { runProgram } from "./program.ts";

const folder = mkdtempSync(join(tmpdir(), "wellspring-flow-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `wellspring flow` in this process, where there is no database that it could open. */
async function runFlow(text: string, ...options: readonly string[]) {
  const file = join(folder, "network.min");
  writeFileSync(file, text);
  return await run(file, ...options);
}

async function run(...args: readonly string[]) {
  let out = "";
  let err = "";
  vi.spyOn(process.stdout, "write").mockImplementation((piece) => {
    out += String(piece);
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((piece) => {
    err += String(piece);
    return true;
  });
  const noDatabase = (): never => {
    throw new Error("this command needs no database");
  };
  const code = await runProgram(["node", "wellspring", "flow", ...args], {
    open: noDatabase,
    serverMain: "",
    version: "0",
    backups: { backup: noDatabase, restore: noDatabase },
    migrate: noDatabase,
  });
  vi.restoreAllMocks();
  return { code, out, err };
}

describe("wellspring flow", () => {
  const small = "p min 3 3\nn 1 5\nn 3 -5\na 1 3 0 9 4\na 1 2 0 3 1\na 2 3 0 -1 1\n";

  test("prints the DIMACS solution, without a database", async () => {
    const { code, out, err } = await runFlow(small);
    expect({ code, out, err }).toEqual({ code: 0, out: "s 14\nf 1 3 2\nf 1 2 3\nf 2 3 3\n", err: "" });
  });

  test("prints nothing but data with --json", async () => {
    const { code, out } = await runFlow(small, "--json");
    expect({ code, data: JSON.parse(out) as unknown }).toEqual({
      code: 0,
      data: { optimum: "14", flow: [2, 3, 3] },
    });
  });

  test("refuses a bad file with every line that is wrong, and prints no solution", async () => {
    const { code, out, err } = await runFlow("p min 2 2\na 1 7 0 1 1\na 1 2 0 1 x\n");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("[malformed]");
    expect(err).toContain("line 2, target");
    expect(err).toContain("line 3, cost");
  });

  test("refuses what cannot be carried, what has no least cost, what does not sum to zero and no file", async () => {
    const infeasible = await runFlow("p min 2 1\nn 1 5\nn 2 -5\na 1 2 0 3 1\n");
    expect(infeasible).toMatchObject({ code: 2, out: "" });
    expect(infeasible.err).toContain("flow_infeasible");
    expect(infeasible.err).toContain("missing: 2");
    const unbounded = await runFlow("p min 2 2\na 1 2 0 -1 -3\na 2 1 0 -1 1\n");
    expect(unbounded).toMatchObject({ code: 2, out: "" });
    expect(unbounded.err).toContain("flow_unbounded");
    const unbalanced = await runFlow("p min 2 0\nn 1 5\n");
    expect(unbalanced).toMatchObject({ code: 2, out: "" });
    expect(unbalanced.err).toContain("supplies_do_not_sum_to_zero");
    const missing = await run(join(folder, "none.min"));
    expect(missing).toMatchObject({ code: 2, out: "" });
    expect(missing.err).toContain("file_not_found");
  });
});
