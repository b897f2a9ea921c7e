import { asId } from "#core/id.ts";
import type { Offer } from "#core/offer/offer.ts";
import { decideMakeOffer, listSupplies, type MakeOffer } from "#core/offer/make-offer.ts";
import { listPledges } from "#core/offer/offer-movements.ts";
import { permit } from "#core/permission.ts";
import { type Problem, refuse } from "#core/result.ts";
import { type Occurred, occurredAt } from "#core/time.ts";
import { insertSupplies } from "#store/ledger.ts";
import { insertOffer } from "#store/offer.ts";
import { findPostable } from "#store/recall.ts";
import { findParty } from "#store/party.ts";
import { findSites } from "#store/site.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { type CommandScope, runTogether, runWithin } from "../run-command.ts";
import type { Database } from "#store/schema.ts";
import { showOffer } from "./show-offer.ts";

/** Where an offer belongs, and when it was made. */
export interface MakeOfferOptions {
  /** A scenario's name, or `null` for what really is. */
  readonly scenario: string | null;
  /** Left out: now. */
  readonly occurred?: Occurred | undefined;
}

/**
 * Offers supplies: each line becomes a supply of the ledger, and its units stand available with the giver at the
 * line's site. Returns the offer as it is shown.
 *
 * Refuses, in this order, with `not_permitted`, `not_found` (the party), `malformed` (as `decideMakeOffer`; then
 * `lot_recalled` with the recall's id).
 */
export async function makeOffer(
  context: AppContext,
  meta: CommandMeta,
  command: MakeOffer,
  options: MakeOfferOptions = { scenario: null },
) {
  return await runTogether(context, meta, async (scope) => await makeOfferWithin(scope, command, options));
}

/** {@link makeOffer} within a transaction that is under way, where a refusal ends it. */
export async function makeOfferWithin(within: CommandScope, command: MakeOffer, options: MakeOfferOptions) {
  const { context, meta } = within;
  return await runWithin(within, { kind: "make_offer", body: { ...command, ...options } }, async (scope) => {
    const { database, now } = scope;
    const permitted = permit(meta.actor, "make_offer", { self: command.partyId });
    if (!permitted.ok) return permitted;
    const giver = await findParty(database, command.partyId);
    if (giver === undefined) return refuse({ code: "not_found", noun: "party", id: command.partyId });
    const siteIds = command.lines.map((line) => line.siteId);
    const decided = decideMakeOffer(command, {
      id: asId<"offer">(context.newId()),
      now,
      scenario: options.scenario,
      items: context.reference.items,
      giver,
      sites: await findSites(database, siteIds),
      newSupplyId: () => asId<"supply">(context.newId()),
    });
    if (!decided.ok) return decided;
    const offer = decided.value;
    await insertSupplies(database, listSupplies(offer), now);
    const recalled = await findRecalled(database, offer);
    if (recalled.length > 0) return refuse({ code: "malformed", problems: recalled });
    await insertOffer(database, offer, now);
    const movements = listPledges(offer, options.occurred ?? occurredAt(now));
    const posted = await postMovements(scope, "make_offer", movements);
    if (!posted.ok) return posted;
    return await showOffer(database, offer.id);
  });
}

/** The lines whose lot or trade item is recalled. */
async function findRecalled(database: Database, { lines }: Offer): Promise<Problem[]> {
  const postable = await findPostable(
    database,
    lines.map((line) => line.supplyId),
  );
  return lines.flatMap((line, index) => {
    const recallId = postable.get(line.supplyId)?.recallId ?? null;
    if (recallId === null) return [];
    const value = line.lotNumber ?? line.gtin;
    return [{ field: `lines.${index}.lotNumber`, value, rule: "lot_recalled", facts: { recall: recallId } }];
  });
}
