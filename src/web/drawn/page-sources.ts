/**
 * The public pages, which the server draws, by the route's path, with what each loads beside what all do: sources below `src/web`. A browser is
 * told of them with the page, before its scripts ask for them (`draw-page.tsx`).
 */
export const PAGE_SOURCES: Readonly<Record<string, readonly string[]>> = {
  "/": ["statement/statement-page.tsx", "statement/month-chart.tsx"],
  "/statement": ["statement/statement-page.tsx", "statement/month-chart.tsx"],
  "/world": ["world/world-page.tsx", "world/flow-map.tsx"],
  "/parties/$code": ["party/party-page.tsx"],
  "/verify": ["verify/verify-page.tsx"],
  "/data": ["data/data-page.tsx"],
  "/embed/$figure": ["embed/embed-page.tsx"],
  "/rounds": ["round/rounds-page.tsx"],
  "/calls": ["call/calls-page.tsx"],
  "/tour": ["tour/tour-page.tsx"],
  "/rounds/$roundId": ["round/round-page.tsx"],
  "/rounds/$roundId/recipients/$party": ["round/recipient-page.tsx"],
  "/calls/$callId": ["call/call-page.tsx"],
  "/recalls": ["recall/recalls-page.tsx"],
  "/recalls/$recallId": ["recall/recall-page.tsx"],
  "/assets/$assetId": ["equipment/asset-page.tsx"],
  "/equipment/run": ["equipment/run-page.tsx"],
  "/consignments": ["consignment/consignments-page.tsx"],
  "/consignments/$consignmentId": ["consignment/consignment-page.tsx"],
  "/sign-in": ["sign-in/sign-in-page.tsx"],
  "/doses": ["dose/doses-page.tsx"],
  "/offers/$offerId": ["offer/offer-page.tsx"],
  "/agreements/$agreementId": ["agreement/agreement-page.tsx"],
  "/teams": ["team/teams-page.tsx"],
  "/team-calls/$teamCallId": ["team/team-call-page.tsx"],
  "/deployments/$deploymentId": ["team/deployment-page.tsx"],
  "/follow": ["follow/follow-page.tsx"],
  "/follow/$identifier": ["follow/follow-page.tsx"],
};
