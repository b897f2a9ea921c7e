import { describe, expect, test } from "vitest";
import { ROUND_STATUSES, ROUND_STEPS } from "#core/allocation/round.ts";
import { AGREEMENT_STATUSES, AGREEMENT_STEPS } from "./agreement.ts";
import { decideConsent } from "./consent.ts";

describe("steps of an agreement", () => {
  test("the table is as the chain has it", () => {
    const open = {
      consult: "in_consultation",
      conclude: "agreed",
      decline: "declined",
      withdraw: "withdrawn",
    };
    expect(AGREEMENT_STEPS).toEqual({
      proposed: { ...open, consent: "proposed" },
      in_consultation: { ...open, consent: "in_consultation" },
      agreed: { withdraw: "withdrawn", fulfil: "fulfilled" },
      declined: {},
      withdrawn: {},
      fulfilled: {},
    });
    expect(Object.keys(AGREEMENT_STEPS)).toEqual([...AGREEMENT_STATUSES]);
  });
});

describe("decideConsent", () => {
  const either = [false, true];
  const cases = AGREEMENT_STATUSES.flatMap((status) =>
    either.flatMap((giverConsents) =>
      either.flatMap((recipientConsents) =>
        (["giver", "recipient"] as const).map((side) => ({ status, giverConsents, recipientConsents, side })),
      ),
    ),
  );
  test.each(cases)("concludes when both sides consent: %o", ({ side, ...agreement }) => {
    const { status, giverConsents, recipientConsents } = agreement;
    const result = decideConsent(agreement, side);
    const both = side === "giver" ? recipientConsents : giverConsents;
    const isWaiting = status === "proposed" || status === "in_consultation";
    expect(result.ok ? result.value : result.refusal.code).toEqual(
      isWaiting
        ? {
            status: both ? "agreed" : status,
            giverConsents: giverConsents || side === "giver",
            recipientConsents: recipientConsents || side === "recipient",
            concludes: both,
          }
        : "step_not_allowed",
    );
  });
});

describe("steps of a round", () => {
  test("the table is as the chain has it: what is published is never a draft again", () => {
    expect(ROUND_STEPS).toEqual({
      draft: { plan: "draft", publish: "published", supersede: "superseded" },
      published: { supersede: "superseded" },
      superseded: {},
    });
    expect(Object.keys(ROUND_STEPS)).toEqual([...ROUND_STATUSES]);
  });
});
