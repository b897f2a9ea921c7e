import { listFittingCalls, type WaitingLine } from "#core/agreement/list-fitting-calls.ts";
import { listWaiting, offerFrom } from "#core/agreement/propose-redirect.ts";
import type { ConsignmentId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { isOnList } from "#core/place/country-list.ts";
import { accept, refuse } from "#core/result.ts";
import { dayOf } from "#core/time.ts";
import { listOpenHolds } from "#store/cold-hold.ts";
import { type LockedConsignment, lockConsignment } from "#store/consignment.ts";
import { listLanesFrom } from "#store/lane.ts";
import { findOfferedSupplies } from "#store/offer.ts";
import { getSecretariatId } from "#store/party.ts";
import { findReceiptHead, listDifferences } from "#store/receipt.ts";
import { findPostable } from "#store/recall.ts";
import type { Database } from "#store/schema.ts";
import { listOpenNeeds } from "#store/call-need.ts";
import { listShelfLifeRules } from "#store/shelf-life.ts";
import type { AppContext } from "../context.ts";

/**
 * The open calls that the short-dated units of a consignment still fit, in the order in which they would be served: see
 * `listFittingCalls`. Empty where nothing waits. Lines that cannot be sent on for now (recalled, or on hold in the cold chain) are
 * told as `withheld`, and fit no call. Nothing is written. Refuses with `not_found`, then with `not_permitted` as
 * `proposeRedirect` does.
 */
export async function readFittingCalls(context: AppContext, actor: Actor, id: ConsignmentId) {
  return await context.database.transaction().execute(async (database) => {
    const consignment = await lockConsignment(database, id);
    if (consignment === undefined) return refuse({ code: "not_found", noun: "consignment", id });
    const { giverId, recipientId: holderId, toSiteId, scenario } = consignment;
    const secretariat = await getSecretariatId(database);
    const permitted = permit(actor, "propose_redirect", { self: holderId, secretariat });
    if (!permitted.ok) return permitted;
    const today = dayOf(context.now());
    const waiting = await listWaitingLines(database, consignment, today);
    const withheld = await listWithheld(context, database, { lines: waiting, consignment });
    const lines = waiting.filter(({ lineNumber }) => !withheld.some((one) => one.lineNumber === lineNumber));
    const { needs, heads } = await listOpenNeeds(database, scenario);
    const partyIds = [...new Set([...needs.values()].map((need) => need.partyId))];
    const { items, itemShelfLives, countryListings } = context.reference;
    const isLeast = ({ country }: { readonly country: string | null }) =>
      country !== null && isOnList(countryListings, { list: "ldc", country, day: today });
    const fitting = listFittingCalls(lines, {
      needs,
      supplies: new Map(lines.map((line) => [line.supplyId, line.supply])),
      items,
      shelfLifeRules: [...itemShelfLives, ...(await listShelfLifeRules(database, partyIds))],
      lanes: await listLanesFrom(database, { fromSiteId: toSiteId, scenario }),
      today,
      parties: [giverId, holderId],
      leastDeveloped: new Set([...heads.values()].filter(isLeast).map((head) => head.partyId)),
    });
    return accept({
      items: fitting.map(({ need, ...rest }) => ({
        ...rest,
        callId: need.callId,
        callLineNumber: need.lineNumber,
        partyId: need.partyId,
        partyCode: heads.get(need.callId)?.partyCode ?? "",
        itemId: need.itemId,
        siteId: need.siteId,
      })),
      withheld,
    });
  });
}

/** The lines whose units `acceptAgreement` would not let go, and why; of two reasons, the recall. */
async function listWithheld(
  { reference }: AppContext,
  database: Database,
  { lines, consignment }: { readonly lines: readonly WaitingLine[]; readonly consignment: LockedConsignment },
) {
  const ids = [...new Set(lines.map(({ supplyId }) => supplyId))];
  const postable = await findPostable(database, ids);
  const cold = ids.filter((id) => reference.coldVolumes.has(postable.get(id)?.itemId ?? ""));
  const holds = (await listOpenHolds(database, cold)).filter(({ stage, partyId, siteId }) => {
    return stage === "quarantined" && partyId === consignment.recipientId && siteId === consignment.toSiteId;
  });
  return lines.flatMap(({ lineNumber, supplyId }) => {
    const isRecalled = (postable.get(supplyId)?.recallId ?? null) !== null;
    if (!isRecalled && !holds.some((hold) => hold.supplyId === supplyId)) return [];
    return [{ lineNumber, because: isRecalled ? ("recalled" as const) : ("on_hold" as const) }];
  });
}

async function listWaitingLines(
  database: Database,
  consignment: LockedConsignment,
  today: ReturnType<typeof dayOf>,
): Promise<WaitingLine[]> {
  const receipt = await findReceiptHead(database, consignment.id);
  if (receipt === undefined) return [];
  const waiting = listWaiting({ differences: await listDifferences(database, receipt.id) });
  const supplies = await findOfferedSupplies(
    database,
    consignment.lines.map((line) => line.supplyId),
  );
  return consignment.lines.flatMap(({ lineNumber, supplyId }) => {
    const supply = supplies.get(supplyId);
    if (supply === undefined || !waiting.has(lineNumber)) return [];
    return [{ lineNumber, supplyId, supply: offerFrom(supply, consignment.toSiteId, today) }];
  });
}
