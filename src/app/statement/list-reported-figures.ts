import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import type { ReportedFigure } from "#core/statement/reported-figure.ts";
import { listAllReportedFigures } from "#store/reported-figure.ts";
import type { AppContext } from "../context.ts";
import { listBelow } from "./read-statement.ts";

/** Which reported figures are asked for. */
export interface ReportedRequest {
  /** ISO 3166-1 alpha-3. */
  readonly exporter?: string | undefined;
  /** An item, with everything below it in the category tree. */
  readonly item?: string | undefined;
}

/** Figures of one group contradict each other: source against source. */
export interface ReportedConflict {
  readonly group: string;
  readonly figures: readonly ReportedFigure[];
}

/**
 * The figures that others published, as printed, by item, period and source, and those that contradict each other side
 * by side. Refuses with `malformed`: an unknown item or country.
 */
export async function listReported(
  context: AppContext,
  request: ReportedRequest,
): Promise<
  Result<
    { readonly figures: readonly ReportedFigure[]; readonly conflicts: readonly ReportedConflict[] },
    MalformedRefusal
  >
> {
  const { countries, items } = context.reference;
  const { exporter, item } = request;
  const problems: Problem[] = [];
  if (item !== undefined && !items.has(item))
    problems.push({ field: "item", value: item, rule: "unknown_item" });
  if (exporter !== undefined && !countries.has(exporter)) {
    problems.push({ field: "exporter", value: exporter, rule: "unknown_country" });
  }
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const itemIds = item === undefined ? undefined : listBelow(item, items);
  const figures = await listAllReportedFigures(context.database, { exporter, itemIds });
  const groups = new Map<string, ReportedFigure[]>();
  for (const figure of figures) {
    if (figure.conflictGroup === null) continue;
    groups.set(figure.conflictGroup, [...(groups.get(figure.conflictGroup) ?? []), figure]);
  }
  const conflicts = [...groups].map(([group, members]) => ({ group, figures: members }));
  return accept({ figures, conflicts });
}
