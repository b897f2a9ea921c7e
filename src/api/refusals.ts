import type { RefusalCode } from "#core/refusal.ts";
import { EQUIPMENT_REFUSALS } from "./equipment-refusals.ts";
import { NOTIFICATION_REFUSALS } from "./notification-refusals.ts";
import { STORAGE_REFUSALS } from "./storage-refusals.ts";
import type { RefusalText } from "./refusal-text.ts";
import { TEAM_REFUSALS } from "./team-refusals.ts";
import type { ServerRefusal } from "./server-refusals.ts";

/** Refusals that use cases declare themselves, in `app`, which this folder may not import. */
type AppCode = "scenario_refused";

/** Every code with its status and words. A code that is missing here does not compile. */
export const REFUSALS = {
  account_not_vouched: {
    status: 409,
    title: "Account not vouched for",
    sentence:
      "Nobody here has vouched for the account {email}: invite the person, who accepts by signing in to it.",
  },
  agreement_not_concluded: {
    status: 409,
    title: "Agreement not concluded",
    sentence: "Goods travel under an agreement that both sides have accepted; this one is {status}.",
  },
  already_posted_with_another_body: {
    status: 409,
    title: "Command id already used",
    sentence:
      "The command id {commandId} was used before, for something else. Send a new id for a new command.",
  },
  already_received: {
    status: 409,
    title: "Already received",
    sentence: "Somebody received this consignment before, at {receivedAt}.",
  },
  api_key_refused: {
    status: 401,
    title: "API key refused",
    sentence: "The API key is unknown, disabled or has expired.",
  },
  asset_not_received: EQUIPMENT_REFUSALS.asset_not_received,
  assets_outnumber_units: EQUIPMENT_REFUSALS.assets_outnumber_units,
  bad_request: { status: 400, title: "Request not understood", sentence: "{reason}" },
  body_too_large: {
    status: 413,
    title: "Body too large",
    sentence: "A body may have {bytesMax} bytes at most.",
  },
  call_not_open: {
    status: 409,
    title: "Call not open",
    sentence: "Nothing can be promised to this call: it is {status}.",
  },
  code_taken: {
    status: 409,
    title: "Code taken",
    sentence: "There is a {noun} with the code {taken} already.",
  },
  conditions_attached: {
    status: 422,
    title: "Conditions attached",
    sentence: "Help is given without conditions; leave out {fields}.",
  },
  day_reported_already: {
    status: 409,
    title: "Day reported already",
    sentence:
      "{day} was reported, in version {version}: correct that version, with a reason, if this is not the same.",
  },
  deployment_not_reporting: {
    status: 409,
    title: "Deployment does not report",
    sentence: "A team reports from its registration on; this deployment is {status}.",
  },
  deployment_not_under_way: {
    status: 409,
    title: "Deployment not under way",
    sentence: "A team says how it is from its acceptance to the close; this deployment is {status}.",
  },
  deployment_without_members: {
    status: 409,
    title: "No members in this status",
    sentence: "A deployment has members from its acceptance to its close; this one is {status}.",
  },
  does_not_run: EQUIPMENT_REFUSALS.does_not_run,
  doses_exceed_received: {
    status: 409,
    title: "More doses than were received",
    sentence:
      "Of {itemId}, {held} doses would be left at this site for {unsettled} that are reported there without a lot: {missing} too few. If more came or were in the vials, correct the count; else correct the report.",
  },
  email_taken: {
    status: 409,
    title: "Address taken",
    sentence: "There is an account with the address {email} already.",
  },
  entry_not_logged: {
    status: 409,
    title: "Entry not in the log yet",
    sentence: "The entry {entryId} is not among the {size} that are signed. Try again in a minute.",
  },
  equipment_model_exists: EQUIPMENT_REFUSALS.equipment_model_exists,
  estimate_capacity_unknown: {
    status: 422,
    title: "No figures to estimate from",
    sentence:
      "There are no figures on the health workforce and beds of {country}, and no population from which to estimate them. State the lines of the call yourself.",
  },
  estimate_share_out_of_range: {
    status: 400,
    title: "Share out of range",
    sentence: "{field} is {percent}; it may be 0 to 100.",
  },
  estimate_weeks_out_of_range: {
    status: 400,
    title: "Weeks out of range",
    sentence: "An estimate is for {weeksMin} to {weeksMax} weeks, not {weeks}.",
  },
  events_exceed_doses: {
    status: 409,
    title: "More events than doses",
    sentence:
      "{events} adverse events would be known after {given} doses of this lot given at the site. Report or settle the doses first, or correct the counts.",
  },
  expired: {
    status: 409,
    title: "Expired",
    sentence: "The lot expired on {expiry}: it cannot be sent, let in or used on {occurredOn}.",
  },
  flow_infeasible: {
    status: 422,
    title: "No flow carries it",
    sentence:
      "{nodeCount} nodes together lack {missing} units, although every arc into them is full: {nodes}.",
  },
  flow_unbounded: {
    status: 422,
    title: "No least cost",
    sentence: "{arcCount} arcs form a cycle that costs less than nothing and has no limit: {arcs}.",
  },
  hs_code_malformed: {
    status: 400,
    title: "Not an HS code",
    sentence: "“{text}” is not a code of the Harmonized System: six digits.",
  },
  hs_code_of_other_edition: {
    status: 422,
    title: "HS code of another edition",
    sentence: "{hsCode} is not in the edition {edition}; it is valid in {validIn}.",
  },
  hs_code_unknown: {
    status: 422,
    title: "Unknown HS code",
    sentence: "No edition of the Harmonized System that is known here has the code {hsCode}.",
  },
  idempotency_key_required: {
    status: 400,
    title: "Command id required",
    sentence:
      "Send the header Idempotency-Key with a new UUID for every command, and the same one to send it again.",
  },
  internal_error: {
    status: 500,
    title: "Internal error",
    sentence: "Something went wrong here. Nothing was written; the request's number finds it in the log.",
  },
  invitation_not_open: {
    status: 409,
    title: "Invitation not open",
    sentence: "This invitation is unknown, was accepted before, or has expired. Ask for a new one.",
  },
  lane_between_others: {
    status: 403,
    title: "Lane between others",
    sentence:
      "A lane counts for everyone's plans: a party adds those that begin or end at a site of its own. Ask the secretariat for others.",
  },
  lane_exists: {
    status: 409,
    title: "Lane exists",
    sentence: "There is a lane by {mode} between these two sites already.",
  },
  lane_retired: {
    status: 409,
    title: "Lane retired",
    sentence:
      "The plan sends goods over lanes that have been retired since it was made. Plan the round again.",
  },
  last_administrator: {
    status: 409,
    title: "Last administrator",
    sentence: "Somebody must be able to give roles: name another administrator of the secretariat first.",
  },
  log_key_missing: {
    status: 409,
    title: "Key of the log missing",
    sentence: "The key that signs the log {origin} is not in {directory}: put it there, or begin a new log.",
  },
  log_not_signed: {
    status: 409,
    title: "Log not signed",
    sentence: "Nobody has signed the log yet: start the server where the log's key is kept.",
  },
  log_rolled_back: {
    status: 409,
    title: "Log rolled back",
    sentence:
      "{signed} entries of the log {origin} have been signed; this database has {size}, or others. Nothing further is signed: use the newer database, or begin a new log.",
  },
  mail_not_sent: NOTIFICATION_REFUSALS.mail_not_sent,
  mail_off: NOTIFICATION_REFUSALS.mail_off,
  no_cold_room: STORAGE_REFUSALS.no_cold_room,
  malformed: {
    status: 400,
    title: "Malformed",
    sentence: "Some of what was sent cannot be so; every problem is listed.",
  },
  more_than_needed: {
    status: 409,
    title: "More than needed",
    sentence: "Line {callLineNumber} of the call still needs {needed}; {asked} were asked.",
  },
  not_correctable: {
    status: 409,
    title: "Corrected otherwise",
    sentence: "An entry of the kind {kind} is not corrected directly; use {instead} instead.",
  },
  no_lines_on_these_terms: {
    status: 409,
    title: "No lines on these terms",
    sentence:
      "The document {document} speaks of lines on these terms: {needed}; those of this consignment are: {found}.",
  },
  not_enough_units: {
    status: 409,
    title: "Not enough units",
    sentence: "Available {available}, asked {asked}.",
  },
  not_found: { status: 404, title: "Not found", sentence: "There is no {noun} {id}." },
  nothing_to_recall: {
    status: 409,
    title: "Nothing to recall",
    sentence: "Nobody here has had units of {sought}. Compare what is printed on the package.",
  },
  not_permitted: {
    status: 403,
    title: "Not permitted",
    sentence: "None of your roles allows this. It is allowed to: {allowed}.",
  },
  not_signed_in: {
    status: 401,
    title: "Not signed in",
    sentence: "Sign in, or send an API key in the header X-API-Key.",
  },
  overloaded: {
    status: 503,
    title: "Too much to do at once",
    sentence:
      "The server has more to do than it can at once, and has not begun this. Try again in {retryAfterSeconds} seconds.",
  },
  plan_file_unreadable: {
    status: 422,
    title: "Plan file not readable",
    sentence: "{path} cannot be read as JSON: {reason}.",
  },
  plan_not_found: {
    status: 422,
    title: "No plan found",
    sentence: "This round cannot be planned: {reason}.",
  },
  plan_not_proven: {
    status: 422,
    title: "Plan not proven",
    sentence: "The plan does not pass its check by the certificate; every fault is listed.",
  },
  quantity_above_bound: {
    status: 422,
    title: "Quantity above the bound",
    sentence: "{quantity} is above the bound of {quantityMax} for one line of {itemId}. Is it meant so?",
  },
  recall_not_accounted: {
    status: 409,
    title: "Not all accounted for",
    sentence: "Still open: {sites} sites, {units} units that are not accounted for.",
  },
  round_files_not_kept: {
    status: 404,
    title: "Files not kept",
    sentence: "The round {roundId} was planned before problem, plan and certificate were kept with it.",
  },
  proposal_lapsed: TEAM_REFUSALS.proposal_lapsed,
  round_not_planned: {
    status: 409,
    title: "Round not planned",
    sentence: "The round {roundId} has no plan yet that could be published.",
  },
  round_teams_changed: TEAM_REFUSALS.round_teams_changed,
  scenario_refused: {
    status: 409,
    title: "Scenario stopped",
    sentence: "The step {step} of the scenario was refused: its data or the rules changed under it.",
  },
  sign_in_refused: {
    status: 401,
    title: "Sign-in refused",
    sentence: "This cannot be signed in with: {reason}.",
  },
  session_corrected: {
    status: 409,
    title: "Report corrected before",
    sentence:
      "This session report was corrected before: {correctedBy} stands in its place. Correct that one.",
  },
  shelf_life_not_waived: STORAGE_REFUSALS.shelf_life_not_waived,
  shelf_life_too_short: STORAGE_REFUSALS.shelf_life_too_short,
  sign_in_to_accept: {
    status: 409,
    title: "Sign in to accept",
    sentence: "There is an account with the address {email} already. Sign in to it, then accept.",
  },
  stage_not_reachable: {
    status: 409,
    title: "Stage not reachable",
    sentence: "Units cannot go from {from} to {to} by a movement of the kind {kind}.",
  },
  step_not_allowed: {
    status: 409,
    title: "Step not allowed",
    sentence: "This {noun} is {status}: the step {step} cannot be taken; allowed: {allowed}.",
  },
  storage_full: {
    status: 503,
    title: "Disk full",
    sentence:
      "The disk of the database is full. Nothing was written and nothing is lost; whoever runs the server has to make room.",
  },
  too_many_requests: {
    status: 429,
    title: "Too many requests",
    sentence: "Try again in {retryAfterSeconds} seconds.",
  },
  unavailable: {
    status: 503,
    title: "Not available for the moment",
    sentence: "The database does not answer for the moment. Try again in {retryAfterSeconds} seconds.",
  },
  team_deployed: TEAM_REFUSALS.team_deployed,
  team_exists: TEAM_REFUSALS.team_exists,
  team_offer_not_open: TEAM_REFUSALS.team_offer_not_open,
  team_offered_already: TEAM_REFUSALS.team_offered_already,
  units_quarantined: {
    status: 409,
    title: "Units in quarantine",
    sentence: "These units stand in quarantine: let them out of it before they are used.",
  },
  units_under_cold_hold: STORAGE_REFUSALS.units_under_cold_hold,
  units_under_difference: {
    status: 409,
    title: "Units under an open difference",
    sentence:
      "Both sides have yet to settle the difference of line {lineNumber} of {consignmentNumber}: {free} units are free, {asked} were asked.",
  },
  unknown_address: { status: 404, title: "No such address", sentence: "{method} {path} leads nowhere." },
  supply_recalled: {
    status: 409,
    title: "Recalled",
    sentence: "The lot of this supply is recalled ({recallId}): it is neither promised nor sent nor used.",
  },
  unknown_supply: {
    status: 422,
    title: "Unknown supply",
    sentence: "The ledger has no supply {supplyIds}.",
  },
  unreadable_body: {
    status: 400,
    title: "Body not readable",
    sentence: "The body is not JSON: {reason}",
  },
  unsupported_media_type: {
    status: 415,
    title: "Unsupported media type",
    sentence: "Send the body as application/json.",
  },
  version_changed: {
    status: 412,
    title: "Changed meanwhile",
    sentence: "The {noun} is at version {version}, not {expected}: somebody changed it since you read it.",
  },
} as const satisfies Readonly<Record<RefusalCode | ServerRefusal["code"] | AppCode, RefusalText>>;

export type AnyRefusalCode = keyof typeof REFUSALS;

/** The text of a code; `undefined` for one that the table does not have. */
export function findRefusalText(code: string): RefusalText | undefined {
  return Object.hasOwn(REFUSALS, code) ? REFUSALS[code as AnyRefusalCode] : undefined; // checked by hasOwn
}
