import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openRound } from "#app/round/open-round.ts";
import { planRound } from "#app/round/plan-round.ts";
import { publishRound } from "#app/round/publish-round.ts";
import { certificateFileSchema, planFileSchema, problemFileSchema } from "#api/plan-files.ts";
import { checkCertificate } from "#certificate/check-certificate.ts";
import { runProgram } from "#cli/program.ts";
import { LEAST_DEVELOPED_FIRST } from "#core/allocation/policy.ts";
import { canonicalJson } from "#core/canonical-json.ts";
import { asId, type RoundId } from "#core/id.ts";
import { getSecretariatId } from "#store/party.ts";
import {
  actFor,
  addLane,
  addParty,
  makeOneOffer,
  newMeta,
  raiseOneCall,
  units,
  type World,
} from "#test/fixtures/world.ts";
import { openTestServer, type TestServer } from "#test/open-server.ts";

const SCENARIO = "published";
let server: TestServer;
let world: World;
let roundId: RoundId;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "plan-export-"));
  server = await openTestServer();
  const { context } = server;
  const secretariatId = await getSecretariatId(context.database);
  world = { context, owner: context.database, secretariatId, setNow: () => undefined, drop: server.close };
  // 900 masks for a least developed country and another that ask 1,000 each; the lane to the other is narrow.
  const offer = await makeOneOffer(world, { quantity: units(900), scenario: SCENARIO });
  for (const country of ["ETH", "KEN"]) {
    const party = await addParty(world, { country });
    const { siteId } = await raiseOneCall(world, { party, scenario: SCENARIO });
    await addLane(world, {
      fromSiteId: offer.siteId,
      toSiteId: siteId,
      scenario: SCENARIO,
      massGramsPerDay: country === "KEN" ? 10 : null,
    });
  }
  const opened = await openRound(context, newMeta(coordinator()), {
    policy: LEAST_DEVELOPED_FIRST,
    scenario: SCENARIO,
  });
  if (!opened.ok) throw new Error(opened.refusal.code);
  roundId = asId<"round">(opened.value.id);
});
afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

const coordinator = () => actFor([world.secretariatId], ["coordinator"]);

async function get(name: string) {
  return await server.app.inject({ url: `/api/v1/rounds/${roundId}/${name}` });
}

/** Runs the command line on the server's database. */
async function run(...args: readonly string[]) {
  let out = "";
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    vi.spyOn(process[stream], "write").mockImplementation((text) => {
      out += String(text);
      return true;
    }),
  );
  const { context } = server;
  try {
    const code = await runProgram(["node", "wellspring", "plan", ...args], {
      open: async () => ({
        context,
        actor: coordinator(),
        newCommandId: () => asId<"command">(v7()),
        close: async () => undefined,
      }),
      serverMain: "",
      version: "0",
      backups: {
        backup: async () => await Promise.reject(new Error("no backups here")),
        restore: async () => await Promise.reject(new Error("no backups here")),
      },
      migrate: async () => await Promise.reject(new Error("nothing to migrate here")),
    });
    return { code, out };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = undefined;
  }
}

describe("the files of a round", () => {
  test("are not there before it is planned, and nobody's but the secretariat's before it is published", async () => {
    expect((await get("plan")).json()).toMatchObject({ status: 404, code: "not_found" });
    const early = await run("export", "--round", roundId, "--out", join(directory, "early"));
    expect(early).toMatchObject({ code: 2, out: expect.stringContaining("round_not_planned") });
    await planRound(server.context, newMeta(coordinator()), { roundId });
    expect((await get("certificate")).statusCode).toBe(404);
    expect(await readdir(directory)).toEqual([]);
  });

  test("are everybody's once it is published, of the shapes described, and the checker accepts them", async () => {
    await publishRound(server.context, newMeta(coordinator()), { roundId });
    const [problem, plan, certificate] = [await get("problem"), await get("plan"), await get("certificate")];
    expect([problem.statusCode, plan.statusCode, certificate.statusCode]).toEqual([200, 200, 200]);
    expect(problemFileSchema.parse(problem.json()).demands).toHaveLength(2);
    expect(planFileSchema.parse(plan.json()).allocations.length).toBeGreaterThan(1);
    expect(certificateFileSchema.parse(certificate.json()).bottlenecks.length).toBeGreaterThan(0);
    expect(checkCertificate(problem.json(), plan.json(), certificate.json())).toMatchObject({
      accepted: true,
      demands: 2,
    });
  });

  test("are exported as they are answered, and pass plan check and plan explain", async () => {
    const out = join(directory, "round");
    expect(await run("export", "--round", roundId, "--out", out)).toMatchObject({ code: 0 });
    const names = ["problem", "plan", "certificate"];
    for (const name of names) {
      const text = await readFile(join(out, `${name}.json`), "utf8");
      expect(text).toBe(`${canonicalJson((await get(name)).json())}\n`);
    }
    const paths = names.map((name) => join(out, `${name}.json`));
    expect(await run("check", ...paths)).toMatchObject({ code: 0, out: expect.stringMatching(/^Yes: /) });
    expect((await run("explain", ...paths)).out).toContain("What was used up:");
  });

  test("of a round that is not there, or by an id that is none, are refused and nothing is written", async () => {
    const out = join(directory, "none");
    const nothing = "00000000-0000-7000-8000-00000000dead";
    const refusals = [
      await run("export", "--round", nothing, "--out", out),
      await run("export", "--round", "7", "--out", out),
    ];
    expect(refusals.map(({ code }) => code)).toEqual([2, 2]);
    expect(refusals.map(({ out: told }) => told.split("\n")[0])).toEqual([
      "Refused: There is no round 00000000-0000-7000-8000-00000000dead. [not_found]",
      "Refused: Some of what was sent cannot be so; every problem is listed. [malformed]",
    ]);
    expect(await readdir(directory)).toEqual(["round"]);
  });
});
