import { v7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asInstant } from "#core/time.ts";
import { createTestDatabase, type TestDatabase } from "#store/testing/test-database.ts";
import type { AppContext } from "../context.ts";
import { loadReference } from "./load-reference.ts";
import { getReferencePartyId, getReferenceSiteId } from "./reference-ids.ts";
import { seedReference } from "./seed-reference.ts";

let database: TestDatabase;
let context: AppContext;

beforeAll(async () => {
  database = await createTestDatabase();
  context = {
    database: database.db,
    reference: await loadReference(),
    now: () => asInstant("2020-01-01T00:00:00Z"),
    newId: () => v7(),
  };
});
afterAll(async () => await database.drop());

/** Every reference row. */
async function readRows() {
  return await Promise.all([
    database.db.selectFrom("country").selectAll().orderBy("code").execute(),
    database.db.selectFrom("item").selectAll().orderBy("id").execute(),
    database.db.selectFrom("party").selectAll().orderBy("id").execute(),
    database.db.selectFrom("site").selectAll().orderBy("id").execute(),
  ]);
}

test("two processes that start at once write the reference data once", async () => {
  await Promise.all([seedReference(context), seedReference(context), seedReference(context)]);
  const parties = await database.db.selectFrom("party").select(["code", "id", "kind"]).execute();
  expect(parties).toHaveLength(context.reference.countries.size + 1);
  expect(parties.find(({ code }) => code === "SECRETARIAT")?.kind).toBe("agency");
  expect(parties.find(({ code }) => code === "ETH")?.id).toBe(getReferencePartyId("ETH"));
  const sites = await database.db
    .selectFrom("site")
    .select(["id", "partyId"])
    .where("code", "=", "CNSHA")
    .execute();
  expect(sites).toEqual([{ id: getReferenceSiteId("CNSHA"), partyId: getReferencePartyId("CHN") }]);
  const items = await database.db.selectFrom("item").select("id").execute();
  expect(items).toHaveLength(context.reference.items.size);
});

test("a later start changes nothing", async () => {
  const before = await readRows();
  await seedReference({ ...context, now: () => asInstant("2021-01-01T00:00:00Z") });
  expect(await readRows()).toEqual(before);
});

test("a start after the tables changed follows them, and leaves what others added", async () => {
  const [first] = [...context.reference.countries.values()];
  const renamed = { ...first!, names: { ...first!.names, en: "Another name" } };
  const reference = {
    ...context.reference,
    countries: new Map([...context.reference.countries, [first!.code, renamed]]),
  };
  await database.db
    .insertInto("party")
    .values({
      id: v7(),
      code: "COVAX",
      name: "COVAX",
      kind: "agency",
      country: null,
      createdAt: context.now(),
    })
    .execute();
  await seedReference({ ...context, reference });
  const names = await database.db
    .selectFrom("party")
    .select(["name"])
    .where("code", "in", [first!.code, "COVAX"])
    .orderBy("code")
    .execute();
  expect(names).toEqual([{ name: "Another name" }, { name: "COVAX" }]);
});
