import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { AssignmentPlanFile } from "#core/allocation/assignment-files.ts";
import { runProgram } from "./program.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "plan-assign-"));
});
afterAll(async () => await rm(directory, { recursive: true, force: true }));

const run = async (...args: readonly string[]) => await runPlan("assign", ...args);

async function runPlan(...args: readonly string[]) {
  const said = { out: "", err: "" };
  const catchText = (stream: NodeJS.WriteStream, name: "out" | "err") =>
    vi.spyOn(stream, "write").mockImplementation((text) => {
      said[name] += String(text);
      return true;
    });
  const spies = [catchText(process.stdout, "out"), catchText(process.stderr, "err")];
  try {
    const code = await runProgram(["node", "wellspring", "plan", ...args], {
      open: async () => await Promise.reject(new Error("a database was opened")),
      serverMain: "",
      version: "0",
      backups: {
        backup: async () => await Promise.reject(new Error("no backups here")),
        restore: async () => await Promise.reject(new Error("no backups here")),
      },
      migrate: async () => await Promise.reject(new Error("nothing to migrate here")),
    });
    return { code, ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = undefined;
  }
}

async function write(name: string, text: string): Promise<string> {
  await writeFile(join(directory, name), text);
  return join(directory, name);
}

/** The worked examples of the page: teams alone, and with goods. */
async function readExample(number = 0): Promise<string> {
  const page = await readFile(join(import.meta.dirname, "../../docs/ASSIGNMENT-FORMAT.md"), "utf8");
  return [...page.matchAll(/```json\n(.*?)```/gs)][number]?.[1] ?? "";
}

describe("wellspring plan assign", () => {
  test("solves the worked example as it was done by hand, and says so in words and as data", async () => {
    const path = await write("example.json", await readExample());
    const told = await run(path);
    expect(told).toMatchObject({ code: 0 });
    expect(told.out).toContain("No assignment is fairer, nor as fair and better in what comes after.");
    const { out } = await run(path, "--json");
    expect(JSON.parse(out)).toMatchObject({
      format: "wellspring-assignment-plan",
      proven: true,
      calls: [
        { call: "A", wanted: 3, got: 1, level: 1 / 3, status: "bound" },
        { call: "B", wanted: 1, got: 1, level: 1, status: "met" },
      ],
      unused: [],
    });
  });

  test("solves the example with goods as it was done by hand, and plan check says yes, or what is wrong", async () => {
    const problem = await write("joint.json", await readExample(1));
    const out = join(directory, "joint-plan.json");
    const told = await run(problem, "--out", out);
    expect(told).toMatchObject({ code: 0 });
    expect(told.out).toContain("what the site has");
    const plan = JSON.parse(await readFile(out, "utf8")) as AssignmentPlanFile;
    expect(plan.assignments.map(({ unit, call }) => [unit, call])).toEqual([
      ["clinic", "A"],
      ["hospital", "B"],
    ]);
    expect(plan.needs).toEqual([
      { unit: "clinic", need: 0, by: "goods" },
      { unit: "hospital", need: 0, by: "goods" },
      { unit: "hospital", need: 1, by: "facility" },
    ]);
    expect(plan.goods?.plan.demands.map(({ demand, allocated }) => [demand, allocated])).toEqual([
      ["B masks", 30],
      ["need 0 clinic", 50],
      ["need 0 hospital", 100],
    ]);
    expect((await runPlan("check", problem, out)).out).toContain(
      "Yes: 2 units can go where they are sent, 1 needs",
    );
    const why = await runPlan(
      "explain",
      problem,
      out,
      "--unit",
      "hospital",
      "--against",
      "A",
      "--language",
      "fr",
    );
    expect(why.out).toContain("hospital va à B");
    expect(why.out).toContain(
      "A : article 1 : il lui faut 1 unité sur place d’ici période 2 ; il y en a assez",
    );
    expect(why.out).toContain(
      "Si elle ne pouvait aller qu’à A, 1 appels au lieu de 2 atteindraient le niveau 1.",
    );
    const both = await runPlan("explain", problem, out, "--unit", "nobody", "--against", "C");
    expect(both.err).toContain('--unit: "nobody" – there is no row of this key');
    expect(both.err).toContain('--against: "C" – there is no row of this key');
    const alone = await runPlan("explain", problem, "--against", "A");
    expect(alone.err).toContain("[two_files_of_a_unit]");
    expect(alone.err).toContain("[only_of_one_unit]");
    const greedy = {
      ...plan,
      assignments: plan.assignments.map((one) => ({ ...one, call: "A", lane: "to A" })),
    };
    const refused = await runPlan("check", problem, await write("greedy.json", JSON.stringify(greedy)));
    expect(refused.code).toBe(2);
    expect(refused.out).toContain('plan: need 1 of unit "hospital": facility_missing: site 1 has none');
  });

  test("refuses a bad file with every fault at once, and a time that is none", async () => {
    const bad = JSON.parse(await readExample()) as { calls: object[]; units: object[]; lanes: object[] };
    bad.calls[0] = { ...bad.calls[0], count: 0, types: [0, 0, 7], colour: "red" };
    bad.units[1] = { ...bad.units[1], key: "team 1", readyUntil: -1 };
    bad.lanes[0] = { ...bad.lanes[0], to: 9, unitCapacity: 0.5 };
    const refused = await run(await write("bad.json", JSON.stringify({ ...bad, version: 3 })));
    expect(refused).toMatchObject({ code: 2, out: "" });
    for (const line of [
      'version: "3" – the file is of another kind or version [other_format] (expected 2)',
      'calls.0.colour: "red" – there is no such field [unknown_field]',
      'units.1.key: "team 1" – it is there twice [repeated]',
      'units.1.readyUntil: "-1" – it names a row that the file does not have [index_out_of_range]',
      'calls.0.types.1: "0" – it is there twice [repeated]',
      'calls.0.types.2: "7" – it names a row that the file does not have [index_out_of_range]',
      'calls.0.count: "0" – it is too small [too_small]',
      'lanes.0.to: "9" – it names a row that the file does not have [index_out_of_range]',
      'lanes.0.unitCapacity: "0.5" – a whole number is needed [not_a_whole_number]',
    ]) {
      expect(refused.err).toContain(line);
    }
    const none = await run(await write("null.json", "null"));
    expect(none.err).toContain("[not_an_object]");
    const absent = await run(join(directory, "absent.json"));
    expect(absent).toMatchObject({ code: 2 });
    const seconds = await run(await write("example.json", await readExample()), "--seconds", "0");
    expect(seconds.err).toContain('--seconds: "0" – a whole number from 1 to 86400 is needed');
  });

  test("refuses more ways than the solver is given", async () => {
    const example = JSON.parse(await readExample()) as { calls: object[] };
    const calls = Array.from({ length: 101 }, (_, i) => ({ ...example.calls[0], key: `c${i}`, count: 1000 }));
    const refused = await run(await write("large.json", JSON.stringify({ ...example, calls })));
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toContain("possible sendings, at most 100000");
  });
});
