import { describe, expect, test } from "vitest";
import { idOf, MASKS, moveOf, placeOf } from "#core/testing/book.ts";
import { MOVEMENT_KINDS, MOVEMENTS, type MovementKind, STAGES, type Stage } from "./movement.ts";
import { postEntry } from "./post-entry.ts";

/** The stages that every kind leaves and enters, written down once more by hand. */
const RULES: Readonly<Record<MovementKind, readonly `${Stage}>${Stage}`[]>> = {
  pledge: ["produced>available"],
  withdraw: ["available>produced"],
  reserve: ["available>reserved"],
  release: ["reserved>available"],
  dispatch: ["reserved>in_transit"],
  clear_export: ["in_transit>in_transit"],
  clear_import: ["in_transit>in_transit"],
  receive: ["in_transit>received"],
  surplus: ["produced>received"],
  transfer: ["received>received"],
  quarantine: ["received>quarantined", "available>quarantined"],
  unquarantine: ["quarantined>received", "quarantined>available"],
  use: ["received>used"],
  waste: ["received>wasted", "quarantined>wasted", "in_transit>wasted"],
  lose: ["received>lost", "quarantined>lost", "in_transit>lost"],
  return: ["received>returned", "quarantined>returned", "in_transit>returned"],
};

const supplies = new Set([MASKS]);

function answer(kind: MovementKind, stages: { from: Stage; to: Stage }, reversal: boolean): string {
  const movement = moveOf(kind, 5, {
    reversal,
    from: placeOf(stages.from),
    to: placeOf(stages.to, { siteId: idOf<"site">(99) }),
  });
  const book = new Map(
    STAGES.map((stage) => {
      const account = { supplyId: MASKS, ...placeOf(stage) };
      return [
        `${MASKS}/${account.partyId}/${account.siteId}/${stage}`,
        { ...account, unitsIn: 5, unitsOut: 0 },
      ];
    }),
  );
  const entry = { id: idOf<"command">(1), reason: "command", corrects: null, movements: [movement] } as const;
  const posted = postEntry(entry, book, supplies);
  return posted.ok ? "posted" : posted.refusal.code;
}

describe("the movements that are allowed", () => {
  test.each(MOVEMENT_KINDS)(
    "%s leads between its stages, backwards only as a reversal, and nowhere else",
    (kind) => {
      for (const from of STAGES) {
        for (const to of STAGES) {
          const allowed = RULES[kind].includes(`${from}>${to}`);
          const expected = allowed ? "posted" : "stage_not_reachable";
          expect([kind, from, to, answer(kind, { from, to }, false)]).toEqual([kind, from, to, expected]);
          expect([kind, to, from, answer(kind, { from: to, to: from }, true)]).toEqual([
            kind,
            to,
            from,
            expected,
          ]);
        }
      }
    },
  );

  test("every stage but the outside can be entered, and units leave every one that is no end", () => {
    const entered = new Set(MOVEMENT_KINDS.flatMap((kind): readonly Stage[] => MOVEMENTS[kind].to));
    const left = new Set(MOVEMENT_KINDS.flatMap((kind): readonly Stage[] => MOVEMENTS[kind].from));
    expect(STAGES.filter((stage) => !entered.has(stage))).toEqual([]);
    expect(STAGES.filter((stage) => !left.has(stage))).toEqual(["used", "wasted", "lost", "returned"]);
  });
});
