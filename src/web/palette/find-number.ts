import type { Answer } from "#api/client.ts";
import { isConsignmentNumber, normalizeConsignmentNumber } from "#core/consignment/number.ts";
import { isSscc } from "#core/gs1.ts";
import { asId, isId } from "#core/id.ts";
import { read, RefusedReadingError, server } from "../server/connection.ts";

/** What a number names, with where it is shown. */
export type Found =
  | { readonly kind: "call" | "offer"; readonly href: string; readonly party: string }
  | { readonly kind: "agreement"; readonly href: string; readonly giver: string; readonly recipient: string }
  | {
      readonly kind: "consignment";
      readonly href: string;
      readonly number: string;
      readonly giver: string;
      readonly recipient: string;
    }
  | { readonly kind: "followed"; readonly href: string; readonly identifier: string };

/** A whole number, in the form in which it is asked for: of a consignment or a package, or an id; `null` for other texts. */
export function readNumber(text: string): string | null {
  const typed = text.trim();
  if (isConsignmentNumber(typed)) return normalizeConsignmentNumber(typed);
  const lower = typed.toLowerCase();
  if (isId(lower)) return lower;
  const digits = typed.replaceAll(/[\s-]/g, "");
  return isSscc(digits) ? digits : null;
}

/**
 * What a number names that the reader may see; nothing where nobody knows it, or where it is of something that is not shown to this reader.
 * Throws where there is no connection.
 */
export async function findNumber(number: string): Promise<Found | null> {
  const view = await readOrNull(server.follow({ params: { identifier: number }, query: { limit: 1 } }));
  if (view === null) return null;
  const followed = { kind: "followed", href: `/follow/${number}`, identifier: number } as const;
  switch (view.kind) {
    case "consignment": {
      const found = view.consignments.find((one) => one.number === number || one.id === number);
      if (found === undefined) return followed;
      const { id, number: shown, giver, recipient } = found;
      return { kind: "consignment", href: `/consignments/${id}`, number: shown, giver, recipient };
    }
    case "call": {
      const call = await readOrNull(server.getCall({ params: { callId: asId(number) } }));
      return call === null ? null : { kind: "call", href: `/calls/${number}`, party: call.partyCode };
    }
    case "offer": {
      const offer = await readOrNull(server.getOffer({ params: { offerId: asId(number) } }));
      return offer === null ? null : { kind: "offer", href: `/offers/${number}`, party: offer.partyCode };
    }
    case "agreement": {
      const found = await readOrNull(server.getAgreement({ params: { agreementId: asId(number) } }));
      if (found === null) return null;
      const { giverCode: giver, recipientCode: recipient } = found;
      return { kind: "agreement", href: `/agreements/${number}`, giver, recipient };
    }
    default:
      return followed;
  }
}

/** The value of an answer; `null` where there is no such thing, or none for this reader. */
async function readOrNull<Value>(answer: Promise<Answer<Value>>): Promise<Value | null> {
  try {
    return await read(answer);
  } catch (error) {
    const isHidden = error instanceof RefusedReadingError && [401, 403, 404].includes(error.problem.status);
    if (isHidden) return null;
    throw error;
  }
}
