import type { RefusalText } from "./refusal-text.ts";

/** The refusals of teams and of rounds that send them, with their status and words. */
export const TEAM_REFUSALS = {
  proposal_lapsed: {
    status: 409,
    title: "Proposal has lapsed",
    sentence:
      "The team was proposed from {fromDay} on, which has passed. Invite it for other days, or wait for another round.",
  },
  round_teams_changed: {
    status: 409,
    title: "Teams of the round have changed",
    sentence:
      "Of the teams that the round {roundId} sends, these can no longer go as planned: {teams}. They are promised elsewhere, or offer or call has ended, or the first day has passed. Plan the round again.",
  },
  team_deployed: {
    status: 409,
    title: "Team deployed",
    sentence: "The team is promised, or at work, elsewhere from {fromDay} to {untilDay}.",
  },
  team_exists: {
    status: 409,
    title: "Team exists",
    sentence: "The party has a team with the name {name} already.",
  },
  team_offer_not_open: {
    status: 409,
    title: "Team not offered",
    sentence: "This offer of a team ({teamOfferId}) was withdrawn, or its days are over.",
  },
  team_offered_already: {
    status: 409,
    title: "Team offered already",
    sentence: "The team is offered already ({teamOfferId}): withdraw that offer before you make another.",
  },
} as const satisfies Readonly<Record<string, RefusalText>>;
