import type { Command } from "commander";
import { openRound } from "#app/round/open-round.ts";
import { planRound } from "#app/round/plan-round.ts";
import { publishRound } from "#app/round/publish-round.ts";
import { readRound, readRounds } from "#app/round/read-rounds.ts";
import type { TeamOutcome } from "#core/allocation/read-team-plan.ts";
import { asId, isId, type RoundId } from "#core/id.ts";
import { type OpenOperator, type Operator, withOperator } from "./operator.ts";
import { malformed, print, printJson, printTable, unwrap } from "./output.ts";
import { choosePolicy, POLICY_OPTION } from "./policies.ts";

const LISTED_MAX = 100;

interface Shown {
  readonly json?: true;
}

/** `wellspring plan open`, `list`, `show`, `run`, `publish`: a planning round from its opening to its agreements. */
export function addRoundCommands(plan: Command, open: OpenOperator): void {
  plan
    .command("open")
    .description("Open a draft round over what is open now")
    .requiredOption("--policy <policy>", POLICY_OPTION)
    .option("--scenario <name>", "over a scenario; left out: what really is")
    .option("--json", "data only")
    .action(async (options: Shown & { policy: string; scenario?: string }) => {
      const { scenario } = options;
      const policy = await choosePolicy("--policy", options.policy);
      const round = await withOperator(open, async (operator) =>
        unwrap(await openRound(operator.context, newMeta(operator), { policy, scenario })),
      );
      printRound(round, options);
    });
  plan
    .command("list")
    .description("The rounds, newest first, drafts among them")
    .option("--scenario <name>", "of a scenario; left out: what really is")
    .option("--json", "data only")
    .action(async (options: Shown & { scenario?: string }) => {
      const rounds = await withOperator(open, async ({ context, actor }) => {
        const request = { scenario: options.scenario ?? null, page: { limit: LISTED_MAX } };
        return (await readRounds(context, actor, request)).items;
      });
      if (options.json === true) printJson(rounds);
      else printHeads(rounds);
    });
  plan
    .command("show")
    .description("One round: what every line got, and what bound it")
    .argument("<round>", "the round's id")
    .option("--json", "data only")
    .action(async (id: string, options: Shown) => {
      const roundId = readRoundId(id);
      const round = await withOperator(open, async ({ context, actor }) =>
        unwrap(await readRound(context, actor, roundId)),
      );
      printRound(round, options);
    });
  addStep(plan, open, { name: "run", about: "Plan a draft round over what is open now", step: planRound });
  addStep(plan, open, {
    name: "publish",
    about: "Publish a planned round: agreements are proposed, and deployments of its teams",
    step: publishRound,
  });
}

interface RoundStep {
  readonly name: string;
  readonly about: string;
  readonly step: typeof planRound | typeof publishRound;
}

function addStep(plan: Command, open: OpenOperator, { name, about, step }: RoundStep): void {
  plan
    .command(name)
    .description(about)
    .argument("<round>", "the round's id")
    .option("--json", "data only")
    .action(async (id: string, options: Shown) => {
      const roundId = readRoundId(id);
      const round = await withOperator(open, async (operator) =>
        unwrap(await step(operator.context, newMeta(operator), { roundId })),
      );
      printRound(round, options);
    });
}

function newMeta({ actor, newCommandId }: Operator) {
  return { actor, commandId: newCommandId() };
}

function readRoundId(text: string): RoundId {
  if (isId(text)) return asId<"round">(text);
  throw malformed([{ field: "round", value: text, rule: "uuid" }]);
}

type Round = Extract<Awaited<ReturnType<typeof readRound>>, { ok: true }>["value"];
type Head = Awaited<ReturnType<typeof readRounds>>["items"][number];

function printHeads(rounds: readonly Head[]): void {
  printTable(rounds, [
    { title: "round", value: (round) => round.id },
    { title: "status", value: (round) => round.status },
    { title: "policy", value: (round) => round.policy.name },
    { title: "cut-off", value: (round) => round.cutOff },
    { title: "published", value: (round) => round.publishedAt },
  ]);
}

function printRound(round: Round, { json }: Shown): void {
  if (json === true) {
    printJson(round);
    return;
  }
  printHeads([round]);
  if (round.outcome === null) return;
  for (const { lines } of round.outcome.unmetFloors ?? []) {
    const named = lines.map(({ partyCode, itemId, promised }) => `${partyCode} ${itemId} (${promised})`);
    print(`\nPromised first, and not enough for all of it, but without any one: ${named.join(", ")}.`);
  }
  print();
  printTable(round.outcome.lines, [
    { title: "party", value: (line) => `${line.partyCode}${line.leastDeveloped ? " LDC" : ""}` },
    { title: "item", value: (line) => line.itemId },
    { title: "asked", value: (line) => line.asked },
    { title: "allocated", value: (line) => line.allocated },
    { title: "coverage", value: (line) => `${(line.coverage * 100).toFixed(2)} %` },
    { title: "bound by", value: (line) => line.bindings.join(" ") },
  ]);
  if (round.outcome.teams !== undefined) printTeams(round.outcome.teams);
}

/** Where teams go, and how far it is proven. */
function printTeams({ sent, calls, staying, proven }: TeamOutcome): void {
  print();
  printTable(calls, [
    { title: "calls for teams", value: (call) => call.partyCode },
    { title: "from", value: (call) => call.fromDay },
    { title: "has", value: (call) => `${call.got} of ${call.wanted}` },
    { title: "why no more", value: (call) => call.status },
  ]);
  print();
  printTable(
    [...sent, ...staying],
    [
      { title: "team", value: (team) => team.teamName },
      { title: "of", value: (team) => team.partyCode },
      { title: "goes to", value: (team) => ("recipientCode" in team ? team.recipientCode : null) },
      { title: "stays, as", value: (team) => ("reason" in team ? team.reason : null) },
    ],
  );
  print(proven ? "No assignment of teams is fairer: proven." : "Time ran out: teams may be assigned better.");
}
