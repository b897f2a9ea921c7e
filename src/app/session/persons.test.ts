import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { findFhirBreaches } from "#formats/fhir/testing/check-bundle.ts";
import { asId, type CommandId, type PartyId, type SiteId, type SupplyId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import type { RecordSession } from "#core/session/decide-session.ts";
import { asDay } from "#core/time.ts";
import { listHeldDoses } from "#store/dose.ts";
import { getSecretariatId } from "#store/party.ts";
import { query } from "#test/fixtures/query.ts";
import { actFor } from "#test/fixtures/world.ts";
import { importDeliveries } from "../import/import-deliveries.ts";
import { fileOf, type ImportWorld, openImportWorld } from "../import/testing/import-world.ts";
import { startRecall } from "../recall/start-recall.ts";
import { correctSession } from "./correct-session.ts";
import { countAdverseEvents } from "./count-adverse-events.ts";
import { eraseDosePerson } from "./erase-person.ts";
import { exportAdverseEvents, exportSession } from "./export-fhir.ts";
import { readDoses } from "./read-doses.ts";
import { readLotEvents } from "./read-lot-events.ts";
import { findPersonDoses, readPersons } from "./read-persons.ts";
import { readSession } from "./read-session.ts";
import { readSessions } from "./read-sessions.ts";
import { readVaccines } from "./read-vaccines.ts";
import { recordSession } from "./record-session.ts";
import { stateApproval } from "./state-approval.ts";
import { stateSchedule } from "./state-schedule.ts";

const MODERNA = "covid_19_vaccine_moderna";
/** Persons of each test's own: pseudonyms are compared at all sites of a party. */
let ADA: string;
let BEN: string;
let CYD: string;

let world: ImportWorld;
let partyId: PartyId;
let secretariatId: PartyId;
beforeAll(async () => {
  world = await openImportWorld();
  const italy = await world.owner.selectFrom("party").where("code", "=", "ITA").select("id").execute();
  partyId = asId<"party">(italy[0]?.id ?? "");
  secretariatId = await getSecretariatId(world.context.database);
});
afterAll(async () => await world.drop());

let area = 0;
let siteId: SiteId;
let lot: SupplyId;

/** A site of its own for each test, with 100 doses of one vaccine. */
beforeEach(async () => {
  area += 1;
  [ADA, BEN, CYD] = [`${area}a`, `${area}b`, `${area}c`].map((end) => end.padStart(64, "0")) as [
    string,
    string,
    string,
  ]; // three of three
  const code = `P${String.fromCharCode(64 + area)}`;
  const row = `${code},Moderna,100,2021-05-01,ITF,ITF2,14,Molise`;
  const text = ["area,forn,numero_dosi,data_consegna,N1,N2,ISTAT,reg", row, ""].join("\n");
  const done = await importDeliveries(world.context, world.newMeta(), fileOf(text), { dryRun: false });
  if (!done.ok) throw new Error(JSON.stringify(done.refusal));
  const site = await world.owner.selectFrom("site").where("code", "=", `ITA-${code}`).select("id").execute();
  siteId = asId<"site">(site[0]?.id ?? "");
  lot = (await listHeldDoses(world.context.database, { partyId, siteId }))[0]?.supplyId ?? asId(partyId);
});

const own = () => actFor([partyId]);
const stranger = () => actFor([secretariatId]);

type Line = RecordSession["lines"][number];
const given = (persons: readonly string[], rest: Partial<Line> = {}): Line => ({
  outcome: "given",
  doseNumber: "1",
  supplyId: lot,
  quantity: asQuantity(persons.length),
  persons,
  ...rest,
});
const sessionOf = (day: string, lines: readonly Line[]): RecordSession => {
  return { partyId, siteId, itemId: MODERNA, heldOn: asDay(day), lines };
};
async function report(day: string, lines: readonly Line[]) {
  const done = await recordSession(world.context, world.newMeta(), sessionOf(day, lines));
  if (!done.ok) throw new Error(JSON.stringify(done.refusal));
  return done.value;
}
const read = async () => {
  const found = await readPersons(world.context, own(), { partyId, siteId });
  if (!found.ok) throw new Error(found.refusal.code);
  return found.value;
};
const countPersons = async (): Promise<number> =>
  (await world.owner.selectFrom("sessionPerson").where("partyId", "=", partyId).selectAll().execute()).length;
const figures = async () => await readDoses(world.context, { site: undefined, by: ["site", "item"] });

/** What two of the same answer that both wait for a lock, and then go on at once. */
async function holdUp<Answer>(key: string, work: () => Promise<Answer>): Promise<readonly Answer[]> {
  const held = await world.owner.transaction().execute(async (holding) => {
    await query(holding, `select pg_advisory_xact_lock(hashtextextended('${key}', 0))`);
    const both = [work(), work()];
    const waiting = `select count(*)::integer as waits from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(async () => await query(world.owner, waiting)).toEqual([{ waits: 2 }]);
    return { both };
  });
  return await Promise.all(held.both);
}

describe("doses by person", () => {
  test("tell what is conspicuous about a dose, which is recorded all the same", async () => {
    const first = await report("2021-06-01", [given([ADA, BEN])]);
    expect(first.flags).toEqual([]);
    const second = await report("2021-06-20", [
      given([ADA, CYD], { doseNumber: "2", quantity: asQuantity(3), withoutPerson: 1 }),
      given([BEN]),
    ]);
    expect(second.flags).toEqual([
      { lineNumber: 1, flag: "interval_too_short", doses: 1 },
      { lineNumber: 2, flag: "dose_given_already", doses: 1 },
    ]);
    const found = await read();
    expect(found).toMatchObject({ persons: 3, doses: 5, flagCount: 2 });
    expect(found.flags).toContainEqual(
      expect.objectContaining({ pseudonym: ADA, flag: "interval_too_short", days: 19, leastDays: 28 }),
    );
    expect(found.steps).toMatchObject([
      { from: "1", to: "2", persons: 2, next: 1, intervalDays: { least: 19 } },
    ]);
    const account = await world.owner
      .selectFrom("account")
      .where("supplyId", "=", lot)
      .where("stage", "=", "used")
      .select(["unitsIn", "unitsOut"])
      .execute();
    expect(account).toMatchObject([{ unitsIn: 6, unitsOut: 0 }]);
  });

  test("are recorded once by one command that comes twice at once, as schedules are stated", async () => {
    const { context } = world;
    const [recording, stating] = [world.newMeta(), world.newMeta()];
    const command = sessionOf("2021-06-01", [given([ADA])]);
    const both = await holdUp(
      `doses/${partyId}/${siteId}`,
      async () => await recordSession(context, recording, command),
    );
    const once = { ok: true, value: { id: recording.commandId, unsettled: 0, flags: [] } };
    expect(both).toEqual([once, once]);
    expect(await read()).toMatchObject({ doses: 1 });
    const schedule = {
      itemId: MODERNA,
      doses: 2,
      leastIntervalDays: 28,
      usualIntervalDays: 28,
      sourceUrl: null,
    };
    const stated = { ok: true, value: schedule };
    expect(
      await holdUp(
        `vaccine-schedule/${partyId}/${MODERNA}`,
        async () => await stateSchedule(context, stating, { ...schedule, partyId }),
      ),
    ).toEqual([stated, stated]);
    const approval = {
      itemId: MODERNA,
      decision: "approved",
      decidedOn: asDay("2021-01-07"),
      sourceUrl: "https://example.org/moderna",
    } as const;
    const approving = world.newMeta();
    const approved = { ok: true, value: approval };
    expect(
      await holdUp(
        `vaccine-approval/${partyId}/${MODERNA}`,
        async () => await stateApproval(context, approving, { ...approval, partyId }),
      ),
    ).toEqual([approved, approved]);
  });

  test("go by the schedule that the party states", async () => {
    const sourceUrl = "https://salute.example.org/piano";
    const schedule = { itemId: MODERNA, doses: 2, leastIntervalDays: 14, usualIntervalDays: 42, sourceUrl };
    await report("2021-06-01", [given([ADA])]);
    const stated = await stateSchedule(world.context, world.newMeta(), { ...schedule, partyId });
    expect(stated).toMatchObject({ ok: true, value: schedule });
    expect((await report("2021-06-16", [given([ADA], { doseNumber: "2" })])).flags).toEqual([]);
    const vaccines = await readVaccines(world.context, { party: "ITA" });
    if (!vaccines.ok) throw new Error(vaccines.refusal.code);
    const rowsOf = vaccines.value.schedules.filter(({ itemId }) => itemId === MODERNA);
    expect(rowsOf).toEqual([{ ...schedule, isOwn: true }]);
    const everybody = await readVaccines(world.context, {});
    expect(everybody).toMatchObject({ ok: true, value: { presentations: expect.any(Array) } });
    const wrong = await stateSchedule(world.context, world.newMeta(), { ...schedule, partyId, doses: 0 });
    expect(wrong).toMatchObject({ refusal: { problems: [{ rule: "out_of_range" }] } });
    // As the table says it again, for the tests after this one.
    await world.owner.deleteFrom("vaccineSchedule").execute();
  });

  test("are refused where they are no pseudonyms, do not add up, or are of another's site; nothing is written", async () => {
    const before = await countPersons();
    const refusalOf = async (session: RecordSession) => {
      const done = await recordSession(world.context, world.newMeta(), session);
      return done.ok ? done.value : done.refusal;
    };
    const name = await refusalOf(sessionOf("2021-06-01", [given(["Ada Lovelace"])]));
    expect(name).toMatchObject({ problems: [{ field: "lines.0.persons.0", rule: "not_a_pseudonym" }] });
    expect(JSON.stringify(name)).not.toContain("Ada");
    expect(
      await refusalOf(sessionOf("2021-06-01", [given([ADA], { quantity: asQuantity(2) })])),
    ).toMatchObject({ problems: [{ rule: "persons_do_not_add_up", facts: { persons: 1, quantity: 2 } }] });
    await world.owner.updateTable("site").set({ partyId: secretariatId }).where("id", "=", siteId).execute();
    expect(await refusalOf(sessionOf("2021-06-01", [given([ADA])]))).toMatchObject({
      problems: [{ field: "siteId", rule: "site_of_another_party" }],
    });
    expect(await countPersons()).toBe(before);
  });

  test("are read by the party alone: neither the secretariat nor what is public shows them", async () => {
    const { id } = await report("2021-06-01", [given([ADA])]);
    const place = { partyId, siteId };
    const refused = { ok: false, refusal: { code: "not_permitted" } };
    expect(await readPersons(world.context, stranger(), place)).toMatchObject(refused);
    expect(await findPersonDoses(world.context, stranger(), { partyId, pseudonym: ADA })).toMatchObject(
      refused,
    );
    const erase = { partyId, pseudonym: ADA };
    const meta = { ...world.newMeta(), actor: stranger() };
    expect(await eraseDosePerson(world.context, meta, erase)).toMatchObject(refused);
    const seen = await readSession(world.context, stranger(), { reportId: id });
    expect(seen).toMatchObject({ ok: true, value: { lines: [{ quantity: 1, persons: null }] } });
    expect(await readSession(world.context, own(), { reportId: id })).toMatchObject({
      value: { lines: [{ persons: [ADA] }] },
    });
    const shown = [
      await figures(),
      await readSessions(world.context, own(), place),
      await exportSession(world.context, own(), { reportId: id }),
      await world.owner.selectFrom("command").selectAll().execute(),
      await world.owner.selectFrom("entry").selectAll().execute(),
    ];
    expect(JSON.stringify(shown)).not.toContain(ADA);
  });

  test("are erased from every report without a change of any figure", async () => {
    const { id } = await report("2021-06-01", [given([ADA, BEN])]);
    const further = { ...sessionOf("2021-06-02", [given([ADA, BEN])]), reportId: id };
    const corrected = await correctSession(world.context, world.newMeta(), {
      ...further,
      reason: "typing_error",
    });
    // What the corrected report said counts no longer.
    expect(corrected).toMatchObject({ ok: true, value: { flags: [] } });
    const before = await figures();
    const meta = world.newMeta();
    const all = await world.owner
      .selectFrom("sessionPerson")
      .where("pseudonym", "=", ADA)
      .selectAll()
      .execute();
    const erase = async () => await eraseDosePerson(world.context, meta, { partyId, pseudonym: ADA });
    expect(await erase()).toEqual({ ok: true, value: { erased: 2 } });
    expect(all).toHaveLength(2);
    // Sent again, the command gets its first answer.
    expect(await erase()).toEqual({ ok: true, value: { erased: 2 } });
    expect(await figures()).toEqual(before);
    expect((await read()).persons).toBe(1);
    const found = await findPersonDoses(world.context, own(), { partyId, pseudonym: ADA });
    expect(found).toEqual({ ok: true, value: { doses: [], flags: [] } });
    const bad = await eraseDosePerson(world.context, world.newMeta(), { partyId, pseudonym: "Ada" });
    expect(bad).toMatchObject({ refusal: { problems: [{ value: null, rule: "not_a_pseudonym" }] } });
  });
});

describe("adverse events by lot", () => {
  const address = "https://fhir.example.org/AdverseEvent/17";
  const state = async (rest: Partial<Parameters<typeof countAdverseEvents>[2]> = {}) =>
    await countAdverseEvents(world.context, world.newMeta(), {
      partyId,
      siteId,
      supplyId: lot,
      knownOn: asDay("2021-06-05"),
      serious: 1,
      notSerious: 1,
      references: [{ seriousness: "serious", reference: address }],
      follows: 0,
      ...rest,
    });
  const plain = (quantity: number): Line => {
    return { outcome: "given", supplyId: lot, doseNumber: "1", quantity: asQuantity(quantity) };
  };

  test("are counted up to the doses given, version by version, and bound what is taken back of these", async () => {
    expect(await state()).toMatchObject({ refusal: { code: "events_exceed_doses", given: 0, events: 2 } });
    const { id } = await report("2021-06-01", [plain(3)]);
    expect(await state()).toEqual({ ok: true, value: { version: 1, given: 3 } });
    expect(await state()).toMatchObject({ refusal: { code: "version_changed", expected: 0, version: 1 } });
    expect(await state({ follows: 1, notSerious: 2 })).toMatchObject({ value: { version: 2 } });
    expect(await state({ follows: 2, notSerious: 3 })).toMatchObject({
      refusal: { code: "events_exceed_doses" },
    });
    const fewer = { ...sessionOf("2021-06-01", [plain(2)]), reportId: id, reason: "typing_error" } as const;
    expect(await correctSession(world.context, world.newMeta(), fewer)).toMatchObject({
      refusal: { code: "events_exceed_doses", given: 2, events: 3 },
    });
    expect(await readSessions(world.context, own(), { partyId, siteId })).toMatchObject({
      value: { given: [{ given: 3, events: { version: 2, serious: 1, notSerious: 2 } }] },
    });
    // By site they stay with the party.
    expect(await readSessions(world.context, stranger(), { partyId, siteId })).toMatchObject({
      value: { given: [] },
    });
  });

  test("are read by lot by who has it, has given it or recalls it, and exported with the records' identifiers", async () => {
    await report("2021-06-01", [plain(3)]);
    expect((await state()).ok).toBe(true);
    const shown = { given: 3, serious: 1, notSerious: 1, knownOn: "2021-06-05", itemId: MODERNA };
    const lotsFor = async (parties: readonly PartyId[], of: Parameters<typeof readLotEvents>[2]) =>
      await readLotEvents(world.context, actFor(parties), of).then((read) =>
        read.ok ? read.value.lots : read,
      );
    expect(await lotsFor([partyId], { supplyId: lot })).toMatchObject([shown]);
    const supply = await world.owner.selectFrom("supply").where("supplyId", "=", lot).selectAll().execute();
    const giverId = asId<"party">(supply[0]?.giverId ?? "");
    expect(await lotsFor([giverId], { supplyId: lot })).toMatchObject([shown]);
    expect(await lotsFor([secretariatId], { supplyId: lot })).toEqual([]);
    expect(await lotsFor([partyId], {})).toMatchObject({
      refusal: { problems: [{ rule: "supply_or_recall" }] },
    });
    const gtin = "06291041500213";
    await world.owner.updateTable("supply").set({ gtin }).where("supplyId", "=", lot).execute();
    const meta = { ...world.newMeta(), actor: actFor([secretariatId]) };
    const recall = {
      gtin,
      lotNumbers: [],
      class: 1,
      reason: "adverse_events",
      remedy: "destroy",
      isDrill: true,
    } as const;
    const started = await startRecall(world.context, meta, { ...recall, partyId: secretariatId });
    if (!started.ok) throw new Error(JSON.stringify(started.refusal));
    const recallId = asId<"recall">(started.value.id);
    expect(await lotsFor([secretariatId], { recallId })).toMatchObject([shown]);
    expect(await lotsFor([], { recallId })).toEqual([]);
    await world.owner.updateTable("supply").set({ gtin: null }).where("supplyId", "=", lot).execute();
    const file = await exportAdverseEvents(world.context, own(), { partyId, siteId, supplyId: lot });
    if (!file.ok) throw new Error(file.refusal.code);
    expect(findFhirBreaches(JSON.parse(file.value.text))).toEqual([]);
    expect(file.value.text).toContain(address);
    expect(
      await exportAdverseEvents(world.context, stranger(), { partyId, siteId, supplyId: lot }),
    ).toMatchObject({
      refusal: { code: "not_permitted" },
    });
  });
});

test("a government states what its authority has decided on a vaccine; the newest decision holds", async () => {
  const source = { sourceUrl: "https://aifa.example.org/1", decidedOn: asDay("2021-01-07") };
  const state = async (rest: Partial<Parameters<typeof stateApproval>[2]> = {}, meta = world.newMeta()) =>
    await stateApproval(world.context, meta, {
      partyId,
      itemId: MODERNA,
      decision: "emergency_use",
      ...source,
      ...rest,
    });
  expect(await state({}, { ...world.newMeta(), actor: stranger() })).toMatchObject({
    refusal: { code: "not_permitted" },
  });
  expect(await state({ itemId: "gown", decidedOn: asDay("2030-01-01") })).toMatchObject({
    refusal: { problems: [{ rule: "not_counted_in_doses" }, { rule: "occurred_in_the_future" }] },
  });
  const secretariat = { ...world.newMeta(), actor: stranger() };
  expect(await state({ partyId: secretariatId }, secretariat)).toMatchObject({
    refusal: { problems: [{ field: "partyId", rule: "not_a_government" }] },
  });
  expect((await state()).ok).toBe(true);
  expect((await state({ decision: "approved", decidedOn: asDay("2022-10-03") })).ok).toBe(true);
  expect(await readVaccines(world.context, {})).toMatchObject({
    value: { nationalApprovals: [{ country: "ITA", itemId: MODERNA, decision: "approved" }] },
  });
});

test("a session is exported dose by dose, each settled lot by its own, without who got them", async () => {
  const { id } = await report("2021-06-01", [
    given([ADA, BEN]),
    { outcome: "given", quantity: asQuantity(2) },
    { outcome: "wasted", wasteReason: "broken", supplyId: lot, quantity: asQuantity(1) },
  ]);
  const exported = async (reportId: CommandId) => {
    const file = await exportSession(world.context, own(), { reportId });
    if (!file.ok) throw new Error(file.refusal.code);
    const bundle: unknown = JSON.parse(file.value.text);
    expect(findFhirBreaches(bundle)).toEqual([]);
    return file.value.text;
  };
  const text = await exported(id);
  expect(text.match(/"resourceType": "Immunization"/g)).toHaveLength(4);
  expect(text).toContain('"code": "207"');
  expect(text).not.toContain(ADA);
  expect(await exported(id)).toBe(text);
  const further = {
    ...sessionOf("2021-06-01", [given([ADA])]),
    reportId: id,
    reason: "typing_error",
  } as const;
  expect((await correctSession(world.context, world.newMeta(), further)).ok).toBe(true);
  expect(await exported(id)).toContain("entered-in-error");
  expect(await exportSession(world.context, stranger(), { reportId: id })).toMatchObject({
    refusal: { code: "not_permitted" },
  });
});
