import { mayDo, type Me, type OwnParty } from "../server/me.ts";

/** Whether somebody may recall in the name of a party: what it has given, or, for the secretariat, what anybody has. */
export function mayRecall(me: Me, { id, code }: OwnParty): boolean {
  return mayDo(me, "start_recall", code === "SECRETARIAT" ? { secretariat: id } : { self: id });
}
