import { asId } from "#core/id.ts";
import { type AddParty, decideAddParty } from "#core/party/add-party.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { findSecretariatId, insertParty } from "#store/party.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type CommandScope, runTogether, runWithin } from "../run-command.ts";

/** Adds a party and returns it. Refuses as `permit` and `decideAddParty` do, then with `code_taken`. */
export async function addParty(context: AppContext, meta: CommandMeta, command: AddParty) {
  return await runTogether(context, meta, async (scope) => await addPartyWithin(scope, command));
}

/** {@link addParty} within a transaction that is under way, where a refusal ends it. */
export async function addPartyWithin(within: CommandScope, command: AddParty) {
  const { context, meta } = within;
  return await runWithin(within, { kind: "add_party", body: command }, async (scope) => {
    const secretariat = await findSecretariatId(scope.database);
    const permitted = permit(meta.actor, "add_party", { secretariat });
    if (!permitted.ok) return permitted;
    const { countries } = context.reference;
    const decided = decideAddParty(command, { id: asId<"party">(context.newId()), countries });
    if (!decided.ok) return decided;
    if (!(await insertParty(scope.database, decided.value, scope.now))) {
      return refuse({ code: "code_taken", noun: "party", taken: command.code });
    }
    return accept(decided.value);
  });
}
