import { describe, expect, test } from "vitest";
import { asDay, asInstant, occurredAt } from "#core/time.ts";
import { decideOccurred } from "./decide-occurred.ts";

const now = asInstant("2020-05-16T12:00:00Z");

function rulesOf(text: string | undefined, previous: string | null = null): unknown {
  const answer = decideOccurred(text, { now, previousFrom: previous === null ? null : asDay(previous) });
  return answer.ok ? answer.value.text : answer.refusal.problems.map(({ rule }) => rule);
}

describe("when a step happened", () => {
  test("is now where nothing is said", () => {
    expect(decideOccurred(undefined, { now, previousFrom: null })).toEqual({
      ok: true,
      value: occurredAt(now),
    });
  });

  test.each([
    ["2020-05-16", null, "2020-05-16"],
    ["2020-05", null, "2020-05"],
    ["2020-05/2020-12", null, "2020-05/2020-12"],
    ["2020-05-17", null, ["occurred_in_the_future"]],
    ["2020-06", null, ["occurred_in_the_future"]],
    ["soon", null, ["occurred"]],
    // Delivered before sent.
    ["2020-05-09", "2020-05-10", ["before_previous_step"]],
    ["2020-04", "2020-05-01", ["before_previous_step"]],
    // The same day, and a month in which both can have happened.
    ["2020-05-10", "2020-05-10", "2020-05-10"],
    ["2020-05", "2020-05-10", "2020-05"],
    ["2020-05-17", "2020-05-20", ["occurred_in_the_future", "before_previous_step"]],
  ])("%s after a step of %s: %s", (text, previous, expected) => {
    expect(rulesOf(text, previous)).toEqual(expected);
  });

  test("a refusal names the field, the value and the step before", () => {
    const answer = decideOccurred("2020-05-09", {
      now,
      previousFrom: asDay("2020-05-10"),
      field: "lines.3.occurred",
    });
    expect(answer).toEqual({
      ok: false,
      refusal: {
        code: "malformed",
        problems: [
          {
            field: "lines.3.occurred",
            value: "2020-05-09",
            rule: "before_previous_step",
            facts: { previous: "2020-05-10" },
          },
        ],
      },
    });
  });
});
