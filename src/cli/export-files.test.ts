import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { runOnDatabase } from "#test/fixtures/run-program.ts";
import { actFor, makeOneOffer, openWorld, units, type World } from "#test/fixtures/world.ts";
import type { OpenOperator } from "./operator.ts";

let world: World;
let directory: string;
beforeAll(async () => {
  world = await openWorld();
  directory = mkdtempSync(join(tmpdir(), "wellspring-files-"));
  await makeOneOffer(world, { quantity: units(120) });
});
afterAll(async () => {
  await world.drop();
  rmSync(directory, { recursive: true, force: true });
});

const open: OpenOperator = async () =>
  await Promise.resolve({
    context: world.context,
    actor: actFor([world.secretariatId]),
    newCommandId: () => asId<"command">(v7()),
    close: async () => await Promise.resolve(),
  });

test("wellspring ledger export-files writes five files and says what they hold", async () => {
  const place = join(directory, "whole");
  const ran = await runOnDatabase(open, "ledger", "export-files", place);
  expect(ran.code).toBe(0);
  expect(ran.out).toBe(
    "As of 2026-03-02, ledger position 1.\n" +
      `Wrote 1 rows of the statement and 1 movements to ${place}.\n` +
      "datapackage.json says what each column means.\n",
  );
  expect(readdirSync(place)).toEqual([
    "datapackage.json",
    "movements.csv",
    "movements.parquet",
    "statement.csv",
    "statement.parquet",
  ]);
  const again = await runOnDatabase(open, "ledger", "export-files", place);
  expect(again).toMatchObject({ code: 2, out: "" });
  expect(again.err).toContain("a folder that is empty, or not there yet, is needed");
});

test("with --json it prints data and nothing else; --by and --as-of are those of the files", async () => {
  const options = ["--by", "terms,item", "--as-of", "1", "--json"];
  const ran = await runOnDatabase(open, "ledger", "export-files", join(directory, "json"), ...options);
  expect(ran).toMatchObject({ code: 0, err: "" });
  expect(JSON.parse(ran.out)).toEqual({
    directory: join(directory, "json"),
    asOf: "2026-03-02",
    ledgerPosition: 1,
    statementRows: 1,
    movements: 1,
    straddling: 0,
  });
});

test("every option that cannot be is named, and nothing is written", async () => {
  const place = join(directory, "refused");
  const options = ["--as-of", "yesterday", "--year", "20", "--by", "weather"];
  const ran = await runOnDatabase(open, "ledger", "export-files", place, ...options, "--json");
  expect(ran).toMatchObject({ code: 2, out: "" });
  expect(JSON.parse(ran.err)).toMatchObject({
    refused: {
      code: "malformed",
      problems: [
        { field: "--as-of", value: "yesterday", rule: "day_or_position" },
        { field: "--year", value: "20", rule: "year" },
        { field: "--by", value: "weather", rule: "groups" },
      ],
    },
  });
  const later = await runOnDatabase(open, "ledger", "export-files", place, "--as-of", "2");
  expect(later.err).toContain("the ledger has no such position yet");
  expect(existsSync(place)).toBe(false);
});
