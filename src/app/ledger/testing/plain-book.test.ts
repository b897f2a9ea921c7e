import { describe, expect, test } from "vitest";
import type { Stage } from "#core/ledger/movement.ts";
import {
  type Answer,
  applyInSomeOrder,
  type Move,
  newPlainBook,
  type PlainBook,
  type PlainCommand,
  type Sent,
} from "./plain-book.ts";

const DONE: Answer = { ok: true };
const RECALLED: Answer = { ok: false, refusal: { code: "supply_recalled", available: null } };
const short = (available: number | null): Answer => ({
  ok: false,
  refusal: { code: "not_enough_units", available },
});

function openBook(available: number): PlainBook {
  const book = newPlainBook();
  book.totals.set("available", [available, 0]);
  return book;
}

function unitsOf({ totals }: PlainBook): Partial<Record<Stage, number>> {
  return Object.fromEntries([...totals].map(([stage, [entered, left]]) => [stage, entered - left]));
}

const RESERVE = { kind: "reserve", reversal: false, from: "available", to: "reserved" } as const;
const RELEASE = { kind: "release", reversal: false, from: "reserved", to: "available" } as const;

const reserve = (id: string, connection: number, quantity: number, answer: Answer): Sent => ({
  id,
  connection,
  command: { does: "move", way: "program", ...RESERVE, quantity },
  answer,
  moves: answer.ok ? [["available", "reserved", quantity]] : [],
});
const send = (id: string, command: PlainCommand, moves: readonly Move[] = []): Sent => ({
  id,
  connection: 9,
  command,
  answer: DONE,
  moves,
});
const recall = (units: number): Sent =>
  send("r", { does: "recall", recall: "r" }, [["available", "quarantined", units]]);

describe("answers that some order explains", () => {
  test("are carried out: who was refused came after the one who took the units", () => {
    const book = openBook(10);
    const sent = [reserve("a", 1, 6, short(3)), reserve("b", 2, 7, DONE)];
    expect(applyInSomeOrder(book, sent)).toBe(true);
    expect(unitsOf(book)).toEqual({ available: 3, reserved: 7 });
    expect([...book.posted]).toEqual(["b"]);
  });

  test("count a command that was sent twice once", () => {
    const book = openBook(10);
    expect(applyInSomeOrder(book, [reserve("a", 1, 6, DONE), reserve("a", 2, 6, DONE)])).toBe(true);
    expect(unitsOf(book)).toMatchObject({ available: 4 });
  });

  test("put a recall after the one who was still let, and before the one who was not", () => {
    const book = openBook(10);
    const sent = [reserve("a", 1, 6, RECALLED), recall(3), reserve("b", 3, 7, DONE)];
    expect(applyInSomeOrder(book, sent)).toBe(true);
    expect(unitsOf(book)).toEqual({ available: 0, reserved: 7, quarantined: 3 });
    const direct = { does: "move", way: "database", ...RELEASE, quantity: 2 } as const;
    const later = [
      { ...send("c", direct), answer: RECALLED },
      send("d", { ...direct, way: "program" }, [
        ["reserved", "available", 2],
        ["available", "quarantined", 2],
      ]),
      { ...send("e", { does: "account", recall: "r", to: "wasted", quantity: 6 }), answer: short(5) },
      send("f", { does: "account", recall: "r", to: "used", quantity: 4 }, [
        ["quarantined", "received", 4],
        ["received", "used", 4],
      ]),
      send("g", { does: "lift", recall: "r" }),
      send("h", direct, [["reserved", "available", 2]]),
    ];
    expect(applyInSomeOrder(book, later)).toBe(true);
    expect(unitsOf(book)).toEqual({ available: 2, reserved: 3, quarantined: 1, received: 0, used: 4 });
    expect([...book.posted]).toEqual(["b", "r", "d", "f", "h"]);
  });
});

describe("answers that no order explains", () => {
  test.each<readonly [string, readonly Sent[]]>([
    ["more is taken than there is", [reserve("a", 1, 6, DONE), reserve("b", 2, 6, DONE)]],
    ["enough is refused", [reserve("a", 1, 6, short(null))]],
    ["another number is named", [reserve("a", 1, 11, short(9))]],
    ["another number is moved", [{ ...reserve("a", 1, 6, DONE), moves: [["available", "reserved", 5]] }]],
    ["a connection's own order is turned", [reserve("a", 1, 6, short(3)), reserve("b", 1, 7, DONE)]],
    ["a command is refused after it was accepted", [reserve("a", 1, 6, DONE), reserve("a", 1, 6, short(4))]],
    ["one is refused though nothing is recalled", [reserve("a", 1, 6, RECALLED)]],
    ["one is let after a recall", [recall(10), reserve("a", 9, 6, DONE)]],
    ["a recall leaves units where they stand", [recall(9)]],
    ["a recall that nobody has begun is lifted", [send("l", { does: "lift", recall: "r" })]],
  ])("are told, and the book stays as it was: %s", (_, sent) => {
    const book = openBook(10);
    expect(applyInSomeOrder(book, sent)).toBe(false);
    expect(unitsOf(book)).toMatchObject({ available: 10 });
    expect(book.accepted.size).toBe(0);
    expect([...book.recalls]).toEqual([]);
  });
});
