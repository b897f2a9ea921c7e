import {
  type CourseFacts,
  describeAgreed,
  describeOffered,
  type SupplyCourse,
} from "#core/course/describe-course.ts";
import { type AgreementId, asId, type OfferId, type PartyId, type SupplyId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept } from "#core/result.ts";
import { listUpward } from "#core/session/unsettled.ts";
import {
  findCourseSupplies,
  listCarrying,
  listCourseFlows,
  listDosesWithoutLot,
  listSharedOut,
  sumProposed,
} from "#store/course.ts";
import { findSecretariatId } from "#store/party.ts";
import type { Database } from "#store/schema.ts";
import { readAgreement } from "../agreement/read-agreements.ts";
import type { AppContext } from "../context.ts";
import { readOffer } from "../offer/read-offers.ts";

/** Consignments of a supply that are listed at most; figures are of all of them. */
const CONSIGNMENTS_MAX = 200;

/** A page of the supplies of an offer or agreement: after that of this line. */
export interface CoursePage {
  readonly afterLine?: number | undefined;
  readonly limit: number;
}

/** A supply whose course is told, and the lines that it stands in. */
interface CourseLine {
  readonly supplyId: string;
  readonly lineNumbers: readonly number[];
}

/**
 * How far the units of an offer have come, line by line: what the giver still has, what was shared out, agreed, sent and received, and what
 * became of it with each recipient, with the consignments behind the figures. Public, as the ledger is; what of it waits for an answer is
 * for the giver and the secretariat, and `null` for everybody else. Refuses with `not_found`. Cost: movements of the supplies of the page.
 */
export async function readOfferCourse(
  context: AppContext,
  actor: Actor | undefined,
  { offerId, ...page }: CoursePage & { readonly offerId: OfferId },
) {
  const { database } = context;
  const offer = await readOffer(context, offerId);
  if (!offer.ok) return offer;
  const { partyId, lines } = offer.value;
  const { shown, next } = cutLines(
    lines.map(({ supplyId, lineNumber }) => ({ supplyId, lineNumbers: [lineNumber] })),
    page,
  );
  const giverId = asId<"party">(partyId);
  const secretariat = await findSecretariatId(database);
  const seesAll =
    actor !== undefined && permit(actor, "read_unpublished", { giver: giverId, secretariat }).ok;
  const told = await tellCourses(context, shown, {
    describe: describeOffered,
    proposedOf: seesAll ? giverId : null,
  });
  return accept({ items: told, next });
}

/**
 * How far the units of an agreement have come, supply by supply: see `describeAgreed`. For those who may read the agreement. Refuses as
 * `readAgreement`. Cost as {@link readOfferCourse}.
 */
export async function readAgreementCourse(
  context: AppContext,
  actor: Actor,
  { agreementId, ...page }: CoursePage & { readonly agreementId: AgreementId },
) {
  const agreement = await readAgreement(context, actor, agreementId);
  if (!agreement.ok) return agreement;
  const { recipientCode } = agreement.value;
  const bySupply = new Map<string, number[]>();
  for (const { supplyId, lineNumber } of agreement.value.lines) {
    const numbers = bySupply.get(supplyId);
    if (numbers === undefined) bySupply.set(supplyId, [lineNumber]);
    else numbers.push(lineNumber);
  }
  const { shown, next } = cutLines(
    [...bySupply].map(([supplyId, lineNumbers]) => ({ supplyId, lineNumbers })),
    page,
  );
  const describe = (facts: CourseFacts) => describeAgreed(facts, { agreementId, recipientCode });
  return accept({ items: await tellCourses(context, shown, { describe, proposedOf: null }), next });
}

/** Lines come by their numbers, those of one supply by the first of them. */
function cutLines(lines: readonly CourseLine[], { afterLine = 0, limit }: CoursePage) {
  const firstOf = (line: CourseLine | undefined): number => line?.lineNumbers[0] ?? 0;
  const rest = lines.filter((line) => firstOf(line) > afterLine);
  const shown = rest.slice(0, limit);
  return { shown, next: rest.length > limit ? firstOf(shown.at(-1)) : null };
}

async function tellCourses(
  context: AppContext,
  lines: readonly CourseLine[],
  {
    describe,
    proposedOf,
  }: {
    readonly describe: (facts: CourseFacts) => SupplyCourse;
    /** The giver whose proposals the reader may see; `null`: none. */
    readonly proposedOf: PartyId | null;
  },
) {
  const { database, reference } = context;
  const supplyIds = lines.map(({ supplyId }) => asId<"supply">(supplyId));
  const supplies = await findCourseSupplies(database, supplyIds);
  const itemOf = (supplyId: string): string => supplies.get(supplyId)?.itemId ?? "";
  const factsOf = await readFacts(database, supplyIds, (supplyId) =>
    listUpward(itemOf(supplyId), reference.items),
  );
  const proposed = proposedOf === null ? null : await sumProposed(database, proposedOf, supplyIds);
  return lines.map(({ supplyId, lineNumbers }) => {
    const supply = supplies.get(supplyId);
    const { consignments, giver, ...course } = describe(factsOf(supplyId));
    return {
      lineNumbers,
      supplyId,
      itemId: itemOf(supplyId),
      unit: reference.items.get(itemOf(supplyId))?.unitName ?? "piece",
      lotNumber: supply?.lotNumber ?? null,
      expiry: supply?.expiry ?? null,
      recallId: supply?.recallId ?? null,
      giver:
        giver === null
          ? null
          : { ...giver, proposed: proposed === null ? null : (proposed.get(supplyId) ?? 0) },
      ...course,
      consignmentCount: consignments.length,
      consignments: consignments.slice(0, CONSIGNMENTS_MAX),
    };
  });
}

/** What is known of each of the supplies. `upward`: its item and the categories above it. */
async function readFacts(
  database: Database,
  supplyIds: readonly SupplyId[],
  upward: (supplyId: string) => readonly string[],
): Promise<(supplyId: string) => CourseFacts> {
  const flows = await listCourseFlows(database, supplyIds);
  const carrying = await listCarrying(database, supplyIds);
  const sharedOut = await listSharedOut(database, supplyIds);
  const partyCodes = [...new Set(flows.flatMap(({ partyCode }) => partyCode ?? []))];
  const itemIds = [...new Set(supplyIds.flatMap((id) => upward(id)))];
  const doses = await listDosesWithoutLot(database, { itemIds, partyCodes });
  return (supplyId) => {
    const above = upward(supplyId);
    const dosesWithoutLot = new Map<string, number>();
    for (const { itemId, partyCode, doses: units } of doses) {
      if (above.includes(itemId))
        dosesWithoutLot.set(partyCode, (dosesWithoutLot.get(partyCode) ?? 0) + units);
    }
    return {
      flows: flows.filter((one) => one.supplyId === supplyId),
      consignments: carrying.filter((one) => one.supplyId === supplyId),
      sharedOut: new Map(
        sharedOut
          .filter((one) => one.supplyId === supplyId)
          .map(({ partyCode, units }) => [partyCode, units]),
      ),
      dosesWithoutLot,
    };
  };
}
