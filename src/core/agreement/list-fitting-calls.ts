import { type LineFacts, type Need, type Offered } from "#core/agreement/check-lines.ts";
import { askOfLine } from "#core/agreement/line-shelf-life.ts";
import { listAnsweringItems } from "#core/allocation/answering-items.ts";
import { isCallOpen } from "#core/call/meet-call.ts";
import type { TransportMode } from "#core/consignment/consignment.ts";
import type { PartyId, SupplyId } from "#core/id.ts";
import type { Lane } from "#core/lane/lane.ts";
import { countLeftDays } from "#core/shelf-life/shelf-life.ts";
import { addDays, type Day } from "#core/time.ts";

/** Units of one line of a consignment that wait to be redirected. */
export interface WaitingLine {
  readonly lineNumber: number;
  readonly supplyId: SupplyId;
  readonly supply: Offered;
}

/** A call line that waiting units still fit, by the lane that is there first. */
export interface FittingCall {
  readonly lineNumber: number;
  readonly need: Need;
  readonly needed: number;
  /** Promised of what it asks, 0 to 1. */
  readonly coverage: number;
  readonly leastDeveloped: boolean;
  readonly mode: TransportMode;
  readonly transitDays: number;
  readonly departOn: Day;
  readonly arriveOn: Day;
  readonly leftDays: number;
  /** Days that are asked of the lot there; 0 for none. */
  readonly askedDays: number;
}

/**
 * The call lines that waiting units fit, were they to leave today: the call is open and another party's, the item answers, a lane
 * leads from where they are, they arrive within the window and with what every rule asks. As the plan would serve them: the least
 * developed first, then the worst served, then the most severe; then by call. O(lines × needs × lanes from here).
 */
export function listFittingCalls(
  lines: readonly WaitingLine[],
  {
    lanes,
    today,
    parties,
    leastDeveloped,
    ...facts
  }: LineFacts & {
    /** From where the units are. */
    readonly lanes: readonly Lane[];
    readonly today: Day;
    /** Giver and holder: they are not asked. */
    readonly parties: readonly PartyId[];
    readonly leastDeveloped: ReadonlySet<PartyId>;
  },
): FittingCall[] {
  const found = lines.flatMap((line) =>
    [...facts.needs.values()].flatMap((need): FittingCall[] => {
      const needed = need.quantity - need.agreed;
      if (needed <= 0 || !isCallOpen(need.status) || parties.includes(need.partyId)) return [];
      if (need.scenario !== line.supply.scenario) return [];
      if (!listAnsweringItems(need.itemId, facts.items).includes(line.supply.itemId)) return [];
      const way = lanes
        .filter((lane) => lane.toSiteId === need.siteId)
        .toSorted((a, b) => a.transitDays - b.transitDays || (a.mode < b.mode ? -1 : 1))
        .at(0);
      if (way === undefined) return [];
      const there = addDays(today, way.transitDays);
      const arriveOn = there < need.windowFrom ? need.windowFrom : there;
      const { callId, lineNumber: callLineNumber } = need;
      const asked = askOfLine({ supplyId: line.supplyId, callId, callLineNumber, arriveOn }, facts);
      const leftDays = countLeftDays(line.supply, arriveOn);
      const isShown = asked.by === null || asked.days !== null;
      if (arriveOn > need.windowTo || leftDays === null || !isShown || leftDays < (asked.days ?? 0))
        return [];
      return [
        {
          lineNumber: line.lineNumber,
          need,
          needed,
          coverage: need.agreed / need.quantity,
          leastDeveloped: leastDeveloped.has(need.partyId),
          mode: way.mode,
          transitDays: way.transitDays,
          departOn: today,
          arriveOn,
          leftDays,
          askedDays: asked.days ?? 0,
        },
      ];
    }),
  );
  return found.toSorted(
    (a, b) =>
      Number(b.leastDeveloped) - Number(a.leastDeveloped) ||
      a.coverage - b.coverage ||
      b.need.severity - a.need.severity ||
      (keyOf(a) < keyOf(b) ? -1 : 1),
  );
}

function keyOf({ need, lineNumber }: FittingCall): string {
  return `${need.callId}/${need.lineNumber}/${lineNumber}`;
}
