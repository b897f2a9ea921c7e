import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTables } from "#test/fixtures/read-tables.ts";
import type { Field, FieldType, FieldValue } from "../data-package/field.ts";
import { openParquet } from "./write-parquet.ts";

/** Read back by DuckDB, which shares no code with the writer. */
let directory: string;
let tables: Awaited<ReturnType<typeof openTables>>;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "wellspring-parquet-"));
  tables = await openTables(directory);
});
afterAll(() => {
  tables.close();
  rmSync(directory, { recursive: true, force: true });
});

interface Row {
  readonly text: string | null;
  readonly count: number | bigint;
  readonly day: string | null;
  readonly at: string;
  readonly yes: boolean;
}

function field<Name extends keyof Row>(name: Name, type: FieldType, isNullable = false): Field<Row> {
  const facts = { name, type, meaning: `${name} of the row`, source: "a test" };
  return { ...facts, ...(isNullable ? { nullMeaning: "none" } : {}), value: (row) => row[name] };
}
const FIELDS = [
  field("text", "string", true),
  field("count", "integer"),
  field("day", "date", true),
  field("at", "datetime"),
  field("yes", "boolean"),
];
const ROW: Row = { text: "a", count: 1, day: "2020-02-29", at: "2026-03-02T09:00:00.123Z", yes: true };

function write(groups: readonly (readonly Row[])[], metadata: Record<string, string> = {}): void {
  const file = openParquet(FIELDS, metadata);
  const parts = [...groups.map((rows) => file.writeRows(rows)), file.finish()];
  writeFileSync(join(directory, "rows.parquet"), Buffer.concat(parts));
}

describe("a Parquet file", () => {
  test("has columns of the types that were asked for", async () => {
    write([[ROW]]);
    expect(
      await tables.ask("select column_name, column_type from (describe from '{dir}/rows.parquet')"),
    ).toEqual([
      ["text", "VARCHAR"],
      ["count", "BIGINT"],
      ["day", "DATE"],
      ["at", "TIMESTAMP WITH TIME ZONE"],
      ["yes", "BOOLEAN"],
    ]);
    expect(
      await tables.ask("select name, repetition_type from parquet_schema('{dir}/rows.parquet') offset 1"),
    ).toEqual([
      ["text", "OPTIONAL"],
      ["count", "REQUIRED"],
      ["day", "OPTIONAL"],
      ["at", "REQUIRED"],
      ["yes", "REQUIRED"],
    ]);
  });

  test("holds what was written, group by group: any text, any 64-bit integer, days and instants", async () => {
    const at = fc
      .integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 })
      .map((ms) => Temporal.Instant.fromEpochMilliseconds(ms));
    const write3 = (instant: Temporal.Instant) => instant.toString({ fractionalSecondDigits: 3 });
    const row: fc.Arbitrary<Row> = fc.record({
      text: fc.option(fc.string({ unit: "grapheme" })),
      count: fc.oneof(fc.maxSafeInteger(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
      day: fc.option(at.map((instant) => write3(instant).slice(0, 10))),
      at: at.map(write3),
      yes: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(row, { maxLength: 8 }), { maxLength: 4 }), async (groups) => {
        write(groups);
        const read = await tables.ask(
          `select text, count, strftime(day, '%Y-%m-%d'), epoch_ms("at"), yes from '{dir}/rows.parquet'`,
        );
        const rows = groups.flat();
        expect(read).toEqual(
          rows.map(({ text, count, day, at: when, yes }) => {
            const ms = Temporal.Instant.from(when).epochMilliseconds;
            return [text, BigInt(count), day, BigInt(ms), yes];
          }),
        );
      }),
      { numRuns: 60 },
    );
  });

  test("has names in Arabic and Chinese as they are, and each metadata value", async () => {
    const names = ["وزارة الصحة", "卫生部", "Côte d’Ivoire"];
    write([names.map((text) => ({ ...ROW, text }))], { origin: "سجل", position: "7" });
    expect(await tables.ask("select text from '{dir}/rows.parquet'")).toEqual(names.map((text) => [text]));
    expect(
      await tables.ask("select decode(key), decode(value) from parquet_kv_metadata('{dir}/rows.parquet')"),
    ).toEqual([
      ["origin", "سجل"],
      ["position", "7"],
    ]);
  });

  test("has a row group for each call, and is valid without any", async () => {
    write([[ROW, ROW], [], [ROW]]);
    const groups = "select num_rows, num_row_groups from parquet_file_metadata('{dir}/rows.parquet')";
    expect(await tables.ask(groups)).toEqual([[3n, 2n]]);
    write([]);
    expect(await tables.ask(groups)).toEqual([[0n, 0n]]);
    expect(await tables.ask("select * from '{dir}/rows.parquet'")).toEqual([]);
  });

  test("is the same bytes for the same rows", () => {
    const write2 = () => openParquet(FIELDS).writeRows([ROW, { ...ROW, text: null }]);
    expect(write2()).toEqual(write2());
  });
});

test.each<[string, Partial<Record<keyof Row, FieldValue>>, string]>([
  ["a number that may have lost digits", { count: 2 ** 53 }, "column count cannot hold 9007199254740992"],
  ["a fraction", { count: 0.5 }, "column count cannot hold 0.5"],
  ["an integer of more than 64 bits", { count: 2n ** 63n }, "column count cannot hold 9223372036854775808"],
  ["a day that does not exist", { day: "2021-02-29" }, "column day cannot hold 2021-02-29 as date"],
  ["an instant in another form", { at: "2021-01-01" }, "column at cannot hold 2021-01-01 as datetime"],
  ["nothing where something must be", { at: null }, "column at cannot hold null"],
])("a Parquet file does not take %s", (_what, part, message) => {
  // What types forbid can come from a database all the same.
  const row = { ...ROW, ...part } as Row;
  expect(() => openParquet(FIELDS).writeRows([row])).toThrow(message);
});
