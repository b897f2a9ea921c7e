import type { Movement, Stage } from "#core/ledger/movement.ts";
import type { SupplyId } from "#core/id.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import type { EventsExceedDosesRefusal } from "#core/session/adverse-event.ts";
import { type DosesExceedReceivedRefusal, findExcess } from "#core/session/unsettled.ts";
import { listKnownEvents, sumGivenDoses } from "#store/adverse-event.ts";
import { findUnsettledPlaces, listItemDoses, lockPlaces, noteDoseHoldings, type Place } from "#store/dose.ts";
import type { Postable } from "#store/recall.ts";
import type { CommandScope } from "../run-command.ts";

type Supplies = ReadonlyMap<SupplyId, Postable>;

const DOSE = "E27";

/**
 * Keeps doses from being taken at the same places at once: called before movements are posted. Units that are counted in
 * doses and leave `received` may be those of which somebody reports at the same moment that they were given.
 */
export async function lockTakenDoses(
  scope: CommandScope,
  movements: readonly Movement[],
  supplies: Supplies,
): Promise<void> {
  const ungiven = listUngiven(scope, movements, supplies);
  await lockPlaces(scope.database, [...listTaken(scope, movements, supplies), ...ungiven]);
}

/**
 * Notes which doses have come to which place, and refuses with `doses_exceed_received` where the movements, which are posted,
 * leave fewer doses at a place than are reported there without a lot, or with `events_exceed_doses` where they take back that doses of a
 * lot were given, and fewer are left than adverse events are known after them. Queries nothing for units that are no doses.
 */
export async function guardDoses(
  scope: CommandScope,
  movements: readonly Movement[],
  supplies: Supplies,
): Promise<Result<null, DosesExceedReceivedRefusal | EventsExceedDosesRefusal>> {
  const arrived = movements.flatMap(({ supplyId, to }) => {
    const itemId = supplies.get(supplyId)?.itemId ?? "";
    if (to.stage !== "received" || !isDose(scope, itemId)) return [];
    return [{ partyId: to.partyId, siteId: to.siteId, supplyId, itemId }];
  });
  await noteDoseHoldings(scope.database, arrived);
  for (const place of await findUnsettledPlaces(scope.database, listTaken(scope, movements, supplies))) {
    const checked = await checkPlace(scope, place);
    if (!checked.ok) return checked;
  }
  for (const { supplyId, ...place } of listUngiven(scope, movements, supplies)) {
    const checked = await checkEvents(scope, place, supplyId);
    if (!checked.ok) return checked;
  }
  return accept(null);
}

async function checkEvents(
  { database }: CommandScope,
  place: Place,
  supplyId: SupplyId,
): Promise<Result<null, EventsExceedDosesRefusal>> {
  const [known] = await listKnownEvents(database, place, [supplyId]);
  if (known === undefined) return accept(null);
  const given = (await sumGivenDoses(database, place, [supplyId])).get(supplyId) ?? 0;
  const events = known.serious + known.notSerious;
  if (events <= given) return accept(null);
  return refuse({ code: "events_exceed_doses", supplyId, siteId: place.siteId, events, given });
}

/** Refuses with `doses_exceed_received` where more doses are reported at a place without a lot than are left there. */
export async function checkPlace(
  scope: CommandScope,
  { partyId, siteId }: Place,
): Promise<Result<null, DosesExceedReceivedRefusal>> {
  const doses = await listItemDoses(scope.database, { partyId, siteId });
  const excess = findExcess(doses, scope.context.reference.items);
  if (excess === undefined) return accept(null);
  const missing = excess.unsettled - excess.held;
  return refuse({ code: "doses_exceed_received", partyId, siteId, ...excess, missing });
}

/**
 * Where doses are taken from those that the reported ones can be of: received ones, and recalled ones in quarantine. Between these two
 * nothing is taken, so that a recall need not wait for ten thousand places.
 */
function listTaken(scope: CommandScope, movements: readonly Movement[], supplies: Supplies): Place[] {
  return movements.flatMap(({ supplyId, from, to }) => {
    const supply = supplies.get(supplyId);
    const isRecalled = (supply?.recallId ?? null) !== null;
    const canBeGiven = (stage: Stage): boolean =>
      stage === "received" || (isRecalled && stage === "quarantined");
    if (!canBeGiven(from.stage) || canBeGiven(to.stage) || !isDose(scope, supply?.itemId)) return [];
    return [{ partyId: from.partyId, siteId: from.siteId }];
  });
}

/** Where it is taken back that doses of a supply were given. */
function listUngiven(
  scope: CommandScope,
  movements: readonly Movement[],
  supplies: Supplies,
): (Place & { readonly supplyId: SupplyId })[] {
  return movements.flatMap(({ supplyId, from }) => {
    if (from.stage !== "used" || !isDose(scope, supplies.get(supplyId)?.itemId)) return [];
    return [{ partyId: from.partyId, siteId: from.siteId, supplyId }];
  });
}

function isDose(scope: CommandScope, itemId: string | undefined): boolean {
  return scope.context.reference.items.get(itemId ?? "")?.unit === DOSE;
}
