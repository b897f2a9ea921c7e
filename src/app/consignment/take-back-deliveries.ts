import { decideTakeBack, type TakenBack } from "#core/consignment/take-back-delivery.ts";
import type { CommandId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import { decideCorrection } from "#core/ledger/correct-entry.ts";
import type { Movement } from "#core/ledger/movement.ts";
import { asQuantity } from "#core/quantity.ts";
import { accept, refuse } from "#core/result.ts";
import { listEarlierDeliveries, type Place } from "#store/dose.ts";
import { findEntryIds, findEntryIdsOf, lockEntry } from "#store/ledger.ts";
import { listMovements } from "#store/movement.ts";
import { findPartyByCode } from "#store/party.ts";
import { findSiteByCode } from "#store/site.ts";
import { formRowId } from "../import/row-id.ts";
import { postMovements } from "../ledger/post-movements.ts";
import type { CommandScope } from "../run-command.ts";

/** What taking units back came to: which entries corrected which deliveries from how many to how many, and what was returned. */
export interface TookBack {
  readonly id: CommandId;
  readonly line: number;
  readonly corrections: readonly {
    readonly entryId: CommandId;
    readonly corrects: CommandId;
    readonly from: number;
    readonly to: number;
  }[];
  readonly returned: number;
}

/**
 * Takes units back that a source has taken off its own figures, in the order of their days, and returns what came of those
 * that were not taken back before. Each earlier delivery of the same supplier and item at the site is corrected by an entry that
 * names it, with the reason `source_corrected`, the newest first; what came by a consignment is returned, with the same
 * reason. The first entry of a row has the row's id, so that a row is taken back once.
 *
 * Refuses with `already_posted_with_another_body`; `malformed` (`more_taken_back_than_delivered`) where fewer units
 * are left at the site than are taken back, and as `postMovements`.
 */
export async function takeBackDeliveries(scope: CommandScope, takenBack: readonly TakenBack[]) {
  const { database } = scope;
  const ids = takenBack.map(({ id }) => id);
  const known = await findEntryIds(database, ids);
  const ours = new Set([
    ...(await findEntryIdsOf(database, "correct_entry", ids)),
    ...(await findEntryIdsOf(database, "return_delivery", ids)),
  ]);
  const other = [...known].find((id) => !ours.has(id));
  if (other !== undefined) return refuse({ code: "already_posted_with_another_body", commandId: other });
  const took: TookBack[] = [];
  const inOrder = takenBack.toSorted((a, b) => (a.occurred.from < b.occurred.from ? -1 : 1));
  for (const row of inOrder) {
    if (known.has(row.id)) continue;
    const done = await takeBack(scope, row);
    if (!done.ok) return done;
    took.push(done.value);
  }
  return accept(took);
}

async function takeBack(scope: CommandScope, row: TakenBack) {
  const { database } = scope;
  const giver = await findPartyByCode(database, row.giver.code);
  const recipient = await findPartyByCode(database, row.recipientCountry);
  const site = await findSiteByCode(database, row.site.code);
  const place =
    recipient === undefined || site === undefined ? null : { partyId: recipient.id, siteId: site.id };
  const earlier =
    place === null || giver === undefined
      ? []
      : await listEarlierDeliveries(database, place, {
          giverId: giver.id,
          itemId: row.itemId,
          until: row.occurred.to,
        });
  const { corrections, returns, missing } = decideTakeBack(row.quantity, earlier);
  if (missing > 0 || place === null) {
    const problem = {
      field: "quantity",
      value: String(0 - row.quantity),
      rule: "more_taken_back_than_delivered",
      line: row.line,
      facts: { left: row.quantity - missing },
    };
    return refuse({ code: "malformed", problems: [problem] });
  }
  const done: TookBack["corrections"][number][] = [];
  for (const [index, { entryId: corrects, from, to }] of corrections.entries()) {
    const entryId = index === 0 ? row.id : formRowId("delivery", { takenBack: row.id, corrects });
    const corrected = await correct(scope, { corrects, to, entryId });
    if (!corrected.ok) return corrected;
    done.push({ entryId, corrects, from, to });
  }
  const movements = returns.map(({ supplyId, quantity }) => giveBack(row, place, { supplyId, quantity }));
  if (movements.length > 0) {
    const entryId = corrections.length === 0 ? row.id : formRowId("delivery", { takenBack: row.id });
    const origin = { reason: "source_corrected", corrects: null, entryId } as const;
    const posted = await postMovements(scope, "return_delivery", movements, origin);
    if (!posted.ok) return posted;
  }
  const returned = returns.reduce((sum, { quantity }) => sum + quantity, 0);
  return accept({ id: row.id, line: row.line, corrections: done, returned } satisfies TookBack);
}

/** Brings every movement of a delivery to the quantity it should have had, by a further entry. */
async function correct(
  scope: CommandScope,
  {
    corrects,
    to,
    entryId,
  }: { readonly corrects: CommandId; readonly to: number; readonly entryId: CommandId },
) {
  const { database } = scope;
  await lockEntry(database, corrects);
  const posted = await listMovements(database, { entryId: corrects });
  const [first] = posted;
  invariant(first !== undefined, "a delivery has movements");
  const earlier = await listMovements(database, { correctionsOf: corrects });
  const lines = posted.map(({ lineNumber }) => ({ lineNumber, quantity: to }));
  const command = {
    entryId: corrects,
    partyId: first.from.partyId,
    reason: "source_corrected",
    lines,
  } as const;
  // What stands was within the item's bound, and this is less.
  const decided = decideCorrection(command, posted, { earlier, quantityMax: Number.MAX_SAFE_INTEGER });
  if (!decided.ok) return decided;
  const origin = { reason: command.reason, corrects, entryId };
  return await postMovements(scope, "correct_entry", decided.value, origin);
}

function giveBack(
  { occurred }: TakenBack,
  place: Place,
  { supplyId, quantity }: Pick<Movement, "supplyId"> & { readonly quantity: number },
): Movement {
  return {
    kind: "return",
    reversal: false,
    supplyId,
    from: { ...place, stage: "received" },
    to: { ...place, stage: "returned" },
    quantity: asQuantity(quantity),
    recipientId: place.partyId,
    consignmentId: null,
    occurred,
  };
}
