import type { Command } from "commander";
import { recallEndpoints } from "#api/recall.ts";
import { closeRecall, liftRecall } from "#app/recall/end-recall.ts";
import { readHolders, readRecall, readRecalls } from "#app/recall/read-recalls.ts";
import { startRecall } from "#app/recall/start-recall.ts";
import { asId, isId, type RecallId } from "#core/id.ts";
import { RECALL_REASONS, RECALL_REMEDIES } from "#core/recall/recall.ts";
import { type OpenOperator, type Operator, withOperator } from "./operator.ts";
import { malformed, print, printJson, printTable, tell, unwrap } from "./output.ts";
import { parseOptions } from "./options.ts";

const LISTED_MAX = 100;
const HOLDERS_OF_A_PAGE = 500;
const CLASS = /^[123]$/;

interface Shown {
  readonly json?: true;
}

interface StartOptions extends Shown {
  readonly item?: string;
  readonly gtin?: string;
  readonly lot: readonly string[];
  readonly class: string;
  readonly reason: string;
  readonly remedy: string;
  readonly drill?: true;
  readonly source?: string;
  readonly scenario?: string;
}

type Recall = Extract<Awaited<ReturnType<typeof readRecall>>, { ok: true }>["value"];
type Head = Awaited<ReturnType<typeof readRecalls>>["items"][number];

/**
 * `wellspring recall start`, `list`, `show`, `holders`, `close`, `lift`: for the secretariat. Holders say that they know, and what
 * became of their units, on the pages or through the interface.
 */
export function addRecallCommand(program: Command, open: OpenOperator): void {
  const recall = program.command("recall").description("Recalls of lots and trade items, and drills");
  addStart(recall, open);
  recall
    .command("list")
    .description("Recalls, newest first")
    .option("--scenario <name>", "of a scenario; left out: what really is")
    .option("--json", "data only")
    .action(async (options: Shown & { scenario?: string }) => {
      const { items, next } = await withOperator(open, async ({ context }) =>
        readRecalls(context, { scenario: options.scenario ?? null }, { limit: LISTED_MAX }),
      );
      if (options.json === true) printJson(items);
      else printHeads(items);
      if (next !== null) tell(`There are more; these are the newest ${LISTED_MAX}.`);
    });
  recall
    .command("show")
    .description("How far a recall has come: who has answered, and where the units are")
    .argument("<recall>", "the recall's id")
    .option("--json", "data only")
    .action(async (id: string, options: Shown) => {
      const recallId = readRecallId(id);
      printRecall(
        await withOperator(open, async ({ context }) => unwrap(await readRecall(context, recallId))),
        options,
      );
    });
  addHolders(recall, open);
  for (const [name, about, step] of [
    ["close", "Close a recall of which every unit is accounted for", closeRecall],
    ["lift", "Lift a recall: its units may be used after all", liftRecall],
  ] as const) {
    recall
      .command(name)
      .description(about)
      .argument("<recall>", "the recall's id")
      .option("--json", "data only")
      .action(async (id: string, options: Shown) => {
        const recallId = readRecallId(id);
        const ended = await withOperator(open, async (operator) =>
          unwrap(await step(operator.context, newMeta(operator), { recallId })),
        );
        printRecall(ended, options);
      });
  }
}

function addStart(recall: Command, open: OpenOperator): void {
  const collect = (lot: string, lots: readonly string[]): readonly string[] => [...lots, lot];
  recall
    .command("start")
    .description(
      "Recall lots, or every lot of a trade item: every unit is withheld at once, every holder told",
    )
    .option("--item <id>", "the item; needed where only lots are stated")
    .option("--gtin <digits>", "GS1 trade item number, as printed")
    .option("--lot <number>", "a lot; state it once for each", collect, [])
    .requiredOption("--class <1|2|3>", "1: may endanger life; 2: may harm; 3: hardly harms")
    .requiredOption("--reason <reason>", RECALL_REASONS.join(", "))
    .requiredOption("--remedy <remedy>", `what holders do: ${RECALL_REMEDIES.join(", ")}`)
    .option("--source <url>", "where the recall was published")
    .option("--drill", "finds and tells the holders, and moves nothing")
    .option("--scenario <name>", "of a scenario; left out: what really is")
    .option("--json", "data only")
    .action(async (options: StartOptions) => {
      const started = await withOperator(open, async (operator) => {
        const { context, actor } = operator;
        const [partyId] = actor.memberships.map((held) => held.partyId);
        const { scenario = null, ...command } = parseOptions(recallEndpoints.startRecall.body, {
          partyId,
          ...(options.item === undefined ? {} : { itemId: options.item }),
          ...(options.gtin === undefined ? {} : { gtin: options.gtin }),
          lotNumbers: options.lot,
          class: CLASS.test(options.class) ? Number(options.class) : options.class,
          reason: options.reason,
          remedy: options.remedy,
          isDrill: options.drill === true,
          ...(options.source === undefined ? {} : { sourceUrl: options.source }),
          ...(options.scenario === undefined ? {} : { scenario: options.scenario }),
        });
        return unwrap(await startRecall(context, newMeta(operator), command, { scenario }));
      });
      printRecall(started, options);
    });
}

function addHolders(recall: Command, open: OpenOperator): void {
  recall
    .command("holders")
    .description("Everybody who has had units of a recall, and what is where")
    .argument("<recall>", "the recall's id")
    .option("--json", "data only")
    .action(async (id: string, options: Shown) => {
      const recallId = readRecallId(id);
      const holders = await withOperator(open, async (operator) => await readAll(operator, recallId));
      if (options.json === true) {
        printJson(holders);
        return;
      }
      printTable(holders, [
        { title: "party", value: (holder) => holder.partyCode },
        { title: "site", value: (holder) => holder.siteCode },
        { title: "told", value: (holder) => holder.toldAt },
        { title: "acknowledged", value: (holder) => holder.acknowledgedAt },
        {
          title: "units",
          value: ({ units }) =>
            units
              .map(({ lotNumber, stage, quantity }) => `${quantity} ${stage} (${lotNumber ?? "no lot"})`)
              .join(", "),
        },
      ]);
    });
}

async function readAll({ context, actor }: Operator, recallId: RecallId) {
  const all = [];
  let afterKey: string | undefined;
  do {
    const page = unwrap(await readHolders(context, actor, recallId, { afterKey, limit: HOLDERS_OF_A_PAGE }));
    all.push(...page.items);
    afterKey = page.nextKey ?? undefined;
  } while (afterKey !== undefined);
  return all;
}

function newMeta({ actor, newCommandId }: Operator) {
  return { actor, commandId: newCommandId() };
}

function readRecallId(text: string): RecallId {
  if (isId(text)) return asId<"recall">(text);
  throw malformed([{ field: "recall", value: text, rule: "uuid" }]);
}

function printHeads(recalls: readonly Head[]): void {
  printTable(recalls, [
    { title: "recall", value: (recall) => recall.id },
    { title: "status", value: (recall) => `${recall.status}${recall.isDrill ? " (drill)" : ""}` },
    { title: "by", value: (recall) => recall.partyCode },
    { title: "item", value: (recall) => recall.itemId },
    { title: "trade item", value: (recall) => recall.gtin },
    { title: "lots", value: (recall) => recall.lotNumbers.join(" ") },
    { title: "class", value: (recall) => recall.class },
    { title: "reason", value: (recall) => recall.reason },
    { title: "remedy", value: (recall) => recall.remedy },
    { title: "started", value: (recall) => recall.createdAt },
  ]);
}

function printRecall(recall: Recall, { json }: Shown): void {
  if (json === true) {
    printJson(recall);
    return;
  }
  printHeads([recall]);
  const { told, acknowledged, parties, countries } = recall.sites;
  print(
    `\n${told} sites of ${parties} parties in ${countries} countries told; ${acknowledged} have answered.\n`,
  );
  const rows = Object.entries(recall.units).filter(([, units]) => units > 0);
  printTable(rows, [
    { title: "units", value: ([stage]) => stage },
    { title: "now", value: ([, units]) => units },
  ]);
}
