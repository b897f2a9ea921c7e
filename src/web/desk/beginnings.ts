import { mayRecall } from "../recall/may-recall.ts";
import { listOwnParties, type Me } from "../server/me.ts";

type RoleOf = ReturnType<typeof listOwnParties>[number]["roles"][number];

/** Pages behind sign-in that somebody begins from, in the order of the desk. An action writes; the rest shows. */
const BEGINNINGS = [
  { to: "/desk/arrivals", key: "nav.arrivals", roles: ["warehouse", "logistician"] },
  { to: "/desk/raise-call", key: "call.raise", roles: ["focal_point"], isAction: true },
  { to: "/desk/make-offer", key: "offer.make", roles: ["focal_point"], isAction: true },
  { to: "/desk/shelf-life", key: "shelfLife.title", roles: ["focal_point"] },
  { to: "/desk/call-for-teams", key: "teamCall.make", roles: ["focal_point"], isAction: true },
  { to: "/desk/offer-team", key: "team.register", roles: ["focal_point"], isAction: true },
  { to: "/desk/roster", key: "roster.title", roles: ["focal_point"] },
  { to: "/desk/cold-chain", key: "nav.coldChain", roles: ["warehouse", "logistician", "focal_point"] },
  { to: "/desk/equipment", key: "nav.equipment" },
  { to: "/desk/sites", key: "site.title" },
  { to: "/desk/lanes", key: "lane.title" },
  { to: "/desk/session", key: "session.title", roles: ["warehouse", "logistician"], isAction: true },
  { to: "/desk/open-round", key: "round.open", roles: ["coordinator"], isAction: true },
] as const satisfies readonly {
  readonly to: string;
  readonly key: string;
  /** Who begins there; left out, everybody who has a role in some party. */
  readonly roles?: readonly RoleOf[];
  readonly isAction?: true;
}[];

const START_RECALL = { to: "/desk/start-recall", key: "recall.start", isAction: true } as const;

export type Beginning = (typeof BEGINNINGS)[number] | typeof START_RECALL;

/** What somebody can begin with the roles held, in the order of the desk. */
export function listBeginnings(me: Me): readonly Beginning[] {
  const parties = listOwnParties(me);
  const held = new Set(parties.flatMap(({ roles }) => roles));
  const own = BEGINNINGS.filter((one) =>
    "roles" in one ? one.roles.some((role) => held.has(role)) : held.size > 0,
  );
  return parties.some((party) => mayRecall(me, party)) ? [...own, START_RECALL] : own;
}
