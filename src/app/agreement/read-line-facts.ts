import type { Need } from "#core/agreement/check-lines.ts";
import { needKey } from "#core/agreement/check-lines.ts";
import type { CallId, SupplyId } from "#core/id.ts";
import { type LockedCall, listCallNeeds, lockCalls } from "#store/call.ts";
import { readBook } from "#store/ledger.ts";
import { findOfferedSupplies, lockOffers } from "#store/offer.ts";
import type { CommandScope } from "../run-command.ts";
import { listShelfLifeRules } from "#store/shelf-life.ts";

/** What lines of an agreement name, locked in the one order that everybody keeps: calls, then offers. */
export async function readLineFacts(
  { database, context }: CommandScope,
  lines: readonly { readonly supplyId: SupplyId; readonly callId: CallId }[],
) {
  const calls = await lockCalls(
    database,
    lines.map((line) => line.callId),
  );
  const supplyIds = [...new Set(lines.map((line) => line.supplyId))];
  const offered = await findOfferedSupplies(database, supplyIds);
  const offerIds = [...offered.values()].map((supply) => supply.offerId);
  const offers = await lockOffers(database, offerIds);
  const needs = indexNeeds(
    calls,
    await listCallNeeds(
      database,
      calls.map((call) => call.id),
    ),
  );
  const book = await readBook(database, supplyIds);
  const recipients = [...new Set(calls.map((call) => call.partyId))];
  const { items, itemShelfLives } = context.reference;
  const shelfLifeRules = [...itemShelfLives, ...(await listShelfLifeRules(database, recipients))];
  return { calls, offers, needs, supplies: offered, book, items, shelfLifeRules };
}

function indexNeeds(
  calls: readonly LockedCall[],
  needs: Awaited<ReturnType<typeof listCallNeeds>>,
): ReadonlyMap<string, Need> {
  const byId = new Map(calls.map((call) => [call.id, call]));
  return new Map(
    needs.flatMap((need) => {
      const call = byId.get(need.callId);
      if (call === undefined) return [];
      const { partyId, status, scenario } = call;
      const key = needKey({ callId: need.callId, callLineNumber: need.lineNumber });
      return [[key, { ...need, partyId, status, scenario }] as const];
    }),
  );
}
