import { type Command, Option } from "commander";
import { readTeamCall, readTeamCalls } from "#app/team/read-team-calls.ts";
import { asId, isId } from "#core/id.ts";
import { TEAM_CALL_STATUSES, type TeamCallStatus } from "#core/team/team-call.ts";
import { type OpenOperator, withOperator } from "./operator.ts";
import { malformed, print, printJson, printTable, unwrap } from "./output.ts";

interface TeamCallsOptions {
  readonly party?: string;
  readonly status?: TeamCallStatus;
  readonly json?: true;
}

const LISTED_MAX = 500;

/** `wellspring team-calls`: calls for emergency medical teams; with an id, one of them and what has become of it. */
export function addTeamCallsCommand(program: Command, open: OpenOperator): void {
  program
    .command("team-calls")
    .description("Calls for emergency medical teams, newest first; with an id, what has become of one")
    .argument("[id]", "one call")
    .option("--party <code>", "of one party")
    .addOption(new Option("--status <status>", "in one status").choices(TEAM_CALL_STATUSES))
    .option("--json", "data only")
    .action(async (id: string | undefined, options: TeamCallsOptions) => {
      if (id === undefined) await showList(open, options);
      else await showOne(open, id, options);
    });
}

async function showList(open: OpenOperator, { party, status, json }: TeamCallsOptions): Promise<void> {
  const { items } = await withOperator(
    open,
    async ({ context }) => await readTeamCalls(context, { partyCode: party, status }, { limit: LISTED_MAX }),
  );
  if (json === true) {
    printJson(items);
    return;
  }
  printTable(items, [
    { title: "call", value: (call) => call.id },
    { title: "party", value: ({ partyCode }) => partyCode },
    { title: "status", value: (call) => call.status },
    { title: "types", value: ({ types }) => types.join(", ") },
    { title: "teams", value: ({ count }) => count },
    { title: "days", value: ({ fromDay, untilDay }) => `${fromDay} to ${untilDay}` },
    { title: "site", value: ({ siteName }) => siteName },
    { title: "expires", value: (call) => (call.status === "open" ? call.expiresOn : null) },
  ]);
  print(`${items.length} calls for teams.`);
}

async function showOne(open: OpenOperator, id: string, { json }: TeamCallsOptions): Promise<void> {
  if (!isId(id)) throw malformed([{ field: "id", value: id, rule: "uuid" }]);
  const call = await withOperator(open, async ({ context }) =>
    unwrap(await readTeamCall(context, asId<"team call">(id))),
  );
  if (json === true) {
    printJson(call);
    return;
  }
  print(
    `${call.partyCode} calls for ${call.count} of ${call.types.join(", ")} at ${call.siteName}: ${call.status}.`,
  );
  printTable(call.events, [
    { title: "step", value: ({ step }) => step },
    { title: "recorded", value: ({ recordedAt }) => recordedAt },
  ]);
}
