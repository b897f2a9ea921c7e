import { describe, expect, test } from "vitest";
import { Book } from "#verifier/book.ts";
import type { Account, Movement, Supply } from "#verifier/leaf.ts";

/** The rules of the book, on entries that the program itself would never post. */
const MASKS = "00000000-0000-0000-0000-000000000001";

const supplyOf = (supply: string): Supply => ({
  supply,
  item: "medical_mask",
  giver: "KEN",
  terms: "grant",
  offer: null,
  lot: null,
  expiry: null,
  pipeline: null,
  emergency: null,
  scenario: null,
});

/** One movement of 5 masks, and what is said of it otherwise. */
const move = (kind: string, [from, to]: readonly [Account, Account], more: Partial<Movement> = {}) => ({
  line: 1,
  kind,
  reversal: false,
  supply: MASKS,
  quantity: 5,
  from,
  to,
  recipient: null,
  consignment: null,
  occurred: ["2026-01-01", "2026-01-01", "2026-01-01"] as const,
  ...more,
});

describe("an account", () => {
  test("is another where spaces of its party and site stand elsewhere", () => {
    const book = new Book();
    const at = (party: string, site: string, stage: string): Account => [party, site, stage];
    const pledge = move("pledge", [at("KEN X", "Y", "produced"), at("KEN X", "Y", "available")]);
    expect(book.post({ movements: [pledge], supplies: [supplyOf(MASKS)] })).toBeUndefined();
    for (const [party, site] of [
      ["KEN", "X Y"],
      ["KEN X Y", ""],
    ] as const) {
      const reserve = move("reserve", [at(party, site, "available"), at(party, site, "reserved")]);
      expect(book.post({ movements: [reserve], supplies: [] })).toMatchObject({ rule: "below_zero" });
    }
    const reserve = move("reserve", [at("KEN X", "Y", "available"), at("KEN X", "Y", "reserved")]);
    expect(book.post({ movements: [reserve], supplies: [] })).toBeUndefined();
  });

  test("of the stage produced alone goes below zero, whatever a site is called", () => {
    const book = new Book();
    const site = "produced";
    const pledge = move("pledge", [
      ["KEN", site, "produced"],
      ["KEN", site, "available"],
    ]);
    expect(book.post({ movements: [pledge], supplies: [supplyOf(MASKS)] })).toBeUndefined();
    const reserve = move(
      "reserve",
      [
        ["KEN", site, "available"],
        ["KEN", site, "reserved"],
      ],
      { quantity: 6 },
    );
    expect(book.post({ movements: [reserve], supplies: [] })).toMatchObject({
      rule: "below_zero",
      reason: expect.stringContaining("with -1 units"),
    });
  });
});
