import { describe, expect, test } from "vitest";
import type { ConsignmentId, PartyId } from "#core/id.ts";
import {
  addScanned,
  type CountTexts,
  listScanTexts,
  readScans,
  removeScanned,
  stateTexts,
} from "../arrivals/count-texts.ts";
import { findCountedOn, type WaitingReceipt } from "../arrivals/waiting-receipt.ts";

const NOTHING: CountTexts = {};
const PACKAGE = { code: "106141412345678908", lineNumber: 1, units: 600 };
/** As all of a lot are: nothing tells one from another but how many units it holds. */
const PACK = { code: "", lineNumber: 1, units: 50 };
const CARTON = { code: "", lineNumber: 1, units: 200 };

const waiting: WaitingReceipt = {
  kind: "receipt",
  key: "receipt c leader",
  step: "receive",
  consignmentId: "c" as ConsignmentId,
  consignmentNumber: "C-1",
  recipientId: "p" as PartyId,
  countedOn: "2026-03-01",
  lines: [{ lineNumber: 1, counted: 600, damaged: 3 }],
  reasons: [],
  userId: "leader",
  commandId: "command",
  savedAt: 1,
  isAttempted: false,
  problem: null,
};

describe("the day of a count that is recorded again", () => {
  const refuse = (field: string) => ({
    ...waiting,
    problem: { type: "", title: "", status: 422, code: "malformed", problems: [{ field, rule: "a_rule" }] },
  });
  test.each([
    ["is today's where none waits", null, "2026-03-05"],
    ["stays that on which it was counted", waiting, "2026-03-01"],
    ["stays where something else was refused", refuse("lines.0.counted"), "2026-03-01"],
    ["is today's where that day was refused", refuse("body.occurred"), "2026-03-05"],
  ])("%s", (_, before, day) => expect(findCountedOn(before, "2026-03-05")).toBe(day));
});

describe("the texts of a count", () => {
  test("keep the codes and what one package holds while it waits", () => {
    const typed = { ...addScanned(NOTHING, PACKAGE), "content.line": "1", "content.units": "50" };
    const scans = listScanTexts((field) => typed[field as keyof typeof typed] ?? "");
    const stated = stateTexts({ ...waiting, scans });
    expect(stated).toMatchObject({ "counted.1": "600", "damaged.1": "3" });
    expect(readScans(stated)).toEqual({ scanned: [PACKAGE], content: { lineNumber: 1, units: 50 } });
    expect(addScanned(stated, PACKAGE)).toBe(stated);
    expect(removeScanned(stated, 0)).toMatchObject({ "counted.1": "0", scanned: "[]" });
  });

  test("of a count that an earlier release kept know no codes", () => {
    expect(readScans(stateTexts(waiting))).toEqual({ scanned: [], content: null });
    expect(stateTexts(null)).toEqual({});
  });

  test("lose the code that was taken back, not another of its line", () => {
    const texts = [PACK, CARTON, PACK].reduce(addScanned, NOTHING);
    expect(texts["counted.1"]).toBe("300");
    const left = removeScanned(texts, 1);
    expect(readScans(left).scanned).toEqual([PACK, PACK]);
    expect(left["counted.1"]).toBe("100");
    expect(removeScanned(left, 7)).toBe(left);
  });
});
