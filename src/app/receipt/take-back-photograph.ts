import type { ConsignmentId, PhotographId } from "#core/id.ts";
import { accept, refuse } from "#core/result.ts";
import { listPhotographs, takeBackJpeg } from "#store/photograph.ts";
import { lockPermitted } from "../consignment/take-step.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { showPhotograph } from "./read-photographs.ts";

/** A photograph that whoever added it no longer wants to be seen. */
export interface TakeBackPhotograph {
  readonly consignmentId: ConsignmentId;
  readonly photographId: PhotographId;
}

/**
 * Takes a photograph back: its bytes are deleted; that there was one, of which digest, who added it and when it was taken back stays.
 *
 * Refuses, in this order, with `not_found` (consignment), `not_permitted`, `not_found` (photograph), `malformed` (`photographId`:
 * `photograph_of_another`, somebody else added it; `photograph_taken_back`).
 */
export async function takeBackPhotograph(
  context: AppContext,
  meta: CommandMeta,
  command: TakeBackPhotograph,
) {
  return await runCommand(context, meta, { kind: "take_back_photograph", body: command }, async (scope) => {
    const { consignmentId, photographId } = command;
    const locked = await lockPermitted(scope, "take_back_photograph", consignmentId);
    if (!locked.ok) return locked;
    const [photograph] = await listPhotographs(scope.database, consignmentId, photographId);
    if (photograph === undefined) return refuse({ code: "not_found", noun: "photograph", id: photographId });
    const isOwn = photograph.userId === meta.actor.userId;
    if (!isOwn || photograph.takenBackAt !== null) {
      const rule = isOwn ? "photograph_taken_back" : "photograph_of_another";
      const problem = { field: "photographId", value: photographId, rule };
      return refuse({ code: "malformed", problems: [problem] });
    }
    await takeBackJpeg(scope.database, photographId, scope.now);
    return accept(await showPhotograph(scope, consignmentId, photographId));
  });
}
