import { createHash } from "node:crypto";
import { v7 } from "uuid";
import { recordUse } from "#app/ledger/record-use.ts";
import { startRecall } from "#app/recall/start-recall.ts";
import { asId, type PartyId, type SiteId, type SupplyId } from "#core/id.ts";
import { type Actor, ROLES } from "#core/party/party.ts";
import { asQuantity } from "#core/quantity.ts";
import { insertSupplies } from "#store/ledger.ts";
import { insertSite } from "#store/site.ts";
import { listPlaces, openBenchBook, type Place, postRows, timeOf } from "./cases/bench-book.ts";

/**
 * How long does it take until every unit of a lot is withheld that stands at so many sites, against telling each site to put its own
 * into quarantine, one command a site from eight connections?
 *
 * 500 and 10,000 sites, two lots, one each way. Checked before anything is printed: that not one unit is left
 * where it could be used, and as many are in quarantine as were received.
 */
const SIZES = process.argv.includes("--smoke") ? [40] : [500, 10_000];
const CONNECTIONS = 8;
const UNITS = 100;
const PIECE = 1000;

const book = await openBenchBook(CONNECTIONS);
const { context } = book;
const countries = await listPlaces(book);
const giver = countries[0]!;
const figures: Record<string, number> = {};
const hash = createHash("sha256");

/** So many clinics, spread over the countries. */
async function addClinics(count: number): Promise<readonly Place[]> {
  const parties = await context.database.selectFrom("party").select(["id", "country"]).execute();
  const countryOf = new Map(parties.map(({ id, country }) => [id, country ?? "CHE"]));
  const clinics: Place[] = [];
  for (let index = 0; index < count; index += 1) {
    const { partyId } = countries[index % countries.length]!;
    const siteId = asId<"site">(v7());
    const code = `CLINIC-${count}-${index}`;
    const where = { unLocode: null, latitude: null, longitude: null };
    const country = countryOf.get(partyId) ?? "CHE";
    await insertSite(context.database, {
      id: siteId,
      code,
      name: code,
      kind: "clinic",
      country,
      partyId,
      ...where,
    });
    clinics.push({ partyId, siteId });
  }
  return clinics;
}

/** A lot of which every clinic has received {@link UNITS} units. */
async function spread(lotNumber: string, clinics: readonly Place[]): Promise<SupplyId> {
  const id = asId<"supply">(v7());
  const goods = {
    itemId: "medical_mask",
    giverId: giver.partyId,
    terms: "grant",
    gtin: null,
    lotNumber,
  } as const;
  const none = { offerId: null, expiry: null, pipeline: null, emergency: null, scenario: null };
  await insertSupplies(context.database, [{ id, ...goods, ...none }], context.now());
  const rowOf = (
    kind: string,
    from: readonly [Place, string],
    to: readonly [Place, string],
    quantity: number,
  ) => ({
    supply_id: id,
    kind,
    reversal: false,
    quantity,
    from_party_id: from[0].partyId,
    from_site_id: from[0].siteId,
    from_stage: from[1],
    to_party_id: to[0].partyId,
    to_site_id: to[0].siteId,
    to_stage: to[1],
    recipient_id: null,
    consignment_id: null,
    occurred_from: "2020-05-01",
    occurred_to: "2020-05-31",
    occurred_precision: "month",
    occurred_text: "2020-05",
  });
  const all = clinics.length * UNITS;
  await postRows(book, [
    rowOf("pledge", [giver, "produced"], [giver, "available"], all),
    rowOf("reserve", [giver, "available"], [giver, "reserved"], all),
    rowOf("dispatch", [giver, "reserved"], [giver, "in_transit"], all),
  ]);
  for (let start = 0; start < clinics.length; start += PIECE) {
    const piece = clinics.slice(start, start + PIECE);
    await postRows(
      book,
      piece.map((clinic) => rowOf("receive", [giver, "in_transit"], [clinic, "received"], UNITS)),
    );
  }
  return id;
}

function actorOf(partyId: PartyId): Actor {
  return { userId: asId<"user">(v7()), memberships: ROLES.map((role) => ({ partyId, role })) };
}

async function recallLot(lotNumber: string): Promise<void> {
  const meta = { commandId: asId<"command">(v7()), actor: actorOf(giver.partyId) };
  const started = await startRecall(context, meta, {
    partyId: giver.partyId,
    itemId: "medical_mask",
    lotNumbers: [lotNumber],
    class: 1,
    reason: "contamination",
    remedy: "destroy",
    isDrill: false,
  });
  if (!started.ok) throw new Error(`bench: refused: ${JSON.stringify(started.refusal)}`);
}

/** Each site by itself, as fast as eight connections go: nobody has to be found, told or waited for. */
async function quarantineOneByOne(supplyId: SupplyId, clinics: readonly Place[]): Promise<void> {
  const queue = [...clinics];
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let clinic = queue.pop(); clinic !== undefined; clinic = queue.pop()) {
        const { partyId, siteId }: { partyId: PartyId; siteId: SiteId } = clinic;
        const meta = { commandId: asId<"command">(v7()), actor: actorOf(partyId) };
        const lines = [{ supplyId, siteId, quantity: asQuantity(UNITS) }];
        const done = await recordUse(context, meta, { partyId, kind: "quarantine", lines });
        if (!done.ok) throw new Error(`bench: refused: ${JSON.stringify(done.refusal)}`);
      }
    }),
  );
}

async function check(supplyId: SupplyId, expected: number): Promise<void> {
  const { rows } = await book.owner.query<{ free: string; quarantined: string }>(
    `select coalesce(sum(units_in - units_out) filter (where stage in ('available', 'received')), 0) as free,
      coalesce(sum(units_in - units_out) filter (where stage = 'quarantined'), 0) as quarantined
    from account where supply_id = $1`,
    [supplyId],
  );
  const found = `${rows[0]?.free} ${rows[0]?.quarantined}`;
  if (found !== `0 ${expected}`) throw new Error(`bench: free and quarantined units are ${found}`);
  hash.update(`${found}\n`);
}

for (const sites of SIZES) {
  const clinics = await addClinics(sites);
  const [recalled, listed] = [await spread(`A-${sites}`, clinics), await spread(`B-${sites}`, clinics)];
  await book.owner.query("vacuum (analyze)");
  const recallMs = await timeOf(async () => await recallLot(`A-${sites}`));
  const oneByOneMs = await timeOf(async () => await quarantineOneByOne(listed, clinics));
  await check(recalled, sites * UNITS);
  await check(listed, sites * UNITS);
  figures[`recallAt${sites}Ms`] = recallMs;
  figures[`oneByOneAt${sites}Ms`] = oneByOneMs;
  console.error(`recall: ${sites} sites: ${recallMs.toFixed(0)} ms, one by one ${oneByOneMs.toFixed(0)} ms`);
}
await book.close();
console.log(JSON.stringify({ ...figures, hash: hash.digest("hex") }));
