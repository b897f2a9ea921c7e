import { decidePlanConsignment, type PlanConsignment } from "#core/consignment/plan-consignment.ts";
import { asId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { refuse } from "#core/result.ts";
import { occurredAt } from "#core/time.ts";
import { lockAgreement } from "#store/agreement.ts";
import { insertConsignment, insertConsignmentEvent, sumPlanned } from "#store/consignment.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { showConsignment } from "./take-step.ts";

/**
 * Plans a consignment of an agreement's goods. Refuses, in this order, with `not_found`, `not_permitted`,
 * `agreement_not_concluded`, `malformed` (all problems of all lines).
 */
export async function planConsignment(context: AppContext, meta: CommandMeta, command: PlanConsignment) {
  return await runCommand(context, meta, { kind: "plan_consignment", body: command }, async (scope) => {
    const { database, now } = scope;
    const agreement = await lockAgreement(database, command.agreementId);
    if (agreement === undefined) {
      return refuse({ code: "not_found", noun: "agreement", id: command.agreementId });
    }
    const standing = { giver: agreement.giverId, recipient: agreement.recipientId };
    const permitted = permit(meta.actor, "plan_consignment", standing);
    if (!permitted.ok) return permitted;
    const already = await sumPlanned(database, agreement.id);
    const id = asId<"consignment">(context.newId());
    const decided = decidePlanConsignment(command, agreement, { id, already });
    if (!decided.ok) return decided;
    const { consignment, agreementLineNumbers } = decided.value;
    await insertConsignment(database, consignment, {
      agreementLineNumbers,
      scenario: agreement.scenario,
      sourceUrl: null,
      createdAt: now,
    });
    // Planning is a fact about the office, not about the goods: it bounds no later step's time.
    await insertConsignmentEvent(database, id, {
      step: "plan",
      siteId: null,
      occurred: occurredAt(now),
      commandId: meta.commandId,
      recordedAt: now,
    });
    return await showConsignment(scope, id);
  });
}
