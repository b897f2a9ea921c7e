import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readMapping } from "./mapping.ts";

const read = (value: unknown): ReturnType<typeof readMapping> =>
  readMapping(new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value)));

test("a mapping has the styles of our own files where it states none", () => {
  expect(read({ columns: { Doses: "quantity" } })).toEqual({
    ok: true,
    value: {
      columns: { Doses: "quantity" },
      constants: {},
      dates: "iso",
      numbers: { thousands: ",", decimal: "." },
    },
  });
});

test("every part is read", () => {
  const numbers = { thousands: ".", decimal: "," };
  const monthBounds = { earliest: "2020-12-01", latest: "2022-05-31" };
  const rest = { constants: { item: "vaccine" }, dates: "day_month_year", sheet: "May", headerLine: 3 };
  const given = { columns: { "#country+code": "recipient" }, numbers, monthBounds, ...rest };
  expect(read({ ...given, delimiter: "semicolon" })).toEqual({
    ok: true,
    value: { ...given, delimiter: ";" },
  });
});

test.each([
  [{}, "columns"],
  [{ columns: { Doses: "quantity", Units: "quantity" } }, "columns"],
  [{ columns: { Doses: "quantity" }, constants: { quantity: "5" } }, "columns"],
  [{ columns: {}, conditions: "x" }, "file"],
  [{ columns: {}, dates: "american" }, "dates"],
  [{ columns: {}, numbers: { thousands: ".", decimal: "." } }, "numbers"],
  [{ columns: {}, monthBounds: { earliest: "2022-05-31", latest: "2020-12-01" } }, "monthBounds"],
  [{ columns: {}, monthBounds: { earliest: "2022-02-30", latest: "2022-12-01" } }, "monthBounds.earliest"],
  [{ columns: {}, headerLine: 0 }, "headerLine"],
  [[], "file"],
])("%j is refused at %s", (value, field) => {
  const result = read(value);
  expect(result.ok ? [] : result.refusal.problems).toMatchObject([{ field, rule: "wrong_mapping" }]);
});

test("several faults are listed together; what is no JSON or no UTF-8 is refused as such", () => {
  const result = read({ columns: 5, dates: "x", delimiter: "|" });
  expect(result.ok ? [] : result.refusal.problems.map(({ field }) => field)).toEqual([
    "columns",
    "dates",
    "delimiter",
  ]);
  expect(read("{")).toMatchObject({ refusal: { problems: [{ rule: "not_json" }] } });
  expect(readMapping(Uint8Array.of(0x7b, 0xe9))).toMatchObject({
    refusal: { problems: [{ rule: "wrong_encoding" }] },
  });
});

test("the example of the documentation is a mapping", () => {
  const text = readFileSync("docs/IMPORT-FORMATS.md", "utf8");
  const examples = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => read(json));
  expect(examples.length).toBeGreaterThan(0);
  for (const example of examples) expect(example).toMatchObject({ ok: true });
});
