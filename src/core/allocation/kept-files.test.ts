import { expect, test } from "vitest";
import { canonicalJson } from "#core/canonical-json.ts";
import { solveExample } from "#test/plan-files/example.ts";
import { parseKeptFiles } from "./kept-files.ts";

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
  const { unmetFloors: _floors, ...oldCertificate } = certificate;
  const texts = {
    problem: canonicalJson({
      ...problem,
      demands: problem.demands.map(({ stages: _stages, ...demand }) => ({ ...demand, weightPerMille: 2000 })),
    }),
    plan: canonicalJson({ ...plan, demands: plan.demands.map(({ stage: _stage, ...one }) => one) }),
    certificate: canonicalJson(oldCertificate),
  };
  const stages = [{ weightPerMille: 2000, uptoPerMille: 1000 }];
  expect(parseKeptFiles(texts)).toEqual({
    problem: { ...problem, demands: problem.demands.map((demand) => ({ ...demand, stages })) },
    plan: { ...plan, demands: plan.demands.map((one) => ({ ...one, stage: 0 })) },
    certificate: { ...certificate, unmetFloors: [] },
  });
});
