import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { buildOperatorActor } from "#app/account/operator.ts";
import type { Policy } from "#core/allocation/policy.ts";
import { asId } from "#core/id.ts";
import {
  addLane,
  addParty,
  countRows,
  makeOneOffer,
  openWorld,
  raiseOneCall,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { openScarcity } from "#test/fixtures/scarcity.ts";
import { EXIT_CODES } from "./output.ts";
import { runProgram } from "./program.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => await world.drop());
afterEach(() => vi.restoreAllMocks());

const SCENARIO = "by-command";

/** What a command prints on standard output and standard error, and its exit code. */
async function run(...args: readonly string[]) {
  const printed = { out: "", error: "" };
  const take = (name: keyof typeof printed) => (text: string | Uint8Array) => {
    printed[name] += String(text);
    return true;
  };
  vi.spyOn(process.stdout, "write").mockImplementation(take("out"));
  vi.spyOn(process.stderr, "write").mockImplementation(take("error"));
  const { context } = world;
  const code = await runProgram(["node", "wellspring", ...args], {
    open: async () => ({
      context,
      actor: await buildOperatorActor(context),
      newCommandId: () => asId<"command">(context.newId()),
      close: async () => undefined,
    }),
    serverMain: "",
    version: "0",
    backups: { backup: fail, restore: fail } as never, // no command here takes them
    migrate: fail,
  });
  vi.restoreAllMocks();
  return { ...printed, code };
}

async function fail(): Promise<never> {
  throw new Error("not part of this test");
}

interface Compared {
  readonly a: { readonly lowestCoverage: number };
  readonly b: { readonly lowestCoverage: number };
}

interface Round {
  readonly id: string;
  readonly status: string;
  readonly version: number;
  readonly allocations: readonly unknown[];
}
async function runJson<Value = Round>(...args: readonly string[]): Promise<Value> {
  const { out, code, error } = await run(...args, "--json");
  expect(code, error).toBe(EXIT_CODES.done);
  return JSON.parse(out) as Value; // the test looks at what it needs
}

describe("a round from the command line", () => {
  test("is opened, listed, planned, shown and published", async () => {
    const offer = await makeOneOffer(world, { scenario: SCENARIO });
    const call = await raiseOneCall(world, { scenario: SCENARIO });
    await addLane(world, { fromSiteId: offer.siteId, toSiteId: call.siteId, scenario: SCENARIO });
    const opened = await runJson("plan", "open", "--policy", "equal_coverage", "--scenario", SCENARIO);
    expect(opened).toMatchObject({ status: "draft", version: 1, allocations: [] });
    const listed = await runJson<readonly Round[]>("plan", "list", "--scenario", SCENARIO);
    expect(listed.map(({ id }) => id)).toEqual([opened.id]);
    const planned = await runJson("plan", "run", opened.id);
    expect(planned).toMatchObject({ status: "draft", version: 2 });
    expect(planned.allocations).toHaveLength(1);
    expect(await runJson("plan", "show", opened.id)).toEqual(planned);
    expect((await run("plan", "show", opened.id)).out).toContain("100.00 %");
    expect(await runJson("plan", "publish", opened.id)).toMatchObject({ status: "published" });
  });

  test("is opened by a policy of one's own, printed, changed and read from a file", async () => {
    const { out } = await run("plan", "policy", "who_2020_two_phase");
    const policy = { ...(JSON.parse(out) as Policy), name: "mine", version: 3 };
    const path = join(await mkdtemp(join(tmpdir(), "policy-")), "mine.json");
    await writeFile(path, JSON.stringify(policy));
    const opened = await runJson("plan", "open", "--policy", path, "--scenario", "own policy");
    expect(opened).toMatchObject({ policy });
    expect((await run("plan", "policy")).out).toBe(
      "equal_coverage\nleast_developed_first\nwho_2020_two_phase\n",
    );
    const { weightPerMille: _weights, ...rest } = policy;
    const wrong = {
      ...rest,
      favour: 1,
      capOfNeedPerMille: 0,
      floorPerMille: { ...policy.floorPerMille, ldc: 1001 },
    };
    await writeFile(path, JSON.stringify(wrong));
    const refused = await run("plan", "open", "--policy", path);
    expect(refused.code).toBe(EXIT_CODES.refused);
    for (const told of [
      'floorPerMille.ldc: "1001" – it is too large [too_large]',
      "weightPerMille: it is missing [missing]",
      'capOfNeedPerMille: "0" – it is too small [too_small]',
      "favour: there is no such field [unknown_field]",
    ]) {
      expect(refused.error).toContain(told);
    }
    await writeFile(path, JSON.stringify({ ...policy, capOfNeedPerMille: 100 }));
    expect((await run("plan", "open", "--policy", path)).error).toContain(
      'policy.floorPerMille.all: "200" – the floor is above what any line may get [floor_above_cap] (cap 100)',
    );
  });

  test("two policies are compared on a round or on what is open, and nothing is written", async () => {
    const scenario = "compared";
    const offer = await makeOneOffer(world, { scenario, quantity: units(900) });
    for (const country of ["ETH", "KEN"]) {
      const call = await raiseOneCall(world, { party: await addParty(world, { country }), scenario });
      await addLane(world, { fromSiteId: offer.siteId, toSiteId: call.siteId, scenario });
    }
    const round = await runJson("plan", "open", "--policy", "least_developed_first", "--scenario", scenario);
    await runJson("plan", "run", round.id);
    const before = await countRows(world);
    const policies = ["--policy", "equal_coverage", "--policy", "own"];
    const compared = await runJson<Compared>("plan", "compare", "--round", round.id, ...policies);
    expect([compared.a.lowestCoverage, compared.b.lowestCoverage]).toEqual([0.45, 0.3]);
    const told = await run("plan", "compare", "--round", round.id, ...policies);
    expect(told.code).toBe(EXIT_CODES.done);
    for (const line of [
      "A: equal_coverage, edition 1",
      "B: least_developed_first, edition 1",
      /^Gini index of coverage \(0: equal\) +0\.0000 +0\.1667$/m,
      /^Jain index of coverage \(1: equal\) +1\.0000 +0\.9000$/m,
      /^units of medical_mask to least developed countries +50\.00 % +66\.67 %$/m,
      /^units without a mass or a distance +900 +900$/m,
      / LDC +medical_mask +1,000 +450 +600 +45\.00 % +60\.00 %$/m,
    ]) {
      expect(told.out).toMatch(line);
    }
    const open = ["--policy", "equal_coverage", "--policy", "least_developed_first"];
    const now = await runJson<Compared>("plan", "compare", "--scenario", scenario, ...open);
    expect(now.b).toEqual(compared.b);
    for (const [args, rule] of [
      [["--scenario", scenario, "--policy", "equal_coverage"], "two_policies"],
      [["--scenario", scenario, ...policies], "own_without_round"],
      [["--scenario", scenario, "--round", round.id, ...policies], "round_or_scenario"],
      [["--round", "x", ...policies], "uuid"],
      [["--policy", "by_favour", "--policy", "own"], "unknown_policy"],
    ] as const) {
      const refused = await run("plan", "compare", ...args);
      expect([refused.code, refused.out]).toEqual([EXIT_CODES.refused, ""]);
      expect(refused.error).toContain(`[${rule}]`);
    }
    expect(await countRows(world)).toEqual(before);
  });

  test("is refused with exit code 2 where a rule says no, and nothing is written", async () => {
    const before = await countRows(world);
    const nothing = "00000000-0000-7000-8000-00000000dead";
    for (const [args, told] of [
      [["open", "--policy", "by_favour"], "unknown_policy"],
      [["run", "not-an-id"], "uuid"],
      [["run", nothing], "not_found"],
      [["publish", nothing], "not_found"],
      [["show", nothing], "not_found"],
    ] as const) {
      const { code, out, error } = await run("plan", ...args);
      expect({ code, out }).toEqual({ code: EXIT_CODES.refused, out: "" });
      expect(error).toContain(told);
    }
    expect(await countRows(world)).toEqual(before);
  });
});

describe("an estimate from the command line", () => {
  test("says where no figures are known, and is refused where there is no population", async () => {
    const niue = await run("estimate", "--country", "NIU", "--weeks", "12");
    expect(niue.out).toContain("medians for each inhabitant of 5 economies (m49_subregion_061)");
    expect((await run("estimate", "--country", "ETH", "--weeks", "12")).out).not.toContain("medians");
    const { code, error } = await run("estimate", "--country", "BVT", "--weeks", "12");
    expect(code).toBe(EXIT_CODES.refused);
    expect(error).toContain("estimate_capacity_unknown");
  });
});

describe("a planned round from the command line", () => {
  test("is explained, and tried otherwise, in the language asked for; nothing is written", async () => {
    const scenario = "scarce-by-command";
    await openScarcity(world, scenario);
    const opened = await runJson("plan", "open", "--policy", "least_developed_first", "--scenario", scenario);
    await runJson("plan", "run", opened.id);
    const before = await countRows(world);
    const told = await run("plan", "explain", "--round", opened.id, "--language", "es");
    expect(told).toMatchObject({ code: EXIT_CODES.done, error: "" });
    expect(told.out).toMatch(/^Etiopía: .*: 600 de 1000 unidades; nivel 0,3/m);
    expect(told.out).toMatch(/: quedan 500 de 500 unidades\. Nadie pide este artículo\.$/m);
    const { lines } = await runJson<{ lines: readonly { demand: string }[] }>(
      "plan",
      "explain",
      "--round",
      opened.id,
    );
    expect(lines).toHaveLength(3);
    const change = ["--change", "policy equal_coverage"];
    const tried = await run("plan", "what-if", "--round", opened.id, ...change, "--language", "es");
    expect(tried.out).toMatch(/^1 línea recibe más, 150 unidades en total: Kenya.* \(de 300 a 450\)\.$/m);
    const plan = ["--plan", "plan.json"];
    const refused = await run("plan", "what-if", "problem.json", "--round", opened.id, ...plan, ...change);
    expect(refused.code).toBe(EXIT_CODES.refused);
    expect(refused.error).toContain("[a_file_or_a_round]");
    expect(refused.error).toContain("[a_round_has_its_plan]");
    expect(await countRows(world)).toEqual(before);
  });
});
