import { findSide } from "#core/agreement/consent.ts";
import type { AgreementId, PartyId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import { type Action, permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { findAgreement, lockAgreement } from "#store/agreement.ts";
import { findSecretariatId } from "#store/party.ts";
import type { Database } from "#store/schema.ts";
import { checkVersion } from "../check-version.ts";
import type { CommandScope } from "../run-command.ts";

/** A step of an agreement, by one of its sides. */
export interface AgreementCommand {
  readonly agreementId: AgreementId;
  /** The side that speaks: the giver or the recipient (for a withdrawal also the secretariat). */
  readonly partyId: PartyId;
}

/**
 * Locks the agreement and checks, in this order: that it exists (`not_found`), that the sender may do this in the name of
 * the party given (`not_permitted`, also where that party is no side of it), that it is as the sender saw it
 * (`version_changed`).
 */
export async function beginAgreement(scope: CommandScope, action: Action, command: AgreementCommand) {
  const { database, meta } = scope;
  const agreement = await lockAgreement(database, command.agreementId);
  if (agreement === undefined) {
    return refuse({ code: "not_found", noun: "agreement", id: command.agreementId });
  }
  const side = findSide(agreement, command.partyId);
  const secretariat = await findSecretariatId(database);
  const relation = side ?? (command.partyId === secretariat ? "secretariat" : undefined);
  const permitted = permit(meta.actor, action, relation === undefined ? {} : { [relation]: command.partyId });
  if (!permitted.ok) return permitted;
  const unchanged = checkVersion(meta, "agreement", agreement);
  return unchanged.ok ? accept(agreement) : unchanged;
}

/** The agreement as it is shown, within the command that has just written it. */
export async function showAgreement(database: Database, id: AgreementId) {
  const shown = await findAgreement(database, id);
  invariant(shown !== undefined, "an agreement just written can be read");
  return accept(shown);
}
