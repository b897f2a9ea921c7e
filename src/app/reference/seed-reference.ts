import { type Party, SECRETARIAT_CODE } from "#core/party/party.ts";
import type { Reference } from "#core/reference.ts";
import type { Site } from "#core/site/site.ts";
import { putReference } from "#store/reference.ts";
import type { AppContext } from "../context.ts";
import { getReferencePartyId, getReferenceSiteId } from "./reference-ids.ts";

/**
 * Writes what every installation has: countries, catalogue, the government of each country as a party (code: ISO
 * 3166-1 alpha-3), the secretariat, and each country's main site of entry (code: UN/LOCODE). Their ids follow from
 * their codes. Running it again, or twice at once, changes nothing more.
 */
export async function seedReference(context: AppContext): Promise<void> {
  const { reference } = context;
  await context.database.transaction().execute(async (database) => {
    await putReference(
      database,
      {
        countryCodes: [...reference.countries.keys()],
        items: [...reference.items.values()],
        parties: listReferenceParties(reference),
        sites: listReferenceSites(reference),
      },
      context.now(),
    );
  });
}

function listReferenceParties({ countries }: Reference): readonly Party[] {
  const governments = [...countries.values()].map(
    ({ code, names }): Party => ({
      id: getReferencePartyId(code),
      code,
      name: names.en,
      kind: "government",
      country: code,
    }),
  );
  const secretariat: Party = {
    id: getReferencePartyId(SECRETARIAT_CODE),
    code: SECRETARIAT_CODE,
    name: "Secretariat",
    kind: "agency",
    country: null,
  };
  return [...governments, secretariat];
}

function listReferenceSites({ entrySites }: Reference): readonly Site[] {
  return [...entrySites.values()].map(({ country, unLocode, name, kind, latitude, longitude }) => ({
    id: getReferenceSiteId(unLocode),
    code: unLocode,
    name,
    kind,
    country,
    partyId: getReferencePartyId(country),
    unLocode,
    latitude,
    longitude,
  }));
}
