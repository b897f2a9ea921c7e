import { normalizeConsignmentNumber } from "#core/consignment/number.ts";
import { asId, type ConsignmentId, isId } from "#core/id.ts";
import { accept, refuse } from "#core/result.ts";
import { findConsignmentId } from "#store/document.ts";
import type { AppContext } from "../context.ts";

/** The id of a consignment by its number as typed, or by the id itself. Refuses with `not_found`. */
export async function findByNumber(context: AppContext, text: string) {
  if (isId(text)) return accept<ConsignmentId>(asId(text));
  const id = await findConsignmentId(context.database, normalizeConsignmentNumber(text));
  return id === undefined ? refuse({ code: "not_found", noun: "consignment", id: text }) : accept(id);
}
