import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { writeWorkbook } from "#formats/table/write-workbook.ts";
import { readTeamOffers } from "../team/read-team-offers.ts";
import { withdrawTeamOffer } from "../team/withdraw-team-offer.ts";
import type { ImportOptions } from "./import-file.ts";
import { importTeams } from "./import-teams.ts";
import { fileOf, type ImportWorld, openImportWorld } from "./testing/import-world.ts";

const REAL = "../shared/data/teams/who-emt-classified-to-2018.csv";

let world: ImportWorld;
beforeAll(async () => {
  world = await openImportWorld();
});
afterAll(async () => await world.drop());

const run = async (text: string | Uint8Array, options: Partial<ImportOptions> = {}) =>
  await importTeams(world.context, world.newMeta(), fileOf(text, "teams.csv"), { dryRun: false, ...options });
const countAll = async () => [
  await world.countRows("party"),
  await world.countRows("team"),
  await world.countRows("teamOffer"),
  await world.countRows("command"),
];
const listOpen = async (partyCode?: string) =>
  (await readTeamOffers(world.context, { partyCode, status: "open" }, { limit: 500 })).items;

const HEADER =
  "year,country,sector,name,emt_type,party,languages,available_from,available_until,outpatients_per_day";
const good = "2018,Italy,GOV,Team One,Type 1 Fixed,,it en,2026-02-01,2026-06-30,120";

describe("a list of teams", () => {
  test("becomes teams and offers, with the parties that nobody knew; twice is once", async () => {
    const text = [
      HEADER,
      good,
      '2018,Kenya,NGO,Médecins d’ici,"Type 2 (2); Specialized Care (Burn)",,,,,',
    ].join("\n");
    const before = await countAll();
    expect(await run(text, { dryRun: true })).toMatchObject({
      ok: true,
      value: { posted: 2, alreadyPosted: 0 },
    });
    expect(await countAll()).toEqual(before);
    expect(await run(text)).toMatchObject({ ok: true, value: { posted: 2, alreadyPosted: 0 } });
    const [italian] = await listOpen("ITA");
    expect(italian).toMatchObject({
      teamName: "Team One",
      languages: ["en", "it"],
      availableFrom: "2026-02-01",
      outpatientsPerDay: 120,
      terms: null,
      belowMinimum: [],
    });
    const [kenyan] = await listOpen("MEDECINS-D-ICI");
    expect(kenyan).toMatchObject({
      partyKind: "ngo",
      country: "KEN",
      availableFrom: null,
      capabilities: [
        { type: "type_2", count: 2, specialities: [] },
        { type: "specialised_care", count: 1, specialities: ["burns"] },
      ],
    });
    const after = await countAll();
    expect(await run(text)).toMatchObject({ ok: true, value: { posted: 0, alreadyPosted: 2 } });
    expect(await countAll()).toEqual(after);
  });

  test("is read by its hashtags too, and from a workbook, as the same teams", async () => {
    const tags =
      "#date+year,#country+name,#org+type,#org+name,#org+capability,#org+code,#org+language,#date+start,#date+end,";
    const row = "2018,Italia,GOV,Team Tagged,Type 1 Mobile,,it,2026-02-01,2026-06-30,";
    const headers = "año,país,sector de,equipo,clase,parte,idiomas,desde,hasta,";
    expect(await run([headers, tags, row].join("\n"))).toMatchObject({ ok: true, value: { posted: 1 } });
    const cells = [
      "2018",
      "ITA",
      "GOV",
      "Team Tagged",
      "Type 1 Mobile",
      "",
      "it",
      "2026-02-01",
      "2026-06-30",
      "",
    ];
    const columns = HEADER.split(",").map((header, index) => ({ header, value: () => cells[index] ?? null }));
    const file = fileOf(writeWorkbook([{}], columns, "teams"), "teams.xlsx");
    const again = await importTeams(world.context, world.newMeta(), file, { dryRun: false });
    expect(again).toMatchObject({ ok: true, value: { posted: 0, alreadyPosted: 1 } });
  });

  test("a team that was withdrawn is offered again; one that is offered otherwise is a problem", async () => {
    const row = good.replace("Team One", "Team Two");
    const text = [HEADER, row].join("\n");
    await run(text);
    const other = await run([HEADER, row.replace("120", "90")].join("\n"));
    expect(other).toMatchObject({
      refusal: { code: "malformed", problems: [{ line: 2, rule: "team_offered_otherwise" }] },
    });
    const open = (await listOpen("ITA")).find(({ teamName }) => teamName === "Team Two");
    const teamOfferId = asId<"team offer">(open?.id ?? "");
    expect(await withdrawTeamOffer(world.context, world.newMeta(), { teamOfferId })).toMatchObject({
      ok: true,
    });
    expect(await run(text)).toMatchObject({ value: { posted: 1, alreadyPosted: 0 } });
    expect(await run(text)).toMatchObject({ value: { posted: 0, alreadyPosted: 1 } });
  });

  test("states what teams need; the same needs are the same offer, and wrong ones are told by their column", async () => {
    const header =
      "country,sector,name,emt_type,self_sufficiency_days,power_watts,power_voltage,power_plugs,oxygen_litres_per_minute,needs_goods";
    const needs = "5000,220-240,C F,60,medical_mask|n95_respirator=500/7; examination_gloves=100";
    const text = [header, `Italy,GOV,Team Needy,Type 2,14,${needs}`].join("\n");
    expect(await run(text)).toMatchObject({ value: { posted: 1 } });
    expect(await run(text)).toMatchObject({ value: { posted: 0, alreadyPosted: 1 } });
    const needy = (await listOpen("ITA")).find(({ teamName }) => teamName === "Team Needy");
    expect(needy?.needs).toEqual({
      power: { watts: 5000, voltage: "220-240", plugs: ["C", "F"], hoursPerDay: null },
      oxygen: { pressure: "low_pressure", litresPerMinute: 60 },
      goods: [
        { items: ["medical_mask", "n95_respirator"], quantity: 500, withinDays: 7 },
        { items: ["examination_gloves"], quantity: 100, withinDays: 14 },
      ],
    });
    const bad = await run([header, "Italy,GOV,D,Type 2,,,x,Z,,masks"].join("\n"));
    const told = (refused: typeof bad) =>
      refused.ok || !("problems" in refused.refusal)
        ? []
        : refused.refusal.problems.map(({ field, rule }) => `${field} ${rule}`);
    expect(told(bad)).toEqual([
      "power_voltage not_a_voltage_range",
      "power_plugs one_of",
      "needs_goods goods_need",
    ]);
    const wrong = await run(
      [header, "Italy,GOV,D,Type 2,,,230,,,no_such=0; surgical_gloves=5/999"].join("\n"),
    );
    expect(told(wrong)).toEqual([
      "power_watts figure_out_of_range",
      "needs_goods figure_out_of_range",
      "needs_goods unknown_item",
    ]);
  });

  test("every problem of every row is told, and nothing is written", async () => {
    const before = await countAll();
    const text = [
      HEADER,
      "2018,Atlantis,GOV,A,Type 2,,,,,",
      "2018,Italy,CLUB,B,Type 1,,,,,",
      "1999,Italy,GOV,C,Type 2,,xyz,2026-05-01,2026-04-01,9999999",
      "2018,Italy,NGO,Only if they vote with us,Type 2,,,,,",
      good,
      good,
    ].join("\n");
    const refused = await run(text);
    expect(refused).toMatchObject({ ok: false, refusal: { code: "malformed" } });
    const problems = refused.ok || !("problems" in refused.refusal) ? [] : refused.refusal.problems;
    expect(problems.map(({ line, field, rule }) => `${line} ${field} ${rule}`)).toEqual([
      "2 country unknown_country",
      "3 sector unknown_sector",
      "3 emt_type unknown_team_type",
      "4 languages not_a_language",
      "5 name conditions_attached",
      "7 row doubled_row",
    ]);
    const bad = await run([HEADER, "1999,Italy,GOV,C,Type 2,,,2026-05-01,2026-04-01,9999"].join("\n"));
    const rules = bad.ok || !("problems" in bad.refusal) ? [] : bad.refusal.problems;
    expect(rules.map(({ field, rule }) => `${field} ${rule}`)).toEqual([
      "year year_out_of_range",
      "available_until available_until_before_available_from",
      "outpatients_per_day capacity_out_of_range",
    ]);
    expect(await countAll()).toEqual(before);
  });

  test("of a sender without a role in the secretariat is refused", async () => {
    const meta = { ...world.newMeta() };
    const actor = { ...meta.actor, memberships: [] };
    const refused = await importTeams(world.context, { ...meta, actor }, fileOf(good), { dryRun: false });
    expect(refused).toMatchObject({ ok: false, refusal: { code: "not_permitted", action: "add_party" } });
  });
});

describe.skipIf(!existsSync(REAL))(`WHO's list to 2018 (skipped without ${REAL})`, () => {
  test("becomes 22 offers, with the seven parties that nobody knew, once", async () => {
    const own = await openImportWorld();
    try {
      const file = fileOf(readFileSync(REAL), "who-emt-classified-to-2018.csv");
      const parties = await own.countRows("party");
      const imported = await importTeams(own.context, own.newMeta(), file, { dryRun: false });
      expect(imported).toMatchObject({ ok: true, value: { rowCount: 22, posted: 22, alreadyPosted: 0 } });
      const { items } = await readTeamOffers(own.context, { status: "open" }, { limit: 500 });
      expect(items).toHaveLength(22);
      const ngos = items.filter(({ partyKind }) => partyKind === "ngo");
      expect(ngos.map(({ partyCode }) => partyCode).toSorted()).toEqual([
        "ASB-ARBEITER-SAMARITER-BUND",
        "ASPEN-MEDICAL",
        "HUMEDICA-INTERNATIONAL",
        "ISAR-GERMANY",
        "JOHANNITER",
        "MALTESER",
        "TEAM-RUBICON",
      ]);
      expect(await own.countRows("party")).toBe(parties + 7);
      expect(items.filter(({ partyCode }) => partyCode === "CHN")).toHaveLength(3);
      expect(items.find(({ partyCode }) => partyCode === "ECU")?.capabilities).toEqual([
        { type: "type_2", count: 2, specialities: [] },
        { type: "specialised_care", count: 1, specialities: ["surgical"] },
      ]);
      const again = await importTeams(own.context, own.newMeta(), file, { dryRun: false });
      expect(again).toMatchObject({ ok: true, value: { posted: 0, alreadyPosted: 22 } });
    } finally {
      await own.drop();
    }
  });
});
