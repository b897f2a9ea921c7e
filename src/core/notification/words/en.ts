import type { NotificationWords } from "./words.ts";

/** English words of notifications. */
export const en: NotificationWords<"one" | "other"> = {
  kinds: {
    agreement_proposed:
      "An agreement with {party} is proposed: accept it, ask for another quantity or day, or decline it.",
    agreement_consulted: "{party} asks for other quantities or days in the agreement with you.",
    agreement_accepted: "{party} accepts the agreement with you. Your answer is awaited.",
    agreement_agreed: "Both sides accept the agreement with {party}: it holds.",
    agreement_declined: "The agreement with {party} was declined.",
    agreement_withdrawn: "The agreement with {party} was withdrawn.",
    round_allocates: "A round was published that allocates supplies to your calls.",
    round_leaves_out: "A round was published that allocates nothing to your calls. Its page says why.",
    consignment_dispatched: "Consignment {name} from {party} has left and is on its way to you.",
    consignment_held: "Consignment {name} is held on its way.",
    consignment_released: "Consignment {name} is held no longer and goes on.",
    consignment_arrived: "Consignment {name} has arrived.",
    consignment_received: "{party} has received consignment {name}; the count agrees with the document.",
    consignment_differs: "Consignment {name} was received with a difference, which both sides settle.",
    consignment_lost: "Consignment {name} is recorded as lost.",
    consignment_cancelled: "Consignment {name} from {party} was cancelled before it left.",
    recall_begun: "Units that you have or have had are recalled. Acknowledge the recall on its page.",
    recall_drill:
      "A drill: units that you have or have had would be recalled. Acknowledge the drill on its page.",
    units_on_hold: "Units of yours are on hold: somebody has to decide whether they may be used.",
    call_lapsing: "Your call for help expires after {day} unless it is confirmed again.",
    team_call_lapsing: "Your call for teams expires after {day} unless it is confirmed again.",
    deployment_proposed: "A round proposes to send you the team {name} of {party}: confirm or decline.",
    deployment_invited: "{party} invites your team {name}: accept or decline.",
    deployment_accepted: "{party} accepts your invitation: the team {name} will come.",
    deployment_declined: "The deployment of the team {name} was declined.",
    deployment_cancelled: "The deployment of the team {name} was cancelled.",
  },
  count: { one: "{count} new notification", other: "{count} new notifications" },
  further: "Further notifications that are not listed here: {count}",
  all: "All notifications",
  why: "You get this message because you hold a role in Wellspring.",
  setting: "Choose how often such messages come, or that none comes",
};
