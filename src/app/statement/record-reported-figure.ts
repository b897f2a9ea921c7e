import { asId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept } from "#core/result.ts";
import { decideReportedFigure, type RecordReportedFigure } from "#core/statement/record-reported-figure.ts";
import { getSecretariatId } from "#store/party.ts";
import { insertReportedFigure } from "#store/reported-figure.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type CommandScope, runTogether, runWithin } from "../run-command.ts";

/**
 * Records a figure that somebody else published, with its source. Returns it as it is shown. Refuses with
 * `not_permitted`, then `malformed`. It has the command's id, so that the same figure sent again is one figure.
 */
export async function recordReportedFigure(
  context: AppContext,
  meta: CommandMeta,
  command: RecordReportedFigure,
) {
  return await runTogether(context, meta, async (scope) => await recordReportedFigureWithin(scope, command));
}

/** {@link recordReportedFigure} within a transaction that is under way, where a refusal ends it. */
export async function recordReportedFigureWithin(within: CommandScope, command: RecordReportedFigure) {
  const { context, meta } = within;
  return await runWithin(within, { kind: "record_reported_figure", body: command }, async (scope) => {
    const secretariat = await getSecretariatId(scope.database);
    const permitted = permit(meta.actor, "record_reported_figure", { secretariat });
    if (!permitted.ok) return permitted;
    const { countries, items } = context.reference;
    const id = asId<"reported-figure">(meta.commandId);
    const decided = decideReportedFigure(command, { id, now: scope.now, countries, items });
    if (!decided.ok) return decided;
    await insertReportedFigure(scope.database, decided.value, {
      commandId: meta.commandId,
      recordedAt: scope.now,
    });
    return accept({ ...decided.value, recordedAt: scope.now });
  });
}
