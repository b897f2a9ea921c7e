import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asId, type PartyId } from "#core/id.ts";
import { type Actor, ROLES, type Role } from "#core/party/party.ts";
import { ACTIONS, type Action, PERMISSIONS, permit, RELATIONS, type Standing } from "./permission.ts";

/**
 * Who may do what, written down a second time, as sentences: `roles of relation, roles of relation`. It shares nothing
 * with the table that it checks.
 */
const RULES: Readonly<Record<Action, string>> = {
  raise_call: "focal_point of self",
  confirm_call: "focal_point of self",
  withdraw_call: "focal_point of self",
  make_offer: "focal_point of self",
  withdraw_offer: "focal_point of self",
  open_round: "coordinator of secretariat",
  plan_round: "coordinator of secretariat",
  publish_round: "coordinator of secretariat",
  propose_agreement: "focal_point of giver, focal_point of recipient, coordinator of secretariat",
  consult_agreement: "focal_point of giver, focal_point of recipient",
  accept_agreement: "focal_point of giver, focal_point of recipient",
  decline_agreement: "focal_point of giver, focal_point of recipient",
  withdraw_agreement: "focal_point of giver, focal_point of recipient, coordinator of secretariat",
  propose_redirect: "focal_point logistician of self, coordinator of secretariat",
  set_shelf_life_rule: "focal_point of self",
  retire_shelf_life_rule: "focal_point of self",
  plan_consignment: "focal_point logistician of giver",
  pack_consignment: "logistician warehouse of giver",
  dispatch_consignment: "logistician warehouse of giver",
  cancel_consignment: "focal_point logistician of giver",
  clear_export: "logistician of giver",
  depart_consignment: "logistician of giver",
  arrive_consignment: "logistician of giver, logistician warehouse of recipient",
  clear_import: "logistician of recipient",
  hold_consignment: "logistician of giver, logistician of recipient",
  release_consignment: "logistician of giver, logistician of recipient",
  lose_consignment: "logistician of giver, logistician of recipient",
  receive_consignment: "logistician warehouse of recipient",
  recount_consignment: "logistician warehouse of recipient",
  print_documents:
    "focal_point logistician warehouse auditor of giver, focal_point logistician warehouse auditor of recipient, " +
    "coordinator auditor of secretariat",
  settle_difference: "focal_point logistician of giver, focal_point logistician of recipient",
  photograph_difference: "logistician warehouse of recipient",
  take_back_photograph: "logistician warehouse of recipient",
  read_photographs:
    "focal_point logistician warehouse auditor of giver, focal_point logistician warehouse auditor of recipient",
  record_use: "warehouse logistician of self",
  start_recall: "focal_point logistician of self, coordinator of secretariat",
  acknowledge_recall: "focal_point logistician warehouse of self",
  account_for_recalled: "logistician warehouse of self",
  close_recall: "focal_point logistician of self, coordinator of secretariat",
  lift_recall: "focal_point of self, coordinator of secretariat",
  count_stock: "warehouse logistician of self",
  record_session: "warehouse logistician of self",
  correct_session: "warehouse logistician of self",
  settle_doses: "warehouse logistician of self",
  read_dose_persons: "warehouse logistician of self",
  erase_dose_person: "warehouse logistician focal_point administrator of self",
  state_vaccine_schedule: "focal_point logistician of self",
  state_vaccine_approval: "focal_point of self",
  count_adverse_events: "warehouse logistician focal_point of self",
  correct_entry: "logistician warehouse of self",
  correct_offer: "focal_point logistician warehouse of self",
  record_reported_figure: "coordinator of secretariat",
  record_delivery: "coordinator of secretariat",
  add_party: "administrator of secretariat",
  add_site: "administrator logistician of self, administrator of secretariat",
  correct_site: "administrator logistician of self, administrator of secretariat",
  correct_lane: "logistician of self, administrator coordinator of secretariat",
  add_lane: "logistician of self, administrator coordinator of secretariat",
  retire_lane: "administrator coordinator of secretariat",
  state_cold_capacity: "logistician warehouse administrator coordinator of self",
  record_temperatures: "logistician warehouse of self, coordinator of secretariat",
  decide_cold_hold: "logistician focal_point of self",
  manage_members: "administrator of self, administrator of secretariat",
  register_team: "focal_point of self, coordinator of secretariat",
  offer_team: "focal_point of self, coordinator of secretariat",
  withdraw_team_offer: "focal_point of self, coordinator of secretariat",
  call_for_teams: "focal_point of self",
  confirm_team_call: "focal_point of self",
  withdraw_team_call: "focal_point of self",
  invite_team: "focal_point of recipient",
  confirm_deployment: "focal_point of recipient",
  accept_deployment: "focal_point of giver",
  decline_deployment: "focal_point of giver",
  cancel_deployment: "focal_point of giver, focal_point of recipient",
  depart_deployment: "focal_point logistician of giver",
  register_deployment: "focal_point logistician of recipient",
  start_deployment: "focal_point logistician team_leader of giver",
  hand_over_deployment: "focal_point logistician team_leader of giver, focal_point of recipient",
  close_deployment: "focal_point logistician of recipient",
  report_day: "focal_point logistician warehouse team_leader of giver",
  record_safety: "focal_point logistician warehouse team_leader of giver",
  read_team_reports:
    "focal_point coordinator logistician warehouse team_leader auditor administrator of giver, focal_point coordinator logistician warehouse auditor administrator of recipient, coordinator auditor of secretariat",
  keep_roster: "focal_point of self",
  read_roster: "focal_point of self",
  assign_member: "focal_point of giver",
  read_members: "focal_point team_leader of giver, focal_point logistician of recipient",
  ask_licences: "focal_point of recipient",
  register_equipment_model: "focal_point logistician of self, coordinator of secretariat",
  state_supply_model: "focal_point logistician of giver",
  state_readiness: "focal_point logistician warehouse of self",
  register_assets: "logistician warehouse of self",
  change_asset: "logistician warehouse of self",
  send_assets: "logistician warehouse of giver",
  hand_over_equipment: "focal_point logistician of giver",
  accept_handover: "focal_point logistician of recipient",
  decline_handover: "focal_point logistician of recipient",
  withdraw_handover: "focal_point logistician of giver",
  read_unpublished:
    "focal_point coordinator logistician warehouse auditor administrator of giver, focal_point coordinator logistician " +
    "warehouse auditor administrator of recipient, focal_point coordinator logistician warehouse auditor administrator of " +
    "self, coordinator auditor of secretariat",
  check_ledger: "auditor of secretariat",
};

/** Whether one of the sentence's clauses holds: somebody has one of its roles in the party that stands in its relation. */
function isAllowed(action: Action, actor: Actor, standing: Standing): boolean {
  return RULES[action].split(", ").some((clause) => {
    const [roles = "", relation = ""] = clause.split(" of ");
    const party = Object.entries(standing).find(([name]) => name === relation)?.[1];
    if (party === undefined) return false;
    return roles
      .split(" ")
      .some((role) => actor.memberships.some((held) => held.role === role && held.partyId === party));
  });
}

const PARTIES = [1, 2, 3, 4].map((n): PartyId => asId<"party">(`00000000-0000-7000-8000-00000000000${n}`));
function getParty(index: number): PartyId {
  const found = PARTIES[index];
  if (found === undefined) throw new RangeError(`there are ${PARTIES.length} parties`);
  return found;
}
const userId = asId<"user">("00000000-0000-7000-8000-0000000000ff");

const party = fc.constantFrom(...PARTIES);
const actors = fc
  .array(fc.record({ partyId: party, role: fc.constantFrom(...ROLES) }), { maxLength: 6 })
  .map((memberships): Actor => ({ userId, memberships }));
const standings = fc
  .record({
    giver: fc.option(party, { nil: undefined }),
    recipient: fc.option(party, { nil: undefined }),
    self: fc.option(party, { nil: undefined }),
    secretariat: fc.option(party, { nil: undefined }),
  })
  .map((standing): Standing => standing);

describe("permit", () => {
  test("says what the rules say, for every action, in ten thousand random worlds", () => {
    let permitted = 0;
    fc.assert(
      fc.property(fc.constantFrom(...ACTIONS), actors, standings, (action, actor, standing) => {
        const expected = isAllowed(action, actor, standing);
        if (expected) permitted += 1;
        expect(permit(actor, action, standing).ok).toBe(expected);
      }),
      { numRuns: 10_000 },
    );
    // Worlds in which nobody may do anything would prove nothing.
    expect(permitted).toBeGreaterThan(1000);
  });

  test("a role in one party is no role in another: every action, every role, every relation", () => {
    const [own, other] = [getParty(0), getParty(1)];
    for (const action of ACTIONS) {
      for (const role of ROLES) {
        for (const relation of RELATIONS) {
          const actor: Actor = { userId, memberships: [{ partyId: own, role }] };
          expect(permit(actor, action, { [relation]: own }).ok).toBe(
            isAllowed(action, actor, { [relation]: own }),
          );
          expect(permit(actor, action, { [relation]: other }).ok).toBe(false);
        }
      }
    }
  });

  test("a further role never takes a permission away", () => {
    const role = fc.record({ partyId: party, role: fc.constantFrom<Role>(...ROLES) });
    fc.assert(
      fc.property(fc.constantFrom(...ACTIONS), actors, standings, role, (action, actor, standing, more) => {
        const richer = { ...actor, memberships: [...actor.memberships, more] };
        expect(permit(richer, action, standing).ok || !permit(actor, action, standing).ok).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("somebody without roles may do nothing, and every action can be done by somebody", () => {
    const everywhere = {
      giver: PARTIES[0],
      recipient: PARTIES[1],
      self: PARTIES[2],
      secretariat: PARTIES[3],
    };
    const all = PARTIES.flatMap((partyId) => ROLES.map((role) => ({ partyId, role })));
    for (const action of ACTIONS) {
      expect(permit({ userId, memberships: [] }, action, everywhere).ok).toBe(false);
      expect(permit({ userId, memberships: all }, action, everywhere).ok).toBe(true);
    }
  });

  test("a refusal says which roles would be allowed", () => {
    const refused = permit({ userId, memberships: [] }, "arrive_consignment", {});
    expect(refused).toEqual({
      ok: false,
      refusal: {
        code: "not_permitted",
        action: "arrive_consignment",
        allowed: ["giver:logistician", "recipient:logistician", "recipient:warehouse"],
      },
    });
    expect(Object.keys(PERMISSIONS)).toEqual([...ACTIONS]);
  });
});
