import { v5 } from "uuid";
import { canonicalJson } from "#core/canonical-json.ts";
import { asId, type CommandId } from "#core/id.ts";

/** Made once for imported rows; another one would make other ids of the same rows, which would then be posted again. */
const NAMESPACE = "5b0a6c1e-8d47-4f7e-9a53-2f1f6f1d7c90";

/**
 * The id of what a row of an imported file states: UUID version 5 (RFC 9562, section 5.5) of the canonical JSON of the
 * facts. The same facts, in whatever file, layout or order, have the same id, so that they are posted once.
 */
export function formRowId(
  kind:
    | "delivery"
    | "call"
    | "offer"
    | "reported"
    | "session"
    | "reported_vaccination"
    | "party"
    | "team"
    | "team_offer"
    | "daily_report"
    | "temperature_monitor"
    | "equipment_model"
    | "asset"
    | "asset_commission",
  facts: unknown,
): CommandId {
  return asId<"command">(v5(canonicalJson({ kind, facts }), NAMESPACE));
}

/** Counts, for rows that may legitimately be identical, which of them this one is: 1 for the first. */
export function startOccurrences(): (facts: unknown) => number {
  const counts = new Map<string, number>();
  return (facts) => {
    const key = canonicalJson(facts);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count;
  };
}
