import { accept, type MalformedRefusal, type Result, refuse } from "#core/result.ts";
import { chooseSchedules } from "#core/session/vaccine-schedule.ts";
import { findPartyByCode } from "#store/party.ts";
import { listApprovals } from "#store/vaccine-approval.ts";
import { listSchedules } from "#store/vaccine-schedule.ts";
import type { AppContext } from "../context.ts";

/** See {@link readVaccines}. */
type KnownVaccines = ReturnType<typeof describe> & {
  readonly nationalApprovals: Awaited<ReturnType<typeof listApprovals>>;
};

/**
 * What is known of vaccines: how they come, what national authorities have decided, and by which schedule they are given, by item; for a party, by its own schedule where it
 * states one. What nobody states is `null`. Refuses with `malformed`: an unknown party.
 */
export async function readVaccines(
  { database, reference }: AppContext,
  request: { readonly party?: string | undefined },
): Promise<Result<KnownVaccines, MalformedRefusal>> {
  const { party: code } = request;
  const party = code === undefined ? undefined : await findPartyByCode(database, code);
  if (code !== undefined && party === undefined) {
    const problem = { field: "party", value: code, rule: "unknown_party" };
    return refuse({ code: "malformed", problems: [problem] });
  }
  const own = party === undefined ? [] : await listSchedules(database, party.id);
  const nationalApprovals = await listApprovals(database);
  return accept({ ...describe(reference, own), nationalApprovals });
}

function describe(
  { vaccinePresentations, vaccineSchedules }: AppContext["reference"],
  own: Awaited<ReturnType<typeof listSchedules>>,
) {
  const stated = new Set(own.map(({ itemId }) => itemId));
  const schedules = [...chooseSchedules(vaccineSchedules, own).values()]
    .map((schedule) => ({ ...schedule, isOwn: stated.has(schedule.itemId) }))
    .toSorted((a, b) => (a.itemId < b.itemId ? -1 : 1));
  return { presentations: vaccinePresentations, schedules };
}
