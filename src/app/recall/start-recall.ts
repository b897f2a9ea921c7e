import { asId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { decideStartRecall, type StartRecall } from "#core/recall/start-recall.ts";
import { refuse } from "#core/result.ts";
import { getSecretariatId } from "#store/party.ts";
import { insertRecall, sumRecall } from "#store/recall.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { showRecall } from "./show-recall.ts";
import { withholdSupplies } from "./withhold-supplies.ts";

/**
 * Recalls lots, or every lot of a trade item: all units that anybody holds go into quarantine in this command, those that are
 * promised or on their way are withheld, and everybody who has or has had some is told. A giver recalls what it has given, the
 * secretariat what anybody has. A drill only finds and tells. Returns the recall as it is shown.
 *
 * Refuses, in this order, with `not_permitted`, `malformed` (as `decideStartRecall`), `nothing_to_recall` (then nothing
 * is written: a lot that comes later has to be recalled again).
 */
export async function startRecall(
  context: AppContext,
  meta: CommandMeta,
  command: StartRecall,
  options: { readonly scenario: string | null } = { scenario: null },
) {
  const body = { ...command, ...options };
  return await runCommand(context, meta, { kind: "start_recall", body }, async (scope) => {
    const { database, now } = scope;
    const secretariat = await getSecretariatId(database);
    const isSecretariat = command.partyId === secretariat;
    const standing = isSecretariat ? { secretariat } : { self: command.partyId };
    const permitted = permit(meta.actor, "start_recall", standing);
    if (!permitted.ok) return permitted;
    const decided = decideStartRecall(command, {
      id: asId<"recall">(context.newId()),
      items: context.reference.items,
      scenario: options.scenario,
      isSecretariat,
    });
    if (!decided.ok) return decided;
    const recall = decided.value;
    await insertRecall(database, recall, now);
    const withheld = await withholdSupplies(scope, recall.id, { posts: !recall.isDrill });
    if (!withheld.ok) return withheld;
    const { sites } = await sumRecall(database, recall.id);
    if (sites.told === 0) {
      const sought = [recall.itemId, recall.gtin, ...recall.lotNumbers].filter((part) => part !== null);
      return refuse({ code: "nothing_to_recall", sought: sought.join(" ") });
    }
    return await showRecall(database, recall.id);
  });
}
