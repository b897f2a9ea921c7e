import type { ReportedFigureId } from "#core/id.ts";
import type { Day } from "#core/time.ts";

/** How exactly a source states its figure. */
export const QUALIFIERS = ["exact", "more_than", "about"] as const;
export type Qualifier = (typeof QUALIFIERS)[number];

/** A figure that somebody else published, as printed, with its source: never mixed with recorded ones. */
export interface ReportedFigure {
  readonly id: ReportedFigureId;
  /** ISO 3166-1 alpha-3. */
  readonly exporter: string;
  readonly importer: string | null;
  readonly itemId: string;
  /** The wider item of whose figure this one is a part. */
  readonly of: string | null;
  readonly periodFrom: Day;
  readonly periodTo: Day;
  /** In the unit as printed; `null` where only a value was published. */
  readonly quantity: number | null;
  readonly unitPrinted: string;
  /** In the item's base unit; `null` where the printed unit cannot be converted exactly. */
  readonly baseQuantity: number | null;
  readonly qualifier: Qualifier;
  /** Minor units of `currency` (ISO 4217). */
  readonly valueMinor: number | null;
  readonly currency: string | null;
  readonly sourceUrl: string;
  readonly publisher: string | null;
  /** Day of publication, where the source states it. */
  readonly edition: Day | null;
  /** Figures of one group contradict each other, source against source. */
  readonly conflictGroup: string | null;
}

/** A reported figure set beside what is recorded for its period. */
export interface ReportedBeside extends Omit<ReportedFigure, "itemId" | "exporter" | "importer" | "of"> {
  readonly samePeriod: boolean;
  readonly recorded: number | null;
  readonly difference: number | null;
}

/** Units cleared for export in some period, of one item and exporter. */
export interface ClearedIn {
  readonly from: Day;
  readonly to: Day;
  readonly cleared: number;
}

/**
 * The figure beside the units recorded as cleared for export in its period. Where a recorded period overlaps the figure's
 * without lying in it (a month that the source does not separate), nobody can tell, and `recorded` is `null`.
 */
export function setBeside(figure: ReportedFigure, cleared: readonly ClearedIn[]): ReportedBeside {
  const { itemId: _item, exporter: _exporter, importer: _importer, of: _of, ...shown } = figure;
  const overlapping = cleared.filter((one) => one.from <= figure.periodTo && one.to >= figure.periodFrom);
  const contained = overlapping.filter((one) => one.from >= figure.periodFrom && one.to <= figure.periodTo);
  if (contained.length === 0 || contained.length < overlapping.length) {
    return { ...shown, samePeriod: false, recorded: null, difference: null };
  }
  const recorded = contained.reduce((sum, one) => sum + one.cleared, 0);
  const difference = figure.baseQuantity === null ? null : recorded - figure.baseQuantity;
  return { ...shown, samePeriod: true, recorded, difference };
}
