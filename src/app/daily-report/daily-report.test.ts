import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { importDailyReports } from "#app/import/import-daily-reports.ts";
import { addCounts, type Counts, listCells } from "#core/daily-report/items.ts";
import type { ReportDay } from "#core/daily-report/report-day.ts";
import { asId } from "#core/id.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import { addDays, asDay } from "#core/time.ts";
import {
  inviteOne,
  offerOneTeam,
  openTeamWorld,
  takeSteps,
  type TeamWorld,
  unwrap,
} from "#test/fixtures/team-world.ts";
import { actFor, newMeta } from "#test/fixtures/world.ts";
import { readDailyReports, readEmergencyReports } from "./read-daily-reports.ts";
import { reportDay } from "./report-day.ts";
import { writeReportsCsv, writeReportsWorkbook, writeTotalsCsv } from "./write-reports.ts";

let team: TeamWorld;
let first: DeploymentId;
let second: DeploymentId;

/** A deployment that works from 1 March 2026 on. */
async function deployOne(offerId: string): Promise<DeploymentId> {
  const { id } = unwrap(await inviteOne(team.world, { ...team, offerId }));
  await takeSteps(
    team,
    id,
    ["accept"],
    ["depart", "2026-02-27"],
    ["register", "2026-03-01"],
    ["start", "2026-03-01"],
  );
  return asId<"deployment">(id);
}

beforeAll(async () => {
  team = await openTeamWorld();
  team.setNow("2026-03-20T18:00:00Z");
  first = await deployOne(team.offer.id);
  second = await deployOne((await offerOneTeam(team.world, team.giver, "Team Two")).id);
});
afterAll(async () => await team.drop());

const leader = () => newMeta(actFor([team.giver.id], ["logistician"]));
const report = async (day: string, counts: Counts, part: Partial<ReportDay> = {}) =>
  await reportDay(team.context, leader(), { deploymentId: first, day: asDay(day), counts, ...part });
const read = async () => unwrap(await readDailyReports(team.context, actFor([team.host.id]), first));
const countRows = async () => {
  const rows = await team.owner.selectFrom("dailyReport").select(["day", "version"]).execute();
  return rows.length;
};

describe("daily reports", () => {
  test("stand once for each day, are corrected by a newer version with its reason, and add up", async () => {
    const meta = leader();
    const command = {
      deploymentId: first,
      day: asDay("2026-03-02"),
      counts: { mds_1_under_1: 3, mds_39_all: 1 },
    };
    const sent = unwrap(await reportDay(team.context, meta, command));
    expect(sent).toMatchObject({ version: 1, reason: null, summary: { treated: 3, referred: 1 } });
    expect(unwrap(await reportDay(team.context, meta, command))).toEqual(sent);
    expect(await countRows()).toBe(1);
    expect(await report("2026-03-02", { mds_1_under_1: 4 })).toMatchObject({
      refusal: { code: "day_reported_already", version: 1 },
    });
    const correction = { corrects: 1, reason: "late_records" as const };
    unwrap(await report("2026-03-02", { mds_1_under_1: 4, mds_2_18_to_64: 6 }, correction));
    unwrap(await report("2026-03-03", { mds_3_18_to_64: 5, mds_40_all: 2 }));
    expect(await countRows()).toBe(3);
    const { reports, totals } = await read();
    expect(reports.map(({ day, version }) => `${day} ${version}`)).toEqual(["2026-03-02 2", "2026-03-03 1"]);
    expect(totals).toMatchObject({
      reportCount: 2,
      counts: { mds_1_under_1: 4, mds_2_18_to_64: 6, mds_3_18_to_64: 5, mds_40_all: 2 },
      summary: { treated: 15, treatedUnderFive: 4, referred: 0, admitted: 2 },
    });
  });

  test("are refused from others than the team, and read by its party, its host and the secretariat alone", async () => {
    const before = await countRows();
    const command = { deploymentId: first, day: asDay("2026-03-09"), counts: {} };
    const host = newMeta(actFor([team.host.id]));
    expect(await reportDay(team.context, host, command)).toMatchObject({
      refusal: { code: "not_permitted" },
    });
    expect(await report("2026-02-27", {})).toMatchObject({
      refusal: { problems: [{ rule: "before_registration" }] },
    });
    expect(await countRows()).toBe(before);
    for (const id of [team.giver.id, team.host.id, team.secretariatId]) {
      expect(await readDailyReports(team.context, actFor([id]), first)).toMatchObject({ ok: true });
    }
    for (const actor of [null, actFor([]), actFor([asId<"party">("00000000-0000-7000-8000-000000000001")])]) {
      expect(await readDailyReports(team.context, actor, first)).toMatchObject({
        refusal: { code: "not_permitted" },
      });
      expect(await readEmergencyReports(team.context, actor, "cyclone")).toMatchObject({
        teams: [],
        totals: { counts: {}, reportCount: 0 },
      });
    }
  });

  test("leave as CSV and as a workbook, and come in again as what is there already", async () => {
    const csv = unwrap(await writeReportsCsv(team.context, actFor([team.giver.id]), first));
    const workbook = unwrap(await writeReportsWorkbook(team.context, actFor([team.giver.id]), first));
    const before = await countRows();
    for (const file of [
      { fileName: csv.fileName, bytes: new TextEncoder().encode(csv.text) },
      { fileName: workbook.fileName, bytes: workbook.bytes },
    ]) {
      expect(await importDailyReports(team.context, leader(), file, { dryRun: false })).toMatchObject({
        ok: true,
        value: { rowCount: 2, posted: 0, alreadyPosted: 2, ignoredCount: 0 },
      });
    }
    expect(await countRows()).toBe(before);
  });

  test("come in from a file, new days and corrections with a reason; every problem is told and nothing written", async () => {
    const file = (...rows: readonly string[]) => ({
      fileName: "reports.csv",
      bytes: new TextEncoder().encode(
        ["deployment,day,reason,mds_1_under_1,mds_9_under_5", ...rows].join("\n"),
      ),
    });
    const before = await countRows();
    const bad = await importDailyReports(
      team.context,
      leader(),
      file(
        `${first},2026-03-03,,1,`,
        `${first},2026-03-04,,1,2`,
        `${first},2026-03-05,because,1,`,
        `00000000-0000-7000-8000-000000000009,2026-03-05,,1,`,
        `${first},2026-03-06,,-1,`,
      ),
      { dryRun: false },
    );
    const problems = !bad.ok && "problems" in bad.refusal ? bad.refusal.problems : [];
    expect(problems.map(({ line, field, rule }) => `${line} ${field} ${rule}`)).toEqual([
      "2 day day_reported_otherwise",
      "3 mds_9_under_5 more_than_patients",
      "4 reason unknown_reason",
      "5 deployment unknown_deployment",
      "6 mds_1_under_1 negative",
    ]);
    expect(await countRows()).toBe(before);
    const good = file(`${first},2026-03-03,counted_twice,1,`, `${first},2026-03-04,,2,2`);
    const options = { dryRun: false };
    expect(await importDailyReports(team.context, leader(), good, options)).toMatchObject({
      value: { posted: 2 },
    });
    expect(await importDailyReports(team.context, leader(), good, options)).toMatchObject({
      value: { posted: 0, alreadyPosted: 2 },
    });
    const { reports } = await read();
    expect(reports.map(({ day, version, reason }) => `${day} ${version} ${reason}`)).toEqual([
      "2026-03-02 2 late_records",
      "2026-03-03 2 counted_twice",
      "2026-03-04 1 null",
    ]);
  });

  test("of an emergency add up to what its teams report, whatever they report and correct", async () => {
    const cells = listCells(team.context.reference.reportItems).filter(({ item }) => item < 4 || item > 29);
    const keys = cells.filter(({ item }) => item < 44 || item > 46).map(({ key }) => key);
    const drawn = fc.dictionary(fc.constantFrom(...keys), fc.integer({ min: 1, max: 500 }), { minKeys: 1 });
    let dayNumber = 5;
    await fc.assert(
      fc.asyncProperty(drawn, drawn, fc.boolean(), async (one, other, isCorrected) => {
        dayNumber += 1;
        const day = addDays(asDay("2026-03-05"), dayNumber % 14);
        for (const [deploymentId, counts] of [
          [first, one],
          [second, other],
        ] as const) {
          const sent = await reportDay(team.context, leader(), { deploymentId, day, counts });
          if (!sent.ok || !isCorrected) continue;
          const corrected = { ...counts, mds_1_under_1: (counts["mds_1_under_1"] ?? 0) + 1 };
          const correction = { corrects: 1, reason: "typing_error" as const };
          unwrap(
            await reportDay(team.context, leader(), { deploymentId, day, counts: corrected, ...correction }),
          );
        }
        const host = actFor([team.host.id]);
        const all = await readEmergencyReports(team.context, host, "cyclone");
        const own = await Promise.all(
          [first, second].map(async (id) => unwrap(await readDailyReports(team.context, host, id))),
        );
        const days = own.flatMap(({ reports }) => reports.map(({ counts }) => counts));
        expect(all.totals.counts).toEqual(addCounts(days));
        expect(all.totals.reportCount).toBe(days.length);
        const treated = all.teams.reduce((sum, { summary }) => sum + summary.treated, 0);
        expect(all.totals.summary.treated).toBe(treated);
        const { text } = writeTotalsCsv(team.context, all);
        const written = text
          .trim()
          .split("\r\n")
          .slice(1)
          .reduce((sum, line) => sum + Number(line.split(",").at(-1)), 0);
        expect(written).toBe(Object.values(all.totals.counts).reduce((sum, count) => sum + count, 0));
      }),
      { numRuns: 14 },
    );
  });
});
