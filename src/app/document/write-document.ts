import { setImmediate } from "node:timers/promises";
import type { DocumentFacts } from "#core/document/content.ts";
import { decideDocument } from "#core/document/decide-document.ts";
import type { DocumentKind } from "#core/document/document.ts";
import type { DocumentLanguage } from "#core/document/words/catalogue.ts";
import { asId, type ConsignmentId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import type { RecordedTerms } from "#core/ledger/supply.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { writePdf } from "#formats/pdf/write-pdf.ts";
import { type ConsignmentShown, findConsignment } from "#store/consignment-view.ts";
import { listTradeItems } from "#store/document.ts";
import { findParty, getSecretariatId } from "#store/party.ts";
import type { Database } from "#store/schema.ts";
import { findSites } from "#store/site.ts";
import type { AppContext } from "../context.ts";
import { readFonts } from "./read-fonts.ts";

/** Which document of which consignment, and its languages: one, or two side by side. */
export interface DocumentRequest {
  readonly consignmentId: ConsignmentId;
  readonly kind: DocumentKind;
  readonly languages: readonly DocumentLanguage[];
}

/**
 * The document as a PDF, from what is recorded at this moment and from nothing else; its date is that of the consignment's newest
 * step, so that the same record gives the same bytes. Writes nothing. Refuses with `not_found`, `not_permitted`
 * (`print_documents`), `no_lines_on_these_terms`, in this order.
 */
export async function writeDocument(context: AppContext, actor: Actor, request: DocumentRequest) {
  const { consignmentId, kind, languages } = request;
  const read = await context.database.transaction().execute(async (database) => {
    const { items } = context.reference;
    const consignment = await findConsignment(database, consignmentId, items);
    if (consignment === undefined) {
      return refuse({ code: "not_found", noun: "consignment", id: consignmentId });
    }
    const standing = {
      giver: asId<"party">(consignment.giverId),
      recipient: asId<"party">(consignment.recipientId),
      secretariat: await getSecretariatId(database),
    };
    const permitted = permit(actor, "print_documents", standing);
    if (!permitted.ok) return permitted;
    return accept(await readFacts(context, database, consignment));
  });
  if (!read.ok) return read;
  const facts = read.value;
  const content = decideDocument(kind, languages, facts);
  if (!content.ok) return content;
  const bytes = await writePdf(content.value, {
    created: new Date(facts.recordedAt),
    fonts: await readFonts(),
    pause: async () => await setImmediate(),
  });
  return accept({ fileName: `${facts.number}-${kind}-${languages.join("-")}.pdf`, bytes });
}

async function readFacts(
  { reference, origin }: AppContext,
  database: Database,
  consignment: ConsignmentShown,
): Promise<DocumentFacts> {
  const [fromId, toId] = [asId<"site">(consignment.fromSite.id), asId<"site">(consignment.toSite.id)];
  const sites = await findSites(database, [fromId, toId]);
  const [from, to] = [sites.get(fromId), sites.get(toId)];
  const giver = await findParty(database, asId(consignment.giverId));
  const recipient = await findParty(database, asId(consignment.recipientId));
  invariant(from !== undefined && to !== undefined, "a consignment's sites are held by foreign keys");
  invariant(giver !== undefined && recipient !== undefined, "a consignment's parties are too");
  const tradeItems = await listTradeItems(database, asId(consignment.id));
  const { number, version, status, scenario, mode, packages, declarations } = consignment;
  return {
    number,
    version,
    status,
    scenario,
    recordedAt: consignment.events.at(-1)?.recordedAt ?? consignment.createdAt,
    mode,
    giver,
    recipient,
    from,
    to,
    packages,
    declarations,
    lines: consignment.lines.map((line) => ({
      lineNumber: line.lineNumber,
      supplyId: line.supplyId,
      itemId: line.itemId,
      quantity: line.quantity,
      gtin: tradeItems.get(line.lineNumber) ?? null,
      lotNumber: line.lotNumber,
      expiry: line.expiry,
      terms: line.terms as RecordedTerms, // held by the table's CHECK
      isRecalled: line.recallId !== null,
    })),
    items: reference.items,
    countries: reference.countries,
    itemPacks: reference.itemPacks,
    itemHsCodes: reference.itemHsCodes,
    origin: origin ?? null,
  };
}
