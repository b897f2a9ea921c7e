import { decideProposeAgreement } from "#core/agreement/propose-agreement.ts";
import { decideRaiseCall } from "#core/call/raise-call.ts";
import { asId, type CallId, type PartyId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import { accept, refuse } from "#core/result.ts";
import type { PlannedGoods } from "#core/team/deployment.ts";
import { dayOf } from "#core/time.ts";
import { insertAgreement } from "#store/agreement.ts";
import { insertCall } from "#store/call.ts";
import { type LockedDeployment, setNeedsCall } from "#store/deployment.ts";
import { findSiteIds } from "#store/site.ts";
import { lockTeamOffer } from "#store/team-offer.ts";
import { readLineFacts } from "../agreement/read-line-facts.ts";
import type { CommandScope } from "../run-command.ts";

/**
 * What a host's confirmation of a round's proposal does beside the step: the goods that the round keeps for the team are called for in the host's
 * name, and an agreement of the round is proposed to each giver of them, to which the host consents by this. Nothing where there are none.
 *
 * Refuses, in this order, with `proposal_lapsed`, `team_offer_not_open`, then as `decideRaiseCall` and `decideProposeAgreement`.
 */
export async function confirmProposal(scope: CommandScope, deployment: LockedDeployment) {
  const { database, now } = scope;
  const { fromDay, teamOfferId, plannedGoods } = deployment;
  if (fromDay < dayOf(now)) return refuse({ code: "proposal_lapsed", fromDay });
  const offer = await lockTeamOffer(database, teamOfferId);
  if (offer?.status !== "open") return refuse({ code: "team_offer_not_open", teamOfferId });
  if (plannedGoods.length === 0) return accept(null);
  const called = await callForGoods(scope, deployment);
  if (!called.ok) return called;
  const { callId, itemIds } = called.value;
  await setNeedsCall(database, deployment.id, callId);
  for (const giverId of [...new Set(plannedGoods.map((one) => one.giverId))].toSorted()) {
    // A party's own supply for its own call needs no agreement.
    if (giverId === deployment.recipientId) continue;
    const proposed = await proposeGoods(scope, deployment, { giverId, callId, itemIds });
    if (!proposed.ok) return proposed;
  }
  return accept(null);
}

/** One line for each item, up to the last day on which some of it is to arrive, or the team is. */
async function callForGoods(scope: CommandScope, deployment: LockedDeployment) {
  const { database, now, context } = scope;
  const { plannedGoods, recipientId, emergency, siteId, fromDay } = deployment;
  const itemIds = [...new Set(plannedGoods.map(({ itemId }) => itemId))].toSorted();
  const lines = itemIds.map((itemId) => {
    const own = plannedGoods.filter((one) => one.itemId === itemId);
    const [windowTo = fromDay] = [fromDay, ...own.map(({ arriveOn }) => arriveOn)].toSorted().toReversed();
    const quantity = asQuantity(own.reduce((sum, one) => sum + one.quantity, 0));
    const severity = Math.max(...own.map((one) => one.severity));
    return { itemId, quantity, windowFrom: dayOf(now), windowTo, siteId, severity };
  });
  const command = { partyId: recipientId, lines, ...(emergency === null ? {} : { emergency }) };
  const callId = asId<"call">(context.newId());
  const decided = decideRaiseCall(command, {
    id: callId,
    now,
    scenario: null,
    items: context.reference.items,
    siteIds: await findSiteIds(database, [siteId]),
  });
  if (!decided.ok) return decided;
  await insertCall(database, decided.value, now);
  return accept({ callId, itemIds });
}

async function proposeGoods(
  scope: CommandScope,
  { plannedGoods, recipientId, roundId }: LockedDeployment,
  {
    giverId,
    callId,
    itemIds,
  }: { readonly giverId: PartyId; readonly callId: CallId; readonly itemIds: readonly string[] },
) {
  const { database, now, context, meta } = scope;
  const own = plannedGoods.filter((one: PlannedGoods) => one.giverId === giverId);
  const lines = own.map(({ supplyId, itemId, quantity, departOn, arriveOn }) => ({
    supplyId,
    callId,
    callLineNumber: itemIds.indexOf(itemId) + 1,
    quantity,
    departOn,
    arriveOn,
  }));
  const facts = await readLineFacts(scope, lines);
  const id = asId<"agreement">(context.newId());
  const command = { giverId, recipientId, lines };
  const decided = decideProposeAgreement(command, { ...facts, id, now, proposer: "recipient" });
  if (!decided.ok) return decided;
  const event = { step: "propose", partyId: recipientId, commandId: meta.commandId, recordedAt: now };
  await insertAgreement(database, { ...decided.value, roundId }, { scenario: null, event });
  return accept(null);
}
