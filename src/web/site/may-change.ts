import type { Action } from "#core/permission.ts";
import { standAsSelf } from "../equipment/stand-as-self.ts";
import { listOwnParties, type Me, mayDo, type OwnParty } from "../server/me.ts";

/** The parties of a person in whose name an action on places may be done. */
export function listPartiesFor(me: Me, action: Action): readonly OwnParty[] {
  return listOwnParties(me).filter((party) => mayDo(me, action, standAsSelf(party)));
}

/** The party that runs the system, where a person holds a role in it. */
export function findSecretariat(me: Me): string | undefined {
  return me.memberships.find(({ partyCode }) => partyCode === "SECRETARIAT")?.partyId;
}
