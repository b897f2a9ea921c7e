import { COLD_CLASSES, type ColdClass } from "#core/cold-chain/cold-class.ts";
import { DEVICE, type MonitorPlace } from "#core/cold-chain/temperature-reading.ts";
import { asId, type PartyId, type SiteId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept, type Problem } from "#core/result.ts";
import { findConsignmentParties } from "#store/consignment.ts";
import { findSecretariatId } from "#store/party.ts";
import type { Database } from "#store/schema.ts";
import { findSites } from "#store/site.ts";
import { findConsignmentsByNumber } from "#store/temperature.ts";
import type { AppContext } from "../context.ts";
import type { CommandScope } from "../run-command.ts";

/** Where a logger is said to be. */
export interface StatedPlace {
  readonly device: string;
  readonly consignmentNumber?: string | undefined;
  readonly siteId?: SiteId | undefined;
  readonly temperatureClass?: ColdClass | undefined;
}

/** The places that could be found out, in the order of those stated, and what is wrong with the others, by their index. */
export interface ResolvedPlaces {
  readonly places: readonly MonitorPlace[];
  readonly problems: readonly (Problem & { readonly index: number })[];
}

/**
 * Finds the consignments and the classes of places: that of a consignment which carries goods of one class alone need not be
 * stated. Problems: `not_a_device`, `site_or_consignment`, `unknown_consignment`, `unknown_site`, `class_needed`,
 * `class_not_carried`.
 */
export async function resolvePlaces(
  { database, reference }: Pick<AppContext, "database" | "reference">,
  stated: readonly StatedPlace[],
): Promise<ResolvedPlaces> {
  const numbers = stated.flatMap(({ consignmentNumber }) => consignmentNumber ?? []);
  const consignments = await findConsignmentsByNumber(database, [...new Set(numbers)]);
  const sites = await findSites(
    database,
    stated.flatMap(({ siteId }) => siteId ?? []),
  );
  const problems: (Problem & { readonly index: number })[] = [];
  const places = stated.map((place, index): MonitorPlace => {
    const { device, consignmentNumber: number, siteId, temperatureClass } = place;
    const say = (field: string, value: string | null, rule: string) =>
      problems.push({ index, field, value, rule });
    if (!DEVICE.test(device)) say("device", device, "not_a_device");
    if ((number === undefined) === (siteId === undefined)) {
      say("consignment", number ?? null, "site_or_consignment");
    }
    const consignment = number === undefined ? undefined : consignments.get(number);
    if (number !== undefined && consignment === undefined) say("consignment", number, "unknown_consignment");
    if (siteId !== undefined && !sites.has(siteId)) say("site", siteId, "unknown_site");
    const carried = COLD_CLASSES.filter((one) =>
      consignment?.itemIds.some((id) => reference.coldVolumes.get(id)?.classes.includes(one) === true),
    );
    const [only] = carried.length === 1 ? carried : [];
    if (consignment !== undefined && temperatureClass !== undefined && !carried.includes(temperatureClass)) {
      say("temperatureClass", temperatureClass, "class_not_carried");
    }
    const found = temperatureClass ?? (siteId === undefined ? only : undefined);
    if (found === undefined && (consignment !== undefined || siteId !== undefined)) {
      say("temperatureClass", null, "class_needed");
    }
    return {
      device,
      temperatureClass: found ?? "cool_2_8",
      consignmentId: consignment?.id ?? null,
      siteId: siteId ?? null,
    };
  });
  return { places, problems };
}

/** Whether the sender may state what loggers read at all these places: a party of the site or of the consignment. */
export async function permitPlaces({ database, meta }: CommandScope, places: readonly MonitorPlace[]) {
  const secretariat = await findSecretariatId(database);
  const owners = await listOwners(database, places);
  for (const { siteId, consignmentId } of places) {
    const parties = owners.get(siteId ?? consignmentId ?? "") ?? [];
    const decided = [undefined, ...parties].map((self) =>
      permit(meta.actor, "record_temperatures", { self, secretariat }),
    );
    if (decided.some(({ ok }) => ok)) continue;
    const [first] = decided;
    if (first !== undefined && !first.ok) return first;
  }
  return accept(null);
}

async function listOwners(database: Database, places: readonly MonitorPlace[]) {
  const owners = new Map<string, readonly PartyId[]>();
  const siteIds = places.flatMap(({ siteId }) => siteId ?? []);
  for (const [id, { partyId }] of await findSites(database, siteIds))
    owners.set(id, partyId === null ? [] : [partyId]);
  const ids = places.flatMap(({ consignmentId }) => consignmentId ?? []);
  for (const row of await findConsignmentParties(database, ids)) {
    owners.set(row.id, [asId<"party">(row.giverId), asId<"party">(row.recipientId)]);
  }
  return owners;
}
