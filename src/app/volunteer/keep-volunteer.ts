import { asId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept, type Problem, refuse } from "#core/result.ts";
import {
  type AddVolunteer,
  type ChangeVolunteer,
  decideAddVolunteer,
  decideChangeVolunteer,
} from "#core/volunteer/keep-volunteer.ts";
import { findParty } from "#store/party.ts";
import { insertVolunteer, lockVolunteer, updateVolunteer } from "#store/volunteer.ts";
import { checkVersion } from "../check-version.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type CommandScope, runTogether } from "../run-command.ts";
import { runSealedWithin } from "./run-sealed.ts";

/**
 * Puts a person on the roster of a party. Returns the person's number and version, and nothing else: what a command answers is kept with its
 * audit record.
 *
 * Refuses, in this order, with `not_permitted`, `not_found` (the party), `malformed` (as `decideAddVolunteer`; `reference_in_use`).
 */
export async function addVolunteer(context: AppContext, meta: CommandMeta, command: AddVolunteer) {
  return await runTogether(context, meta, async (scope) => await addVolunteerWithin(scope, command));
}

/** {@link addVolunteer} within a transaction that is under way, where a refusal ends it. */
export async function addVolunteerWithin(within: CommandScope, command: AddVolunteer) {
  const { context, meta } = within;
  const { partyId, ...personal } = command;
  const sealed = { kind: "keep_roster", open: { partyId }, personal } as const;
  return await runSealedWithin(within, sealed, async ({ database, now }, keepSeal) => {
    const permitted = permit(meta.actor, "keep_roster", { self: partyId });
    if (!permitted.ok) return permitted;
    const party = await findParty(database, partyId);
    if (party === undefined) return refuse({ code: "not_found", noun: "party", id: partyId });
    const id = asId<"volunteer">(context.newId());
    const { countries } = context.reference;
    const decided = decideAddVolunteer(command, { id, now, countries });
    if (!decided.ok) return decided;
    if (!(await insertVolunteer(database, decided.value, now))) {
      const problem: Problem = { field: "reference", value: command.reference, rule: "reference_in_use" };
      return refuse({ code: "malformed", problems: [problem] });
    }
    await keepSeal(database, id);
    return accept({ id, version: 1 });
  });
}

/**
 * States anew all that is kept of a person. Returns as {@link addVolunteer}.
 *
 * Refuses, in this order, with `not_found`, `not_permitted`, `version_changed`, `malformed` (as `decideChangeVolunteer`).
 */
export async function changeVolunteer(context: AppContext, meta: CommandMeta, command: ChangeVolunteer) {
  return await runTogether(context, meta, async (scope) => await changeVolunteerWithin(scope, command));
}

/** {@link changeVolunteer} within a transaction that is under way, where a refusal ends it. */
export async function changeVolunteerWithin(within: CommandScope, command: ChangeVolunteer) {
  const { context, meta } = within;
  const { volunteerId, ...personal } = command;
  const sealed = { kind: "keep_roster", open: { volunteerId }, personal } as const;
  return await runSealedWithin(within, sealed, async ({ database, now }, keepSeal) => {
    const volunteer = await lockVolunteer(database, volunteerId);
    if (volunteer === undefined) return refuse({ code: "not_found", noun: "volunteer", id: volunteerId });
    const permitted = permit(meta.actor, "keep_roster", { self: volunteer.partyId });
    if (!permitted.ok) return permitted;
    const unchanged = checkVersion(meta, "volunteer", volunteer);
    if (!unchanged.ok) return unchanged;
    const { countries } = context.reference;
    const decided = decideChangeVolunteer(personal, { now, countries, kept: volunteer.consents });
    if (!decided.ok) return decided;
    await updateVolunteer(database, volunteerId, decided.value);
    await keepSeal(database, volunteerId);
    return accept({ id: volunteerId, version: volunteer.version + 1 });
  });
}
