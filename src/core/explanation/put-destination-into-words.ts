import type { DestinationExplanation, OtherReason } from "./explain-destination.ts";
import type { DestinationTrial } from "./try-destination.ts";
import type { Speech } from "./put-into-words.ts";

/** Why a unit goes where it goes, in sentences of one language. */
export interface ExplainedDestination {
  readonly head: string;
  /** By what each of its needs is met. */
  readonly needs: readonly string[];
  readonly othersHeading: string;
  /** Calls with the reason they have in common. */
  readonly others: readonly string[];
}

/** The explanation of a unit's destination in words; calls of one reason are named together. */
export function putDestinationIntoWords(
  { unit, sent, needs, others }: DestinationExplanation,
  speech: Speech,
): ExplainedDestination {
  const { wording, naming } = speech;
  const { say, level, list } = wording;
  const period = (at: number) => naming.span(at, at);
  const head =
    sent === null
      ? say("unit.stays", { unit: naming.unit(unit) })
      : say("unit.sent", {
          unit: naming.unit(unit),
          call: naming.unitCall(sent.call),
          depart: period(sent.departPeriod),
          arrive: period(sent.arrivePeriod),
          level: level(sent.level),
          without: level(sent.levelWithout),
        });
  const callsOf = new Map<string, string[]>();
  for (const { call, reason } of others) {
    const text = tellReason(reason, speech);
    callsOf.set(text, [...(callsOf.get(text) ?? []), naming.unitCall(call)]);
  }
  return {
    head,
    needs: needs.map(({ by, kind, items, quantity }) =>
      by === "facility"
        ? say("unit.byFacility", { facility: naming.facility(kind ?? 0) })
        : say("unit.byGoods", { items: nameItems(items, speech), amount: wording.units(quantity) }),
    ),
    othersHeading: say("unit.others"),
    others: [...callsOf].map(([reason, calls]) => say("unit.other", { calls: list(calls), reason })),
  };
}

function nameItems(items: readonly number[], { wording, naming }: Speech): string {
  return wording.list(items.map((item) => naming.item(item)));
}

/** Why a unit is not at a call, in words. */
export function tellReason(reason: OtherReason, speech: Speech): string {
  const { wording, naming } = speech;
  const { say, number, units, level } = wording;
  switch (reason.kind) {
    case "facility": {
      const facility = naming.facility(reason.facility);
      if (reason.has === null) return say("unit.facilityMissing", { facility });
      return say("unit.facility", { facility, amount: number(reason.amount), has: number(reason.has) });
    }
    case "goods":
    case "carried": {
      const facts = {
        items: nameItems(reason.items, speech),
        amount: units(reason.quantity),
        when: naming.span(reason.by, reason.by),
      };
      if (reason.kind === "carried") return say("unit.carried", facts);
      return say("unit.goods", { ...facts, arriving: number(reason.arriving) });
    }
    case "possible":
      return say("unit.possible", { level: level(reason.level), raised: level(reason.raised) });
    case "unstated":
      return say("unit.unstated", { facility: naming.facility(reason.facility) });
    case "own_team":
    case "type":
    case "capacity":
    case "language":
    case "unreachable":
    case "window":
    case "together":
      return say(`unit.${reason.kind}`);
  }
}

/** What a trial came to, in words. */
export function putDestinationTrialIntoWords(
  { call, difference, proven }: DestinationTrial,
  { wording }: Speech,
): string {
  const { say, number, level, isolate } = wording;
  const named = { call: isolate(call) };
  if (difference === null) return say(proven ? "unit.trialSame" : "unit.trialUnproven", named);
  const facts = { ...named, before: number(difference.before), after: number(difference.after) };
  const told =
    difference.objective === "reach_level"
      ? say("unit.trialLevel", { ...facts, level: level(difference.level ?? 0) })
      : say(`unit.trial.${difference.objective}`, facts);
  return proven ? told : `${told} ${say("unit.trialUnproven", named)}`;
}
