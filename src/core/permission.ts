import type { PartyId } from "#core/id.ts";
import type { Actor, Role } from "#core/party/party.ts";
import { accept, type Result, refuse } from "#core/result.ts";

/** Everything a person can do that writes, or that shows what is not public. One word each, imperative. */
export const ACTIONS = [
  "raise_call",
  "confirm_call",
  "withdraw_call",
  "make_offer",
  "withdraw_offer",
  "open_round",
  "plan_round",
  "publish_round",
  "propose_agreement",
  "consult_agreement",
  "accept_agreement",
  "decline_agreement",
  "withdraw_agreement",
  "propose_redirect",
  "set_shelf_life_rule",
  "retire_shelf_life_rule",
  "plan_consignment",
  "pack_consignment",
  "dispatch_consignment",
  "cancel_consignment",
  "clear_export",
  "depart_consignment",
  "arrive_consignment",
  "clear_import",
  "hold_consignment",
  "release_consignment",
  "lose_consignment",
  "receive_consignment",
  "recount_consignment",
  "settle_difference",
  "photograph_difference",
  "take_back_photograph",
  "read_photographs",
  "print_documents",
  "record_use",
  "start_recall",
  "acknowledge_recall",
  "account_for_recalled",
  "close_recall",
  "lift_recall",
  "count_stock",
  "record_session",
  "correct_session",
  "settle_doses",
  "read_dose_persons",
  "erase_dose_person",
  "state_vaccine_schedule",
  "state_vaccine_approval",
  "count_adverse_events",
  "correct_entry",
  "correct_offer",
  "record_reported_figure",
  "record_delivery",
  "add_party",
  "add_site",
  "correct_site",
  "add_lane",
  "correct_lane",
  "retire_lane",
  "state_cold_capacity",
  "record_temperatures",
  "decide_cold_hold",
  "manage_members",
  "register_team",
  "offer_team",
  "withdraw_team_offer",
  "call_for_teams",
  "confirm_team_call",
  "withdraw_team_call",
  "invite_team",
  "confirm_deployment",
  "accept_deployment",
  "decline_deployment",
  "cancel_deployment",
  "depart_deployment",
  "register_deployment",
  "start_deployment",
  "hand_over_deployment",
  "close_deployment",
  "report_day",
  "record_safety",
  "read_team_reports",
  "keep_roster",
  "read_roster",
  "assign_member",
  "read_members",
  "ask_licences",
  "register_equipment_model",
  "state_supply_model",
  "state_readiness",
  "register_assets",
  "change_asset",
  "send_assets",
  "hand_over_equipment",
  "accept_handover",
  "decline_handover",
  "withdraw_handover",
  "read_unpublished",
  "check_ledger",
] as const;
export type Action = (typeof ACTIONS)[number];

/** How a party stands to the thing acted on. `secretariat` is the party that runs the system. */
export const RELATIONS = ["giver", "recipient", "self", "secretariat"] as const;
export type Relation = (typeof RELATIONS)[number];

/** The roles that may do an action, by how their party stands to the thing. What is not listed is forbidden. */
type Grants = Readonly<Partial<Record<Relation, readonly Role[]>>>;

/**
 * Who may do what for which party. `self` is the party in whose name the action is done (the caller of a call,
 * the giver of an offer, the party whose members are managed).
 */
export const PERMISSIONS = {
  raise_call: { self: ["focal_point"] },
  confirm_call: { self: ["focal_point"] },
  withdraw_call: { self: ["focal_point"] },
  make_offer: { self: ["focal_point"] },
  withdraw_offer: { self: ["focal_point"] },
  open_round: { secretariat: ["coordinator"] },
  plan_round: { secretariat: ["coordinator"] },
  publish_round: { secretariat: ["coordinator"] },
  propose_agreement: { giver: ["focal_point"], recipient: ["focal_point"], secretariat: ["coordinator"] },
  consult_agreement: { giver: ["focal_point"], recipient: ["focal_point"] },
  accept_agreement: { giver: ["focal_point"], recipient: ["focal_point"] },
  decline_agreement: { giver: ["focal_point"], recipient: ["focal_point"] },
  withdraw_agreement: { giver: ["focal_point"], recipient: ["focal_point"], secretariat: ["coordinator"] },
  // Who has the units in quarantine asks whether they can go on; giver and new recipient answer.
  propose_redirect: { self: ["focal_point", "logistician"], secretariat: ["coordinator"] },
  set_shelf_life_rule: { self: ["focal_point"] },
  retire_shelf_life_rule: { self: ["focal_point"] },
  plan_consignment: { giver: ["focal_point", "logistician"] },
  pack_consignment: { giver: ["logistician", "warehouse"] },
  dispatch_consignment: { giver: ["logistician", "warehouse"] },
  cancel_consignment: { giver: ["focal_point", "logistician"] },
  clear_export: { giver: ["logistician"] },
  depart_consignment: { giver: ["logistician"] },
  arrive_consignment: { giver: ["logistician"], recipient: ["logistician", "warehouse"] },
  clear_import: { recipient: ["logistician"] },
  hold_consignment: { giver: ["logistician"], recipient: ["logistician"] },
  release_consignment: { giver: ["logistician"], recipient: ["logistician"] },
  lose_consignment: { giver: ["logistician"], recipient: ["logistician"] },
  receive_consignment: { recipient: ["logistician", "warehouse"] },
  recount_consignment: { recipient: ["logistician", "warehouse"] },
  settle_difference: { giver: ["focal_point", "logistician"], recipient: ["focal_point", "logistician"] },
  photograph_difference: { recipient: ["logistician", "warehouse"] },
  // Whoever added it, while the role lasts.
  take_back_photograph: { recipient: ["logistician", "warehouse"] },
  // People may be in them: those who count, settle and audit, and nobody of the secretariat, which settles no difference.
  read_photographs: {
    giver: ["focal_point", "logistician", "warehouse", "auditor"],
    recipient: ["focal_point", "logistician", "warehouse", "auditor"],
  },
  // Papers are filled in and signed by those who send, carry and receive.
  print_documents: {
    giver: ["focal_point", "logistician", "warehouse", "auditor"],
    recipient: ["focal_point", "logistician", "warehouse", "auditor"],
    secretariat: ["coordinator", "auditor"],
  },
  record_use: { self: ["warehouse", "logistician"] },
  start_recall: { self: ["focal_point", "logistician"], secretariat: ["coordinator"] },
  acknowledge_recall: { self: ["focal_point", "logistician", "warehouse"] },
  account_for_recalled: { self: ["logistician", "warehouse"] },
  close_recall: { self: ["focal_point", "logistician"], secretariat: ["coordinator"] },
  lift_recall: { self: ["focal_point"], secretariat: ["coordinator"] },
  count_stock: { self: ["warehouse", "logistician"] },
  record_session: { self: ["warehouse", "logistician"] },
  correct_session: { self: ["warehouse", "logistician"] },
  settle_doses: { self: ["warehouse", "logistician"] },
  // Doses by person stay with the party whose site it is: not even the secretariat reads them.
  read_dose_persons: { self: ["warehouse", "logistician"] },
  erase_dose_person: { self: ["warehouse", "logistician", "focal_point", "administrator"] },
  state_vaccine_schedule: { self: ["focal_point", "logistician"] },
  state_vaccine_approval: { self: ["focal_point"] },
  count_adverse_events: { self: ["warehouse", "logistician", "focal_point"] },
  correct_entry: { self: ["logistician", "warehouse"] },
  correct_offer: { self: ["focal_point", "logistician", "warehouse"] },
  record_reported_figure: { secretariat: ["coordinator"] },
  record_delivery: { secretariat: ["coordinator"] },
  add_party: { secretariat: ["administrator"] },
  add_site: { self: ["administrator", "logistician"], secretariat: ["administrator"] },
  correct_site: { self: ["administrator", "logistician"], secretariat: ["administrator"] },
  add_lane: { self: ["logistician"], secretariat: ["administrator", "coordinator"] },
  correct_lane: { self: ["logistician"], secretariat: ["administrator", "coordinator"] },
  retire_lane: { secretariat: ["administrator", "coordinator"] },
  state_cold_capacity: { self: ["logistician", "warehouse", "administrator", "coordinator"] },
  record_temperatures: { self: ["logistician", "warehouse"], secretariat: ["coordinator"] },
  // Who decides whether units may be used is named with the decision.
  decide_cold_hold: { self: ["logistician", "focal_point"] },
  manage_members: { self: ["administrator"], secretariat: ["administrator"] },
  // The secretariat records the teams that WHO lists, in the name of whoever has them.
  register_team: { self: ["focal_point"], secretariat: ["coordinator"] },
  offer_team: { self: ["focal_point"], secretariat: ["coordinator"] },
  withdraw_team_offer: { self: ["focal_point"], secretariat: ["coordinator"] },
  call_for_teams: { self: ["focal_point"] },
  confirm_team_call: { self: ["focal_point"] },
  withdraw_team_call: { self: ["focal_point"] },
  invite_team: { recipient: ["focal_point"] },
  confirm_deployment: { recipient: ["focal_point"] },
  accept_deployment: { giver: ["focal_point"] },
  decline_deployment: { giver: ["focal_point"] },
  cancel_deployment: { giver: ["focal_point"], recipient: ["focal_point"] },
  depart_deployment: { giver: ["focal_point", "logistician"] },
  // The host registers whoever comes to practise in its country.
  register_deployment: { recipient: ["focal_point", "logistician"] },
  start_deployment: { giver: ["focal_point", "logistician", "team_leader"] },
  hand_over_deployment: { giver: ["focal_point", "logistician", "team_leader"], recipient: ["focal_point"] },
  close_deployment: { recipient: ["focal_point", "logistician"] },
  report_day: { giver: ["focal_point", "logistician", "warehouse", "team_leader"] },
  record_safety: { giver: ["focal_point", "logistician", "warehouse", "team_leader"] },
  // As `read_unpublished`, and who leads the team.
  read_team_reports: {
    giver: [
      "focal_point",
      "coordinator",
      "logistician",
      "warehouse",
      "team_leader",
      "auditor",
      "administrator",
    ],
    recipient: ["focal_point", "coordinator", "logistician", "warehouse", "auditor", "administrator"],
    secretariat: ["coordinator", "auditor"],
  },
  // Personal data: of one's own party alone. Nobody of the secretariat, no administrator and no auditor.
  keep_roster: { self: ["focal_point"] },
  read_roster: { self: ["focal_point"] },
  assign_member: { giver: ["focal_point"] },
  // Those who register a team read who of its members agreed to that.
  read_members: { giver: ["focal_point", "team_leader"], recipient: ["focal_point", "logistician"] },
  ask_licences: { recipient: ["focal_point"] },
  // The secretariat writes down what makers publish of their models.
  register_equipment_model: { self: ["focal_point", "logistician"], secretariat: ["coordinator"] },
  state_supply_model: { giver: ["focal_point", "logistician"] },
  state_readiness: { self: ["focal_point", "logistician", "warehouse"] },
  register_assets: { self: ["logistician", "warehouse"] },
  change_asset: { self: ["logistician", "warehouse"] },
  send_assets: { giver: ["logistician", "warehouse"] },
  hand_over_equipment: { giver: ["focal_point", "logistician"] },
  // The host says what it takes into its hands.
  accept_handover: { recipient: ["focal_point", "logistician"] },
  decline_handover: { recipient: ["focal_point", "logistician"] },
  withdraw_handover: { giver: ["focal_point", "logistician"] },
  read_unpublished: {
    giver: ["focal_point", "coordinator", "logistician", "warehouse", "auditor", "administrator"],
    recipient: ["focal_point", "coordinator", "logistician", "warehouse", "auditor", "administrator"],
    self: ["focal_point", "coordinator", "logistician", "warehouse", "auditor", "administrator"],
    secretariat: ["coordinator", "auditor"],
  },
  check_ledger: { secretariat: ["auditor"] },
} as const satisfies Readonly<Record<Action, Grants>>;

/** The parties that stand in some relation to the thing acted on. */
export type Standing = { readonly [Stands in Relation]?: PartyId | undefined };

/** None of the sender's roles allows this on this thing; `allowed` says which would. */
export interface NotPermittedRefusal {
  readonly code: "not_permitted";
  readonly action: Action;
  /** The roles that would be allowed, `relation:role`, so that a person knows whom to ask. */
  readonly allowed: readonly string[];
}

/**
 * Whether `actor` may do `action` on a thing to which parties stand as in `standing`: one of the actor's
 * memberships must name a party that stands in a listed relation, in a role listed for it.
 *
 * Refuses with `not_permitted`. Cost: memberships × relations.
 */
export function permit(actor: Actor, action: Action, standing: Standing): Result<null, NotPermittedRefusal> {
  const grants: Grants = PERMISSIONS[action];
  for (const relation of RELATIONS) {
    const partyId = standing[relation];
    const roles = grants[relation];
    if (partyId === undefined || roles === undefined) continue;
    if (actor.memberships.some((held) => held.partyId === partyId && roles.includes(held.role))) {
      return accept(null);
    }
  }
  return refuse({ code: "not_permitted", action, allowed: listAllowed(grants) });
}

function listAllowed(grants: Grants): string[] {
  return RELATIONS.flatMap((relation) => (grants[relation] ?? []).map((role) => `${relation}:${role}`));
}
