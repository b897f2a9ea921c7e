import { isSscc } from "#core/gs1.ts";
import type { ConsignmentId } from "#core/id.ts";
import { type Problem, refuse } from "#core/result.ts";
import { findUsedSsccs, insertPackages } from "#store/consignment.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { runCommand } from "../run-command.ts";
import { beginStep, finishStep, nextStatus } from "./take-step.ts";

export interface PackConsignment {
  readonly consignmentId: ConsignmentId;
  readonly packages: readonly { readonly sscc: string }[];
}

/**
 * Packs a consignment, with the GS1 codes of its packages. Refuses as `beginStep`, then with
 * `step_not_allowed`, then `malformed`: a wrong check digit, a code twice, a code that another one has.
 */
export async function packConsignment(context: AppContext, meta: CommandMeta, command: PackConsignment) {
  return await runCommand(context, meta, { kind: "pack_consignment", body: command }, async (scope) => {
    const ready = await beginStep(scope, "pack_consignment", { consignmentId: command.consignmentId });
    if (!ready.ok) return ready;
    const { consignment } = ready.value;
    const status = nextStatus(consignment, "pack");
    if (!status.ok) return status;
    const ssccs = command.packages.map((one) => one.sscc);
    const used = new Set(await findUsedSsccs(scope.database, ssccs));
    const problems = findProblems(ssccs, used);
    if (problems.length > 0) return refuse({ code: "malformed", problems });
    await insertPackages(scope.database, consignment.id, ssccs);
    return await finishStep(scope, ready.value, {
      step: "pack",
      status: status.value,
      siteId: consignment.fromSiteId,
    });
  });
}

function findProblems(ssccs: readonly string[], used: ReadonlySet<string>): Problem[] {
  const seen = new Set<string>();
  return ssccs.flatMap((value, index): Problem[] => {
    const field = `packages.${index}.sscc`;
    if (!isSscc(value)) return [{ field, value, rule: "gs1_sscc" }];
    if (used.has(value)) return [{ field, value, rule: "sscc_in_use" }];
    if (seen.has(value)) return [{ field, value, rule: "doubled_line" }];
    seen.add(value);
    return [];
  });
}
