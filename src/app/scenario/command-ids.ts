import { v5 } from "uuid";
import { asId, type CommandId } from "#core/id.ts";

/** Namespace of the ids of a scenario's commands (RFC 9562, version 5). */
const NAMESPACE = "6f1d7c52-6b1e-5d0a-9f3e-0c5b9f2e2020";

/**
 * The id of one command of a scenario: the same for the same step, so that a run which was interrupted anywhere is
 * gone through again and finds done what has been done.
 */
export function scenarioCommandId(scenario: string, ...step: readonly string[]): CommandId {
  return asId<"command">(v5([scenario, ...step].join("\u001f"), NAMESPACE));
}
