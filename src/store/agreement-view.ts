import { sql } from "kysely";
import type { AgreementStatus } from "#core/agreement/agreement.ts";
import type { AgreementId, PartyId } from "#core/id.ts";
import { cutPage, isOlder, type Page, type PageRequest } from "./page.ts";
import type { Database } from "./schema.ts";

/** The head of an agreement as it is shown, for one or for a list. */
function selectHeads(database: Database) {
  return database
    .selectFrom("agreement")
    .innerJoin("party as giver", "giver.id", "agreement.giverId")
    .innerJoin("party as recipient", "recipient.id", "agreement.recipientId")
    .select([
      "agreement.id",
      "agreement.giverId",
      "giver.code as giverCode",
      "agreement.recipientId",
      "recipient.code as recipientCode",
      "agreement.roundId",
      "agreement.scenario",
      "agreement.giverConsents",
      "agreement.recipientConsents",
      "agreement.version",
      "agreement.createdAt",
    ])
    .select((eb) => eb.ref("agreement.status").$castTo<AgreementStatus>().as("status"));
}

/** An agreement as it is shown, with its lines and consultation; `undefined` where there is none. */
export async function findAgreement(database: Database, id: AgreementId) {
  const head = await selectHeads(database).where("agreement.id", "=", id).executeTakeFirst();
  if (head === undefined) return undefined;
  const lines = await database
    .selectFrom("agreementLine as line")
    .innerJoin("supply", "supply.supplyId", "line.supplyId")
    .where("line.agreementId", "=", id)
    .select([
      "line.lineNumber",
      "line.supplyId",
      "supply.itemId",
      "supply.terms",
      "line.callId",
      "line.callLineNumber",
      "line.quantity",
      "line.fromSiteId",
      "line.toSiteId",
      "line.departOn",
      "line.arriveOn",
    ])
    .orderBy("line.lineNumber")
    .execute();
  const events = await database
    .selectFrom("agreementEvent as event")
    .innerJoin("party", "party.id", "event.partyId")
    .where("event.agreementId", "=", id)
    .select([
      "event.sequence",
      "event.step",
      "party.code as partyCode",
      "event.reason",
      "event.lines",
      "event.recordedAt",
    ])
    .orderBy("event.sequence")
    .execute();
  return { ...head, lines, events };
}
export type AgreementShown = NonNullable<Awaited<ReturnType<typeof findAgreement>>>;
type AgreementHead = Omit<AgreementShown, "lines" | "events">;

/** Agreements newest first, with the number of their lines. */
export async function listAgreements(
  database: Database,
  filter: {
    /** Only those of which one of these is a side; `null`: of anyone. */
    readonly sideIds: readonly PartyId[] | null;
    readonly partyCode?: string | undefined;
    readonly status?: AgreementStatus | undefined;
    readonly scenario: string | null;
  },
  page: PageRequest,
): Promise<Page<AgreementHead & { readonly lineCount: number }>> {
  const { sideIds, partyCode, status } = filter;
  if (sideIds?.length === 0) return { items: [], next: null };
  let query = selectHeads(database)
    .select((eb) =>
      eb
        .selectFrom("agreementLine")
        .whereRef("agreementLine.agreementId", "=", "agreement.id")
        .select(sql<number>`count(*)::integer`.as("n"))
        .as("lineCount"),
    )
    .where("agreement.scenario", filter.scenario === null ? "is" : "=", filter.scenario);
  if (sideIds !== null) {
    query = query.where((eb) =>
      eb.or([eb("agreement.giverId", "in", sideIds), eb("agreement.recipientId", "in", sideIds)]),
    );
  }
  if (partyCode !== undefined) {
    query = query.where((eb) =>
      eb.or([eb("giver.code", "=", partyCode), eb("recipient.code", "=", partyCode)]),
    );
  }
  if (status !== undefined) query = query.where("agreement.status", "=", status);
  if (page.after !== undefined) {
    query = query.where(isOlder({ createdAt: "agreement.createdAt", id: "agreement.id" }, page.after));
  }
  const rows = await query
    .orderBy("agreement.createdAt", "desc")
    .orderBy("agreement.id", "desc")
    .limit(page.limit + 1)
    .execute();
  return cutPage(
    rows.map((row) => ({ ...row, lineCount: row.lineCount ?? 0 })),
    page.limit,
  );
}
