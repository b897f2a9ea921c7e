import type { PageWorld } from "./page-world.ts";

/** One sight of a page: its address, and who looks; nobody signed in where it is left out. */
export interface PageView {
  /** What tells it from other sights of the same page; also the end of its pictures' names. */
  readonly name?: string;
  readonly address: string;
  readonly who?: keyof PageWorld["people"];
}

/**
 * Sights of every page, by its path in src/web/routes.tsx: signed out where everybody may read it, and as those who have the most to do
 * there. A page of the route table that is missing here fails test/e2e/accessibility.test.ts.
 */
export function listPageViews(world: PageWorld): Readonly<Record<string, readonly PageView[]>> {
  const consignment = (id: string) => `/consignments/${id}`;
  return {
    "/": [{ address: "/?exporter=CHN&from=2020-04&to=2020-12" }],
    "/statement": [{ address: "/statement?exporter=CHN&item=medical_mask" }],
    "/tour": [{ address: "/tour" }],
    "/world": [{ address: "/world?item=mask" }],
    "/parties/$code": [{ address: "/parties/ETH" }],
    "/verify": [{ address: "/verify?entry=1" }],
    "/data": [{ address: "/data" }],
    "/embed/$figure": [
      { address: "/embed/map?item=mask" },
      { name: "months", address: "/embed/months?item=mask" },
    ],
    "/rounds": [{ address: "/rounds" }],
    "/rounds/$roundId": [
      { address: `/rounds/${world.roundId}` },
      { name: "trial", address: `/rounds/${world.roundId}`, who: "coordinator" },
      { name: "draft", address: `/rounds/${world.draftRoundId}`, who: "coordinator" },
    ],
    "/rounds/$roundId/recipients/$party": [{ address: `/rounds/${world.roundId}/recipients/ETH` }],
    "/calls": [
      { address: "/calls" },
      { name: "needed", address: "/calls?item=mask#needed", who: "giver" },
      { name: "items", address: "/calls#needed" },
    ],
    "/calls/$callId": [
      { address: `/calls/${world.callId}` },
      { name: "caller", address: `/calls/${world.callId}`, who: "recipient" },
      { name: "answer", address: `/calls/${world.callId}`, who: "giver" },
    ],
    "/recalls": [{ address: "/recalls" }, { name: "giver", address: "/recalls", who: "giver" }],
    "/recalls/$recallId": [
      { address: `/recalls/${world.recallId}` },
      { name: "holder", address: `/recalls/${world.recallId}`, who: "recipient" },
    ],
    "/desk/start-recall": [{ address: "/desk/start-recall", who: "giver" }],
    "/desk/sites": [{ address: "/desk/sites", who: "recipient" }],
    "/desk/lanes": [{ address: "/desk/lanes", who: "recipient" }],
    "/desk/cold-chain": [{ address: "/desk/cold-chain", who: "recipient" }],
    "/desk/equipment": [{ address: "/desk/equipment", who: "keeper" }],
    "/assets/$assetId": [
      { address: `/assets/${world.assetId}` },
      { name: "keeper", address: `/assets/${world.assetId}`, who: "keeper" },
    ],
    "/desk/register-assets": [{ address: "/desk/register-assets", who: "keeper" }],
    "/desk/register-model": [{ address: "/desk/register-model", who: "keeper" }],
    "/desk/site-readiness": [{ address: "/desk/site-readiness", who: "keeper" }],
    "/equipment/run": [{ address: "/equipment/run" }],
    "/consignments": [{ address: "/consignments" }, { name: "party", address: "/consignments?party=ETH" }],
    "/consignments/$consignmentId": [
      { address: consignment(world.disputedId) },
      { name: "packed", address: consignment(world.packedId), who: "giver" },
      { name: "arrived", address: consignment(world.arrivedId), who: "recipient" },
      { name: "disputed", address: consignment(world.disputedId), who: "recipient" },
    ],
    "/desk/arrivals": [{ address: "/desk/arrivals", who: "recipient" }],
    "/desk/arrivals/$consignmentId": [{ address: `/desk/arrivals/${world.arrivedId}`, who: "recipient" }],
    "/desk/scan": [{ address: "/desk/scan", who: "recipient" }],
    "/follow": [{ address: "/follow" }],
    "/follow/$identifier": [{ address: "/follow/LOT-2004" }],
    "/sign-in": [{ address: "/sign-in" }],
    "/desk": [
      { name: "signed-out", address: "/desk" },
      { address: "/desk", who: "recipient" },
      { name: "coordinator", address: "/desk", who: "coordinator" },
      { name: "leader", address: "/desk", who: "leader" },
    ],
    "/doses": [{ address: "/doses" }],
    "/desk/session": [{ address: "/desk/session", who: "recipient" }],
    "/notifications": [
      { name: "signed-out", address: "/notifications" },
      { address: "/notifications", who: "recipient" },
    ],
    "/account": [{ address: "/account", who: "recipient" }],
    "/invitation": [{ address: `/invitation#${world.invitation}` }],
    "/desk/raise-call": [{ address: "/desk/raise-call", who: "recipient" }],
    "/desk/make-offer": [{ address: "/desk/make-offer", who: "giver" }],
    "/desk/shelf-life": [{ address: "/desk/shelf-life", who: "recipient" }],
    "/desk/open-round": [{ address: "/desk/open-round", who: "coordinator" }],
    "/offers/$offerId": [
      { address: `/offers/${world.offerId}` },
      { name: "giver", address: `/offers/${world.offerId}`, who: "giver" },
      { name: "used", address: `/offers/${world.usedOfferId}`, who: "giver" },
    ],
    "/agreements/$agreementId": [
      { address: `/agreements/${world.agreementId}` },
      { name: "giver", address: `/agreements/${world.agreementId}`, who: "giver" },
      { name: "used", address: `/agreements/${world.usedAgreementId}`, who: "giver" },
    ],
    "/teams": [{ address: "/teams" }, { name: "leader", address: "/teams", who: "leader" }],
    "/team-calls/$teamCallId": [
      { address: `/team-calls/${world.teamCallId}` },
      { name: "host", address: `/team-calls/${world.teamCallId}`, who: "host" },
    ],
    "/desk/call-for-teams": [{ address: "/desk/call-for-teams", who: "host" }],
    "/desk/offer-team": [{ address: "/desk/offer-team", who: "leader" }],
    "/desk/roster": [{ address: "/desk/roster", who: "leader" }],
    "/deployments/$deploymentId": [
      { address: `/deployments/${world.deploymentId}` },
      { name: "leader", address: `/deployments/${world.deploymentId}`, who: "leader" },
      { name: "host", address: `/deployments/${world.deploymentId}`, who: "host" },
    ],
    "/deployments/$deploymentId/report": [
      { address: `/deployments/${world.deploymentId}/report`, who: "leader" },
    ],
  };
}
