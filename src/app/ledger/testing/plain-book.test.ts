import { describe, expect, test } from "vitest";
import { type Answer, applyInSomeOrder, type PlainBook, type Sent } from "./plain-book.ts";

const DONE: Answer = { ok: true };
const openBook = (available: number): PlainBook => ({
  units: new Map([["available", available]]),
  posted: new Set(),
});
const reserve = (id: string, connection: number, quantity: number, answer: Answer): Sent => ({
  id,
  connection,
  from: "available",
  to: "reserved",
  isUnbounded: false,
  quantity,
  answer,
});

describe("answers that some order explains", () => {
  test("are carried out: who was refused came after the one who took the units", () => {
    const book = openBook(10);
    const sent = [reserve("a", 1, 6, { ok: false, available: 3 }), reserve("b", 2, 7, DONE)];
    expect(applyInSomeOrder(book, sent)).toBe(true);
    expect(Object.fromEntries(book.units)).toEqual({ available: 3, reserved: 7 });
    expect([...book.posted]).toEqual(["b"]);
  });

  test("count a command that was sent twice once", () => {
    const book = openBook(10);
    expect(applyInSomeOrder(book, [reserve("a", 1, 6, DONE), reserve("a", 2, 6, DONE)])).toBe(true);
    expect(book.units.get("available")).toBe(4);
  });
});

describe("answers that no order explains", () => {
  test.each<readonly [string, readonly Sent[]]>([
    ["more is taken than there is", [reserve("a", 1, 6, DONE), reserve("b", 2, 6, DONE)]],
    ["enough is refused", [reserve("a", 1, 6, { ok: false, available: null })]],
    ["another number is named", [reserve("a", 1, 11, { ok: false, available: 9 })]],
    [
      "a connection's own order is turned",
      [reserve("a", 1, 6, { ok: false, available: 3 }), reserve("b", 1, 7, DONE)],
    ],
    [
      "a command is refused after it was accepted",
      [reserve("a", 1, 6, DONE), reserve("a", 1, 6, { ok: false, available: 4 })],
    ],
  ])("are told, and the book stays as it was: %s", (_, sent) => {
    const book = openBook(10);
    expect(applyInSomeOrder(book, sent)).toBe(false);
    expect(book.units.get("available")).toBe(10);
    expect(book.posted.size).toBe(0);
  });
});
