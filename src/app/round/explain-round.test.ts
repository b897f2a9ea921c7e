import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LEAST_DEVELOPED_FIRST } from "#core/allocation/policy.ts";
import { NAME_LANGUAGES } from "#core/item/item.ts";
import { asId, type CallId, type RoundId } from "#core/id.ts";
import { actFor, countRows, newMeta, openWorld, type World } from "#test/fixtures/world.ts";
import { openScarcity, type Scarcity } from "#test/fixtures/scarcity.ts";
import { explainRound, explainRoundLine, explainRoundSupply } from "./explain-round.ts";
import { openRound } from "./open-round.ts";
import { planRound } from "./plan-round.ts";
import { publishRound } from "./publish-round.ts";
import { readRoundFile } from "./read-round-file.ts";
import { readRoundRows } from "./read-round-rows.ts";
import { tryRound } from "./try-round.ts";

const SCENARIO = "explained";
let world: World;
let roundId: RoundId;
let scarcity: Scarcity;
const coordinator = () => actFor([world.secretariatId], ["coordinator"]);

beforeAll(async () => {
  world = await openWorld();
  scarcity = await openScarcity(world, SCENARIO);
  const opened = await openRound(world.context, newMeta(coordinator()), {
    policy: LEAST_DEVELOPED_FIRST,
    scenario: SCENARIO,
  });
  if (!opened.ok) throw new Error(opened.refusal.code);
  roundId = asId<"round">(opened.value.id);
});
afterAll(async () => await world.drop());

/** The value of a result that must be one. */
function valueOf<Outcome extends { readonly ok: boolean }>(
  result: Outcome,
): Extract<Outcome, { readonly ok: true; readonly value: unknown }>["value"] {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return (result as Extract<Outcome, { readonly ok: true; readonly value: unknown }>).value; // it is one that is ok
}

const explainLine = async (
  country: string,
  language: (typeof NAME_LANGUAGES)[number] = "en",
  asked = roundId,
) =>
  await explainRoundLine(world.context, coordinator(), {
    roundId: asked,
    callId: (scarcity.callIds.get(country) ?? "") as CallId, // as the fixture made it
    callLineNumber: 1,
    language,
  });

describe("a round", () => {
  test("is not explained before it is planned, and as a draft to nobody but the secretariat", async () => {
    expect(await explainLine("ETH")).toEqual({ ok: false, refusal: { code: "round_not_planned", roundId } });
    valueOf(await planRound(world.context, newMeta(coordinator()), { roundId }));
    const hidden = { ok: false, refusal: { code: "not_found", noun: "round", id: roundId } };
    expect(await explainRound(world.context, undefined, roundId)).toEqual(hidden);
    expect(await readRoundRows(world.context, undefined, { roundId, language: "en" })).toEqual(hidden);
  });

  test("says in names and days what bound a line, who draws on the same, and what would have changed it", async () => {
    const { words, facts } = valueOf(await explainLine("ETH"));
    expect(words.head).toMatch(
      /^Ethiopia: Medical masks?: 600 of 1,000 units; level 0\.3, fair share 360\.$/,
    );
    expect(words.causes).toEqual([
      expect.stringMatching(/^Medical masks? from .*: 900 units, all given out$/),
    ]);
    expect(words.sharing).toMatch(
      /^2 other lines draw on it, none better off: .*Kenya: .*level 0\.3, 300 of/,
    );
    expect(words.changes).toContainEqual(
      expect.stringMatching(/^One more pallet \([\d,]+ units\) of Medical/),
    );
    expect(words.changes.join("\n")).toMatch(/would bring it nothing/);
    expect(facts).toMatchObject({ line: { status: "bound" }, bottleneck: { isEven: true } });
  });

  test("says it in every language, with the names of that language", async () => {
    const heads = new Set<string>();
    for (const language of NAME_LANGUAGES) heads.add(valueOf(await explainLine("ETH", language)).words.head);
    expect(heads.size).toBe(NAME_LANGUAGES.length);
    expect([...heads].join("\n")).toContain("Éthiopie");
  });

  test("says what a smallest useful quantity cost a line, and why a supply is not in the plan", async () => {
    // Uganda asks 1,000 and has no use for fewer than 900: its fair share of 360 is less, and goes to the others.
    const { words, facts } = valueOf(await explainLine("UGA"));
    const line = { allocated: 0, fairShare: 360, lostUnits: 360, roundedBy: ["least_units"] };
    expect(facts).toMatchObject({ line });
    expect(words.reason).toMatch(/^Rounding cost it 360 units: less is of no use to it\./);
    const left = valueOf(
      await explainRoundSupply(world.context, coordinator(), {
        roundId,
        supplyId: scarcity.idleSupplyId,
        language: "en",
      }),
    );
    expect(left.words).toMatchObject({ reason: "Nobody asks for its item.", sharing: null });
    const used = await explainRoundSupply(world.context, coordinator(), {
      roundId,
      supplyId: scarcity.supplyId,
      language: "en",
    });
    expect(used).toMatchObject({ refusal: { code: "not_found", noun: "supply" } });
    const nobody = await explainRoundLine(world.context, coordinator(), {
      roundId,
      callId: asId<"call">("00000000-0000-7000-8000-000000000000"),
      callLineNumber: 1,
      language: "en",
    });
    expect(nobody).toMatchObject({ refusal: { code: "not_found", noun: "call" } });
  });
});

describe("a trial of a round", () => {
  const tryOut = async (changes: Parameters<typeof tryRound>[2]["changes"], signal?: AbortSignal) =>
    await tryRound(world.context, coordinator(), { roundId, changes }, signal);
  const keysOf = async () => {
    const { rows } = valueOf(await readRoundRows(world.context, coordinator(), { roundId, language: "en" }));
    return rows;
  };

  test("says what differs from the published plan, and leaves everything as it was", async () => {
    valueOf(await publishRound(world.context, newMeta(coordinator()), { roundId }));
    const before = [
      await countRows(world),
      await readRoundFile(world.context, undefined, { roundId, name: "plan" }),
    ];
    const masks = (await keysOf()).find(
      ({ change, values }) => change === "supply" && values["quantity"] === 900,
    );
    expect(masks?.name).toMatch(/^Medical masks? from /);
    const set = { quantity: 1200 };
    const { difference } = valueOf(await tryOut([{ change: "supply", key: masks?.key, set }]));
    expect(difference.lines.map(({ change }) => change).toSorted((a, b) => a - b)).toEqual([100, 200]);
    expect(await countRows(world)).toEqual(before[0]);
    expect(await readRoundFile(world.context, undefined, { roundId, name: "plan" })).toEqual(before[1]);
  });

  test("weighs by another policy: each gets the same", async () => {
    const { difference } = valueOf(await tryOut([{ change: "policy", key: "equal_coverage" }]));
    expect(difference.lines.map(({ change }) => change).toSorted((a, b) => a - b)).toEqual([-150, 150]);
    const heavier = valueOf(await tryOut([{ change: "policy", set: { ldc: 8000 } }]));
    expect(heavier.difference.gain).toEqual({ lines: 1, units: 200 });
  });

  test("is for those who may plan; what is wrong with the changes is told at once; it ends when nobody waits", async () => {
    const other = actFor([world.secretariatId], ["auditor"]);
    expect(await tryRound(world.context, other, { roundId, changes: [] })).toMatchObject({
      refusal: { code: "not_permitted", action: "plan_round" },
    });
    const wrong = await tryOut([
      { change: "supply", key: "nobody", set: { quantity: 1 } },
      { change: "policy", key: "by_favour" },
    ]);
    expect(wrong).toMatchObject({
      refusal: {
        code: "malformed",
        problems: [
          { field: "changes.1.key", rule: "unknown_policy" },
          { field: "changes.0.key", rule: "unknown_row" },
        ],
      },
    });
    const left = new AbortController();
    left.abort();
    expect(await tryOut([{ change: "policy", key: "equal_coverage" }], left.signal)).toEqual({
      ok: false,
      refusal: { code: "plan_not_found", reason: "cancelled" },
    });
  });
});
