import {
  createRootRoute,
  createRoute,
  lazyRouteComponent as lazyPage,
  type SearchSchemaInput,
} from "@tanstack/react-router";
import type { EquipmentSearch } from "./equipment/equipment-filters.tsx";
import { NotFound } from "./frame/not-found.tsx";
import { loadPart } from "./frame/page-part.ts";
import { Shell } from "./frame/shell.tsx";
import { loadEveryText } from "./i18n/texts.ts";
import { readTexts, text } from "./search-texts.ts";
import { readStatementSearch, type StatementSearch } from "./statement/statement-search.ts";
import { readWorldSearch, type WorldSearch } from "./world/world-search.ts";

/** A page that is fetched when it is first asked for. */
const firstPage: typeof lazyPage = (load, name) => lazyPage(async () => await loadPart(load), name);

/** A page with which all texts are fetched; first pages go without these. */
const lazyRouteComponent: typeof lazyPage = (load, name) =>
  firstPage(async () => {
    const [page] = await Promise.all([load(), loadEveryText()]);
    return page;
  }, name);

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const parent = { getParentRoute: () => root };

const home = createRoute({
  ...parent,
  path: "/",
  validateSearch: (raw: StatementSearch & SearchSchemaInput) => readStatementSearch({ ...raw }),
  component: firstPage(() => import("./statement/statement-page.tsx"), "HomePage"),
});
const tour = createRoute({
  ...parent,
  path: "/tour",
  component: lazyRouteComponent(() => import("./tour/tour-page.tsx"), "TourPage"),
});
const statement = createRoute({
  ...parent,
  path: "/statement",
  validateSearch: (raw: StatementSearch & SearchSchemaInput) => readStatementSearch({ ...raw }),
  component: firstPage(() => import("./statement/statement-page.tsx"), "StatementPage"),
});
const world = createRoute({
  ...parent,
  path: "/world",
  validateSearch: (raw: WorldSearch & SearchSchemaInput) => readWorldSearch({ ...raw }),
  component: firstPage(() => import("./world/world-page.tsx"), "WorldPage"),
});
const party = createRoute({
  ...parent,
  path: "/parties/$code",
  validateSearch: (raw: { scenario?: string | undefined } & SearchSchemaInput) =>
    readTexts({ ...raw }, ["scenario"]),
  component: firstPage(() => import("./party/party-page.tsx"), "PartyPage"),
});
const verify = createRoute({
  ...parent,
  path: "/verify",
  validateSearch: (raw: { entry?: string } & SearchSchemaInput) => readTexts({ ...raw }, ["entry"]),
  component: firstPage(() => import("./verify/verify-page.tsx"), "VerifyPage"),
});
const data = createRoute({
  ...parent,
  path: "/data",
  component: firstPage(() => import("./data/data-page.tsx"), "DataPage"),
});
const embed = createRoute({
  ...parent,
  path: "/embed/$figure",
  validateSearch: (raw: WorldSearch & SearchSchemaInput) => readWorldSearch({ ...raw }),
  component: firstPage(() => import("./embed/embed-page.tsx"), "EmbedPage"),
});
const rounds = createRoute({
  ...parent,
  path: "/rounds",
  validateSearch: (raw: { scenario?: string } & SearchSchemaInput) => readTexts({ ...raw }, ["scenario"]),
  component: firstPage(() => import("./round/rounds-page.tsx"), "RoundsPage"),
});
const round = createRoute({
  ...parent,
  path: "/rounds/$roundId",
  validateSearch: (raw: { item?: string; find?: string; ldc?: string } & SearchSchemaInput) =>
    readTexts({ ...raw }, ["item", "find", "ldc"]),
  component: lazyRouteComponent(() => import("./round/round-page.tsx"), "RoundPage"),
});
const recipient = createRoute({
  ...parent,
  path: "/rounds/$roundId/recipients/$party",
  component: lazyRouteComponent(() => import("./round/recipient-page.tsx"), "RecipientPage"),
});
const calls = createRoute({
  ...parent,
  path: "/calls",
  validateSearch: (raw: { status?: string; scenario?: string; item?: string } & SearchSchemaInput) =>
    readTexts({ ...raw }, ["status", "scenario", "item"]),
  component: firstPage(() => import("./call/calls-page.tsx"), "CallsPage"),
});
const call = createRoute({
  ...parent,
  path: "/calls/$callId",
  component: lazyRouteComponent(() => import("./call/call-page.tsx"), "CallPage"),
});
const recalls = createRoute({
  ...parent,
  path: "/recalls",
  validateSearch: (raw: { scenario?: string } & SearchSchemaInput) => readTexts({ ...raw }, ["scenario"]),
  component: lazyRouteComponent(() => import("./recall/recalls-page.tsx"), "RecallsPage"),
});
const recall = createRoute({
  ...parent,
  path: "/recalls/$recallId",
  component: lazyRouteComponent(() => import("./recall/recall-page.tsx"), "RecallPage"),
});
const coldChain = createRoute({
  ...parent,
  path: "/desk/cold-chain",
  component: lazyRouteComponent(() => import("./cold-chain/cold-chain-page.tsx"), "ColdChainPage"),
});
const equipment = createRoute({
  ...parent,
  path: "/desk/equipment",
  validateSearch: (raw: EquipmentSearch & SearchSchemaInput) =>
    readTexts({ ...raw }, ["party", "site", "item", "model", "status", "serial", "due"]),
  component: lazyRouteComponent(() => import("./equipment/equipment-page.tsx"), "EquipmentPage"),
});
const asset = createRoute({
  ...parent,
  path: "/assets/$assetId",
  component: lazyRouteComponent(() => import("./equipment/asset-page.tsx"), "AssetPage"),
});
const registerAssets = createRoute({
  ...parent,
  path: "/desk/register-assets",
  component: lazyRouteComponent(() => import("./equipment/register-assets-page.tsx"), "RegisterAssetsPage"),
});
const registerModel = createRoute({
  ...parent,
  path: "/desk/register-model",
  component: lazyRouteComponent(() => import("./equipment/register-model-page.tsx"), "RegisterModelPage"),
});
const siteReadiness = createRoute({
  ...parent,
  path: "/desk/site-readiness",
  validateSearch: (raw: { site?: string } & SearchSchemaInput) => readTexts({ ...raw }, ["site"]),
  component: lazyRouteComponent(() => import("./equipment/readiness-page.tsx"), "ReadinessPage"),
});
const run = createRoute({
  ...parent,
  path: "/equipment/run",
  validateSearch: (
    raw: { model?: string; quantity?: string; country?: string; site?: string } & SearchSchemaInput,
  ) => readTexts({ ...raw }, ["model", "quantity", "country", "site"]),
  component: lazyRouteComponent(() => import("./equipment/run-page.tsx"), "RunPage"),
});
const sites = createRoute({
  ...parent,
  path: "/desk/sites",
  validateSearch: (raw: { country?: string } & SearchSchemaInput) => readTexts({ ...raw }, ["country"]),
  component: lazyRouteComponent(() => import("./site/sites-page.tsx"), "SitesPage"),
});
const lanes = createRoute({
  ...parent,
  path: "/desk/lanes",
  validateSearch: (
    raw: { site?: string; from?: string; to?: string; scenario?: string } & SearchSchemaInput,
  ) => readTexts({ ...raw }, ["site", "from", "to", "scenario"]),
  component: lazyRouteComponent(() => import("./lane/lanes-page.tsx"), "LanesPage"),
});
const notifications = createRoute({
  ...parent,
  path: "/notifications",
  validateSearch: (raw: { unread?: string } & SearchSchemaInput) => readTexts({ ...raw }, ["unread"]),
  component: lazyRouteComponent(() => import("./notification/notifications-page.tsx"), "NotificationsPage"),
});
const startRecall = createRoute({
  ...parent,
  path: "/desk/start-recall",
  component: lazyRouteComponent(() => import("./recall/start-recall-page.tsx"), "StartRecallPage"),
});
const consignments = createRoute({
  ...parent,
  path: "/consignments",
  validateSearch: (raw: { status?: string; party?: string; scenario?: string } & SearchSchemaInput) =>
    readTexts({ ...raw }, ["status", "party", "scenario"]),
  component: lazyRouteComponent(() => import("./consignment/consignments-page.tsx"), "ConsignmentsPage"),
});
const consignment = createRoute({
  ...parent,
  path: "/consignments/$consignmentId",
  component: lazyRouteComponent(() => import("./consignment/consignment-page.tsx"), "ConsignmentPage"),
});
const follow = createRoute({
  ...parent,
  path: "/follow",
  component: firstPage(() => import("./follow/follow-page.tsx"), "FollowPage"),
});
const followed = createRoute({
  ...parent,
  path: "/follow/$identifier",
  component: firstPage(() => import("./follow/follow-page.tsx"), "FollowedPage"),
});
const signIn = createRoute({
  ...parent,
  path: "/sign-in",
  validateSearch: (raw: { back?: string } & SearchSchemaInput) => {
    const back = text(raw.back);
    // Only a path of this site: an address elsewhere would lead people away with our name on it.
    return back !== undefined && /^\/(?![/\\])/.test(back) ? { back } : {};
  },
  component: lazyRouteComponent(() => import("./sign-in/sign-in-page.tsx"), "SignInPage"),
});
const desk = createRoute({
  ...parent,
  path: "/desk",
  component: lazyRouteComponent(() => import("./desk/desk-page.tsx"), "DeskPage"),
});
const arrivals = createRoute({
  ...parent,
  path: "/desk/arrivals",
  validateSearch: (raw: { counted?: string } & SearchSchemaInput) => readTexts({ ...raw }, ["counted"]),
  component: lazyRouteComponent(() => import("./arrivals/arrivals-page.tsx"), "ArrivalsPage"),
});
const receive = createRoute({
  ...parent,
  path: "/desk/arrivals/$consignmentId",
  validateSearch: (raw: { code?: string } & SearchSchemaInput) => readTexts({ ...raw }, ["code"]),
  component: lazyRouteComponent(() => import("./arrivals/receive-page.tsx"), "ReceivePage"),
});
const scan = createRoute({
  ...parent,
  path: "/desk/scan",
  component: lazyRouteComponent(() => import("./scan/scan-page.tsx"), "ScanPage"),
});
const doses = createRoute({
  ...parent,
  path: "/doses",
  component: lazyRouteComponent(() => import("./dose/doses-page.tsx"), "DosesPage"),
});
const session = createRoute({
  ...parent,
  path: "/desk/session",
  component: lazyRouteComponent(() => import("./dose/session-page.tsx"), "SessionPage"),
});
const account = createRoute({
  ...parent,
  path: "/account",
  component: lazyRouteComponent(() => import("./account/account-page.tsx"), "AccountPage"),
});
const invitation = createRoute({
  ...parent,
  path: "/invitation",
  component: lazyRouteComponent(() => import("./account/invitation-page.tsx"), "InvitationPage"),
});
const raiseCall = createRoute({
  ...parent,
  path: "/desk/raise-call",
  component: lazyRouteComponent(() => import("./call/raise-call-page.tsx"), "RaiseCallPage"),
});
const makeOffer = createRoute({
  ...parent,
  path: "/desk/make-offer",
  component: lazyRouteComponent(() => import("./offer/make-offer-page.tsx"), "MakeOfferPage"),
});
const shelfLife = createRoute({
  ...parent,
  path: "/desk/shelf-life",
  component: lazyRouteComponent(() => import("./shelf-life/shelf-life-page.tsx"), "ShelfLifePage"),
});
const openRound = createRoute({
  ...parent,
  path: "/desk/open-round",
  component: lazyRouteComponent(() => import("./round/open-round-page.tsx"), "OpenRoundPage"),
});
const teams = createRoute({
  ...parent,
  path: "/teams",
  component: lazyRouteComponent(() => import("./team/teams-page.tsx"), "TeamsPage"),
});
const teamCall = createRoute({
  ...parent,
  path: "/team-calls/$teamCallId",
  component: lazyRouteComponent(() => import("./team/team-call-page.tsx"), "TeamCallPage"),
});
const callForTeams = createRoute({
  ...parent,
  path: "/desk/call-for-teams",
  component: lazyRouteComponent(() => import("./team/call-for-teams-page.tsx"), "CallForTeamsPage"),
});
const offerTeam = createRoute({
  ...parent,
  path: "/desk/offer-team",
  component: lazyRouteComponent(() => import("./team/offer-team-page.tsx"), "OfferTeamPage"),
});
const roster = createRoute({
  ...parent,
  path: "/desk/roster",
  component: lazyRouteComponent(() => import("./roster/roster-page.tsx"), "RosterPage"),
});
const deployment = createRoute({
  ...parent,
  path: "/deployments/$deploymentId",
  component: lazyRouteComponent(() => import("./team/deployment-page.tsx"), "DeploymentPage"),
});
const dailyReport = createRoute({
  ...parent,
  path: "/deployments/$deploymentId/report",
  validateSearch: (raw: { day?: string } & SearchSchemaInput) => readTexts({ ...raw }, ["day"]),
  component: lazyRouteComponent(() => import("./daily-report/daily-report-page.tsx"), "DailyReportPage"),
});
const offer = createRoute({
  ...parent,
  path: "/offers/$offerId",
  component: lazyRouteComponent(() => import("./offer/offer-page.tsx"), "OfferPage"),
});
const agreement = createRoute({
  ...parent,
  path: "/agreements/$agreementId",
  component: lazyRouteComponent(() => import("./agreement/agreement-page.tsx"), "AgreementPage"),
});

/** Every page by its address. Each is fetched when it is first asked for. */
export const routeTree = root.addChildren([
  home,
  statement,
  world,
  party,
  verify,
  data,
  embed,
  tour,
  rounds,
  round,
  recipient,
  calls,
  call,
  recalls,
  recall,
  notifications,
  startRecall,
  sites,
  lanes,
  coldChain,
  equipment,
  asset,
  registerAssets,
  registerModel,
  siteReadiness,
  run,
  consignments,
  consignment,
  follow,
  followed,
  signIn,
  desk,
  arrivals,
  receive,
  scan,
  doses,
  session,
  account,
  invitation,
  raiseCall,
  makeOffer,
  shelfLife,
  openRound,
  offer,
  agreement,
  teams,
  teamCall,
  callForTeams,
  offerTeam,
  roster,
  deployment,
  dailyReport,
]);
