import { estimateNeeds } from "#core/estimate/estimate-needs.ts";
import { accept, refuse } from "#core/result.ts";
import type { AppContext } from "../context.ts";

/** Which country, and for how many weeks. */
export interface EstimateCall {
  /** ISO 3166-1 alpha-3. */
  readonly country: string;
  /** Whole weeks, 1 to 52. */
  readonly weeks: number;
}

/**
 * The lines that a country would call for, by the WHO ESFT method, each with every input of its formula. Refuses
 * with `not_found` for an unknown country, then as `estimateNeeds`.
 */
export function estimateCall(context: AppContext, request: EstimateCall) {
  const { countries, estimateTables, items } = context.reference;
  if (!countries.has(request.country)) {
    return refuse({ code: "not_found", noun: "country", id: request.country });
  }
  const lines = estimateNeeds(request, estimateTables);
  if (!lines.ok) return lines;
  const named = lines.value.map((line) => ({ ...line, unit: items.get(line.itemId)?.unitName ?? line.unit }));
  return accept({ ...request, lines: named });
}
