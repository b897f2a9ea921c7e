import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { ROLES } from "#core/party/party.ts";
import { asDay } from "#core/time.ts";
import { query } from "#test/fixtures/query.ts";
import { unwrap } from "#test/fixtures/team-world.ts";
import { addOneVolunteer, describeVolunteer } from "#test/fixtures/volunteer.ts";
import { actFor, addParty, newMeta, openWorld, TEST_NOW, type World } from "#test/fixtures/world.ts";
import { keepHouse } from "../keep-house.ts";
import { eraseAgain } from "./erase-volunteers.ts";
import { addVolunteer, changeVolunteer } from "./keep-volunteer.ts";
import { publishRosterCounts } from "./publish-roster-counts.ts";
import { readRosterCounts, readVolunteer, readVolunteers } from "./read-volunteers.ts";
import { withdrawConsent } from "./withdraw-consent.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => await world.drop());

/** The tables of which a row has the text in it, in whatever column. */
async function findTables(text: string): Promise<readonly string[]> {
  const tables = await query<{ name: string }>(
    world.owner,
    "select c.oid::regclass::text as name from pg_class as c where relkind = 'r' and relnamespace = 'public'::regnamespace",
  );
  expect(tables.length).toBeGreaterThan(50);
  const found = await query<{ name: string; count: number }>(
    world.owner,
    tables
      .map(
        ({ name }) =>
          `select '${name}' as name, count(*)::integer as count from ${name} as t where t::text like '%${text}%'`,
      )
      .join(" union all "),
  );
  return found.filter(({ count }) => count > 0).map(({ name }) => name);
}

/** Resolves when so many statements wait for a lock. */
async function waitForLocks(count: number): Promise<void> {
  const waiting = `select count(*)::integer as waits from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  await expect.poll(async () => await query(world.owner, waiting)).toEqual([{ waits: count }]);
}

const keeper = (partyId: Parameters<typeof actFor>[0][number]) => actFor([partyId], ["focal_point"]);

describe("a roster", () => {
  test("has a person's data in one place, from which a withdrawn consent erases it; the audit record never has it", async () => {
    const party = await addParty(world);
    const meta = newMeta(keeper(party.id));
    const command = describeVolunteer(party.id, {
      name: " Zora Unmistakable\n",
      contact: "+39 055 9876543",
      reference: "ZU-77/a",
    });
    const added = unwrap(await addVolunteer(world.context, meta, command));
    expect(Object.keys(added)).toEqual(["id", "version"]);
    expect(unwrap(await addVolunteer(world.context, meta, command))).toEqual(added);
    expect(await addVolunteer(world.context, meta, { ...command, name: "Somebody else" })).toMatchObject({
      refusal: { code: "already_posted_with_another_body" },
    });
    const personal = ["Zora Unmistakable", command.contact, command.reference];
    for (const text of personal) {
      expect(await findTables(text)).toEqual(["volunteer"]);
    }
    const volunteerId = asId<"volunteer">(added.id);
    const own = newMeta(keeper(party.id));
    const withdraw = { volunteerId, scope: "roster" } as const;
    expect(await withdrawConsent(world.context, own, withdraw)).toMatchObject({ value: { isErased: true } });
    expect(await withdrawConsent(world.context, own, withdraw)).toMatchObject({ value: { isErased: true } });
    for (const text of personal) {
      expect(await findTables(text)).toEqual([]);
    }
    // What is left is that the number was erased, and the audit records, whose hash nobody can try any more.
    expect((await findTables(volunteerId)).toSorted()).toEqual(["command", "volunteer_erasure"]);
    expect(await addVolunteer(world.context, meta, command)).toMatchObject({
      refusal: { code: "already_posted_with_another_body" },
    });
  });

  test("keeps nobody without consent, and lists every problem at once", async () => {
    const party = await addParty(world);
    const wrong = describeVolunteer(party.id, {
      reference: "no blanks",
      name: "two\nlines",
      contact: "055 12345",
      languages: ["ita"],
      licences: [
        { country: "XXX", number: "1", validUntil: asDay("2027-01-01") },
        { country: "ITA", number: "1", validUntil: asDay("2027-01-01") },
        { country: "ITA", number: "1", validUntil: asDay("2028-01-01") },
      ],
      days: [
        { fromDay: asDay("2026-03-10"), untilDay: asDay("2026-03-01") },
        { fromDay: asDay("2026-04-01"), untilDay: asDay("2026-04-30") },
        { fromDay: asDay("2026-04-30"), untilDay: asDay("2026-05-01") },
      ],
      consents: [{ scope: "host", givenOn: asDay("2026-01-01"), untilDay: asDay("2026-12-31") }],
    });
    const refused = await addVolunteer(world.context, newMeta(keeper(party.id)), wrong);
    if (refused.ok || refused.refusal.code !== "malformed") throw new Error("taken");
    expect(refused.refusal.problems.map(({ field, rule }) => `${field} ${rule}`)).toEqual([
      "reference not_a_reference",
      "name one_line",
      "contact not_a_contact",
      "languages.0 not_a_language",
      "licences.0.country unknown_country",
      "licences.2 doubled_licence",
      "days.0.untilDay window_ends_before_it_begins",
      "days.2 days_overlap",
      "consents consent_needed",
    ]);
    const span = (givenOn: string, untilDay: string) => ({
      consents: [{ scope: "roster" as const, givenOn: asDay(givenOn), untilDay: asDay(untilDay) }],
    });
    for (const [part, rule] of [
      [span("2026-03-03", "2026-12-31"), "consent_in_the_future"],
      [span("2025-03-03", "2026-03-01"), "consent_needed"],
      [span("2026-01-01", "2029-06-01"), "consent_too_long"],
      [{ consents: [] }, "consent_needed"],
    ] as const) {
      const command = describeVolunteer(party.id, part);
      expect(await addVolunteer(world.context, newMeta(keeper(party.id)), command)).toMatchObject({
        refusal: { code: "malformed", problems: [{ rule }] },
      });
    }
    const rows = await query(world.owner, `select id from volunteer where party_id = '${party.id}'`);
    expect(rows).toEqual([]);
  });

  test("has each reference once, is changed by the version that was seen, and a withdrawn consent is not given again by an old paper", async () => {
    const party = await addParty(world);
    const { id: volunteerId, ...kept } = await addOneVolunteer(world, party.id);
    const meta = () => newMeta(keeper(party.id));
    expect(
      await addVolunteer(world.context, meta(), describeVolunteer(party.id, { reference: kept.reference })),
    ).toMatchObject({ refusal: { problems: [{ rule: "reference_in_use" }] } });
    const { partyId: _, reference: __, ...stated } = kept;
    const change = { volunteerId, ...stated, languages: ["sw"] };
    expect(await changeVolunteer(world.context, { ...meta(), expectedVersion: 7 }, change)).toMatchObject({
      refusal: { code: "version_changed", version: 1 },
    });
    expect(await changeVolunteer(world.context, meta(), change)).toMatchObject({ value: { version: 2 } });
    unwrap(await withdrawConsent(world.context, meta(), { volunteerId, scope: "host" }));
    expect(await withdrawConsent(world.context, meta(), { volunteerId, scope: "host" })).toMatchObject({
      refusal: { problems: [{ rule: "consent_not_given" }] },
    });
    expect(await changeVolunteer(world.context, meta(), change)).toMatchObject({
      refusal: { problems: [{ field: "consents.1.givenOn", rule: "consent_withdrawn" }] },
    });
    expect(await readVolunteer(world.context, keeper(party.id), volunteerId)).toMatchObject({
      value: {
        languages: ["sw"],
        consents: [{ scope: "roster" }, { scope: "host", withdrawnOn: "2026-03-02" }],
        deployments: [],
      },
    });
  });

  test("remembers a consent that was taken back, also where it is left out of what is stated anew", async () => {
    const party = await addParty(world);
    const { id: volunteerId, partyId: _, reference: __, ...stated } = await addOneVolunteer(world, party.id);
    const meta = () => newMeta(keeper(party.id));
    unwrap(await withdrawConsent(world.context, meta(), { volunteerId, scope: "host" }));
    const consents = stated.consents.filter(({ scope }) => scope === "roster");
    unwrap(await changeVolunteer(world.context, meta(), { ...stated, volunteerId, consents }));
    const shown = unwrap(await readVolunteer(world.context, keeper(party.id), volunteerId));
    expect(shown.consents).toContainEqual(
      expect.objectContaining({ scope: "host", withdrawnOn: "2026-03-02" }),
    );
    expect(await changeVolunteer(world.context, meta(), { ...stated, volunteerId })).toMatchObject({
      refusal: { problems: [expect.objectContaining({ rule: "consent_withdrawn" })] },
    });
  });

  test("is changed once by one command that comes twice at once", async () => {
    const party = await addParty(world);
    const { id: volunteerId, partyId: _, reference: __, ...stated } = await addOneVolunteer(world, party.id);
    const meta = newMeta(keeper(party.id));
    const changing = await world.owner.transaction().execute(async (holding) => {
      await query(holding, `select from volunteer where id = '${volunteerId}' for update`);
      const both = [1, 2].map(
        async () => await changeVolunteer(world.context, meta, { ...stated, volunteerId }),
      );
      await waitForLocks(2);
      return { both };
    });
    const once = { ok: true, value: { id: volunteerId, version: 2 } };
    expect(await Promise.all(changing.both)).toEqual([once, once]);
  });

  test("is read and kept by its party's focal point alone", async () => {
    const party = await addParty(world);
    const other = await addParty(world);
    const { id: volunteerId, partyId: _, reference: __, ...stated } = await addOneVolunteer(world, party.id);
    const strangers = [
      actFor(
        [party.id],
        ROLES.filter((role) => role !== "focal_point"),
      ),
      actFor([other.id, world.secretariatId]),
    ];
    const refused = { refusal: { code: "not_permitted" } };
    const { partyId } = { partyId: party.id };
    for (const actor of strangers) {
      const meta = newMeta(actor);
      expect(await readVolunteers(world.context, actor, { partyId }, { limit: 9 })).toMatchObject(refused);
      expect(await readVolunteer(world.context, actor, volunteerId)).toMatchObject(refused);
      expect(await addVolunteer(world.context, meta, describeVolunteer(partyId))).toMatchObject(refused);
      expect(await changeVolunteer(world.context, meta, { volunteerId, ...stated })).toMatchObject(refused);
      const withdraw = { volunteerId, scope: "roster" } as const;
      expect(await withdrawConsent(world.context, meta, withdraw)).toMatchObject(refused);
      const publish = { partyId, publishesCounts: true };
      expect(await publishRosterCounts(world.context, meta, publish)).toMatchObject(refused);
    }
    expect(await readVolunteers(world.context, null, { partyId }, { limit: 9 })).toMatchObject(refused);
  });

  test("is searched by profession, skill, language and days, and read page by page", async () => {
    const party = await addParty(world);
    const list = async (filter: object, limit = 9) =>
      unwrap(
        await readVolunteers(world.context, keeper(party.id), { partyId: party.id, ...filter }, { limit }),
      );
    const nurse = await addOneVolunteer(world, party.id);
    const surgeon = await addOneVolunteer(world, party.id, {
      profession: "2212",
      skills: ["surgery"],
      languages: ["fr"],
      days: [{ fromDay: asDay("2026-05-01"), untilDay: asDay("2026-05-31") }],
    });
    const names = async (filter: object) => (await list(filter)).items.map(({ id }) => id);
    expect(await names({})).toEqual([surgeon.id, nurse.id]);
    expect(await names({ profession: "2212" })).toEqual([surgeon.id]);
    expect(await names({ skill: "intensive_care_nursing", language: "it" })).toEqual([nurse.id]);
    expect(await names({ language: "fr", skill: "intensive_care_nursing" })).toEqual([]);
    expect(await names({ fromDay: asDay("2026-05-10"), untilDay: asDay("2026-06-02") })).toEqual([nurse.id]);
    expect(await names({ fromDay: asDay("2026-05-10") })).toEqual([surgeon.id, nurse.id]);
    const first = await list({}, 1);
    expect(first.items.map(({ id }) => id)).toEqual([surgeon.id]);
    expect(first.next).toMatchObject({ id: surgeon.id });
  });

  test("loses whoever's consent ends with the day, seen at once and erased by the house-keeping", async () => {
    const party = await addParty(world);
    const consents = [
      { scope: "roster" as const, givenOn: asDay("2026-01-01"), untilDay: asDay("2026-03-05") },
    ];
    const { id, name } = await addOneVolunteer(world, party.id, { consents });
    const stays = await addOneVolunteer(world, party.id);
    world.setNow("2026-03-05T23:00:00Z");
    expect(await keepHouse(world.context)).toMatchObject({ erasedVolunteers: 0 });
    world.setNow("2026-03-06T00:00:00Z");
    expect(await readVolunteer(world.context, keeper(party.id), id)).toMatchObject({
      refusal: { code: "not_found" },
    });
    const read = await readVolunteers(world.context, keeper(party.id), { partyId: party.id }, { limit: 9 });
    expect(unwrap(read).items.map((one) => one.id)).toEqual([stays.id]);
    expect(await findTables(name)).toEqual(["volunteer"]);
    const kept = await Promise.all([keepHouse(world.context), keepHouse(world.context)]);
    world.setNow(TEST_NOW);
    expect(kept.reduce((sum, { erasedVolunteers }) => sum + erasedVolunteers, 0)).toBe(1);
    expect(await findTables(name)).toEqual([]);
  });

  test("erases again who came back with an earlier state of the database, and nobody else", async () => {
    const party = await addParty(world);
    const back = await addOneVolunteer(world, party.id);
    const stays = await addOneVolunteer(world, party.id);
    const gone = asId<"volunteer">("00000000-0000-7000-8000-00000000dead");
    const list = [{ volunteerId: gone }, { volunteerId: back.id }];
    expect(await eraseAgain(world.context, list)).toEqual([back.id]);
    expect(await eraseAgain(world.context, list)).toEqual([]);
    expect(await findTables(back.name)).toEqual([]);
    expect(await findTables(stays.name)).toEqual(["volunteer"]);
  });
});

test("counts are public where the party says so, by profession and by language, from five on", async () => {
  const party = await addParty(world);
  const counts = async () => (await readRosterCounts(world.context, { partyCode: party.code })).rosters;
  for (let index = 0; index < 5; index += 1) {
    await addOneVolunteer(world, party.id, { languages: index === 0 ? ["it"] : ["it", "en"] });
  }
  for (let index = 0; index < 4; index += 1) {
    await addOneVolunteer(world, party.id, { profession: "2212", languages: ["en"] });
  }
  expect(await counts()).toEqual([]);
  const publish = async (publishesCounts: boolean) => {
    const command = { partyId: party.id, publishesCounts };
    return unwrap(await publishRosterCounts(world.context, newMeta(keeper(party.id)), command));
  };
  await publish(true);
  expect(await counts()).toEqual([
    {
      partyCode: party.code,
      professions: [{ key: "2221", count: 5 }],
      languages: [
        { key: "en", count: 8 },
        { key: "it", count: 5 },
      ],
    },
  ]);
  await publish(false);
  expect(await counts()).toEqual([]);
});
