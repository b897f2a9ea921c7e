import { expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { decideAddParty } from "./add-party.ts";

const facts = {
  id: asId<"party">("0195f3a0-0000-7000-8000-000000000001"),
  countries: new Map([["ETH", null]]),
};

test.each([
  [{ code: "COVAX", name: "COVAX", kind: "agency" }, "added"],
  [{ code: "ETH", name: "Ethiopia", kind: "government", country: "ETH" }, "added"],
  [{ code: "XXX", name: "Nowhere", kind: "government" }, "government_of_a_country"],
  [{ code: "UN-DPPA", name: "UN Department of Political Affairs", kind: "agency" }, "added"],
  [{ code: "AID", name: "Only if ETH votes with us at the UN", kind: "agency" }, "conditions_attached"],
  [{ code: "ZZ1", name: "Maker", kind: "maker", country: "ZZZ" }, "unknown_country"],
] as const)("a party %o is %s", (command, outcome) => {
  const decided = decideAddParty(command, facts);
  expect(decided.ok ? "added" : decided.refusal.problems[0]?.rule).toBe(outcome);
});
