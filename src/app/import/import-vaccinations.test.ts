import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import type { Problem } from "#core/result.ts";
import { readDoses } from "../session/read-doses.ts";
import { settleDoses } from "../session/settle-doses.ts";
import { query } from "#test/fixtures/query.ts";
import { importDeliveries } from "./import-deliveries.ts";
import type { ImportOptions } from "./import-file.ts";
import { importVaccinations } from "./import-vaccinations.ts";
import { fileOf, type ImportWorld, openImportWorld } from "./testing/import-world.ts";

const DATA = "../shared/data/deliveries";
const isThere = existsSync(`${DATA}/italy-administrations-2-regions.csv`);

let world: ImportWorld;
beforeAll(async () => {
  world = await openImportWorld();
});
afterAll(async () => await world.drop());

type Importer = typeof importVaccinations;
const run = async (by: Importer | typeof importDeliveries, content: string | Uint8Array, rest = {}) =>
  await by(world.context, world.newMeta(), fileOf(content), { dryRun: false, ...rest });
const taken = async (content: string | Uint8Array, options: Partial<ImportOptions> = {}) => {
  const result = await run(importVaccinations, content, options);
  if (!result.ok) throw new Error(JSON.stringify(result.refusal).slice(0, 2_000));
  return result.value;
};
const refused = async (content: string) => {
  const before = await world.countAll();
  const result = await run(importVaccinations, content);
  expect(await world.countAll()).toEqual(before);
  if (result.ok) throw new Error("taken");
  return result.refusal;
};
const rulesOf = (refusal: Awaited<ReturnType<typeof refused>>) =>
  refusal.code === "malformed"
    ? (refusal.problems as readonly Problem[]).map(({ line, rule }) => [line, rule])
    : refusal.code;
const readSite = async (site: string) => {
  const report = await readDoses(world.context, { site });
  if (!report.ok) throw new Error("no report");
  return report.value;
};

const AREA = "N1,N2,ISTAT,reg";
const MOLISE = "ITF,ITF2,14,Molise";
const deliver = async (rows: readonly string[]) => {
  const text = [`area,forn,numero_dosi,data_consegna,${AREA}`, ...rows].join("\n");
  expect((await run(importDeliveries, `${text}\n`)).ok).toBe(true);
};

describe("the list of doses given in the regions of Italy", () => {
  const HEADER = `data,area,totale,m,f,d1,d2,dpi,db1,db2,db3,${AREA}`;
  const fileWith = (...rows: readonly string[]) => `${[HEADER, ...rows].join("\n")}\n`;
  beforeAll(async () => await deliver([`QA,Moderna,100,2021-01-01,${MOLISE}`]));

  test("becomes one report for each region and day, without lot and vaccine, and is recorded once", async () => {
    const file = fileWith(
      `2021-01-02,QA,30,10,20,25,0,5,0,0,0,${MOLISE}`,
      `2021-01-03,QA,40,15,25,0,40,0,0,0,0,${MOLISE}`,
      `2021-01-04,QA,0,0,0,0,0,0,0,0,0,${MOLISE}`,
    );
    expect(await taken(file)).toMatchObject({
      rowCount: 3,
      posted: 2,
      ignoredCount: 0,
      notes: [{ line: 4, note: "nothing_given" }],
    });
    expect(await taken(file)).toMatchObject({ posted: 0, alreadyPosted: 2 });
    const { rows, coverage } = await readSite("ITA-QA");
    expect(rows).toMatchObject([{ received: 100, given: 70, unsettled: 70, inStock: 30 }]);
    expect(coverage.map(({ doseNumber, group, doses }) => [doseNumber, group, doses])).toEqual([
      ["1", null, 25],
      ["2", null, 40],
      ["after_infection", null, 5],
      [null, "female", 45],
      [null, "male", 25],
    ]);
  });

  test("a row that says otherwise later corrects the report of its region and day", async () => {
    const later = fileWith(`2021-01-03,QA,45,15,30,0,45,0,0,0,0,${MOLISE}`);
    expect(await taken(later)).toMatchObject({
      posted: 1,
      notes: [{ line: 2, note: "corrects_earlier_report" }],
    });
    expect((await readSite("ITA-QA")).rows).toMatchObject([{ given: 75, unsettled: 75 }]);
    expect(await taken(later)).toMatchObject({ posted: 0, alreadyPosted: 1, notes: [] });
  });

  test("is refused where more doses would be given than have come, and nothing is written", async () => {
    const refusal = await refused(fileWith(`2021-01-05,QA,26,0,26,26,0,0,0,0,0,${MOLISE}`));
    expect(refusal).toMatchObject({ code: "doses_exceed_received", held: 100, unsettled: 101, missing: 1 });
  });

  test("is refused with everything that is wrong with it", async () => {
    const file = fileWith(
      `2021-01-02,QA,31,10,20,25,0,5,0,0,0,${MOLISE}`,
      `2021-01-02,QZ,1,1,0,1,0,0,0,0,0,${MOLISE}`,
      `2021-01-02,QA,1,1,0,1,0,0,0,0,0,${MOLISE}`,
      `2021-01-09,QA,-1,0,0,0,0,0,0,0,0,${MOLISE}`,
    );
    expect(rulesOf(await refused(file))).toEqual([
      [2, "parts_do_not_add_up"],
      [2, "parts_do_not_add_up"],
      [3, "unknown_site"],
      [4, "doubled_row"],
      [5, "negative"],
    ]);
  });
});

describe("a list of session reports with our own headers", () => {
  const HEADER = "site,day,item,doses,outcome,dose,group,reason,lot,source";
  const MODERNA = "covid_19_vaccine_moderna";
  const SOURCE = "https://example.org/sessions";
  const fileWith = (...rows: readonly string[]) =>
    `${[HEADER, ...rows.map((row) => `${row},${SOURCE}`)].join("\n")}\n`;
  beforeAll(async () => {
    const header = "recipient,site,item,quantity,giver,terms,received,lot,expiry";
    await deliver([`QB,Moderna,10,2021-01-01,${MOLISE}`]);
    const lots = ["L1,2021-06-30", "L2,2021-09-30"].map(
      (lot) => `ITA,ITA-QB,${MODERNA},50,COVAX,grant,2021-01-05,${lot}`,
    );
    await world.owner
      .insertInto("party")
      .values({
        id: "00000000-0000-7000-8000-00000000c0a1",
        code: "COVAX",
        name: "COVAX Facility",
        kind: "agency",
        country: null,
        createdAt: "2021-01-01T00:00:00Z",
      })
      .execute();
    expect(await run(importDeliveries, `${[header, ...lots].join("\n")}\n`)).toMatchObject({ ok: true });
  });

  test("rows of one site, day and vaccine are one report, with lots where they are stated", async () => {
    const file = fileWith(
      `ITA-QB,2021-06-01,${MODERNA},20,given,1,age_60_69,,L1`,
      `ITA-QB,2021-06-01,${MODERNA},2,wasted,,,open_vial,L1`,
      `ITA-QB,2021-06-01,${MODERNA},5,,2,,,`,
      `ITA-QB,2021-06-02,covid_19_vaccine,4,,,,,`,
    );
    expect(await taken(file)).toMatchObject({ rowCount: 4, posted: 2, ignoredCount: 0 });
    expect(await taken(file)).toMatchObject({ posted: 0, alreadyPosted: 2 });
    const { rows } = await readSite("ITA-QB");
    expect(rows).toMatchObject([{ received: 110, given: 29, wasted: 2, unsettled: 9, inStock: 79 }]);
  });

  test("is refused with everything that is wrong with it", async () => {
    await world.owner.updateTable("site").set({ partyId: null }).where("code", "=", "ITGOA").execute();
    const file = fileWith(
      `ITA-QB,2021-07-01,${MODERNA},1,given,1,,,L1`,
      `ITA-QB,2021-07-02,${MODERNA},1,given,1,,,L9`,
      `ITA-QB,2021-07-03,${MODERNA},1,wasted,,,,`,
      `ITA-QB,2021-07-04,${MODERNA},1,given,17,,,`,
      `ITGOA,2021-07-05,${MODERNA},1,given,1,,,`,
    );
    expect(rulesOf(await refused(file))).toEqual([
      [2, "lot_expired"],
      [3, "unknown_lot"],
      [4, "missing"],
      [5, "dose_number"],
      [6, "site_of_nobody"],
    ]);
  });
});

describe("a series that somebody else published", () => {
  const HEADER =
    "location,iso_code,date,total_vaccinations,people_vaccinated,people_fully_vaccinated,total_boosters,daily_vaccinations_raw,daily_vaccinations,more";
  const file = [
    HEADER,
    "Italy,ITA,01/02/2021,100,80,,,,,x",
    "Italy,ITA,02/02/2021,,,,,,7,",
    "Italy,ITA,03/02/2021,90,85,,,-10,7,",
    "Europe,OWID_EUR,03/02/2021,1000,,,,,,",
    "",
  ].join("\n");

  test("is kept apart, with its empty cells; what falls and what is missing is told", async () => {
    const entries = await world.countRows("entry");
    const result = await taken(file);
    expect(result).toMatchObject({ rowCount: 4, posted: 4, ignoredCount: 1 });
    expect(result.notes).toEqual([
      {
        line: 4,
        field: "doses",
        value: "90",
        note: "figure_falls",
        facts: { area: "ITA", day: "2021-02-03", before: "2021-02-01", from: 100, to: 90 },
      },
      {
        line: 2,
        field: "doses",
        value: "ITA",
        note: "days_without_figure",
        facts: { from: "2021-02-01", to: "2021-02-03", days_without: 1 },
      },
    ]);
    const rows = await world.owner.selectFrom("reportedVaccination").selectAll().orderBy("day").execute();
    expect(rows.map(({ area, country, doses, people }) => [area, country, doses, people])).toEqual([
      ["ITA", "ITA", 100, 80],
      ["ITA", "ITA", null, null],
      expect.anything(),
      expect.anything(),
    ]);
    expect(await world.countRows("entry")).toBe(entries);
    expect(await taken(file)).toMatchObject({ posted: 0, alreadyPosted: 4 });
  });
});

describe.skipIf(!isThere)(`the real files (skipped without ${DATA})`, () => {
  let real: ImportWorld;
  beforeAll(async () => {
    real = await openImportWorld();
    world = real;
  });

  test("doses given in two regions tie to the published totals to the unit, before and after settling", async () => {
    const published = { "ITA-MOL": [843_760, 737_182], "ITA-VDA": [366_880, 294_982] };
    const deliveries = readFileSync(`${DATA}/italy-deliveries-2-regions.csv`);
    expect((await run(importDeliveries, deliveries)).ok).toBe(true);
    const administrations = readFileSync(`${DATA}/italy-administrations-2-regions.csv`);
    expect(await taken(administrations)).toMatchObject({ rowCount: 1472, posted: 1472, ignoredCount: 0 });
    const totals = async () => {
      const report = await readDoses(world.context, { country: "ITA" });
      if (!report.ok) throw new Error("no report");
      return Object.fromEntries(report.value.rows.map((row) => [row.site, [row.received, row.given]]));
    };
    expect(await totals()).toEqual(published);
    const places = await world.owner.selectFrom("unsettledDoses").select(["partyId", "siteId"]).execute();
    for (const { partyId, siteId } of places) {
      const place = { partyId: asId<"party">(partyId), siteId: asId<"site">(siteId) };
      for (let unsettled = 1; unsettled > 0; ) {
        const rule = "oldest_received_first";
        const done = await settleDoses(world.context, world.newMeta(), { ...place, rule });
        if (!done.ok) throw new Error(done.refusal.code);
        expect(done.value.left).toBe(0);
        unsettled = done.value.unsettled;
      }
    }
    expect(await totals()).toEqual(published);
    const rows = await query<{ site: string; used: number }>(
      world.owner,
      `select s.code as site, sum(a.units_in - a.units_out)::bigint as used
      from account as a join site as s on s.id = a.site_id where a.stage = 'used' group by 1 order by 1`,
    );
    expect(rows.map(({ site, used }) => [site, Number(used)])).toEqual([
      ["ITA-MOL", 737_182],
      ["ITA-VDA", 294_982],
    ]);
  }, 240_000);

  test("every row of Our World in Data's series is kept", async () => {
    const bytes = gunzipSync(readFileSync(`${DATA}/vaccinations.csv.gz`));
    expect(await taken(bytes)).toMatchObject({ rowCount: 57_075, posted: 57_075 });
    const makers = gunzipSync(readFileSync(`${DATA}/vaccinations-by-manufacturer.csv.gz`));
    expect(await taken(makers)).toMatchObject({ rowCount: 19_090, posted: 19_090 });
    const rows = await query<{ rows: number; doses: number }>(
      world.owner,
      "select count(*)::bigint as rows, count(doses)::bigint as doses from reported_vaccination",
    );
    expect(rows).toEqual([{ rows: 76_165, doses: 32_423 + 19_090 }]);
  }, 240_000);
});
