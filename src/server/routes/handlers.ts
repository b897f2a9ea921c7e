import type { Handlers } from "../handler.ts";
import { accountHandlers } from "./account.ts";
import { adverseEventHandlers } from "./adverse-event.ts";
import { agreementHandlers } from "./agreement.ts";
import { callHandlers } from "./call.ts";
import { coldChainHandlers } from "./cold-chain.ts";
import { consignmentHandlers } from "./consignment.ts";
import { courseHandlers } from "./course.ts";
import { dailyReportHandlers } from "./daily-report.ts";
import { deploymentHandlers } from "./deployment.ts";
import { dosePersonHandlers } from "./dose-person.ts";
import { documentHandlers } from "./document.ts";
import { equipmentHandlers } from "./equipment.ts";
import { handoverHandlers } from "./handover.ts";
import { explanationHandlers } from "./explanation.ts";
import { ledgerHandlers } from "./ledger.ts";
import { logHandlers } from "./log.ts";
import { notificationHandlers } from "./notification.ts";
import { offerHandlers } from "./offer.ts";
import { photographHandlers } from "./photograph.ts";
import { recallHandlers } from "./recall.ts";
import { referenceHandlers } from "./reference.ts";
import { roundHandlers } from "./round.ts";
import { sessionHandlers } from "./session.ts";
import { shelfLifeHandlers } from "./shelf-life.ts";
import { statementHandlers } from "./statement.ts";
import { teamHandlers } from "./team.ts";
import { vaccineHandlers } from "./vaccine.ts";
import { volunteerHandlers } from "./volunteer.ts";

/** The handler of every operation of the contract. */
export const handlers = {
  ...callHandlers,
  ...offerHandlers,
  ...roundHandlers,
  ...explanationHandlers,
  ...agreementHandlers,
  ...courseHandlers,
  ...consignmentHandlers,
  ...photographHandlers,
  ...documentHandlers,
  ...ledgerHandlers,
  ...recallHandlers,
  ...coldChainHandlers,
  ...logHandlers,
  ...sessionHandlers,
  ...dosePersonHandlers,
  ...adverseEventHandlers,
  ...vaccineHandlers,
  ...shelfLifeHandlers,
  ...statementHandlers,
  ...teamHandlers,
  ...deploymentHandlers,
  ...volunteerHandlers,
  ...dailyReportHandlers,
  ...equipmentHandlers,
  ...handoverHandlers,
  ...referenceHandlers,
  ...accountHandlers,
  ...notificationHandlers,
} satisfies Handlers;
