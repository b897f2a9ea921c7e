import { permit } from "#core/permission.ts";
import { accept, type Problem, refuse } from "#core/result.ts";
import { dayOf } from "#core/time.ts";
import type { ConsentScope, VolunteerId } from "#core/volunteer/volunteer.ts";
import { lockVolunteer, withdrawVolunteerConsent } from "#store/volunteer.ts";
import { eraseVolunteer, lockMemberDeployments } from "#store/volunteer-erasure.ts";
import { checkVersion } from "../check-version.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";

/** A person takes a consent back. */
export interface WithdrawConsent {
  readonly volunteerId: VolunteerId;
  readonly scope: ConsentScope;
}

/**
 * A person takes a consent back: that to the roster, and everything that tells who the person is, is erased in that moment; that to a host, and hosts
 * are not told any more. Returns the number, and whether the person was erased.
 *
 * Refuses, in this order, with `not_found`, `not_permitted`, `version_changed`, `malformed` (`consent_not_given`).
 */
export async function withdrawConsent(context: AppContext, meta: CommandMeta, command: WithdrawConsent) {
  const body = { withdraw: command };
  return await runCommand(context, meta, { kind: "keep_roster", body }, async ({ database, now }) => {
    const { volunteerId: id, scope } = command;
    if (scope === "roster") await lockMemberDeployments(database, id);
    const volunteer = await lockVolunteer(database, id);
    if (volunteer === undefined) return refuse({ code: "not_found", noun: "volunteer", id });
    const permitted = permit(meta.actor, "keep_roster", { self: volunteer.partyId });
    if (!permitted.ok) return permitted;
    const unchanged = checkVersion(meta, "volunteer", volunteer);
    if (!unchanged.ok) return unchanged;
    const given = volunteer.consents.find((one) => one.scope === scope && one.withdrawnOn === null);
    if (given === undefined) {
      const problem: Problem = { field: "scope", value: scope, rule: "consent_not_given" };
      return refuse({ code: "malformed", problems: [problem] });
    }
    const day = dayOf(now);
    if (scope === "roster") await eraseVolunteer(database, { id, reason: "consent_withdrawn", day });
    else await withdrawVolunteerConsent(database, { id, scope, day });
    return accept({ id, isErased: scope === "roster" });
  });
}
