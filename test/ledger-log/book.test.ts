import { describe, expect, test } from "vitest";
import { Book } from "#verifier/book.ts";
import type { Account, Movement, Supply } from "#verifier/leaf.ts";
import { pledgeOf, supplyOf } from "./made-log.ts";

/** The rules of the book, on entries that the program itself would never post. */
const GOWNS = "00000000-0000-0000-0000-000000000002";

/** Five masks moved from a stage to another at one site, and what is said of it otherwise. */
const move = (
  kind: string,
  [from, to]: readonly [from: string, to: string],
  more: Partial<Movement> = {},
): Movement => ({
  ...pledgeOf(5),
  kind,
  from: ["KEN", "NBO", from],
  to: ["KEN", "NBO", to],
  ...more,
});
const pledge = pledgeOf(5);
const back = move("pledge", ["available", "produced"], { reversal: true });

/** A book in which five masks were pledged. */
function openBook(): Book {
  const book = new Book();
  expect(book.post({ movements: [pledge], supplies: [supplyOf()] })).toBeUndefined();
  return book;
}

/** Posts movements, their lines numbered, with the supplies of those that come from outside unless said otherwise. */
function post(book: Book, movements: readonly Movement[], supplies?: readonly Supply[]) {
  const brought = new Set(movements.filter(({ from }) => from[2] === "produced").map(({ supply }) => supply));
  return book.post({
    movements: movements.map((movement, index) => ({ ...movement, line: index + 1 })),
    supplies: supplies ?? [...brought].map(supplyOf),
  });
}

describe("an account", () => {
  const reserveAt = (party: string, site: string): Movement => ({
    ...move("reserve", ["available", "reserved"]),
    from: [party, site, "available"],
    to: [party, site, "reserved"],
  });

  test("is another where spaces of its party and site stand elsewhere", () => {
    const book = new Book();
    const at = (stage: string): Account => ["KEN X", "Y", stage];
    expect(post(book, [{ ...pledge, from: at("produced"), to: at("available") }])).toBeUndefined();
    for (const [party, site] of [
      ["KEN", "X Y"],
      ["KEN X Y", ""],
    ] as const) {
      expect(post(book, [reserveAt(party, site)])).toMatchObject({ rule: "below_zero" });
    }
    expect(post(book, [reserveAt("KEN X", "Y")])).toBeUndefined();
  });

  test("is another for another supply", () => {
    const reserve = move("reserve", ["available", "reserved"], { supply: GOWNS });
    const book = openBook();
    expect(post(book, [{ ...pledge, supply: GOWNS, to: ["KEN", "MBA", "available"] }])).toBeUndefined();
    expect(post(book, [reserve])).toMatchObject({ rule: "below_zero" });
  });

  test("of the stage produced alone goes below zero, whatever a site is called", () => {
    const book = new Book();
    const at = (stage: string): Account => ["KEN", "produced", stage];
    expect(post(book, [{ ...pledge, from: at("produced"), to: at("available") }])).toBeUndefined();
    expect(post(book, [{ ...reserveAt("KEN", "produced"), quantity: 6 }])).toMatchObject({
      rule: "below_zero",
      reason: expect.stringContaining("with -1 units"),
    });
  });
});

describe("a reversal", () => {
  test("takes back what was moved so: some of it, all of it, within the entry itself, and not more", () => {
    const book = openBook();
    expect(post(book, [{ ...back, quantity: 2 }])).toBeUndefined();
    expect(post(book, [pledgeOf(4), { ...back, quantity: 6 }])).toBeUndefined();
    expect(post(book, [{ ...back, quantity: 1 }, pledgeOf(1)])).toBeUndefined();
    expect(post(book, [{ ...back, quantity: 2 }])).toMatchObject({ rule: "below_zero" });
    expect(post(book, [{ ...back, quantity: 1 }])).toBeUndefined();
  });

  test("brings nothing from outside that had not gone there", () => {
    const unwithdraw = move("withdraw", ["produced", "available"], { reversal: true });
    expect(post(new Book(), [unwithdraw])).toMatchObject({
      rule: "reversal_unfounded",
      reason: expect.stringContaining("takes back 5 units more than moved by withdraw"),
    });
    const book = openBook();
    expect(post(book, [unwithdraw])).toMatchObject({ rule: "reversal_unfounded" });
    expect(post(book, [move("withdraw", ["available", "produced"], { quantity: 3 })])).toBeUndefined();
    expect(post(book, [{ ...unwithdraw, quantity: 4 }])).toMatchObject({
      rule: "reversal_unfounded",
      reason: expect.stringContaining("takes back 1 units more"),
    });
    expect(post(book, [{ ...unwithdraw, quantity: 3 }])).toBeUndefined();
  });

  test.each<[string, Movement]>([
    ["another kind", move("release", ["available", "reserved"], { reversal: true })],
    ["another way", { ...back, to: ["KEN", "MBA", "produced"] }],
  ])("of %s than the units were moved by is none", (_what, movement) => {
    expect(post(openBook(), [movement])).toMatchObject({ rule: "reversal_unfounded" });
  });
});

describe("the supplies of an entry", () => {
  const gowns = { ...pledge, supply: GOWNS };

  test.each<[string, readonly Movement[], readonly Supply[], RegExp]>([
    ["leaves out one that was known before", [pledge], [], /brings units of the supply \S+1 from outside/],
    ["leaves out one of two", [pledge, gowns], [supplyOf(GOWNS)], /brings units of the supply \S+1 from/],
    ["has one that it does not move", [gowns], [supplyOf(), supplyOf(GOWNS)], /\S+1 is, and brings no/],
    [
      "has one that it moves on alone",
      [move("reserve", ["available", "reserved"])],
      [supplyOf()],
      /\S+1 is, and brings no units of it from outside/,
    ],
    ["has one twice", [pledge], [supplyOf(), supplyOf()], /says twice what the supply \S+1 is/],
    [
      "leaves out one whose units come back from outside",
      [move("withdraw", ["produced", "available"], { reversal: true })],
      [],
      /brings units of the supply \S+1 from outside/,
    ],
  ])("are those that it brings from outside: one that %s is found", (_what, movements, supplies, reason) => {
    const found = post(openBook(), movements, supplies);
    expect(found).toMatchObject({ rule: "supplies_differ", reason: expect.stringMatching(reason) });
  });

  test("may come again, as they were, and are counted once", () => {
    const book = openBook();
    expect(post(book, [pledge, gowns])).toBeUndefined();
    expect(book.supplies).toBe(2);
    expect(post(book, [pledge], [{ ...supplyOf(), terms: "sale" }])).toMatchObject({
      rule: "supply_changed",
    });
    expect(post(new Book(), [pledge], [])).toMatchObject({ rule: "supply_unknown" });
  });
});
