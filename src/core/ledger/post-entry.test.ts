import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asQuantity } from "#core/quantity.ts";
import { bookOf, GOWNS, idOf, MASKS, moveOf, placeOf } from "#core/testing/book.ts";
import type { EntryDraft, Movement, Stage } from "./movement.ts";
import { accountKey, balanceOf, type Book, postEntry } from "./post-entry.ts";

const supplies = new Set([MASKS]);
const held = bookOf([
  { supplyId: MASKS, ...placeOf("available"), units: 300 },
  { supplyId: MASKS, ...placeOf("reserved"), units: 40 },
  { supplyId: MASKS, ...placeOf("produced"), units: 0 },
]);

function entryOf(...movements: Movement[]): EntryDraft {
  return { id: idOf<"command">(1), reason: "command", corrects: null, movements };
}

function unitsIn(book: Book, stage: Stage): number | undefined {
  const account = book.get(accountKey({ supplyId: MASKS, ...placeOf(stage) }));
  return account && balanceOf(account);
}

/** What is wrong, each by a movement that has this fault and no earlier one; in the documented order. */
const FAULTS = {
  malformed: moveOf("reserve", 0),
  unknown_supply: moveOf("reserve", 1, { supplyId: GOWNS }),
  stage_not_reachable: moveOf("reserve", 1, { to: placeOf("used") }),
  not_enough_units: moveOf("reserve", 301),
} as const;
const ORDER = Object.keys(FAULTS) as (keyof typeof FAULTS)[]; // the keys of a const object

describe("posting an entry", () => {
  test("moves units from account to account and leaves the others alone", () => {
    const posted = postEntry(entryOf(moveOf("reserve", 120)), held, supplies);
    if (!posted.ok) throw new Error(posted.refusal.code);
    expect([unitsIn(posted.value, "available"), unitsIn(posted.value, "reserved")]).toEqual([180, 160]);
    expect(posted.value.size).toBe(2);
    expect(unitsIn(held, "available")).toBe(300);
  });

  test("is one fact: the order of its movements does not matter", () => {
    const chain = [moveOf("pledge", 50), moveOf("reserve", 350), moveOf("dispatch", 390)];
    const forwards = postEntry(entryOf(...chain), held, supplies);
    const backwards = postEntry(entryOf(...chain.toReversed()), held, supplies);
    expect(
      forwards.ok && [unitsIn(forwards.value, "available"), unitsIn(forwards.value, "in_transit")],
    ).toEqual([0, 390]);
    expect(backwards.ok && backwards.value).toEqual(forwards.ok && forwards.value);
  });

  test("takes the outside below zero, and nothing else", () => {
    const pledged = postEntry(entryOf(moveOf("pledge", 7)), new Map(), supplies);
    expect(pledged.ok && unitsIn(pledged.value, "produced")).toBe(-7);
    expect(postEntry(entryOf(moveOf("withdraw", 1)), new Map(), supplies)).toMatchObject({ ok: false });
  });

  test.each(ORDER)("refuses with %s", (code) => {
    expect(postEntry(entryOf(FAULTS[code]), held, supplies)).toMatchObject({ ok: false, refusal: { code } });
  });

  test("refuses by the documented order of precedence, whatever the order of the movements", () => {
    for (const [index, first] of ORDER.entries()) {
      for (const second of ORDER.slice(index + 1)) {
        const both = [FAULTS[first], FAULTS[second]];
        for (const movements of [both, both.toReversed()]) {
          const posted = postEntry(entryOf(...movements), held, supplies);
          expect([first, second, posted.ok || posted.refusal.code]).toEqual([first, second, first]);
        }
      }
    }
  });
});

describe("the facts of a refusal", () => {
  test("an entry without movements is malformed", () => {
    expect(postEntry(entryOf(), held, supplies)).toEqual({
      ok: false,
      refusal: { code: "malformed", problems: [{ field: "movements", value: null, rule: "at_least_one" }] },
    });
  });

  test("malformed names every quantity that is not a positive whole number", () => {
    const posted = postEntry(
      entryOf(
        moveOf("reserve", 0.5),
        moveOf("reserve", 3),
        moveOf("reserve", -1),
        moveOf("reserve", 2 ** 53),
      ),
      held,
      supplies,
    );
    expect(!posted.ok && posted.refusal.code === "malformed" && posted.refusal.problems).toEqual(
      [0, 2, 3].map((index) => ({
        field: `movements.${index}.quantity`,
        value: ["0.5", "", "-1", "9007199254740992"][index],
        rule: "positive_whole_number",
      })),
    );
  });

  test("quantities whose sum leaves the safe integers are malformed", () => {
    const most = moveOf("pledge", Number.MAX_SAFE_INTEGER);
    const posted = postEntry(entryOf(most, most), held, supplies);
    expect(!posted.ok && posted.refusal.code === "malformed" && posted.refusal.problems[0]?.rule).toBe(
      "sum_within_2_53",
    );
  });

  test("unknown supplies are named once each", () => {
    const gowns = moveOf("reserve", 1, { supplyId: GOWNS });
    expect(postEntry(entryOf(gowns, gowns), held, supplies)).toMatchObject({
      refusal: { code: "unknown_supply", supplyIds: [GOWNS] },
    });
  });

  test("too few units: how many there are, how many were asked, and where the others are", () => {
    const posted = postEntry(entryOf(moveOf("reserve", 200), moveOf("reserve", 150)), held, supplies);
    expect(!posted.ok && posted.refusal).toEqual({
      code: "not_enough_units",
      supplyId: MASKS,
      ...placeOf("available"),
      available: 300,
      asked: 350,
      elsewhere: [{ ...placeOf("reserved"), quantity: 40 }],
    });
  });

  test("units that the same entry brings in are not counted as there", () => {
    const posted = postEntry(entryOf(moveOf("pledge", 10), moveOf("reserve", 350)), held, supplies);
    expect(!posted.ok && posted.refusal).toMatchObject({ available: 300, asked: 340 });
  });
});

test("whatever is posted or refused, nothing falls below zero and every unit stays in the book", () => {
  const anyMovement = fc
    .record({
      kind: fc.constantFrom(
        "pledge",
        "withdraw",
        "reserve",
        "release",
        "dispatch",
        "receive",
        "use",
        "waste",
      ),
      quantity: fc.integer({ min: 1, max: 60 }),
    } as const)
    .map(({ kind, quantity }) => moveOf(kind, asQuantity(quantity)));
  fc.assert(
    fc.property(
      fc.array(fc.array(anyMovement, { minLength: 1, maxLength: 4 }), { maxLength: 30 }),
      (entries) => {
        let book: Book = new Map();
        for (const movements of entries) {
          const posted = postEntry(entryOf(...movements), book, supplies);
          if (posted.ok) book = new Map([...book, ...posted.value]);
        }
        const balances = [...book.values()].map(
          (account) => [account.stage, account.unitsIn - account.unitsOut] as const,
        );
        expect(balances.filter(([stage, units]) => stage !== "produced" && units < 0)).toEqual([]);
        expect(balances.reduce((sum, [, units]) => sum + units, 0)).toBe(0);
      },
    ),
    { numRuns: 300 },
  );
});
