import { asId } from "#core/id.ts";
import { accept, refuse } from "#core/result.ts";
import { dayOf } from "#core/time.ts";
import type { ErasureReason, VolunteerErasure } from "#core/volunteer/erasure.ts";
import { hasConsentOn, type VolunteerId } from "#core/volunteer/volunteer.ts";
import { lockVolunteer } from "#store/volunteer.ts";
import {
  eraseVolunteer,
  listEndedVolunteers,
  listErasures,
  lockMemberDeployments,
} from "#store/volunteer-erasure.ts";
import type { AppContext } from "../context.ts";
import { PROGRAM_ACTOR } from "../program-actor.ts";
import { runCommand } from "../run-command.ts";

/**
 * Erases everybody whose consent to the roster ended before today, each by a command of the program's own; returns their numbers. A job: it can be
 * run at any time and by several at once, and somebody whose consent was renewed meanwhile stays.
 */
export async function eraseEnded(context: AppContext): Promise<readonly VolunteerId[]> {
  const erased: VolunteerId[] = [];
  for (const id of await listEndedVolunteers(context.database, dayOf(context.now()))) {
    if (await eraseOne(context, { id, reason: "consent_ended" })) erased.push(id);
  }
  return erased;
}

/**
 * Erases again who was erased before a database was restored to an earlier moment; returns the numbers of those who were there again. For the
 * operator, with the list of erasures that was kept beside the backups.
 */
export async function eraseAgain(
  context: AppContext,
  erasures: readonly Pick<VolunteerErasure, "volunteerId">[],
): Promise<readonly VolunteerId[]> {
  const erased: VolunteerId[] = [];
  for (const { volunteerId: id } of erasures) {
    if (await eraseOne(context, { id, reason: "consent_withdrawn" })) erased.push(id);
  }
  return erased;
}

/** The numbers of who was erased, by day; they point to nobody. For the operator, who keeps the list beside the backups. */
export async function readErasures(context: AppContext): Promise<readonly VolunteerErasure[]> {
  return await listErasures(context.database);
}

/** True where the person was there, and was erased. */
async function eraseOne(
  context: AppContext,
  { id, reason }: { readonly id: VolunteerId; readonly reason: ErasureReason },
): Promise<boolean> {
  const meta = { commandId: asId<"command">(context.newId()), actor: PROGRAM_ACTOR };
  const body = { erase: { id, reason } };
  const done = await runCommand(context, meta, { kind: "keep_roster", body }, async ({ database, now }) => {
    const day = dayOf(now);
    await lockMemberDeployments(database, id);
    const volunteer = await lockVolunteer(database, id);
    const isKept =
      volunteer === undefined ||
      (reason === "consent_ended" && hasConsentOn(volunteer.consents, "roster", day));
    if (isKept) return refuse({ code: "not_found", noun: "volunteer", id });
    await eraseVolunteer(database, { id, reason, day });
    return accept({ id, isErased: true });
  });
  return done.ok;
}
