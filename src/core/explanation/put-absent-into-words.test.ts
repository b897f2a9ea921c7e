import { expect, test } from "vitest";
import { EQUAL_COVERAGE } from "#core/allocation/policy.ts";
import type { SnapshotNeed } from "#core/allocation/snapshot.ts";
import { asId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay, asInstant } from "#core/time.ts";
import { nameByKeys } from "./naming.ts";
import { putAbsentNeedIntoWords } from "./put-absent-into-words.ts";
import { openWording } from "./wording.ts";

const ID = "00000000-0000-7000-8000-000000000001";
/** It has been promised 900 of 1900 by rounds. */
const NEED: SnapshotNeed = {
  callId: asId<"call">(ID),
  callLineNumber: 1,
  partyId: asId<"party">(ID),
  partyCode: "P1",
  country: null,
  itemId: "mask",
  quantity: asQuantity(1000),
  windowFrom: asDay("2026-03-01"),
  windowTo: asDay("2026-04-30"),
  siteId: asId<"site">(ID),
  severity: 1,
  smallestUseful: asQuantity(200),
  promised: 900,
  promisedDirectly: 0,
  shortBeforePerMille: 0,
  shelfLife: null,
};

test("a need that is not in its round's plan is told why: late, left out, or at its cap before", () => {
  const wording = openWording("en");
  const speech = { wording, naming: nameByKeys(wording) };
  const tell = (need: SnapshotNeed, capOfNeedPerMille: number) => {
    const cutOff = asInstant("2026-03-01T00:00:00Z");
    const snapshot = { cutOff, scenario: null, needs: [need], supplies: [], lanes: [], shelfLifeRules: [] };
    const policy = { ...EQUAL_COVERAGE, capOfNeedPerMille };
    return putAbsentNeedIntoWords({ snapshot, policy }, need, speech).reason;
  };
  expect(tell(NEED, 1000)).toBe(wording.say("line.left_out", { amount: wording.units(NEED.smallestUseful) }));
  expect(tell(NEED, 400)).toBe(wording.say("line.capped"));
  const late = { ...NEED, windowFrom: asDay("2026-01-01"), windowTo: asDay("2026-01-31") };
  expect(tell(late, 400)).toBe(wording.say("line.late"));
});
