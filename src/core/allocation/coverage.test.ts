import { describe, expect, test } from "vitest";
import { measureRounds } from "./coverage.ts";

const line = (callId: string, allocated: number, leastDeveloped = false) => {
  return { callId, callLineNumber: 1, allocated, leastDeveloped };
};
const need = (callId: string, asked: number, itemId = "mask") => {
  return { callId, callLineNumber: 1, itemId, asked };
};
const masks = (month: string) => [{ itemId: "mask", from: `${month}-01`, until: `${month}-30` }];

describe("coverage round by round", () => {
  test("adds up what was planned, and is equal when the rounds have made it so", () => {
    const needs = [need("A", 100), need("B", 300), need("C", 50, "gown")];
    const rounds = [
      { lines: [line("A", 20, true), line("B", 0), line("C", 0)], available: masks("2020-04") },
      { lines: [line("A", 5, true), line("B", 75)], available: masks("2020-06") },
    ];
    const item = { itemId: "mask", asked: 400 };
    expect(measureRounds(needs, rounds)).toEqual([
      {
        ...item,
        round: 1,
        from: "2020-04-01",
        until: "2020-04-30",
        planned: 20,
        plannedSoFar: 20,
        coverage: 0.05,
        leastDevelopedShare: 1,
        jain: 0.5,
      },
      {
        ...item,
        round: 2,
        from: "2020-06-01",
        until: "2020-06-30",
        planned: 80,
        plannedSoFar: 100,
        coverage: 0.25,
        leastDevelopedShare: 5 / 80,
        jain: 1,
      },
    ]);
  });

  test("has no row of an item of which a round planned nothing, or only for calls that were withdrawn", () => {
    const rounds = [
      { lines: [line("A", 0)], available: [] },
      { lines: [line("gone", 7)], available: masks("2020-04") },
    ];
    expect(measureRounds([need("A", 100)], rounds)).toEqual([]);
  });
});
