import { expect, test } from "vitest";
import { checkCertificate } from "#certificate/check-certificate.ts";
import { canonicalJson } from "#core/canonical-json.ts";
import { changeProblem } from "#core/what-if/change-problem.ts";
import { solvePlan } from "#planner/solve-plan.ts";
import { makeDemand, makeLane, makeProblem, makeSupply } from "#planner/testing/problems.ts";
import { solveExample } from "#test/plan-files/example.ts";
import { parseKeptFiles } from "./kept-files.ts";
import { writePlanFiles } from "./plan-files.ts";

test("files are read as they were written", async () => {
  const files = await solveExample();
  const { problem, plan, certificate } = files;
  const texts = {
    problem: canonicalJson(problem),
    plan: canonicalJson(plan),
    certificate: canonicalJson(certificate),
  };
  expect(parseKeptFiles(texts)).toEqual(files);
});

test("files from before there were stages have one, of the weight that they have, and no unmet floors", async () => {
  const { problem, plan, certificate } = await solveExample();
  const { unmetFloors: _floors, least: _least, ...oldCertificate } = certificate;
  const texts = {
    problem: canonicalJson({
      ...problem,
      version: 1,
      demands: problem.demands.map(({ stages: _stages, ...demand }) => ({ ...demand, weightPerMille: 2000 })),
    }),
    plan: canonicalJson({
      ...plan,
      version: 1,
      demands: plan.demands.map(({ stage: _stage, ...one }) => one),
    }),
    certificate: canonicalJson({ ...oldCertificate, version: 1 }),
  };
  const stages = [{ weightPerMille: 2000, uptoPerMille: 1000 }];
  expect(parseKeptFiles(texts)).toEqual({
    problem: { ...problem, demands: problem.demands.map((demand) => ({ ...demand, stages })) },
    plan: { ...plan, demands: plan.demands.map((one) => ({ ...one, stage: 0 })) },
    certificate: { ...certificate, unmetFloors: [], least: null },
  });
});

test("files from before there were packs are proven and can be changed like any other", async () => {
  const before = makeProblem({
    supplies: [makeSupply("s", { quantity: 90 })],
    demands: [makeDemand("a", { quantity: 60 }), makeDemand("b", { quantity: 100 })],
    lanes: [makeLane("l")],
  });
  const solved = await solvePlan(before);
  if (solved.status !== "solved") throw new Error(solved.status);
  const { problem, plan, certificate } = writePlanFiles(before, solved.plan);
  const { companions: _companions, ...oldProblem } = problem;
  const { unmetFloors: _floors, unrounded: _unrounded, least: _proof, ...oldCertificate } = certificate;
  const texts = {
    problem: canonicalJson({
      ...oldProblem,
      version: 1,
      supplies: problem.supplies.map(({ packUnits: _pack, leastShipmentUnits: _least, ...supply }) => supply),
      demands: problem.demands.map(({ stages: _stages, leastUnits: _units, ...demand }) => {
        return { ...demand, weightPerMille: 1000 };
      }),
    }),
    plan: canonicalJson({
      ...plan,
      version: 1,
      demands: plan.demands.map(({ stage: _stage, lostUnits: _lost, roundedBy: _by, ...one }) => one),
    }),
    certificate: canonicalJson({ ...oldCertificate, version: 1 }),
  };
  const files = parseKeptFiles(texts);
  expect(files).toEqual({ problem, plan, certificate: { ...certificate, least: null } });
  const kept = [texts.problem, texts.plan, texts.certificate].map((text): unknown => JSON.parse(text));
  expect(checkCertificate(kept[0], kept[1], kept[2])).toMatchObject({ accepted: true, least: null });
  const set = { quantity: 50 };
  expect(changeProblem(files.problem, [{ change: "supply", key: "s", set }])).toMatchObject({ ok: true });
});
