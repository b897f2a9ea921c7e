import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canonicalJson } from "#core/canonical-json.ts";
import { NAME_LANGUAGES } from "#core/item/item.ts";
import { makeDemand, makeItem, makeProblem, makeSupply } from "#planner/testing/problems.ts";
import { runOnFiles as run } from "#test/fixtures/run-program.ts";

let directory = "";
/** Problem, plan and certificate of the worked example of docs/PLAN-FORMAT.md. */
let files: readonly [string, string, string];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "plan-explain-"));
  const page = await readFile(join(import.meta.dirname, "../../docs/PLAN-FORMAT.md"), "utf8");
  const blocks = [...page.matchAll(/```json\n(.*?)```/gs)].map((match) => match[1]!);
  const write = async (name: string, at: number) => {
    await writeFile(join(directory, name), blocks[at]!);
    return join(directory, name);
  };
  files = [await write("problem", 0), await write("plan", 1), await write("certificate", 2)];
});
afterAll(async () => await rm(directory, { recursive: true, force: true }));

describe("wellspring plan explain", () => {
  test("says of every line and every rest what bound it and what would have changed it", async () => {
    const told = await run("plan", "explain", ...files);
    expect(told).toMatchObject({ code: 0, err: "" });
    const bound = "It cannot get more unless a line that is no better off gets less. What was used up:";
    const note =
      "  These figures follow from the prices of the certificate and are upper bounds; how much a change brings is seen by trying it.";
    expect(told.out.split("\n")).toEqual([
      `A: 700 of 1,000 units; level 0.35, fair share 700. ${bound}`,
      "  – supply masks: 900 units, all given out",
      "  1 other line draws on it and is no better off: B (level 0.2, 200 of 1,000 units).",
      "  What would have changed it:",
      "  – A window that ends 1 period later would bring it nothing: by the prices, every way that it would then have draws as much on what was used up.",
      "  – One more unit of supply masks: at most 1 unit more between the lines that draw on it.",
      note,
      `B: 200 of 1,000 units; level 0.2, fair share 200. ${bound}`,
      "  – mass by lane to B: 1 kg a period, period 0",
      "  No other line draws on it.",
      "  What would have changed it:",
      "  – A window that ends 1 period later could bring it more: by the prices, supply masks by lane to B, arriving period 1, draws less on what was used up.",
      "  – One tonne more by lane to B, period 0: at most 800 units more between the lines that draw on it.",
      "  – One more departure by lane to B, period 0: at most 200 units more between the lines that draw on it.",
      note,
      "C: 0 of 100 units; level 0, fair share 0. Supplies answer it, but no lane leads from them to its site.",
      "  What would have changed it:",
      "  – A lane from site 0 to site 3 would bring supply masks within its reach; 0 units of it left.",
      "supply gloves: 50 of 50 units left. Nobody asks for its item.",
      "  What would have changed it:",
      "  – Only a further need of item 1 would use it.",
      "",
    ]);
  });

  test("names the floors that cannot hold together, and what cannot hold them", async () => {
    const problem = JSON.parse(await readFile(files[0], "utf8")) as { demands: { stages: unknown[] }[] };
    for (const demand of problem.demands) {
      demand.stages = [{ weightPerMille: 600, uptoPerMille: 600 }, ...demand.stages];
    }
    const floored = ["floored", "floored-plan", "floored-cert"].map((name) => join(directory, name));
    const [path, plan, certificate] = floored as [string, string, string];
    await writeFile(path, JSON.stringify(problem));
    const solved = await run("plan", "solve", path, "--out", plan, "--certificate", certificate);
    expect(solved.code).toBe(0);
    const told = await run("plan", "explain", ...floored);
    expect(told).toMatchObject({ code: 0, err: "" });
    const floor =
      "Stage 0 promises more than there is: B (600 units). Without any one of these the others’ could be held. Not enough of:\n  – mass by lane to B: 1 kg a period, period 0\n";
    expect(told.out).toContain(floor);
    expect(told.out).toContain("B: 200 of 1,000 units; level 0.2 (stage 0), fair share 200.");
    const own = await run("plan", "explain", ...floored, "--demand", "B");
    expect(own.out).toContain(floor);
    const other = await run("plan", "explain", ...floored, "--demand", "A", "--json");
    expect(JSON.parse(other.out)).toMatchObject({ lines: [{ demand: "A" }], unmetFloors: [] });
    await Promise.all(floored.map(async (one) => await rm(one)));
  });

  test("says what packs cost a line, and why a supply is left that somebody could use", async () => {
    const problem = makeProblem({
      items: [makeItem(), makeItem()],
      supplies: [
        makeSupply("kits", { item: 1, quantity: 80, leastShipmentUnits: 40 }),
        makeSupply("masks", { quantity: 130, packUnits: 50 }),
      ],
      demands: [
        makeDemand("a"),
        makeDemand("b", { site: 2 }),
        makeDemand("few", { quantity: 30, items: [1] }),
      ],
    });
    const at = (name: string) => join(directory, name);
    await writeFile(
      at("packs"),
      canonicalJson({ format: "wellspring-plan-problem", version: 2, ...problem }),
    );
    const paths = [at("packs"), at("packs-plan"), at("packs-cert")] as const;
    const solved = await run("plan", "solve", paths[0], "--out", paths[1], "--certificate", paths[2]);
    expect(solved).toMatchObject({ code: 0 });
    const { out } = await run("plan", "explain", ...paths);
    for (const words of [
      "b: 50 of 100 units; level 0.5, fair share 65. Rounding cost it 15 units: packs are not opened.",
      "few: 0 of 30 units; level 0, fair share 30. Rounding cost it 30 units: less is not sent at once.",
      "kits: 80 of 80 units left. Somebody could still take a unit of it, but no pack, or less than is sent at once or of use.",
    ]) {
      expect(out).toContain(words);
    }
  });

  test("says it in every language, each in its own words", async () => {
    const told = [];
    // One after another: each run hears what this process says.
    for (const language of NAME_LANGUAGES) {
      told.push(await run("plan", "explain", ...files, "--language", language));
    }
    expect(told.map(({ code }) => code)).toEqual(NAME_LANGUAGES.map(() => 0));
    expect(new Set(told.map(({ out }) => out)).size).toBe(NAME_LANGUAGES.length);
  });

  test("says it of one line, or of what is left of one supply, as data too", async () => {
    const line = await run("plan", "explain", ...files, "--demand", "B", "--json");
    expect(JSON.parse(line.out)).toMatchObject({
      lines: [{ demand: "B", status: "bound", bottleneck: 1, changes: [{ by: "window_later" }] }],
      bottlenecks: [{}, { groups: [{ kind: "lane_mass", lane: "to B", capacity: 1000 }] }],
      unused: [],
    });
    const rest = await run("plan", "explain", ...files, "--supply", "gloves", "--json");
    expect(JSON.parse(rest.out)).toMatchObject({
      lines: [],
      unused: [{ supply: "gloves", reason: "no_demand" }],
    });
  });

  test("solves one line again with what could bring it more, and says what it gets", async () => {
    const told = await run("plan", "explain", ...files, "--demand", "B", "--solve");
    expect(told).toMatchObject({ code: 0, err: "" });
    expect(told.out).toMatch(
      /\n {2}Solved again:\n {2}– A window that ends 1 period later: it gets 300 in place of 200\.\n$/,
    );
    const asData = await run("plan", "explain", ...files, "--demand", "A", "--solve", "--json");
    expect(JSON.parse(asData.out)).toMatchObject({
      tried: [{ by: "supply_unit", supply: "masks", before: 700, after: 701 }],
    });
    expect((await run("plan", "explain", ...files, "--solve")).err).toContain("[only_of_one_line]");
  });

  test("refuses what is not there, each option that cannot be read, and a plan that is not proven", async () => {
    const none = await run("plan", "explain", ...files, "--demand", "Z", "--supply", "masks");
    expect(none.code).toBe(2);
    expect(none.err).toContain('--demand: "Z" – there is no such line [unknown_line]');
    expect(none.err).toContain('--supply: "masks" – there is no such supply, or nothing is left of it');
    const options = await run("plan", "explain", files[0], "--round", "first", "--language", "la");
    expect(options.code).toBe(2);
    for (const rule of [
      "[uuid]",
      "[three_files_or_a_round]",
      "[unknown_language] (allowed ar, zh, en, es, fr, ru)",
    ]) {
      expect(options.err).toContain(rule);
    }
    const unproven = await run("plan", "explain", files[0], files[1], files[1]);
    expect(unproven.code).toBe(2);
    expect(unproven.err).toContain("[plan_not_proven]");
  });
});

describe("wellspring plan what-if", () => {
  const whatIf = async (...args: readonly string[]) => await run("plan", "what-if", files[0], ...args);

  test("says who gains and who loses, in all and line by line, and writes nothing", async () => {
    const before = await readdir(directory);
    const told = await whatIf(
      "--plan",
      files[1],
      "--change",
      "supply masks quantity=1200",
      "--change",
      "lane to B mass=5000",
    );
    expect(told).toMatchObject({ code: 0, err: "reading …\nsolving …\n" });
    expect(told.out).toMatch(
      /^2 lines get more, 300 units in all: B \(from 200 to 400\), A \(from 700 to 800\)\.\n/,
    );
    expect(told.out).toMatch(/lowest level +0 +0\n/);
    expect(told.out).toMatch(/B +1,000 +200 +400 +\+200 +0\.2 +0\.4\n/);
    expect(await readdir(directory)).toEqual(before);
    const french = await whatIf("--change", "supply masks quantity=1200", "--language", "fr");
    expect(french.out).toContain("1 ligne reçoit davantage, 300 unités en tout");
  });

  test("takes changes from a file too, makes new rows, and gives the difference as data", async () => {
    const changes = join(directory, "changes.json");
    await writeFile(
      changes,
      JSON.stringify({ changes: [{ change: "lane", key: "to C", like: "to B", set: { to: 3 } }] }),
    );
    const told = await whatIf("--changes", changes, "--change", "lane to A cost=0", "--json");
    expect(JSON.parse(told.out)).toMatchObject({
      lines: [
        { demand: "A", change: -33, before: { allocated: 700 }, after: { allocated: 667 } },
        { demand: "C", change: 33, before: { status: "unreachable" }, after: { status: "bound" } },
      ],
      sameLines: 1,
    });
    await rm(changes);
  });

  test("refuses with everything that is wrong, with the options or then with the changes", async () => {
    const options = await whatIf(
      "--change",
      "boat x",
      "--change",
      "lane to A mass=much",
      "--language",
      "la",
      "--plan",
      files[1],
    );
    expect(options.code).toBe(2);
    for (const rule of ["[unknown_change]", '"mass=much" – a whole number is needed', "[unknown_language]"]) {
      expect(options.err).toContain(rule);
    }
    expect((await run("plan", "what-if")).err).toContain("[a_file_or_a_round]");
    expect((await whatIf()).err).toContain("--change: at least one is needed");
    const changes = await whatIf("--change", "lane to Z remove", "--change", "demand A windowTo=7 colour=3");
    expect(changes.code).toBe(2);
    for (const text of [
      'changes.0.key: "to Z" – there is no row of this key [unknown_row]',
      'changes.1.set.colour: "3" – there is no such field [unknown_field] (allowed site, quantity,',
      'changes.1.set.windowTo: "7" – it names a row that the file does not have [index_out_of_range]',
    ]) {
      expect(changes.err).toContain(text);
    }
    const plan = await whatIf("--change", "lane to A cost=1", "--plan", files[2]);
    expect(plan.err).toContain("[other_format]");
  });
});
