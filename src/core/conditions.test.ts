import { describe, expect, test } from "vitest";
import { findConditionFields, isConditionName, isPipelineCode, statesCondition } from "./conditions.ts";

describe("the name of a field", () => {
  test.each([
    "conditions",
    "inReturn",
    "in_exchange_for",
    "political_support",
    "Contrepartie",
    "附加条件",
    "الشروط",
  ])("%s is one of a condition", (name) => expect(isConditionName(name)).toBe(true));

  test.each(["terms", "reason", "severity", "windowFrom", "storageConditions", "quantity", "smallestUseful"])(
    "%s is not",
    (name) => expect(isConditionName(name)).toBe(false),
  );
});

test("conditions are found at any depth, each with its path", () => {
  const body = {
    terms: "grant",
    conditions: "recognise us",
    lines: [{ itemId: "mask" }, { itemId: "gown", basis: { inputs: { quidProQuo: "a vote" } } }],
  };
  expect(findConditionFields(body)).toEqual(["conditions", "lines.1.basis.inputs.quidProQuo"]);
  expect(findConditionFields(["conditions"])).toEqual([]);
});

describe("a text", () => {
  test.each([
    "Only if ETH votes with us at the UN",
    "If they recognise Taiwan",
    "Masks in exchange for 5G",
    "Provided that the base is closed",
    "Depot (subject to recognition)",
    "Must vote against the motion",
    "À condition que vous votiez",
    "En échange d'un vote",
    "A cambio de un voto",
    "При условии признания",
    "Взамен на голос",
    "以换取投票",
    "بشرط الاعتراف",
  ])("%s puts a condition", (text) => expect(statesCondition(text)).toBe(true));

  test.each([
    "UN Department of Political and Peacebuilding Affairs",
    "Counterpart International",
    "IF Metall",
    "Ministère de la Santé publique",
    "General Administration of Customs of China",
    "Hospital General San Juan de Dios",
    "Министерство здравоохранения",
    "中华人民共和国海关总署",
    "وزارة الصحة",
    "International Federation of Red Cross and Red Crescent Societies",
  ])("%s puts none", (text) => expect(statesCondition(text)).toBe(false));
});

describe("a pipeline", () => {
  test.each(["COVAX", "Other", "AVAT", "Bilateral", "Multilateral/COVAX", "Direct purchase"])(
    "%s is a code",
    (text) => expect(isPipelineCode(text)).toBe(true),
  );
  test.each([
    "",
    "Only if ETH votes with us at the UN",
    "if-they-vote-with-us",
    "in return",
    "tied to votes",
    "OnlyIfTheyVoteWithUsAtTheUnitedNations",
    "COVAX\nonly",
    "以换取投票",
  ])("%s is none", (text) => expect(isPipelineCode(text)).toBe(false));
});
