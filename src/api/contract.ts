import { memberEndpoints } from "./account.ts";
import { agreementEndpoints } from "./agreement.ts";
import { assetEndpoints } from "./asset.ts";
import { callEndpoints } from "./call.ts";
import { coldChainEndpoints } from "./cold-chain.ts";
import { consignmentEndpoints } from "./consignment.ts";
import { courseEndpoints } from "./course.ts";
import { dailyReportEndpoints } from "./daily-report.ts";
import { deploymentEndpoints } from "./deployment.ts";
import { documentEndpoints } from "./document.ts";
import { equipmentEndpoints } from "./equipment.ts";
import { handoverEndpoints } from "./handover.ts";
import { explanationEndpoints } from "./explanation.ts";
import { ledgerEndpoints } from "./ledger.ts";
import { logEndpoints } from "./log.ts";
import { notificationEndpoints } from "./notification.ts";
import { offerEndpoints } from "./offer.ts";
import { photographEndpoints } from "./photograph.ts";
import { recallEndpoints } from "./recall.ts";
import { accountEndpoints, referenceEndpoints } from "./reference.ts";
import { roundEndpoints } from "./round.ts";
import { sessionEndpoints } from "./session.ts";
import { dosePersonEndpoints } from "./dose-person.ts";
import { adverseEventEndpoints } from "./adverse-event.ts";
import { vaccineEndpoints } from "./vaccine.ts";
import { shelfLifeEndpoints } from "./shelf-life.ts";
import { statementEndpoints } from "./statement.ts";
import { teamEndpoints } from "./team.ts";
import { volunteerEndpoints } from "./volunteer.ts";

/** Every operation of the interface, by name. Server, client and OpenAPI document are made from this table. */
export const contract = {
  ...callEndpoints,
  ...offerEndpoints,
  ...roundEndpoints,
  ...explanationEndpoints,
  ...agreementEndpoints,
  ...courseEndpoints,
  ...consignmentEndpoints,
  ...photographEndpoints,
  ...documentEndpoints,
  ...ledgerEndpoints,
  ...recallEndpoints,
  ...coldChainEndpoints,
  ...logEndpoints,
  ...sessionEndpoints,
  ...dosePersonEndpoints,
  ...adverseEventEndpoints,
  ...vaccineEndpoints,
  ...shelfLifeEndpoints,
  ...statementEndpoints,
  ...teamEndpoints,
  ...deploymentEndpoints,
  ...volunteerEndpoints,
  ...dailyReportEndpoints,
  ...equipmentEndpoints,
  ...assetEndpoints,
  ...handoverEndpoints,
  ...referenceEndpoints,
  ...accountEndpoints,
  ...memberEndpoints,
  ...notificationEndpoints,
} as const;

export type Contract = typeof contract;
export type OperationName = keyof Contract;
export const API_PREFIX = "/api/v1";
