import { checkDeclaration, type Declaration } from "#core/consignment/declaration.ts";
import { listStepMovements } from "#core/consignment/step-movements.ts";
import { refuse } from "#core/result.ts";
import { insertDeclaration } from "#store/consignment.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { postMovements } from "../ledger/post-movements.ts";
import { type CommandScope, runCommand } from "../run-command.ts";
import { checkExpiry } from "./read-expired.ts";
import { beginStep, type ConsignmentCommand, finishStep, nextStatus, type StepReady } from "./take-step.ts";

/** Clearance by customs, with the declaration where there is one. */
export interface ClearConsignment extends ConsignmentCommand {
  readonly declaration?: Declaration | undefined;
}

/**
 * Cleared for export: the units now stand at the site of entry's side of the border, still in the giver's
 * hands. Refuses as `beginStep`, then with `step_not_allowed`, `malformed` (HS codes, with the edition in which
 * each would be valid), then as `postEntry`.
 */
export async function clearExport(context: AppContext, meta: CommandMeta, command: ClearConsignment) {
  return await runCommand(context, meta, { kind: "clear_export", body: command }, async (scope) => {
    const ready = await beginStep(scope, "clear_export", command);
    if (!ready.ok) return ready;
    return await clear(scope, ready.value, { step: "clear_export", declaration: command.declaration });
  });
}

/**
 * Cleared for import: the units pass into the recipient's hands. Refuses as {@link clearExport}, before `postEntry` with
 * `expired`: what may not be used any more is not let in. It can still be counted, and then goes to quarantine.
 */
export async function clearImport(context: AppContext, meta: CommandMeta, command: ClearConsignment) {
  return await runCommand(context, meta, { kind: "clear_import", body: command }, async (scope) => {
    const ready = await beginStep(scope, "clear_import", command);
    if (!ready.ok) return ready;
    return await clear(scope, ready.value, { step: "clear_import", declaration: command.declaration });
  });
}

async function clear(
  scope: CommandScope,
  ready: StepReady,
  {
    step,
    declaration,
  }: { readonly step: "clear_export" | "clear_import"; readonly declaration: Declaration | undefined },
) {
  const { consignment, occurred } = ready;
  const status = nextStatus(consignment, step);
  if (!status.ok) return status;
  if (declaration !== undefined) {
    const { hsSubheadings } = scope.context.reference;
    const problems = checkDeclaration(declaration, consignment.lines, hsSubheadings);
    if (problems.length > 0) return refuse({ code: "malformed", problems });
    await insertDeclaration(scope.database, {
      consignmentId: consignment.id,
      kind: step === "clear_export" ? "export" : "import",
      number: declaration.number ?? null,
      hsEdition: declaration.hsEdition,
      lines: declaration.lines,
      recordedAt: scope.now,
    });
  }
  if (step === "clear_import") {
    const usable = await checkExpiry(scope.database, consignment, occurred);
    if (!usable.ok) return usable;
  }
  const movements = listStepMovements(consignment, consignment.status, step, occurred);
  // Between a site and itself nothing moves at export: the step is recorded without an entry.
  if (movements.length > 0) {
    const posted = await postMovements(scope, step, movements);
    if (!posted.ok) return posted;
  }
  const siteId = step === "clear_export" ? consignment.fromSiteId : consignment.toSiteId;
  return await finishStep(scope, ready, { step, status: status.value, siteId });
}
