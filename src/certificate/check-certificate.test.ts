import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkCertificate } from "./check-certificate.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../docs/PLAN-FORMAT.md"), "utf8");

/** The three files of the worked example, as docs/PLAN-FORMAT.md prints them. */
function readExample() {
  const [problem, plan, certificate] = [...PAGE.matchAll(/```json\n(.*?)```/gs)].map((match): unknown =>
    JSON.parse(match[1]!),
  );
  return { problem, plan, certificate };
}

describe("checkCertificate", () => {
  test("accepts the worked example that was done by hand", () => {
    const { problem, plan, certificate } = readExample();
    expect(checkCertificate(problem, plan, certificate)).toEqual({
      accepted: true,
      demands: 3,
      allocations: 2,
      bottlenecks: 2,
      shortfallUnits: 0,
      least: {
        // Rounding explains nothing here; a millionth and a thousand-millionth of 701 · 1 + 201 · 0, and of 701 · 0.00025 + 201 · 0.00045.
        arrival: { bound: 700, gap: 0, limit: expect.closeTo(701e-6 + 701e-9, 12) },
        cost: {
          bound: 0.265,
          gap: 0,
          limit: expect.closeTo(0.2657e-6 + 0.2657e-9, 12),
          arrivalPrice: 0,
          pricedArrival: 0,
        },
      },
    });
  });

  test("accepts the other certificate that the page names for the same plan", () => {
    const { problem, plan, certificate } = readExample();
    const other = {
      ...(certificate as object),
      bottlenecks: [
        {
          prices: [
            { kind: "supply", supply: "masks", price: 2 / 9 },
            { kind: "lane_mass", lane: "to B", period: 0, price: 7 / 45 },
          ],
        },
        { prices: [{ kind: "lane_mass", lane: "to B", period: 0, price: 0.2 }] },
      ],
    };
    expect(checkCertificate(problem, plan, other)).toMatchObject({ accepted: true });
  });

  test("lists everything that is wrong with the shape of all three files, and never throws", () => {
    for (const value of [
      undefined,
      null,
      1,
      "x",
      [],
      {},
      { format: 1, version: 1, supplies: {} },
      { version: 2, demands: [1] },
      { version: 3 },
    ]) {
      const verdict = checkCertificate(value, value, value);
      if (verdict.accepted) throw new Error("accepted nonsense");
      expect(new Set(verdict.faults.map((fault) => fault.file))).toEqual(
        new Set(["problem", "plan", "certificate"]),
      );
    }
  });

  test("names every rule of a fault on the page", async () => {
    const source = readFileSync(join(import.meta.dirname, "shape.ts"), "utf8");
    const rules = /export type FaultRule =(.*?);/s.exec(source)?.[1]?.match(/[a-z_]+/g) ?? [];
    expect(rules.length).toBeGreaterThan(25);
    expect(rules.filter((rule) => !PAGE.includes(`\`${rule}\``))).toEqual([]);
  });

  test("counts what units of items take of a site's units", () => {
    const { plan, certificate, ...example } = readExample();
    const problem = example.problem as { readonly receiving: readonly unknown[] }; // the page's own
    const power = (part: Readonly<Record<string, unknown>>) => ({
      ...problem,
      receiving: [
        {
          key: "power",
          site: 1,
          fromPeriod: 0,
          toPeriod: 1,
          items: [0],
          unitsPerThousand: [300_000],
          together: true,
          // 700 units of 300 each.
          unitCapacity: 210_000,
          volumeCapacityCubicCentimetres: null,
          coldVolumeCapacityCubicCentimetres: null,
          ...part,
        },
      ],
    });
    const rulesOf = (part: Readonly<Record<string, unknown>>) => {
      const verdict = checkCertificate(power(part), plan, certificate);
      return verdict.accepted ? [] : verdict.faults.map(({ rule }) => rule);
    };
    expect(rulesOf({})).toEqual([]);
    expect(rulesOf({ unitCapacity: 209_999 })).toContain("overdrawn");
    expect(rulesOf({ unitsPerThousand: [300_001] })).toContain("overdrawn");
    expect(rulesOf({ unitsPerThousand: [] })).toEqual(["other_length"]);
    expect(rulesOf({ unitsPerThousand: [0] })).toEqual(["out_of_range"]);
  });
});
