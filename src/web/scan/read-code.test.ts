import { describe, expect, test } from "vitest";
import { makeConsignmentNumber } from "#core/consignment/number.ts";
import { readCode } from "./read-code.ts";

const ID = "01890000-0000-7000-8000-000000000001";
const NUMBER = makeConsignmentNumber(ID);
const origin = "https://relief.example.org";
const read = (text: string) => readCode(text, { origin, year: 2026 });

describe("a code", () => {
  test.each([
    [`${origin}/follow/${NUMBER}`, { kind: "consignment", number: NUMBER }],
    [` ${NUMBER.toLowerCase()} `, { kind: "consignment", number: NUMBER }],
    [`${origin}/assets/${ID}`, { kind: "asset", id: ID }],
    [`${origin}/consignments/${ID}`, { kind: "identifier", text: ID }],
    [ID.toUpperCase(), { kind: "identifier", text: ID }],
    [`${origin}/follow/106141412345678908`, { kind: "goods", elements: { sscc: "106141412345678908" } }],
    ["1 0614141 234567890 8", { kind: "goods", elements: { sscc: "106141412345678908" } }],
    ["6291041500213", { kind: "goods", elements: { gtin: "06291041500213", lot: null } }],
    ["LOT-2004", { kind: "goods", elements: { lot: "LOT-2004", gtin: null } }],
    ["]d2010950600013435210A", { kind: "goods", elements: { gtin: "09506000134352", lot: "A" } }],
  ])("%j of ours goes to what it names", (text, code) => {
    expect(read(text)).toMatchObject(code);
  });

  test.each([
    ["https://elsewhere.example.com/assets/7?x=1", { kind: "elsewhere", host: "elsewhere.example.com" }],
    [`https://relief.example.org.evil.test/assets/${ID}`, { kind: "elsewhere" }],
    [`http://relief.example.org/assets/${ID}`, { kind: "elsewhere", host: "relief.example.org" }],
    [`${origin}/account`, { kind: "other" }],
    [`${origin}/assets/not-an-id`, { kind: "other" }],
    [`${origin}/follow/${encodeURIComponent("https://elsewhere.example.com")}`, { kind: "other" }],
    [`${origin}/follow/%E0%A4%A`, { kind: "other" }],
    ["javascript:alert(1)", { kind: "other" }],
    ["WIFI:S:hospital;T:WPA;P:secret phrase;;", { kind: "other" }],
    ["", { kind: "other" }],
    ["00106141412345678907", { kind: "damaged", identifier: "00" }],
  ])("%j of something else opens nothing", (text, code) => {
    expect(read(text)).toMatchObject(code);
  });
});
