import type { Action } from "#core/permission.ts";
import { standAsSelf } from "../equipment/stand-as-self.ts";
import { listOwnParties, type Me, mayDo, type OwnParty } from "../server/me.ts";

/** The parties of a person in whose name an action on places may be done. */
export function listPartiesFor(me: Me, action: Action): readonly OwnParty[] {
  return listOwnParties(me).filter((party) => mayDo(me, action, standAsSelf(party)));
}
