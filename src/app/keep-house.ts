import type { LogKeyMissingRefusal, LogRolledBackRefusal } from "#core/log/log.ts";
import { expireCalls } from "./call/expire-calls.ts";
import type { AppContext } from "./context.ts";
import { numberEntries, type NumberingOptions } from "./log/number-entries.ts";
import { signCheckpoint } from "./log/sign-checkpoint.ts";
import { notifyMembers } from "./notification/notify-members.ts";
import { expireOffers } from "./offer/expire-offers.ts";
import { sweepRecalls } from "./recall/sweep-recalls.ts";
import { advanceRollUp } from "./statement/advance-roll-up.ts";
import { expireTeamCalls } from "./team/expire-team-calls.ts";
import { expireTeamOffers } from "./team/expire-team-offers.ts";
import { eraseEnded } from "./volunteer/erase-volunteers.ts";

/** What one round of house-keeping did. */
export interface HouseKept {
  readonly expiredCalls: number;
  readonly expiredOffers: number;
  readonly expiredTeamCalls: number;
  readonly expiredTeamOffers: number;
  /** Volunteers whose consent had ended. */
  readonly erasedVolunteers: number;
  /** Recalls for which units were withheld or holders told after they had begun. */
  readonly sweptRecalls: number;
  /** Notifications that were written for members. */
  readonly notifications: number;
  readonly ledgerPosition: number;
  /** Why the log was not signed by this program; `null` where it was, or keeps no keys. */
  readonly unsigned: LogKeyMissingRefusal | LogRolledBackRefusal | null;
}

/**
 * What follows from the day alone, and the numbering of entries: calls that nobody confirmed again expire, for teams too, offers whose
 * last day is over expire, volunteers whose consent has ended are erased, units of recalled lots that came later are withheld, members are told of what has happened, entries that have no position get one and their place in the log, which is signed, and then the sums that statements are read from. Can be run at any time and by several processes at once.
 */
export async function keepHouse(
  context: AppContext,
  options: Pick<NumberingOptions, "onProgress"> = {},
): Promise<HouseKept> {
  const calls = await expireCalls(context);
  const offers = await expireOffers(context);
  const teamCalls = await expireTeamCalls(context);
  const teamOffers = await expireTeamOffers(context);
  // A recall that cannot be swept now, a person who cannot be erased, or a member who cannot be told keeps nobody's entries from their positions: what failed
  // is told at the end.
  const [erasing] = await Promise.allSettled([eraseEnded(context)]);
  const [sweeping] = await Promise.allSettled([sweepRecalls(context)]);
  const [notifying] = await Promise.allSettled([notifyMembers(context)]);
  const ledgerPosition = await numberEntries(context, options);
  const signed = await signCheckpoint(context);
  await advanceRollUp(context);
  if (erasing.status === "rejected") throw erasing.reason;
  if (sweeping.status === "rejected") throw sweeping.reason;
  if (notifying.status === "rejected") throw notifying.reason;
  const unsigned = signed.ok ? null : signed.refusal;
  return {
    expiredCalls: calls.length,
    expiredOffers: offers.length,
    expiredTeamCalls: teamCalls.length,
    expiredTeamOffers: teamOffers.length,
    erasedVolunteers: erasing.value.length,
    sweptRecalls: sweeping.value.length,
    notifications: notifying.value,
    ledgerPosition,
    unsigned,
  };
}
