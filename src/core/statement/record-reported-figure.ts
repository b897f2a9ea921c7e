import { listStatedConditions } from "#core/conditions.ts";
import type { ReportedFigureId } from "#core/id.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { type Day, dayOf, type Instant } from "#core/time.ts";
import type { Qualifier, ReportedFigure } from "./reported-figure.ts";

/** A figure that somebody else published. */
export interface RecordReportedFigure {
  readonly exporter: string;
  readonly importer?: string | undefined;
  readonly itemId: string;
  readonly of?: string | undefined;
  readonly periodFrom: Day;
  readonly periodTo: Day;
  readonly quantity?: number | undefined;
  readonly unitPrinted: string;
  readonly baseQuantity?: number | undefined;
  readonly qualifier: Qualifier;
  readonly valueMinor?: number | undefined;
  readonly currency?: string | undefined;
  readonly sourceUrl: string;
  readonly publisher?: string | undefined;
  readonly edition?: Day | undefined;
  readonly conflictGroup?: string | undefined;
}

/**
 * The figure to record. Refuses with `malformed`: unknown country or item, a period that ends before it begins
 * or in the future, neither quantity nor value, a value without currency, a
 * publisher or unit that puts a condition. A figure is taken as it was printed,
 * however large: it is somebody else's word, and no bound of ours.
 */
export function decideReportedFigure(
  command: RecordReportedFigure,
  facts: {
    readonly id: ReportedFigureId;
    readonly now: Instant;
    readonly countries: ReadonlyMap<string, unknown>;
    readonly items: ReadonlyMap<string, unknown>;
  },
): Result<ReportedFigure, MalformedRefusal> {
  const { publisher, unitPrinted } = command;
  const problems: Problem[] = listStatedConditions({ publisher, unitPrinted });
  const add = (field: string, value: string | null, rule: string): void => {
    problems.push({ field, value, rule });
  };
  if (!facts.countries.has(command.exporter)) add("exporter", command.exporter, "unknown_country");
  if (command.importer !== undefined && !facts.countries.has(command.importer)) {
    add("importer", command.importer, "unknown_country");
  }
  if (!facts.items.has(command.itemId)) add("itemId", command.itemId, "unknown_item");
  if (command.of !== undefined && !facts.items.has(command.of)) add("of", command.of, "unknown_item");
  if (command.periodTo < command.periodFrom)
    add("periodTo", command.periodTo, "period_ends_before_it_begins");
  if (command.periodTo > dayOf(facts.now)) add("periodTo", command.periodTo, "in_the_future");
  if (command.quantity === undefined && command.valueMinor === undefined) {
    add("quantity", null, "quantity_or_value_required");
  }
  if ((command.valueMinor === undefined) !== (command.currency === undefined)) {
    add("currency", command.currency ?? null, "value_and_currency_together");
  }
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  return accept({
    id: facts.id,
    exporter: command.exporter,
    importer: command.importer ?? null,
    itemId: command.itemId,
    of: command.of ?? null,
    periodFrom: command.periodFrom,
    periodTo: command.periodTo,
    quantity: command.quantity ?? null,
    unitPrinted: command.unitPrinted,
    baseQuantity: command.baseQuantity ?? null,
    qualifier: command.qualifier,
    valueMinor: command.valueMinor ?? null,
    currency: command.currency ?? null,
    sourceUrl: command.sourceUrl,
    publisher: command.publisher ?? null,
    edition: command.edition ?? null,
    conflictGroup: command.conflictGroup ?? null,
  });
}
