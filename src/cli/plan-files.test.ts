import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { PlanFile } from "#core/allocation/plan-files.ts";
import { canonicalJson } from "#core/canonical-json.ts";
import { drawProblem, openRandom, shuffleProblem } from "#planner/testing/problems.ts";
import { runOnFiles as run } from "#test/fixtures/run-program.ts";

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

const DRAWN = drawProblem(
  { demands: 30, supplies: 8, items: 3, periods: 5, quantityMax: 1000, limited: 0.5, demandsPerSite: 3 },
  openRandom(7),
);
const HEAD = { format: "wellspring-plan-problem", version: 2 };

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
    expect(checked.out).toMatch(/^Yes: .* 30 lines .*\.\nIn whole units: of arrival .*; of cost .*\.\n$/);
    // The cost apart from the price of arrivals is that of the allocations.
    const { allocations } = JSON.parse(await readText("p.json")) as PlanFile; // just written
    const cost = allocations.reduce((sum, { supply, lane, quantity }) => {
      const item = DRAWN.supplies.find(({ key }) => key === supply)?.item ?? -1;
      const perTonne = DRAWN.lanes.find(({ key }) => key === lane)?.costPerTonneMinor ?? 0;
      return sum + (quantity * perTonne * (DRAWN.items[item]?.massPerThousandGrams ?? 0)) / 1e9;
    }, 0);
    expect(Number(/ is for arrival and (\S+) is cost\./.exec(checked.out)?.[1])).toBeCloseTo(cost, 3);
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
      version: 3,
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
      'version: "3" – the file is of another kind or version [other_format] (expected 2)',
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
      '--preset: "huge" – small, country, world, facilities, teams or teams_small is needed [one_of_small_country_world_facilities_teams_teams_small]',
    );
    expect(refused.err).toContain(
      '--seed: "-1" – a whole number from 0 to below 2^32 is needed [whole_number_below_2_to_32]',
    );
    expect(refused.err).toContain(
      '--floor: "1001" – a whole number from 0 to 1000 is needed [whole_number_0_to_1000]',
    );
  });
});
