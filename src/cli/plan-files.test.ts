import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { canonicalJson } from "#core/canonical-json.ts";
import {
  drawProblem,
  makeDemand,
  makeItem,
  makeProblem,
  makeSupply,
  openRandom,
  shuffleProblem,
} from "#planner/testing/problems.ts";
import { runProgram } from "./program.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "plan-files-"));
});
afterAll(async () => await rm(directory, { recursive: true, force: true }));
beforeEach(() => {
  process.exitCode = undefined;
});

const at = (name: string) => join(directory, name);
const readText = async (name: string) => await readFile(at(name), "utf8");

/** Runs the command line in this process: its exit code, and what it said. A command that opens a database fails. */
async function run(...args: readonly string[]) {
  const said = { out: "", err: "" };
  const out = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    said.out += String(text);
    return true;
  });
  const err = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said.err += String(text);
    return true;
  });
  try {
    const code = await runProgram(["node", "wellspring", ...args], {
      open: async () => await Promise.reject(new Error("a database was opened")),
      serverMain: "",
      version: "0",
      backups: {
        backup: async () => await Promise.reject(new Error("no backups here")),
        restore: async () => await Promise.reject(new Error("no backups here")),
      },
    });
    return { code, ...said };
  } finally {
    out.mockRestore();
    err.mockRestore();
    process.exitCode = undefined;
  }
}

const DRAWN = drawProblem(
  { demands: 30, supplies: 8, items: 3, periods: 5, quantityMax: 1000, limited: 0.5, demandsPerSite: 3 },
  openRandom(7),
);
const HEAD = { format: "wellspring-plan-problem", version: 1 };

async function write(name: string, value: unknown): Promise<string> {
  await writeFile(at(name), typeof value === "string" ? value : JSON.stringify(value));
  return at(name);
}

describe("wellspring plan solve", () => {
  test("writes a plan and its certificate that plan check accepts, and says what came of it", async () => {
    const problem = await write("problem.json", { ...HEAD, ...DRAWN });
    const solved = await run("plan", "solve", problem, "--out", at("p.json"), "--certificate", at("c.json"));
    expect(solved).toMatchObject({ code: 0, err: "reading …\nsolving …\nchecking …\n" });
    expect(solved.out).toContain("of 30 lines met by");
    const checked = await run("plan", "check", problem, at("p.json"), at("c.json"));
    expect(checked).toMatchObject({ code: 0, err: "" });
    expect(checked.out).toMatch(/^Yes: .* 30 lines .*\.\n$/);
    const asData = await run("plan", "check", problem, at("p.json"), at("c.json"), "--json");
    expect(JSON.parse(asData.out)).toMatchObject({ accepted: true, demands: 30 });
  });

  test("writes the same bytes for a shuffled problem, with one thread or two, and again", async () => {
    const shuffled = shuffleProblem(DRAWN, openRandom(11));
    expect(canonicalJson(shuffled)).not.toBe(canonicalJson(DRAWN));
    const files = [
      await write("a.json", { ...HEAD, ...DRAWN }),
      await write("b.json", { ...shuffled, ...HEAD }),
    ];
    const texts = new Set<string>();
    for (const [file, threads] of [
      [files[0]!, "1"],
      [files[0]!, "2"],
      [files[1]!, "1"],
      [files[1]!, "2"],
    ] as const) {
      const args = ["--out", at("p.json"), "--certificate", at("c.json"), "--threads", threads];
      expect(await run("plan", "solve", file, ...args, "--json")).toMatchObject({ code: 0 });
      texts.add(`${await readText("p.json")}${await readText("c.json")}`);
    }
    expect(texts.size).toBe(1);
  });

  test("refuses bad problems with every fault at once, and writes nothing", async () => {
    const before = await readdir(directory);
    const [first, second] = DRAWN.supplies;
    const bad = {
      ...HEAD,
      ...DRAWN,
      version: 2,
      supplies: [
        { ...first, item: 99, quantity: 0 },
        { ...second, site: -1, kept: 1 },
      ],
      demands: [{ ...DRAWN.demands[0], windowFrom: 3, windowTo: 1, items: [] }],
      lanes: [{ ...DRAWN.lanes[0], transitPeriods: 0.5, massCapacityGrams: "many" }],
    };
    const refused = await run("plan", "solve", await write("bad.json", bad), "--out", at("none.json"));
    await rm(at("bad.json"));
    expect(refused.code).toBe(2);
    for (const line of [
      'version: "2" – the file is of another kind or version [other_format] (expected 1)',
      'supplies.1.kept: "1" – there is no such field [unknown_field]',
      'supplies.0.item: "99" – it names a row that the file does not have [index_out_of_range]',
      'supplies.0.quantity: "0" – it is too small [too_small]',
      'supplies.1.site: "-1" – it names a row that the file does not have [index_out_of_range]',
      'demands.0.items: "a list" – the list is empty [empty_list]',
      'demands.0.windowTo: "1" – it ends before it begins [window_reversed]',
      'lanes.0.transitPeriods: "0.5" – a whole number is needed [not_a_whole_number]',
      'lanes.0.massCapacityGrams: "many" – a whole number is needed [not_a_whole_number]',
    ]) {
      expect(refused.err).toContain(line);
    }
    expect(await readdir(directory)).toEqual(before);
  });

  test("refuses sums beyond 2^53, what is no JSON, what is not there, and a count of threads that is none", async () => {
    const supplies = DRAWN.supplies.map((supply) => ({ ...supply, quantity: Number.MAX_SAFE_INTEGER }));
    const sums = await write("sums.json", { ...HEAD, ...DRAWN, supplies });
    const out = ["--out", at("none.json")];
    expect((await run("plan", "solve", sums, ...out)).err).toMatch(/supplies: ".*" – .* \[sum_too_large\]/);
    const broken = await run("plan", "solve", await write("broken.json", '{"format":'), ...out);
    expect(broken).toMatchObject({ code: 2 });
    expect(broken.err).toContain("[plan_file_unreadable]");
    expect((await run("plan", "solve", at("absent.json"), ...out)).err).toContain("plan_file_unreadable");
    const threads = await run("plan", "solve", sums, ...out, "--threads", "0");
    expect(threads.err).toContain(
      '--threads: "0" – a whole number from 1 to 64 is needed [whole_number_1_to_64]',
    );
    expect(await readdir(directory)).not.toContain("none.json");
  });

  test("interrupted, it ends at once and leaves nothing behind", async () => {
    const shape = { supplies: 60, items: 4, periods: 8, quantityMax: 100_000, limited: 1, demandsPerSite: 3 };
    const large = drawProblem({ demands: 500, ...shape }, openRandom(3));
    const problem = await write("large.json", { ...HEAD, ...large });
    const before = await readdir(directory);
    const main = join(import.meta.dirname, "main.ts");
    const child = spawn(process.execPath, [main, "plan", "solve", problem, "--out", at("large-plan.json")]);
    let err = "";
    child.stderr.on("data", (chunk) => {
      const isFirst = !err.includes("solving …");
      err += String(chunk);
      if (isFirst && err.includes("solving …")) child.kill("SIGINT");
    });
    const code = await new Promise((resolve) => child.on("exit", resolve));
    expect({ code, told: err.includes("Cancelled; nothing was written.") }).toEqual({
      code: 130,
      told: true,
    });
    expect(await readdir(directory)).toEqual(before);
  });
});

describe("wellspring plan check", () => {
  test("says no with every fault, its line and its reason, and ends with 2", async () => {
    const problem = await write("problem.json", { ...HEAD, ...DRAWN });
    await run("plan", "solve", problem, "--out", at("p.json"), "--certificate", at("c.json"));
    // Our own file, just written.
    const plan = JSON.parse(await readText("p.json")) as { demands: { allocated: number; met: boolean }[] };
    plan.demands[0]!.allocated += 1;
    plan.demands[1]!.met = !plan.demands[1]!.met;
    const damaged = await write("damaged.json", plan);
    const told = await run("plan", "check", problem, damaged, at("c.json"));
    expect(told.code).toBe(2);
    expect(told.out).toMatch(/^No: \d+ faults\.\n/);
    expect(told.out).toMatch(/plan: demand "d0": wrong_sum: its allocations come to \d+, not \d+/);
    expect(told.out).toMatch(/plan: demand "d1": wrong_status: it is (not )?met/);
    const asData = await run("plan", "check", problem, damaged, at("c.json"), "--json");
    expect(asData.code).toBe(2);
    expect(JSON.parse(asData.out)).toMatchObject({ accepted: false });
  });
});

describe("wellspring plan generate", () => {
  test("writes a problem that can be solved, the same bytes for the same seed", async () => {
    const draw = async (seed: string, name: string) => {
      const args = ["--preset", "small", "--seed", seed, "--out", at(name)];
      expect(await run("plan", "generate", ...args, "--json")).toMatchObject({ code: 0, err: "" });
      return await readText(name);
    };
    const [first, again, other] = [await draw("1", "g1"), await draw("1", "g2"), await draw("2", "g3")];
    expect([again === first, other === first]).toEqual([true, false]);
    expect(await run("plan", "solve", at("g1"), "--out", at("g-plan"))).toMatchObject({ code: 0 });
  });

  test("refuses a preset, a seed and a floor that are none, all at once", async () => {
    const args = ["--preset", "huge", "--seed", "-1", "--floor", "1001", "--out", at("none")];
    const refused = await run("plan", "generate", ...args);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain(
      '--preset: "huge" – small, country, world or facilities is needed [one_of_small_country_world_facilities]',
    );
    expect(refused.err).toContain(
      '--seed: "-1" – a whole number from 0 to below 2^32 is needed [whole_number_below_2_to_32]',
    );
    expect(refused.err).toContain(
      '--floor: "1001" – a whole number from 0 to 1000 is needed [whole_number_0_to_1000]',
    );
  });
});

describe("wellspring plan explain", () => {
  const page = async () => await readFile(join(import.meta.dirname, "../../docs/PLAN-FORMAT.md"), "utf8");
  const writeExample = async () => {
    const blocks = [...(await page()).matchAll(/```json\n(.*?)```/gs)].map((match) => match[1]!);
    return await Promise.all(["x-problem", "x-plan", "x-cert"].map((name, i) => write(name, blocks[i]!)));
  };

  test("says of every line and every rest what bound it, with its price", async () => {
    const told = await run("plan", "explain", ...(await writeExample()));
    expect(told).toMatchObject({ code: 0, err: "" });
    const bound = "it cannot get more unless a line that is no better off gets less. Bound by:";
    const more = "more would bring the lines it binds one unit more between them";
    expect(told.out.split("\n")).toEqual([
      `A: 700 of 1,000 units, level 0.35, fair share 700: ${bound}`,
      `  supply masks (900 units), price 1 a unit: 1 ${more}`,
      `B: 200 of 1,000 units, level 0.2, fair share 200: ${bound}`,
      `  mass of lane to B, leaving in period 0 (1,000 grams), price 0.2 a gram: 5 ${more}`,
      "C: 0 of 100 units, level 0, fair share 0: supplies answer it, but no lane leads from them to its site.",
      "gloves: 50 of 50 units left: nobody asks for its item.",
      "",
    ]);
  });

  test("names the floors that cannot hold together, and what cannot hold them", async () => {
    const [first] = await writeExample();
    const problem = JSON.parse(await readText("x-problem")) as { demands: { stages: unknown[] }[] };
    for (const demand of problem.demands) {
      demand.stages = [{ weightPerMille: 600, uptoPerMille: 600 }, ...demand.stages];
    }
    await write("x-problem", JSON.stringify(problem));
    const paths = [first!, at("x-plan-2"), at("x-cert-2")];
    const solved = await run("plan", "solve", first!, "--out", paths[1]!, "--certificate", paths[2]!);
    expect(solved).toMatchObject({ code: 0 });
    const told = await run("plan", "explain", ...paths);
    expect(told).toMatchObject({ code: 0, err: "" });
    expect(told.out).toContain(
      "Floors of stage 0 that cannot hold together: B (600): without any one of these, the others' can. Not enough of:\n  mass of lane to B",
    );
  });

  test("says what packs cost a line, and why a supply is left that somebody could use", async () => {
    const few = makeDemand("few", { quantity: 30, items: [1] });
    const problem = makeProblem({
      items: [makeItem(), makeItem()],
      supplies: [
        makeSupply("kits", { item: 1, quantity: 80, leastShipmentUnits: 40 }),
        makeSupply("masks", { quantity: 130, packUnits: 50 }),
      ],
      demands: [makeDemand("a"), makeDemand("b", { site: 2 }), few],
    });
    const path = await write("packs.json", { ...HEAD, ...problem });
    const [plan, certificate] = [at("packs-plan.json"), at("packs-cert.json")];
    await run("plan", "solve", path, "--out", plan, "--certificate", certificate);
    const { out } = await run("plan", "explain", path, plan, certificate);
    for (const line of [
      "b: 50 of 100 units, level 0.5, fair share 65:",
      "  rounding cost it 15 units: packs are not opened",
      "few: 0 of 30 units, level 0, fair share 30:",
      "  rounding cost it 30 units: less is not sent at once",
      "kits: 80 of 80 units left: somebody could take a unit of it still, but no pack, or less than is sent at once or of use.",
    ]) {
      expect(out).toContain(line);
    }
  });

  test("says it of one line, as data too, and refuses a line that is not there and a plan that is not proven", async () => {
    const [problem, plan, certificate] = await writeExample();
    const one = await run("plan", "explain", problem!, plan!, certificate!, "--line", "B", "--json");
    expect(JSON.parse(one.out)).toMatchObject({
      lines: [
        { demand: "B", status: "bound", boundBy: [{ price: 0.2, capacity: 1000, neededForOneUnit: 5 }] },
      ],
      unused: [],
    });
    const none = await run("plan", "explain", problem!, plan!, certificate!, "--line", "Z");
    expect(none).toMatchObject({ code: 2 });
    expect(none.err).toContain('--line: "Z" – there is no such line [unknown_line]');
    const unproven = await run("plan", "explain", problem!, plan!, plan!);
    expect(unproven).toMatchObject({ code: 2 });
    expect(unproven.err).toContain("[plan_not_proven]");
  });
});
