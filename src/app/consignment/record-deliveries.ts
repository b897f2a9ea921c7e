import type { Consignment } from "#core/consignment/consignment.ts";
import { checkDelivery, type Delivery, listDeliveryMovements } from "#core/consignment/record-delivery.ts";
import { makeConsignmentNumber } from "#core/consignment/number.ts";
import { asId, type PartyId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import type { Supply } from "#core/ledger/supply.ts";
import type { Party } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import type { CodeTakenRefusal } from "#core/party/add-party.ts";
import type { TakenBack } from "#core/consignment/take-back-delivery.ts";
import type { Site } from "#core/site/site.ts";
import type { Occurred } from "#core/time.ts";
import { insertConsignment, insertConsignmentEvent } from "#store/consignment.ts";
import { findEntryIds, findEntryIdsOf, insertSupplies } from "#store/ledger.ts";
import { findPartyByCode, getSecretariatId, insertParty } from "#store/party.ts";
import { insertReceipt } from "#store/receipt.ts";
import { findSiteByCode, insertSite } from "#store/site.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { type CommandScope, runCommand } from "../run-command.ts";
import { takeBackDeliveries } from "./take-back-deliveries.ts";

/** Deliveries to record together, and units taken back of these and earlier ones: all of them or none. */
export interface RecordDeliveries {
  readonly deliveries: readonly Delivery[];
  readonly takenBack?: readonly TakenBack[];
  /** Called after each one that is recorded or found to be there. */
  readonly onProgress?: (done: number) => void;
}

/**
 * Records deliveries that somebody published afterwards, each as a consignment with its receipt and one ledger
 * entry. Returns how many were new and how many were there already: the same delivery is recorded once, however
 * often it is sent. Refuses with `not_permitted`, then `malformed` with every problem of every row, then
 * `already_posted_with_another_body` where a delivery's id is that of another entry: ids of rows can be worked out by anybody, and
 * a delivery must not be taken for recorded because somebody used its id first, then `code_taken`, and as `takeBackDeliveries`.
 * Then nothing is written.
 */
export async function recordDeliveries(context: AppContext, meta: CommandMeta, command: RecordDeliveries) {
  const { deliveries, onProgress, takenBack = [] } = command;
  const body = { deliveries, takenBack: takenBack.length === 0 ? undefined : takenBack };
  return await runCommand(context, meta, { kind: "record_delivery", body }, async (scope) => {
    const secretariat = await getSecretariatId(scope.database);
    const permitted = permit(meta.actor, "record_delivery", { secretariat });
    if (!permitted.ok) return permitted;
    const { items, countries } = context.reference;
    const problems = deliveries.flatMap((one) => checkDelivery(one, { now: scope.now, items, countries }));
    if (problems.length > 0) return refuse({ code: "malformed", problems });
    const ids = deliveries.map((one) => one.id);
    const known = await findEntryIdsOf(scope.database, "record_delivery", ids);
    const other = [...(await findEntryIds(scope.database, ids))].find((id) => !known.has(id));
    if (other !== undefined) {
      return refuse({ code: "already_posted_with_another_body", commandId: other });
    }
    let recorded = 0;
    for (const [index, delivery] of deliveries.entries()) {
      if (!known.has(delivery.id)) {
        const done = await recordDelivery(scope, delivery);
        if (!done.ok) return done;
        known.add(delivery.id);
        recorded += 1;
      }
      onProgress?.(index + 1);
    }
    const taken = await takeBackDeliveries(scope, takenBack);
    if (!taken.ok) return taken;
    return accept({
      recorded: recorded + taken.value.length,
      alreadyRecorded: deliveries.length + takenBack.length - recorded - taken.value.length,
      takenBack: taken.value,
    });
  });
}

async function recordDelivery(scope: CommandScope, delivery: Delivery) {
  const { database, context, now } = scope;
  const giver = await ensureGiver(scope, delivery);
  const recipient = await findPartyByCode(database, delivery.recipientCountry);
  invariant(recipient !== undefined, "every country has its government");
  const place = await ensureSite(scope, delivery, recipient.id);
  if (!place.ok) return place;
  const site = place.value;
  const supply: Supply = {
    id: asId<"supply">(context.newId()),
    itemId: delivery.itemId,
    giverId: giver.id,
    terms: delivery.terms,
    offerId: null,
    gtin: null,
    lotNumber: delivery.lotNumber,
    expiry: delivery.expiry,
    pipeline: delivery.pipeline,
    emergency: null,
    scenario: null,
  };
  await insertSupplies(database, [supply], now);
  const consignmentId = asId<"consignment">(context.newId());
  const route = {
    supplyId: supply.id,
    giverId: giver.id,
    recipientId: recipient.id,
    siteId: site.id,
    consignmentId,
  };
  const { quantity, occurred, sent = null, sourceUrl } = delivery;
  const lines = [{ lineNumber: 1, supplyId: supply.id, quantity }];
  const papers = { lines, number: makeConsignmentNumber(consignmentId), occurred, sent, sourceUrl };
  await writePapers(scope, papers, route);
  const origin = { reason: "command", corrects: null, entryId: delivery.id } as const;
  return await postMovements(scope, "record_delivery", listDeliveryMovements(delivery, route), origin);
}

/** What is written of a consignment that is recorded when it has been received. */
interface Papers extends Pick<Consignment, "lines" | "number"> {
  readonly occurred: Occurred;
  readonly sent: Occurred | null;
  readonly sourceUrl: string | null;
}

/** The consignment with the steps that the source vouches for, and its receipt. */
export async function writePapers(
  { database, context, now, meta }: CommandScope,
  { lines, number, occurred, sent, sourceUrl }: Papers,
  route: Omit<Parameters<typeof listDeliveryMovements>[1], "supplyId">,
): Promise<void> {
  const { consignmentId: id, giverId, recipientId, siteId } = route;
  const [agreementId, mode] = [null, null];
  const head = { id, number, agreementId, giverId, recipientId, mode, status: "closed" as const };
  await insertConsignment(
    database,
    { ...head, fromSiteId: siteId, toSiteId: siteId, lines },
    { agreementLineNumbers: [], scenario: null, sourceUrl, createdAt: now },
  );
  for (const step of ["dispatch", "receive", "close"] as const) {
    const when = step === "dispatch" ? (sent ?? occurred) : occurred;
    const event = { step, siteId, occurred: when, commandId: meta.commandId, recordedAt: now };
    await insertConsignmentEvent(database, id, event);
  }
  await insertReceipt(
    database,
    {
      id: asId<"receipt">(context.newId()),
      consignmentId: id,
      status: "settled",
      lines: lines.map(({ lineNumber, supplyId, quantity }) => ({
        lineNumber,
        supplyId,
        sent: quantity,
        counted: quantity,
        damaged: 0,
      })),
      differences: [],
    },
    { countedText: occurred.text, userId: meta.actor.userId, createdAt: now },
  );
}

/**
 * The site of a delivery, made where it is not known: the one it names, else the country's main gate. Refuses with `code_taken`
 * where the site of that code is another party's.
 */
async function ensureSite(
  { database, context }: CommandScope,
  { site, recipientCountry }: Delivery,
  partyId: PartyId,
): Promise<Result<Pick<Site, "id">, CodeTakenRefusal>> {
  const code = site?.code ?? context.reference.entrySites.get(recipientCountry)?.unLocode ?? "";
  const known = await findSiteByCode(database, code);
  if (site === undefined) {
    invariant(known !== undefined, "every country has its gate");
    return accept(known);
  }
  const isOther = (found: Site): boolean => found.partyId !== null && found.partyId !== partyId;
  const made: Site = {
    ...site,
    id: asId<"site">(context.newId()),
    country: recipientCountry,
    partyId,
    unLocode: null,
    latitude: null,
    longitude: null,
  };
  if (known === undefined && (await insertSite(database, made))) return accept(made);
  const found = known ?? (await findSiteByCode(database, code)); // another import has made it in between
  invariant(found !== undefined, "a code that is taken belongs to a site");
  return isOther(found) ? refuse({ code: "code_taken", noun: "site", taken: code }) : accept(found);
}

async function ensureGiver(scope: CommandScope, delivery: Delivery): Promise<{ readonly id: PartyId }> {
  const { database, context, now } = scope;
  const known = await findPartyByCode(database, delivery.giver.code);
  if (known !== undefined) return known;
  const party: Party = { id: asId<"party">(context.newId()), ...delivery.giver };
  if (await insertParty(database, party, now)) return party;
  const raced = await findPartyByCode(database, party.code); // another import has made it in between
  invariant(raced !== undefined, "a code that is taken belongs to a party");
  return raced;
}
