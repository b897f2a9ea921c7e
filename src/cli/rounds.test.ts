import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { buildOperatorActor } from "#app/account/operator.ts";
import { asId } from "#core/id.ts";
import {
  addLane,
  countRows,
  makeOneOffer,
  openWorld,
  raiseOneCall,
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
  });
  vi.restoreAllMocks();
  return { ...printed, code };
}

async function fail(): Promise<never> {
  throw new Error("not part of this test");
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
    expect(lines).toHaveLength(2);
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
