import { describe, expect, test } from "vitest";
import type { Role } from "#core/party/party.ts";
import type { Me } from "../server/me.ts";
import { listPlaces, searchLabels } from "./list-entries.ts";

function makeMe(partyCode: string, ...roles: readonly Role[]): Me {
  const party = { partyId: "0190a000-0000-7000-8000-000000000001", partyCode, partyName: partyCode };
  const memberships = roles.map((role) => ({ ...party, role }));
  return { userId: "0190a000-0000-7000-8000-000000000002", name: "A", email: "a@example.org", memberships };
}

const addresses = (list: readonly { readonly to: string }[]): readonly string[] => list.map(({ to }) => to);

describe("what somebody can go to", () => {
  test.each<[Role, readonly string[]]>([
    [
      "focal_point",
      [
        "/desk/raise-call",
        "/desk/make-offer",
        "/desk/call-for-teams",
        "/desk/offer-team",
        "/desk/start-recall",
        "/desk/scan",
      ],
    ],
    ["warehouse", ["/desk/session", "/desk/scan"]],
    ["logistician", ["/desk/session", "/desk/start-recall", "/desk/scan"]],
    ["auditor", ["/desk/scan"]],
  ])("is what the role %s allows", (role, actions) => {
    expect(addresses(listPlaces(makeMe("ETH", role)).actions)).toEqual(actions);
  });

  test("is a coordinator's in the party that runs the system", () => {
    const { actions, pages } = listPlaces(makeMe("SECRETARIAT", "coordinator"));
    expect(addresses(actions)).toEqual(["/desk/open-round", "/desk/start-recall", "/desk/scan"]);
    expect(addresses(pages)).not.toContain("/desk/roster");
  });

  test("is what is public for who is not signed in", () => {
    const { actions, pages } = listPlaces(null);
    expect(actions).toEqual([]);
    expect(addresses(pages).filter((to) => to.startsWith("/desk") || to === "/account")).toEqual([]);
    expect(addresses(pages)).toContain("/sign-in");
  });

  test("is nothing of a party for who has no role", () => {
    const { actions, pages } = listPlaces(makeMe("ETH"));
    expect(actions).toEqual([]);
    expect(addresses(pages).filter((to) => to.startsWith("/desk/"))).toEqual([]);
  });
});

describe("a search in names", () => {
  const all = [{ label: "Raise a call" }, { label: "Calls for help" }, { label: "Équipement" }];
  test.each([
    ["", ["Raise a call", "Calls for help", "Équipement"]],
    ["call", ["Calls for help", "Raise a call"]],
    ["call raise", ["Raise a call"]],
    ["EQUIP", ["Équipement"]],
    ["nothing", []],
  ])("for %j", (text, found) => {
    expect(searchLabels(all, text).map(({ label }) => label)).toEqual(found);
  });
});
