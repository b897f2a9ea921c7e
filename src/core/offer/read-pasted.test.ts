import { describe, expect, test } from "vitest";
import { findPastedField, splitPasted } from "./pasted-columns.ts";
import { listRepeated, nameIndex, type PastedStyle, readPasted } from "./read-pasted.ts";

const names = {
  items: nameIndex([
    { id: "gown", names: ["gown", "Protective gown", "Blouse de protection", "防护服"] },
    { id: "mask", names: ["mask", "Mask"] },
    { id: "mask_b", names: ["Mask"] },
  ]),
  sites: nameIndex([{ id: "s1", names: ["CNSHA", "Shanghai"] }]),
};
const UNSAID: PastedStyle = { dayOrder: null, marks: null };

function cellOf(field: "itemId" | "quantity" | "expiry" | "gtin" | "siteId", text: string, style = UNSAID) {
  const [row] = readPasted([[text]], [field], { style, names });
  const cell = row?.cells[field];
  return cell?.problem ?? cell?.value;
}

describe("a pasted table", () => {
  test("tells a field that two columns would fill, and takes no head that says units for a quantity", () => {
    expect(listRepeated(["itemId", "quantity", null, "quantity", null])).toEqual(["quantity"]);
    expect(listRepeated(["itemId", null, null])).toEqual([]);
    expect(findPastedField("Units")).toBeNull();
  });

  test("is told apart by tabs, semicolons or commas, with quotes, and without empty rows", () => {
    expect(splitPasted("Item\tQuantity\r\nGown\t1,5\r\n\r\n")).toEqual([
      ["Item", "Quantity"],
      ["Gown", "1,5"],
    ]);
    expect(splitPasted('a;b\n"x;""y""\nz";2')).toEqual([
      ["a", "b"],
      ['x;"y"\nz', "2"],
    ]);
    expect(splitPasted("\uFEFFa,b\n1,2")).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
  });

  test.each([
    ["Quantity", "quantity"],
    ["QTÉ", "quantity"],
    ["Артикул", null],
    ["Срок годности", "expiry"],
    ["رقم التشغيلة", "lotNumber"],
    ["有效期至", "expiry"],
    ["Batch_No.", null],
    ["Batch number:", "lotNumber"],
    ["Disponible jusqu’au", "availableUntil"],
  ])("knows the head %j as %j", (head, field) => {
    expect(findPastedField(head)).toBe(field);
  });

  test.each([
    ["quantity", "1 234 567", "1234567"],
    ["quantity", "1.234.567", "1234567"],
    ["quantity", "١٢٣٤", "1234"],
    ["quantity", "1.234", "ask_marks"],
    ["quantity", "1,234", "ask_marks"],
    ["quantity", "1,5", "not_a_whole_number"],
    ["quantity", "0,500", "not_a_whole_number"],
    ["quantity", "12 34", "not_a_whole_number"],
    ["quantity", "", "missing"],
    ["expiry", "2027-03-31", "2027-03-31"],
    ["expiry", "2027年3月31日", "2027-03-31"],
    ["expiry", "31/12/2027", "2027-12-31"],
    ["expiry", "12/31/2027", "2027-12-31"],
    ["expiry", "3/4/2027", "ask_day_order"],
    ["expiry", "4/4/2027", "2027-04-04"],
    ["expiry", "31/02/2027", "not_a_day"],
    ["expiry", "soon", "not_a_day"],
    ["itemId", "blouse de PROTECTION", "gown"],
    ["itemId", "防护服", "gown"],
    ["itemId", "Mask", "ambiguous_item"],
    ["itemId", "glove", "unknown_item"],
    ["siteId", "shanghai", "s1"],
    ["gtin", "4012345123456", "4012345123456"],
    ["gtin", "4012345123457", "not_a_gtin"],
  ] as const)("%s %j is %j", (field, text, expected) => {
    expect(cellOf(field, text)).toBe(expected);
  });

  test("is read as the person says where two readings are there", () => {
    expect(cellOf("expiry", "3/4/2027", { ...UNSAID, dayOrder: "day_first" })).toBe("2027-04-03");
    expect(cellOf("expiry", "3/4/2027", { ...UNSAID, dayOrder: "month_first" })).toBe("2027-03-04");
    expect(cellOf("quantity", "1.234", { ...UNSAID, marks: "thousands" })).toBe("1234");
    expect(cellOf("quantity", "1.234", { ...UNSAID, marks: "decimal" })).toBe("not_a_whole_number");
  });

  test("names every problem at once", () => {
    const rows = readPasted(
      [
        ["glove", "x"],
        ["", "7"],
      ],
      ["itemId", "quantity"],
      { style: UNSAID, names },
    );
    expect(rows.map(({ cells }) => [cells.itemId?.problem, cells.quantity?.problem])).toEqual([
      ["unknown_item", "not_a_whole_number"],
      ["missing", null],
    ]);
  });
});
