import type {
  AccountNotVouchedRefusal,
  EmailTakenRefusal,
  InvitationNotOpenRefusal,
  LastAdministratorRefusal,
  SignInToAcceptRefusal,
} from "./account/account.ts";
import type { CallNotOpenRefusal, MoreThanNeededRefusal } from "./agreement/check-lines.ts";
import type { PlanFileUnreadableRefusal, PlanNotProvenRefusal } from "./allocation/plan-files.ts";
import type { FlowInfeasibleRefusal, FlowUnboundedRefusal } from "./allocation/least-cost-flow.ts";
import type {
  PlanNotFoundRefusal,
  RoundFilesNotKeptRefusal,
  RoundNotPlannedRefusal,
} from "./allocation/round.ts";
import type { UnitsUnderColdHoldRefusal } from "./cold-chain/cold-hold.ts";
import type { NoColdRoomRefusal } from "./cold-chain/cold-capacity.ts";
import type { ConditionsAttachedRefusal } from "./conditions.ts";
import type { AgreementNotConcludedRefusal } from "./consignment/plan-consignment.ts";
import type { DayReportedAlreadyRefusal, DeploymentNotReportingRefusal } from "./daily-report/report-day.ts";
import type {
  AssetNotReceivedRefusal,
  AssetsOutnumberUnitsRefusal,
  DoesNotRunRefusal,
} from "./equipment/asset.ts";
import type { EquipmentModelExistsRefusal } from "./equipment/equipment-model.ts";
import type { EstimateRefusal } from "./estimate/estimate-needs.ts";
import type {
  HsCodeMalformedRefusal,
  HsCodeOfOtherEditionRefusal,
  HsCodeUnknownRefusal,
} from "./item/hs-code.ts";
import type { LaneBetweenOthersRefusal, LaneExistsRefusal, LaneRetiredRefusal } from "./lane/lane.ts";
import type { NotCorrectableRefusal } from "./ledger/correct-entry.ts";
import type { ExpiredRefusal } from "./ledger/expiry.ts";
import type {
  AlreadyPostedRefusal,
  NotEnoughUnitsRefusal,
  QuantityAboveBoundRefusal,
  StageNotReachableRefusal,
  UnknownSupplyRefusal,
} from "./ledger/post-entry.ts";
import type { UnitsQuarantinedRefusal } from "./ledger/record-use.ts";
import type {
  EntryNotLoggedRefusal,
  LogKeyMissingRefusal,
  LogNotSignedRefusal,
  LogRolledBackRefusal,
} from "./log/log.ts";
import type { MailNotSentRefusal, MailOffRefusal } from "./notification/mail.ts";
import type { NotFoundRefusal, VersionChangedRefusal } from "./not-found.ts";
import type { CodeTakenRefusal } from "./party/add-party.ts";
import type { NotPermittedRefusal } from "./permission.ts";
import type { UnitsUnderDifferenceRefusal } from "./receipt/held-units.ts";
import type { AlreadyReceivedRefusal } from "./receipt/receive-consignment.ts";
import type {
  NothingToRecallRefusal,
  RecallNotAccountedRefusal,
  SupplyRecalledRefusal,
} from "./recall/recall.ts";
import type { MalformedRefusal } from "./result.ts";
import type { EventsExceedDosesRefusal } from "./session/adverse-event.ts";
import type { SessionCorrectedRefusal } from "./session/correct-session.ts";
import type { DosesExceedReceivedRefusal } from "./session/unsettled.ts";
import type { NoLinesOnTheseTermsRefusal } from "./document/document.ts";
import type { ShelfLifeNotWaivedRefusal } from "./shelf-life/agreed-shelf-life.ts";
import type { ShelfLifeTooShortRefusal } from "./shelf-life/shelf-life.ts";
import type { StepNotAllowedRefusal } from "./steps.ts";
import type { ProposalLapsedRefusal, RoundTeamsChangedRefusal } from "./team/propose-deployments.ts";
import type { TeamDeployedRefusal, TeamOfferNotOpenRefusal } from "./team/deployment.ts";
import type { TeamExistsRefusal } from "./team/register-team.ts";
import type { DeploymentNotUnderWayRefusal } from "./team/safety.ts";
import type { TeamOfferedAlreadyRefusal } from "./team/team-offer.ts";
import type { DeploymentWithoutMembersRefusal } from "./volunteer/member.ts";

/** Every refusal of the rules. A new one is added here, and then needs its row in the table of `api/refusals.ts`. */
export type Refusal =
  | AccountNotVouchedRefusal
  | AgreementNotConcludedRefusal
  | AlreadyPostedRefusal
  | AlreadyReceivedRefusal
  | AssetNotReceivedRefusal
  | AssetsOutnumberUnitsRefusal
  | CallNotOpenRefusal
  | CodeTakenRefusal
  | ConditionsAttachedRefusal
  | DayReportedAlreadyRefusal
  | DeploymentNotReportingRefusal
  | DeploymentNotUnderWayRefusal
  | DeploymentWithoutMembersRefusal
  | DoesNotRunRefusal
  | DosesExceedReceivedRefusal
  | EquipmentModelExistsRefusal
  | EmailTakenRefusal
  | EntryNotLoggedRefusal
  | EstimateRefusal
  | ExpiredRefusal
  | FlowInfeasibleRefusal
  | FlowUnboundedRefusal
  | HsCodeMalformedRefusal
  | HsCodeOfOtherEditionRefusal
  | HsCodeUnknownRefusal
  | InvitationNotOpenRefusal
  | LaneBetweenOthersRefusal
  | LaneExistsRefusal
  | LaneRetiredRefusal
  | LastAdministratorRefusal
  | LogKeyMissingRefusal
  | LogNotSignedRefusal
  | LogRolledBackRefusal
  | MailNotSentRefusal
  | MailOffRefusal
  | MalformedRefusal
  | MoreThanNeededRefusal
  | NoColdRoomRefusal
  | NotCorrectableRefusal
  | NotEnoughUnitsRefusal
  | NotFoundRefusal
  | NotPermittedRefusal
  | NothingToRecallRefusal
  | PlanFileUnreadableRefusal
  | PlanNotFoundRefusal
  | PlanNotProvenRefusal
  | QuantityAboveBoundRefusal
  | RecallNotAccountedRefusal
  | RoundFilesNotKeptRefusal
  | RoundNotPlannedRefusal
  | SessionCorrectedRefusal
  | EventsExceedDosesRefusal
  | NoLinesOnTheseTermsRefusal
  | ShelfLifeNotWaivedRefusal
  | ShelfLifeTooShortRefusal
  | SignInToAcceptRefusal
  | StageNotReachableRefusal
  | StepNotAllowedRefusal
  | SupplyRecalledRefusal
  | ProposalLapsedRefusal
  | RoundTeamsChangedRefusal
  | TeamDeployedRefusal
  | TeamExistsRefusal
  | TeamOfferNotOpenRefusal
  | TeamOfferedAlreadyRefusal
  | UnitsQuarantinedRefusal
  | UnitsUnderColdHoldRefusal
  | UnitsUnderDifferenceRefusal
  | UnknownSupplyRefusal
  | VersionChangedRefusal;

export type RefusalCode = Refusal["code"];
