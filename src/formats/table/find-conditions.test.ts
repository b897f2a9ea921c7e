import { describe, expect, test } from "vitest";
import { findConditionColumns, listAttachedConditions } from "./find-conditions.ts";
import { readTable } from "./read-table.ts";

const CARRIES = [
  "Condition",
  "conditions",
  "Conditionality",
  "conditional on",
  "Terms and conditions",
  "TERMS & CONDITIONS",
  "terms_and_conditions",
  "Requirement",
  "requirements",
  "in_return",
  "inReturn",
  "In exchange for",
  "Quid pro quo",
  "Political commitments",
  "political_support",
  "Obligations",
  "Strings attached",
  "Subject to",
  "#meta+condition",
  "Item conditions attached",
  "Political requirement (units)",
  "Conditions",
  "Contrepartie",
  "Conditionnalité",
  "En échange",
  "Exigences",
  "Engagement politique",
  "Condiciones",
  "Condición",
  "A cambio de",
  "Contrapartidas",
  "Requisitos",
  "Compromiso político",
  "Условия",
  "условие поставки",
  "Взамен",
  "Политические обязательства",
  "Требования",
  "条件",
  "附加条件",
  "要求",
  "政治要求",
  "作为交换",
  "شرط",
  "الشروط",
  "والشروط",
  "مشروط",
  "المتطلبات",
  "في المقابل",
  "التزامات",
];
const CARRIES_NONE = [
  "terms",
  "Terms",
  "termes",
  "Item",
  "Quantity",
  "Storage conditions",
  "Temperature condition",
  "Item condition",
  "Total requirements",
  "Monthly requirement (doses)",
  "Power requirements",
  "Pipeline",
  "Country",
  "",
  "Conditions de stockage",
  "Conditions de conservation",
  "Условия хранения",
  "储存条件",
  "需求",
  "数量",
  "الكمية",
  "Date",
  "Notes",
  "#country+code",
];

test.each(CARRIES)("a column %j carries conditions", (header) => {
  expect(findConditionColumns(["Country", header])).toEqual([1]);
});

test.each(CARRIES_NONE)("a column %j carries none", (header) => {
  expect(findConditionColumns(["Country", header])).toEqual([]);
});

describe("conditions in a table", () => {
  const read = (text: string): ReturnType<typeof readTable> => {
    const inflateRaw = (): never => {
      throw new Error("not a workbook");
    };
    return readTable(new TextEncoder().encode(text), { fileName: "offers.csv", inflateRaw });
  };

  test("every filled cell is listed with its text and line; empty ones are not", () => {
    const table = read(
      "item,terms,Conditions,In return\nmask,grant,,\nmask,grant,Vote for us,\nmask,grant,,none\n",
    );
    expect(table.ok ? listAttachedConditions(table.value) : null).toEqual([
      { field: "Conditions", value: "Vote for us", rule: "conditions_attached", line: 3 },
      { field: "In return", value: "none", rule: "conditions_attached", line: 4 },
    ]);
  });

  test("a hashtag names a column of conditions though its header does not", () => {
    const table = read("item,Remarks\n#item,#meta+condition\nmask,if thanked\n");
    expect(table.ok ? listAttachedConditions(table.value) : null).toMatchObject([
      { field: "Remarks", value: "if thanked", line: 3 },
    ]);
  });
});
