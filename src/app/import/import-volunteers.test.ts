import { afterAll, beforeAll, expect, test } from "vitest";
import { query } from "#test/fixtures/query.ts";
import { unwrap } from "#test/fixtures/team-world.ts";
import { actFor, addParty, newMeta, openWorld, type World } from "#test/fixtures/world.ts";
import { readVolunteers } from "../volunteer/read-volunteers.ts";
import { withdrawConsent } from "../volunteer/withdraw-consent.ts";
import { importVolunteers } from "./import-volunteers.ts";

let world: World;
let party: Awaited<ReturnType<typeof addParty>>;
beforeAll(async () => {
  world = await openWorld();
  party = await addParty(world, { code: "ROSTER" });
});
afterAll(async () => await world.drop());

const HEADER =
  "party,reference,name,contact,profession,skills,languages,licences,available,consent_given,consent_until,host_consent_given,host_consent_until";
const ADA =
  "ROSTER,R-1,Ada Lind,ada@lind.test,2221,cold_chain surgery,sv en,SWE:L-1:2027-01-01,2026-03-01/2026-04-30 2026-06-01/2026-06-30,2026-01-01,2026-12-31,2026-01-01,2026-12-31";
const BEN = "ROSTER,R-2,Ben Oduya,+254 700 123456,2211,,,,,2026-02-01,2027-01-31,,";

async function run(rows: readonly string[], dryRun = false, actor = actFor([party.id], ["focal_point"])) {
  const file = { fileName: "roster.csv", bytes: Buffer.from([HEADER, ...rows].join("\n")) };
  return await importVolunteers(world.context, newMeta(actor), file, { dryRun });
}

async function list() {
  const request = { partyId: party.id };
  return unwrap(await readVolunteers(world.context, actFor([party.id]), request, { limit: 9 })).items;
}

test("a roster is imported once, changed by another row, and names nobody in its result", async () => {
  expect(unwrap(await run([ADA, BEN], true))).toMatchObject({ dryRun: true, posted: 2 });
  expect(await list()).toEqual([]);
  const first = unwrap(await run([ADA, BEN]));
  expect(first).toMatchObject({ kind: "volunteers", posted: 2, alreadyPosted: 0 });
  expect(JSON.stringify(first)).not.toMatch(/Lind|Oduya|lind\.test/);
  expect(unwrap(await run([ADA, BEN]))).toMatchObject({ posted: 0, alreadyPosted: 2 });
  expect(unwrap(await run([ADA, BEN.replace("2211", "2212")]))).toMatchObject({ posted: 1 });
  expect(await list()).toMatchObject([
    { reference: "R-2", profession: "2212", version: 2, consents: [{ scope: "roster" }] },
    {
      reference: "R-1",
      skills: ["cold_chain", "surgery"],
      languages: ["en", "sv"],
      licences: [{ country: "SWE", number: "L-1", validUntil: "2027-01-01" }],
      days: [{ fromDay: "2026-03-01" }, { fromDay: "2026-06-01" }],
      consents: [{ scope: "roster" }, { scope: "host" }],
    },
  ]);
});

test("every problem of every row is told, and then nobody is kept", async () => {
  const before = await query(
    world.owner,
    "select count(*)::integer from volunteer union all select count(*)::integer from command",
  );
  const refused = await run([
    "ROSTER,R-3,Cy,cy@c.test,9999,flying,xyz,SWE,2026-03-01,2026-01-01,2026-12-31,,",
    "ROSTER,R-4,Di,nobody,2221,,,XXX:1:2027-01-01,,2026-04-01,2026-12-31,,",
    "ROSTER,R-5,Ed,ed@e.test,2221,,,,,,2026-12-31,,",
    "NOBODY,R-6,Fo,fo@f.test,2221,,,,,2026-01-01,2026-12-31,,",
    "ROSTER,R-7,Gy,gy@g.test,2221,,,,,2025-01-01,2025-12-31,,",
  ]);
  if (refused.ok || refused.refusal.code !== "malformed") throw new Error("taken");
  expect(refused.refusal.problems.map(({ line, field, rule }) => `${line} ${field} ${rule}`)).toEqual([
    "2 profession unknown_profession",
    "2 skills unknown_skill",
    "2 languages not_a_language",
    "2 licences licence_text",
    "2 available days_text",
    "3 contact not_a_contact",
    "3 licences unknown_country",
    "3 consent_given consent_in_the_future",
    "4 consent_given missing",
    "5 party unknown_party",
    "6 consent_until consent_needed",
  ]);
  const stranger = actFor([world.secretariatId]);
  expect(await run([ADA], false, stranger)).toMatchObject({ refusal: { code: "not_permitted" } });
  expect(
    await query(
      world.owner,
      "select count(*)::integer from volunteer union all select count(*)::integer from command",
    ),
  ).toEqual(before);
});

test("a consent that was taken back does not come back with the old file", async () => {
  const ada = (await list()).find(({ reference }) => reference === "R-1");
  if (ada === undefined) throw new Error("Ada is not there");
  const actor = actFor([party.id], ["focal_point"]);
  const withdraw = { volunteerId: ada.id, scope: "host" } as const;
  unwrap(await withdrawConsent(world.context, newMeta(actor), withdraw));
  expect(await run([ADA])).toMatchObject({
    refusal: { problems: [{ line: 2, field: "host_consent_given", rule: "consent_withdrawn" }] },
  });
});
