import type { Id, PartyId, UserId } from "#core/id.ts";
import type { Membership, Role } from "#core/party/party.ts";
import { type Action, permit, type Relation, RELATIONS, type Standing } from "#core/permission.ts";
import type { Day, Instant } from "#core/time.ts";

export type NotificationId = Id<"notification">;

/** What a notification leads to. */
export type NotificationNoun =
  | "agreement"
  | "round"
  | "consignment"
  | "recall"
  | "cold hold"
  | "call"
  | "team call"
  | "deployment";

/** Who is told: of the parties that stand so to the thing, who holds one of these roles. */
type Audience = Readonly<Partial<Record<Relation, readonly Role[]>>>;

interface KindRule {
  readonly noun: NotificationNoun;
  /** Nobody is told who may not do this: the step that is asked for, or the reading of what has been done. */
  readonly action: Action;
  readonly told: Audience;
}

const DECIDING: readonly Role[] = ["focal_point"];
const MOVING: readonly Role[] = ["focal_point", "logistician"];
const RECEIVING: readonly Role[] = ["focal_point", "logistician", "warehouse"];

/** What members are told of, and which of them. */
export const NOTIFICATION_KINDS = {
  agreement_proposed: {
    noun: "agreement",
    action: "consult_agreement",
    told: { giver: DECIDING, recipient: DECIDING },
  },
  agreement_consulted: {
    noun: "agreement",
    action: "consult_agreement",
    told: { giver: DECIDING, recipient: DECIDING },
  },
  agreement_accepted: {
    noun: "agreement",
    action: "accept_agreement",
    told: { giver: DECIDING, recipient: DECIDING },
  },
  agreement_agreed: {
    noun: "agreement",
    action: "read_unpublished",
    told: { giver: MOVING, recipient: MOVING, self: MOVING },
  },
  agreement_declined: {
    noun: "agreement",
    action: "read_unpublished",
    told: { giver: DECIDING, recipient: DECIDING, self: MOVING, secretariat: ["coordinator"] },
  },
  agreement_withdrawn: {
    noun: "agreement",
    action: "read_unpublished",
    told: { giver: MOVING, recipient: MOVING, self: MOVING, secretariat: ["coordinator"] },
  },
  round_allocates: { noun: "round", action: "read_unpublished", told: { recipient: DECIDING } },
  round_leaves_out: { noun: "round", action: "read_unpublished", told: { recipient: DECIDING } },
  consignment_dispatched: {
    noun: "consignment",
    action: "read_unpublished",
    told: { recipient: RECEIVING },
  },
  consignment_held: {
    noun: "consignment",
    action: "read_unpublished",
    told: { giver: MOVING, recipient: MOVING },
  },
  consignment_released: {
    noun: "consignment",
    action: "read_unpublished",
    told: { giver: MOVING, recipient: MOVING },
  },
  consignment_arrived: {
    noun: "consignment",
    action: "read_unpublished",
    told: { giver: MOVING, recipient: RECEIVING },
  },
  consignment_received: { noun: "consignment", action: "read_unpublished", told: { giver: MOVING } },
  consignment_differs: {
    noun: "consignment",
    action: "settle_difference",
    told: { giver: MOVING, recipient: DECIDING },
  },
  consignment_lost: {
    noun: "consignment",
    action: "read_unpublished",
    told: { giver: MOVING, recipient: MOVING },
  },
  consignment_cancelled: { noun: "consignment", action: "read_unpublished", told: { recipient: MOVING } },
  recall_begun: { noun: "recall", action: "acknowledge_recall", told: { self: RECEIVING } },
  recall_drill: { noun: "recall", action: "acknowledge_recall", told: { self: RECEIVING } },
  units_on_hold: { noun: "cold hold", action: "decide_cold_hold", told: { self: MOVING } },
  call_lapsing: { noun: "call", action: "confirm_call", told: { self: DECIDING } },
  team_call_lapsing: { noun: "team call", action: "confirm_team_call", told: { self: DECIDING } },
  deployment_proposed: { noun: "deployment", action: "confirm_deployment", told: { recipient: DECIDING } },
  deployment_invited: { noun: "deployment", action: "accept_deployment", told: { giver: DECIDING } },
  deployment_accepted: { noun: "deployment", action: "read_unpublished", told: { recipient: MOVING } },
  deployment_declined: {
    noun: "deployment",
    action: "read_unpublished",
    told: { giver: DECIDING, recipient: DECIDING },
  },
  deployment_cancelled: {
    noun: "deployment",
    action: "read_unpublished",
    told: { giver: DECIDING, recipient: DECIDING },
  },
} as const satisfies Readonly<Record<string, KindRule>>;

export type NotificationKind = keyof typeof NOTIFICATION_KINDS;

/** Every kind. */
export const KINDS = Object.keys(NOTIFICATION_KINDS) as readonly NotificationKind[]; // the table's own keys

/** One party that is told of something, how it stands to it, and who the other side is. */
export interface ToldParty {
  readonly relation: Relation;
  readonly partyId: PartyId;
  readonly otherPartyId: PartyId | null;
}

/** Something that has happened and concerns members. */
export interface News {
  /** Key of the record of what happened: nobody is told twice of the same. */
  readonly happened: string;
  readonly kind: NotificationKind;
  readonly thingId: string;
  readonly told: readonly ToldParty[];
  /** Number of a consignment, name of a team. */
  readonly name: string | null;
  /** Last day of a call. */
  readonly day: Day | null;
  readonly happenedAt: Instant;
  /** Who did it, and need not be told. */
  readonly doneBy: string | null;
}

/** A role that a person holds. */
export interface Member extends Membership {
  readonly userId: UserId;
}

/** One member who is told of some news, for one party. */
export interface Telling extends ToldParty {
  readonly userId: UserId;
  readonly news: News;
}

/** Whether who holds `role` in a party that stands in `relation` is told of such news, and may see it. */
export function isTold(kind: NotificationKind, relation: Relation, { partyId, role }: Membership): boolean {
  const { told, action }: KindRule = NOTIFICATION_KINDS[kind];
  if (told[relation]?.includes(role) !== true) return false;
  const standing: Standing = { [relation]: partyId };
  // Who is told does not act: that nobody in particular asks changes nothing for the rule.
  return permit({ userId: NOBODY, memberships: [{ partyId, role }] }, action, standing).ok;
}

const NOBODY = "" as UserId; // no rule looks at it

/**
 * Who of the parties' `members` is told of the news: each once, in the order of {@link RELATIONS} where somebody stands to it in several
 * ways, and never who has done it. Cost: the members of the parties told.
 */
export function listTold(news: News, members: ReadonlyMap<PartyId, readonly Member[]>): readonly Telling[] {
  const tellings = new Map<UserId, Telling>();
  const parties = news.told.toSorted(
    (one, other) => RELATIONS.indexOf(one.relation) - RELATIONS.indexOf(other.relation),
  );
  for (const party of parties) {
    for (const member of members.get(party.partyId) ?? []) {
      const isMeant = member.userId !== news.doneBy;
      if (!isMeant || tellings.has(member.userId) || !isTold(news.kind, party.relation, member)) continue;
      tellings.set(member.userId, { ...party, userId: member.userId, news });
    }
  }
  return [...tellings.values()];
}

/** What of the notifications told for a party, standing in a relation, may be shown. */
export interface Visible {
  readonly partyId: PartyId;
  readonly relation: Relation;
  readonly kinds: readonly NotificationKind[];
}

/** What somebody with these roles may be shown now, whenever it was told: a role that is gone takes its notifications with it. */
export function listVisible(memberships: readonly Membership[]): readonly Visible[] {
  const partyIds = [...new Set(memberships.map(({ partyId }) => partyId))];
  return partyIds.flatMap((partyId) => {
    const held = memberships.filter((one) => one.partyId === partyId);
    return RELATIONS.flatMap((relation) => {
      const kinds = KINDS.filter((kind) => held.some((one) => isTold(kind, relation, one)));
      return kinds.length === 0 ? [] : [{ partyId, relation, kinds }];
    });
  });
}

/** Path of the page that a notification leads to, below the origin. */
export function pathOf(kind: NotificationKind, thingId: string): string {
  const { noun } = NOTIFICATION_KINDS[kind];
  return noun === "cold hold" ? "/desk/cold-chain" : `${PATHS[noun]}/${thingId}`;
}

const PATHS = {
  agreement: "/agreements",
  round: "/rounds",
  consignment: "/consignments",
  recall: "/recalls",
  call: "/calls",
  "team call": "/team-calls",
  deployment: "/deployments",
} as const satisfies Readonly<Record<Exclude<NotificationNoun, "cold hold">, string>>;
