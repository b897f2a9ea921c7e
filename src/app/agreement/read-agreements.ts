import type { AgreementStatus } from "#core/agreement/agreement.ts";
import type { AgreementId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { findAgreement, listAgreements } from "#store/agreement.ts";
import type { PageRequest } from "#store/page.ts";
import { findSecretariatId } from "#store/party.ts";
import { asId } from "#core/id.ts";
import type { AppContext } from "../context.ts";

export interface AgreementFilter {
  /** Code of a party that is one of its sides. */
  readonly partyCode?: string | undefined;
  readonly status?: AgreementStatus | undefined;
  /** `null` for what really is. */
  readonly scenario: string | null;
}

/** A page of the agreements that somebody may see, newest first: those of their parties, or all for the secretariat. */
export async function readAgreements(
  context: AppContext,
  actor: Actor,
  filter: AgreementFilter,
  page: PageRequest,
) {
  const secretariat = await findSecretariatId(context.database);
  const seesAll = permit(actor, "read_unpublished", { secretariat }).ok;
  const visibleTo = seesAll ? null : actor.memberships.map((held) => held.partyId);
  return await listAgreements(context.database, { ...filter, visibleTo }, page);
}

/** One agreement with its lines and consultation. Refuses with `not_found`, then with `not_permitted`. */
export async function readAgreement(context: AppContext, actor: Actor, id: AgreementId) {
  const shown = await findAgreement(context.database, id);
  if (shown === undefined) return refuse({ code: "not_found", noun: "agreement", id });
  const standing = {
    giver: asId<"party">(shown.giverId),
    recipient: asId<"party">(shown.recipientId),
    ...(shown.holderId === null ? {} : { self: asId<"party">(shown.holderId) }),
    secretariat: await findSecretariatId(context.database),
  };
  const permitted = permit(actor, "read_unpublished", standing);
  return permitted.ok ? accept(shown) : permitted;
}
