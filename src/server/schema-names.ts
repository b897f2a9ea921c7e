import { z } from "zod";
import { agreementView } from "#api/agreement.ts";
import { callView } from "#api/call.ts";
import { consignmentView } from "#api/consignment.ts";
import { courseView } from "#api/course.ts";
import { entryView, followView } from "#api/ledger.ts";
import { offerView } from "#api/offer.ts";
import { countryView, itemView, laneView, partyView, siteView } from "#api/reference.ts";
import { keptCertificateFileSchema, keptPlanFileSchema, keptProblemFileSchema } from "#api/plan-files.ts";
import { policyComparisonView, policySchema, roundView } from "#api/round.ts";
import { reportedFigureView, statementRow, statementView } from "#api/statement.ts";

/** Under which names the OpenAPI document has what is answered: one definition each, pointed to from everywhere. */
const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  Agreement: agreementView,
  Call: callView,
  Consignment: consignmentView,
  Country: countryView,
  Course: courseView,
  Entry: entryView,
  Follow: followView,
  Item: itemView,
  Lane: laneView,
  Offer: offerView,
  Party: partyView,
  Plan: keptPlanFileSchema,
  PlanCertificate: keptCertificateFileSchema,
  PlanProblem: keptProblemFileSchema,
  Policy: policySchema,
  PolicyComparison: policyComparisonView,
  ReportedFigure: reportedFigureView,
  Round: roundView,
  Site: siteView,
  Statement: statementView,
  StatementRow: statementRow,
};

/** Gives the schemas their names, once. */
export function nameSchemas(): void {
  for (const [id, schema] of Object.entries(SCHEMAS)) {
    if (z.globalRegistry.get(schema)?.id === undefined) schema.register(z.globalRegistry, { id });
  }
}

/** A document's definitions by name. */
export type Definitions = Readonly<Record<string, unknown>>;

/**
 * The definitions that the document's paths, or definitions that they point to, point to. Every named schema comes
 * as input and as output, and most are only one of them.
 */
export function listUsedSchemas(paths: unknown, definitions: Definitions): Definitions {
  let used = definitions;
  for (;;) {
    const text = JSON.stringify([paths, used]);
    const names = Object.keys(used).filter((name) => text.includes(`"#/components/schemas/${name}"`));
    if (names.length === Object.keys(used).length) return used;
    used = Object.fromEntries(names.map((name) => [name, used[name]]));
  }
}
