import type { PartyId } from "#core/id.ts";
import type { Day, Instant } from "#core/time.ts";
import type { News, NotificationKind, ToldParty } from "./notification.ts";

/** What every record of a step says. */
interface StepRecord {
  readonly thingId: string;
  readonly sequence: number;
  readonly step: string;
  readonly recordedAt: Instant;
  /** Who sent the command; `null` where the record names none. */
  readonly doneBy: string | null;
  readonly giverId: PartyId;
  readonly recipientId: PartyId;
}

/** A step of an agreement of the real world. */
export interface AgreementRecord extends StepRecord {
  /** The side that took it; the secretariat for what a round proposes. */
  readonly partyId: PartyId;
  readonly holderId: PartyId | null;
  readonly isOfRound: boolean;
  /** Whether with this acceptance both sides have accepted. */
  readonly concludes: boolean;
}

/** A step of a consignment of the real world that carries out an agreement. */
export interface ConsignmentRecord extends StepRecord {
  readonly number: string;
  /** Whether the count differs from the document. */
  readonly differs: boolean;
}

/** A step of a deployment. */
export interface DeploymentRecord extends StepRecord {
  readonly teamName: string;
}

/** What of an agreement's steps is news: to both sides but the one that took it. */
const AGREEMENT_NEWS: Readonly<Record<string, NotificationKind>> = {
  propose: "agreement_proposed",
  redirect: "agreement_proposed",
  consult: "agreement_consulted",
  accept: "agreement_accepted",
  decline: "agreement_declined",
  withdraw: "agreement_withdrawn",
};

const CONSIGNMENT_NEWS: Readonly<Record<string, NotificationKind>> = {
  dispatch: "consignment_dispatched",
  hold: "consignment_held",
  release: "consignment_released",
  arrive: "consignment_arrived",
  receive: "consignment_received",
  recount: "consignment_received",
  lose: "consignment_lost",
  cancel: "consignment_cancelled",
};

const DEPLOYMENT_NEWS: Readonly<Record<string, NotificationKind>> = {
  propose: "deployment_proposed",
  invite: "deployment_invited",
  confirm: "deployment_invited",
  accept: "deployment_accepted",
  decline: "deployment_declined",
  cancel: "deployment_cancelled",
};

/** Giver and recipient, each with the other. */
function listSides({ giverId, recipientId }: Pick<StepRecord, "giverId" | "recipientId">): ToldParty[] {
  return [
    { relation: "giver", partyId: giverId, otherPartyId: recipientId },
    { relation: "recipient", partyId: recipientId, otherPartyId: giverId },
  ];
}

function formNews(noun: string, record: StepRecord, rest: Pick<News, "kind" | "told" | "name">): News {
  const { thingId, sequence, recordedAt: happenedAt, doneBy } = record;
  return { happened: `${noun}.${thingId}.${sequence}`, thingId, happenedAt, doneBy, day: null, ...rest };
}

/** The news that a step of an agreement is; `undefined` where it is none. The secretariat is told how its rounds' proposals end. */
export function readAgreementNews(record: AgreementRecord, secretariatId: PartyId): News | undefined {
  const step = AGREEMENT_NEWS[record.step];
  if (step === undefined) return undefined;
  const kind = step === "agreement_accepted" && record.concludes ? "agreement_agreed" : step;
  const told = listSides(record);
  const others = { otherPartyId: record.giverId };
  if (record.holderId !== null) told.push({ relation: "self", partyId: record.holderId, ...others });
  if (record.isOfRound) {
    told.push({ relation: "secretariat", partyId: secretariatId, otherPartyId: record.partyId });
  }
  // The side that speaks knows what it said; that both agree is news within both.
  const isMeant = ({ partyId }: ToldParty) => kind === "agreement_agreed" || partyId !== record.partyId;
  return formNews("agreement", record, { kind, told: told.filter(isMeant), name: null });
}

/** The news that a step of a consignment is; `undefined` where it is none. */
export function readConsignmentNews(record: ConsignmentRecord): News | undefined {
  const step = CONSIGNMENT_NEWS[record.step];
  if (step === undefined) return undefined;
  const kind = step === "consignment_received" && record.differs ? "consignment_differs" : step;
  return formNews("consignment", record, { kind, told: listSides(record), name: record.number });
}

/** The news that a step of a deployment is; `undefined` where it is none. */
export function readDeploymentNews(record: DeploymentRecord): News | undefined {
  const kind = DEPLOYMENT_NEWS[record.step];
  if (kind === undefined) return undefined;
  return formNews("deployment", record, { kind, told: listSides(record), name: record.teamName });
}

/** A round that was published, and whether each party whose calls it had before it is allocated anything. */
export interface RoundRecord {
  readonly roundId: string;
  readonly publishedAt: Instant;
  readonly callers: readonly { readonly partyId: PartyId; readonly isAllocated: boolean }[];
}

/** What each caller of a round is told of it. */
export function readRoundNews({ roundId, publishedAt, callers }: RoundRecord): readonly News[] {
  return callers.map(({ partyId, isAllocated }) => ({
    happened: `round.${roundId}.${partyId}`,
    kind: isAllocated ? "round_allocates" : "round_leaves_out",
    thingId: roundId,
    told: [{ relation: "recipient", partyId, otherPartyId: null }],
    name: null,
    day: null,
    happenedAt: publishedAt,
    doneBy: null,
  }));
}

/** Something that one party is told of at one instant, at whichever of its sites. */
export interface OwnRecord {
  readonly thingId: string;
  readonly partyId: PartyId;
  readonly at: Instant;
}

/** A party that was told of a recall. */
export interface RecallRecord extends OwnRecord {
  readonly isDrill: boolean;
}

/** That a party has been told of a recall, or of a drill: once for all sites that were told at the same time. */
export function readRecallNews({ thingId, partyId, at, isDrill }: RecallRecord): News {
  const kind = isDrill ? "recall_drill" : "recall_begun";
  return formOwn(kind, { thingId, partyId, happenedAt: at }, `recall.${thingId}.${partyId}.${at}`);
}

/** That units of a party wait for a decision: once for all that were put on hold at the same time. */
export function readHoldNews({ thingId, partyId, at }: OwnRecord): News {
  return formOwn("units_on_hold", { thingId, partyId, happenedAt: at }, `hold.${partyId}.${at}`);
}

/** A call that expires on a day unless it is confirmed again. */
export interface LapsingRecord {
  readonly kind: "call_lapsing" | "team_call_lapsing";
  readonly thingId: string;
  readonly partyId: PartyId;
  readonly expiresOn: Day;
}

/** Before so many days are over, who has called is told that a call is about to expire. */
export const LAPSING_DAYS = 7;

/** That a call is about to expire: once for each day on which it would. */
export function readLapsingNews(record: LapsingRecord, now: Instant): News {
  const { kind, thingId, partyId, expiresOn } = record;
  const own = { thingId, partyId, happenedAt: now };
  return { ...formOwn(kind, own, `${kind}.${thingId}.${expiresOn}`), day: expiresOn };
}

function formOwn(
  kind: NotificationKind,
  own: { readonly thingId: string; readonly partyId: PartyId; readonly happenedAt: Instant },
  happened: string,
): News {
  const { thingId, partyId, happenedAt } = own;
  const told: readonly ToldParty[] = [{ relation: "self", partyId, otherPartyId: null }];
  return { happened, kind, thingId, told, name: null, day: null, happenedAt, doneBy: null };
}
