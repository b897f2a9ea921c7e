import { accept, type Result, refuse } from "#core/result.ts";

/** Which step leads from which status to which; what is not listed is not allowed. */
export type StepTable<Status extends string, Step extends string> = Readonly<
  Record<Status, Readonly<Partial<Record<Step, Status>>>>
>;

/** The nouns that have a status. */
export type Stepping =
  | "call"
  | "offer"
  | "round"
  | "agreement"
  | "consignment"
  | "receipt"
  | "difference"
  | "cold hold"
  | "recall"
  | "team offer"
  | "team call"
  | "deployment"
  | "asset"
  | "handover";

/** The thing is in a status from which this step does not lead anywhere; `allowed` says which steps do. */
export interface StepNotAllowedRefusal {
  readonly code: "step_not_allowed";
  readonly noun: Stepping;
  readonly status: string;
  readonly step: string;
  /** The steps that this status does allow. */
  readonly allowed: readonly string[];
}

/** The status after `step`, by `table`. Refuses with `step_not_allowed`, which lists the steps that are. */
export function takeStep<Status extends string, Step extends string>(
  noun: Stepping,
  table: StepTable<Status, Step>,
  { status, step }: { readonly status: Status; readonly step: Step },
): Result<Status, StepNotAllowedRefusal> {
  const next = table[status][step];
  if (next !== undefined) return accept(next);
  return refuse({ code: "step_not_allowed", noun, status, step, allowed: Object.keys(table[status]) });
}
