import { accept, type Result } from "#core/result.ts";
import { checkArrival } from "#core/shelf-life/agreed-shelf-life.ts";
import { latestDay, type ShelfLifeTooShortRefusal } from "#core/shelf-life/shelf-life.ts";
import { addDays, type Day, daysBetween, dayOf, type Instant, type Occurred } from "#core/time.ts";
import { findTransitDays } from "#store/lane.ts";
import type { LockedConsignment } from "#store/consignment.ts";
import { listHeldLines } from "#store/consignment-line.ts";
import type { Database } from "#store/schema.ts";

/**
 * The lines of a consignment of which less shelf life is left on arrival than their agreement holds them to. `now`: when the arrival
 * was recorded; of a vague time, the latest day counts (`latestDay`).
 */
export async function readShortDated(
  database: Database,
  { id }: Pick<LockedConsignment, "id">,
  { occurred, now }: { readonly occurred: Occurred; readonly now: Instant },
): Promise<ReadonlySet<number>> {
  const arriveOn = latestDay(occurred, dayOf(now));
  const lines = await listHeldLines(database, id);
  return new Set(
    lines.filter((line) => !checkArrival(line, line, arriveOn).ok).map(({ lineNumber }) => lineNumber),
  );
}

/**
 * Whether all of a consignment that leaves now would arrive with what its agreement holds it to: as many days later as its lane
 * takes by its mode, or, where there is no such lane, as were agreed. Refuses with `shelf_life_too_short`, of the first line.
 */
export async function checkDispatch(
  database: Database,
  consignment: Pick<LockedConsignment, "id" | "fromSiteId" | "toSiteId" | "mode" | "scenario">,
  { occurred, now }: { readonly occurred: Occurred; readonly now: Instant },
): Promise<Result<null, ShelfLifeTooShortRefusal>> {
  const departOn = latestDay(occurred, dayOf(now));
  const transitDays = await findTransitDays(database, consignment);
  for (const line of await listHeldLines(database, consignment.id)) {
    const arriveOn: Day = addDays(departOn, transitDays ?? daysBetween(line.departOn, line.arriveOn));
    const inTime = checkArrival(line, line, arriveOn);
    if (!inTime.ok) return inTime;
  }
  return accept(null);
}
