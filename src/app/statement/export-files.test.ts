import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { acceptAgreement } from "#app/agreement/accept-agreement.ts";
import { proposeAgreement } from "#app/agreement/propose-agreement.ts";
import { withdrawAgreement } from "#app/agreement/withdraw-agreement.ts";
import { recordDeliveries } from "#app/consignment/record-deliveries.ts";
import { correctEntry } from "#app/ledger/correct-entry.ts";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { recordUse } from "#app/ledger/record-use.ts";
import { numberEntries } from "#app/log/number-entries.ts";
import { asId } from "#core/id.ts";
import { FIGURES, GROUPS } from "#core/statement/statement.ts";
import { asDay, occurredInMonth, occurredInMonths } from "#core/time.ts";
import { bring, type Chain, openChain, receive } from "#test/fixtures/chain.ts";
import { deliveryOf } from "#test/fixtures/delivery.ts";
import { openTables } from "#test/fixtures/read-tables.ts";
import { actFor, addParty, makeOneOffer, newMeta, raiseOneCall, units } from "#test/fixtures/world.ts";
import { download, type Download, type LoggedWorld, openLoggedWorld } from "#test/ledger-log/publish.ts";
import { exportFiles, type FilesRequest } from "./export-files.ts";
import { readStatement } from "./read-statement.ts";

let logged: LoggedWorld;
let chain: Chain;
/** An agreement that both sides had accepted and one has withdrawn since. */
let withdrawn: string;
let log: Download;
let folders = 0;

/** A chain in 2026 with a use that was corrected, deliveries of other years, and an agreement that was withdrawn. */
beforeAll(async () => {
  logged = await openLoggedWorld();
  const { world, context } = logged;
  const early = await exportTo({});
  expect(early.counts).toEqual({ statementRows: 0, movements: 0, straddling: 0 });
  chain = await openChain(world, { terms: "sale", lotNumber: "LOT-1", expiry: "2027-01-31" });
  const consignmentId = await bring(chain, "clear_import");
  await receive(chain, consignmentId, [[100], [40]]);
  await numberEntries(context);
  const use = newMeta(chain.receiver);
  const used = { supplyId: chain.masks, siteId: chain.toSiteId, quantity: units(30) };
  await recordUse(context, use, { partyId: chain.taker.id, kind: "use", lines: [used] });
  world.setNow("2026-03-09T09:00:00Z");
  await correctEntry(context, newMeta(chain.receiver), {
    entryId: use.commandId,
    partyId: chain.taker.id,
    reason: "count_error",
    lines: [{ lineNumber: 1, quantity: 25 }],
  });
  await recordOld();
  withdrawn = await withdrawOne();
  log = await download(context);
});
afterAll(async () => await logged.close());

async function recordOld(): Promise<void> {
  const { world, context } = logged;
  const times = [occurredInMonth("2020-12"), occurredInMonths("2020-11", "2021-02")];
  await recordDeliveries(context, newMeta(actFor([world.secretariatId])), {
    deliveries: times.map((occurred, index) =>
      deliveryOf({ recipientCountry: "HTI", quantity: units(1000 + index), occurred, line: index + 1 }),
    ),
  });
}

async function withdrawOne(): Promise<string> {
  const { world, context } = logged;
  const [giverParty, taker] = [
    await addParty(world, { country: "CHN", name: "红十字会" }),
    await addParty(world, { country: "JOR", name: "وزارة الصحة" }),
  ];
  const call = await raiseOneCall(world, { party: taker, quantity: units(700) });
  const offer = await makeOneOffer(world, { party: giverParty, quantity: units(700) });
  const [giver, recipient] = [actFor([giverParty.id]), actFor([taker.id])];
  const proposed = await proposeAgreement(context, newMeta(giver), {
    giverId: giverParty.id,
    recipientId: taker.id,
    lines: [
      {
        supplyId: offer.supplyId,
        callId: call.callId,
        callLineNumber: 1,
        quantity: units(600),
        departOn: asDay("2026-03-10"),
        arriveOn: asDay("2026-03-13"),
      },
    ],
  });
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.refusal));
  const agreementId = asId<"agreement">(proposed.value.id);
  await acceptAgreement(context, newMeta(recipient), { agreementId, partyId: taker.id });
  // While it stands, it is public.
  const tables = await open({});
  expect(
    await tables.ask(
      `select recipient_party, recipient_name, giver_name, agreement, hidden from ${MOVEMENTS} where agreement = '${agreementId}'`,
    ),
  ).toEqual([[taker.code, "وزارة الصحة", "红十字会", agreementId, false]]);
  tables.close();
  await withdrawAgreement(context, newMeta(giver), { agreementId, partyId: giverParty.id });
  return agreementId;
}

const MOVEMENTS = "'{dir}/movements.parquet'";
const CSV = "read_csv('{dir}/movements.csv', header = true)";

/** The files of a request, in a new folder. */
async function exportTo(request: FilesRequest) {
  const directory = join(logged.directory, `files-${(folders += 1)}`);
  mkdirSync(directory);
  const files = await exportFiles(logged.context, request);
  if (!files.ok) throw new Error(JSON.stringify(files.refusal));
  const order: string[] = [];
  for await (const { path, bytes } of files.value.parts()) {
    if (order.at(-1) !== path) order.push(path);
    appendFileSync(join(directory, path), bytes);
  }
  expect(order.at(-1)).toBe("datapackage.json");
  return { ...files.value, directory };
}

async function open(request: FilesRequest) {
  const { directory, ...files } = await exportTo(request);
  return { ...files, directory, ...(await openTables(directory)) };
}

interface Package {
  readonly created: string;
  readonly wellspring: Record<string, unknown>;
  readonly resources: readonly {
    readonly path: string;
    readonly rowCount: number;
    readonly bytes: number;
    readonly hash: string;
    readonly schema: { readonly fields: readonly Record<string, unknown>[] };
  }[];
}
function readPackage(directory: string): Package {
  return JSON.parse(readFileSync(join(directory, "datapackage.json"), "utf8")) as Package; // as it was written
}

/** Sums of the figures over rows that are no part of another, by unit, as numbers. */
const COLUMNS = FIGURES.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
const sumOf = (table: string) =>
  `select unit, ${COLUMNS.map((name) => `sum(${name})::bigint`).join()} from ${table} where "of" is null group by unit order by unit`;
/** The same from the movements. */
const movedOf = (table: string) =>
  `select unit, ${FIGURES.map((name) => `coalesce(sum(figure_units) filter (figure = '${name}'), 0)::bigint`).join()} from ${table} where figure is not null group by unit order by unit`;

describe("the files of the whole ledger", () => {
  test("add up to the statement, and so do its movements, in both formats", async () => {
    const { context } = logged;
    const files = await open({});
    const statement = await readStatement(context, { by: [] });
    if (!statement.ok) throw new Error("a statement is there");
    const totals = statement.value.rows.map((row) => [row.unit, ...FIGURES.map((name) => BigInt(row[name]))]);
    expect(totals.length).toBeGreaterThan(0);
    expect(totals.flat()).toContain(2001n + 140n);
    for (const query of [
      sumOf("'{dir}/statement.parquet'"),
      sumOf("read_csv('{dir}/statement.csv')"),
      movedOf(MOVEMENTS),
      movedOf(CSV),
    ]) {
      expect(await files.ask(query)).toEqual(totals);
    }
    // Twice as many postings as movements, in as many entries as positions.
    const check = await checkLedger(context);
    const counted = `select 2 * count(*), count(distinct entry_id), max(position) from ${MOVEMENTS}`;
    const { postings, entries, ledgerPosition } = check;
    expect(await files.ask(counted)).toEqual([[postings, entries, ledgerPosition].map(BigInt)]);
    // Every account that anything has left has had that in it: as `ledger check` finds.
    expect(
      await files.ask(`select count(*) from (
        select party, site, stage, supply_id, sum(units) as units from (
          select to_party as party, to_site as site, to_stage as stage, supply_id, quantity as units from ${MOVEMENTS}
          union all select from_party, from_site, from_stage, supply_id, -quantity from ${MOVEMENTS})
        group by all) where units < 0 and stage <> 'produced'`),
    ).toEqual([[0n]]);
    files.close();
  });

  test("are the same in Parquet and CSV, row by row", async () => {
    const files = await open({});
    for (const name of ["statement", "movements"]) {
      const { fields } = readPackage(files.directory).resources.find(
        ({ path }) => path === `${name}.parquet`,
      )!.schema; // both are there
      const texts = fields.map((field) => `cast("${String(field["name"])}" as varchar)`).join();
      const csv = `read_csv('{dir}/${name}.csv', header = true, all_varchar = true)`;
      // Instants are compared as such: the two are written differently.
      const cast = texts.replaceAll(/cast\("(\w+_at)" as varchar\)/g, 'epoch_ms("$1"::timestamptz)');
      const parquet = await files.ask(`select ${cast} from '{dir}/${name}.parquet'`);
      expect(parquet.length).toBeGreaterThan(5);
      expect(await files.ask(`select ${cast} from ${csv}`)).toEqual(parquet);
    }
    files.close();
  });

  test("withhold what the public log hides, and show what it opens, movement by movement", async () => {
    const files = await open({});
    const openings = new Map(
      (JSON.parse(Buffer.from(log.get("openings/000")!).toString()) as Opened[]).map((one) => [
        one.position,
        one,
      ]),
    );
    const published = [...readLeaves(log)].flatMap((leaf) =>
      leaf.body.movements.map((movement, index) => {
        const show = (field: "recipient" | "consignment") => {
          const value = movement[field];
          if (value === null || typeof value === "string") return value;
          const path = `movements.${index}.${field}`;
          const found = openings.get(leaf.position)?.openings.find((opening) => opening.field === path);
          return found?.value ?? null;
        };
        return [
          BigInt(leaf.position),
          BigInt(movement.line),
          BigInt(movement.quantity),
          show("recipient"),
          show("consignment"),
        ];
      }),
    );
    const columns = "position, line, quantity, recipient_party, consignment";
    expect(await files.ask(`select ${columns} from ${MOVEMENTS}`)).toEqual(published);
    const hidden = `select kind, recipient, recipient_party, recipient_name, agreement from ${MOVEMENTS} where hidden`;
    expect(await files.ask(hidden)).toEqual([
      ["reserve", null, null, null, null],
      ["release", null, null, null, null],
    ]);
    for (const name of ["movements.csv", "movements.parquet", "statement.csv", "datapackage.json"]) {
      const text = readFileSync(join(files.directory, name), "latin1");
      expect([name, text.includes(withdrawn), text.includes(chain.sender.userId)]).toEqual([
        name,
        false,
        false,
      ]);
    }
    files.close();
  });

  test("have days as days, and units as 64-bit integers", async () => {
    const files = await open({});
    const described = await files.ask(
      `select column_type, string_agg(column_name, ' ') from (describe from ${MOVEMENTS}) group by 1 order by 1`,
    );
    expect(described.map(([type]) => type)).toEqual([
      "BIGINT",
      "BOOLEAN",
      "DATE",
      "TIMESTAMP WITH TIME ZONE",
      "VARCHAR",
    ]);
    expect(described[2]?.[1]).toBe("expiry occurred_from occurred_to");
    files.close();
  });
});

interface Opened {
  readonly position: number;
  readonly openings: readonly { readonly field: string; readonly value: string }[];
}
interface Leaf {
  readonly position: number;
  readonly body: {
    readonly movements: readonly {
      readonly line: number;
      readonly quantity: number;
      readonly recipient: string | object | null;
      readonly consignment: string | object | null;
    }[];
  };
}
function* readLeaves(files: Download): Generator<Leaf> {
  for (const [path, bytes] of files) {
    if (!path.startsWith("tile/entries/")) continue;
    for (let at = 0; at < bytes.length; ) {
      const length = bytes[at]! * 256 + bytes[at + 1]!; // two bytes before each leaf
      yield JSON.parse(Buffer.from(bytes.subarray(at + 2, at + 2 + length)).toString()) as Leaf;
      at += 2 + length;
    }
  }
}

describe("the data package", () => {
  test("says position, log and time, and of each file its rows, bytes, hash and columns", async () => {
    const files = await open({ by: ["item", "recipient"] });
    const { created, wellspring, resources } = readPackage(files.directory);
    const [origin, size, root] = Buffer.from(log.get("checkpoint")!).toString().split("\n");
    expect(created).toBe("2026-03-09T09:00:00.000Z");
    expect(wellspring).toEqual({
      asOf: "2026-03-09",
      ledgerPosition: files.ledgerPosition,
      scenario: null,
      log: { origin, size: Number(size), root },
      asked: { by: ["item", "recipient"] },
      straddlingMovements: 0,
    });
    const names = ["statement.parquet", "statement.csv", "movements.parquet", "movements.csv"];
    expect(resources.map(({ path }) => path)).toEqual(names);
    for (const { path, rowCount, bytes, hash, schema } of resources) {
      const content = readFileSync(join(files.directory, path));
      expect([bytes, hash]).toEqual([
        content.length,
        `sha256:${createHash("sha256").update(content).digest("hex")}`,
      ]);
      const table = path.endsWith("csv") ? `read_csv('{dir}/${path}', header = true)` : `'{dir}/${path}'`;
      expect(await files.ask(`select count(*) from ${table}`)).toEqual([[BigInt(rowCount)]]);
      const columns = await files.ask(`select column_name from (describe from ${table})`);
      expect(schema.fields.map(({ name }) => [name])).toEqual(columns);
      for (const field of schema.fields) {
        expect(field).toMatchObject({ description: expect.any(String), source: expect.any(String) });
        expect("nullMeaning" in field).toBe(!("constraints" in field));
      }
    }
    files.close();
  });

  test("stands in the Parquet files too, which do not say when they were written", async () => {
    const files = await open({});
    for (const name of ["statement", "movements"]) {
      const rows = await files.ask(
        `select decode(key), decode(value) from parquet_kv_metadata('{dir}/${name}.parquet')`,
      );
      const { "wellspring.table_schema": schema, ...place } = Object.fromEntries(rows) as Record<
        string,
        string
      >;
      const [origin, , root] = Buffer.from(log.get("checkpoint")!).toString().split("\n");
      expect(place).toEqual({
        "wellspring.as_of": "2026-03-09",
        "wellspring.ledger_position": String(files.ledgerPosition),
        "wellspring.log_origin": origin,
        "wellspring.log_root": root,
        "wellspring.asked": JSON.stringify({ by: GROUPS }),
      });
      const described = readPackage(files.directory).resources.find(({ path }) => path === `${name}.parquet`);
      expect(JSON.parse(schema ?? "")).toEqual(described?.schema);
      const again = await exportTo({});
      const read = (directory: string) => readFileSync(join(directory, `${name}.parquet`));
      expect(read(again.directory).equals(read(files.directory))).toBe(true);
    }
    files.close();
  });
});

describe("files of a part", () => {
  test("of a year have what happened wholly in it, and say how much may lie in it", async () => {
    const files = await open({ year: "2020" });
    const statement = await readStatement(logged.context, { from: "2020-01", to: "2020-12" });
    if (!statement.ok) throw new Error("a statement is there");
    expect(statement.value.straddling).toMatchObject([{ movements: 4 }]);
    expect(files.counts).toMatchObject({ movements: 4, straddling: 4 });
    expect(readPackage(files.directory).wellspring).toMatchObject({
      asked: { by: GROUPS, year: "2020" },
      straddlingMovements: 4,
    });
    expect(await files.ask(`select kind, figure_units from ${MOVEMENTS} where figure = 'received'`)).toEqual([
      ["receive", 1000n],
    ]);
    expect(await files.ask(movedOf(MOVEMENTS))).toEqual(await files.ask(sumOf("'{dir}/statement.parquet'")));
    files.close();
  });

  test("as of a position or a past day are what they were, whatever was posted since", async () => {
    const { world, context } = logged;
    const now = await open({});
    const day = await open({ asOf: "2026-03-08" });
    const position = await open({ asOf: day.ledgerPosition });
    expect(day.ledgerPosition).toBeLessThan(now.ledgerPosition);
    expect([position.asOf, position.ledgerPosition]).toEqual(["2026-03-02", day.ledgerPosition]);
    const before = `select * from ${MOVEMENTS} where position <= ${day.ledgerPosition}`;
    const rows = await now.ask(before);
    expect(rows.length).toBeGreaterThan(10);
    for (const files of [day, position]) {
      expect(await files.ask(`select * from ${MOVEMENTS}`)).toEqual(rows);
      expect(await files.ask(movedOf(MOVEMENTS))).toEqual(
        await files.ask(sumOf("'{dir}/statement.parquet'")),
      );
    }
    const one = await exportFiles(context, { asOf: now.ledgerPosition + 1 });
    const rule = { field: "asOf", rule: "beyond_the_ledger", facts: { newest: now.ledgerPosition } };
    expect(one).toMatchObject({ refusal: { code: "malformed", problems: [rule] } });
    expect(await exportFiles(context, { scenario: "2021" })).toMatchObject({
      refusal: { code: "malformed" },
    });
    world.setNow("2026-03-09T09:00:00Z");
    for (const files of [now, day, position]) files.close();
  });

  test("of an empty world are valid, and empty", async () => {
    const files = await open({ scenario: "2020" });
    expect(files.counts).toEqual({ statementRows: 0, movements: 0, straddling: 0 });
    for (const name of ["statement", "movements"]) {
      expect(await files.ask(`select * from '{dir}/${name}.parquet'`)).toEqual([]);
      expect(await files.ask(`select * from read_csv('{dir}/${name}.csv', header = true)`)).toEqual([]);
    }
    files.close();
  });
});
