import type { Command } from "commander";
import { shelfLifeEndpoints } from "#api/shelf-life.ts";
import { buildOperatorActor } from "#app/account/operator.ts";
import { readShelfLifeRules } from "#app/shelf-life/read-shelf-life-rules.ts";
import { retireShelfLifeRule, setShelfLifeRule } from "#app/shelf-life/set-shelf-life-rule.ts";
import { readKnownParties } from "#app/import/known-parties.ts";
import { type OpenOperator, type Operator, withOperator } from "./operator.ts";
import { parseOptions } from "./options.ts";
import { malformed, print, printJson, printTable, unwrap } from "./output.ts";

interface RuleOptions {
  readonly party: string;
  readonly item: string;
  readonly leastDays?: string;
  readonly leastPerCent?: string;
  readonly json?: true;
}

/** `wellspring shelf-life rules`, `set`, `retire`: what parties ask to be left of the shelf life on arrival. */
export function addShelfLifeCommand(program: Command, open: OpenOperator): void {
  const parent = program
    .command("shelf-life")
    .description("Shelf life on arrival: what parties ask, for items and categories");
  parent
    .command("rules")
    .description("What is asked of everybody, and what a party asks")
    .requiredOption("--party <code>", "the recipient")
    .option("--json", "data only")
    .action(async ({ party, json }: { readonly party: string; readonly json?: true }) => {
      const { ofAll, items } = await withOperator(open, async ({ context }) => {
        return unwrap(await readShelfLifeRules(context, { party: party.toUpperCase() }));
      });
      if (json === true) return printJson({ ofAll, items });
      const asked = items.map((one) => ({ ...one, by: one.retiredAt === null ? party.toUpperCase() : "" }));
      printTable(
        [
          ...ofAll.map((one) => ({ ...one, by: "everybody", setAt: null, retiredAt: null })),
          ...asked.filter(({ retiredAt }) => retiredAt === null),
        ],
        [
          { title: "asked by", value: (one) => one.by },
          { title: "item or category", value: (one) => one.itemId },
          { title: "days", value: (one) => one.leastDays },
          { title: "per cent", value: (one) => one.leastPerCent },
          { title: "since", value: (one) => one.setAt },
        ],
      );
    });
  addChange(parent, "set")
    .option("--least-days <days>", "days that must be left")
    .option("--least-per-cent <share>", "share of the whole shelf life that must be left")
    .action(async (options: RuleOptions) => await change(open, "set", options));
  addChange(parent, "retire").action(async (options: RuleOptions) => await change(open, "retire", options));
}

const ABOUT = {
  set: "Ask so much for an item or a category, in place of what the party asked before",
  retire: "Ask no more for it than is asked of everybody",
} as const;

function addChange(parent: Command, name: keyof typeof ABOUT): Command {
  return parent
    .command(name)
    .description(ABOUT[name])
    .requiredOption("--party <code>", "the recipient that asks")
    .requiredOption("--item <id>", "the item or category")
    .option("--json", "data only");
}

async function change(open: OpenOperator, name: keyof typeof ABOUT, options: RuleOptions): Promise<void> {
  const rule = await withOperator(open, async (operator) => {
    const { context, newCommandId } = operator;
    const partyId = await findPartyId(operator, options.party);
    const meta = { actor: await buildOperatorActor(context, [partyId]), commandId: newCommandId() };
    const about = { partyId, itemId: options.item };
    if (name === "retire") {
      const command = parseOptions(shelfLifeEndpoints.retireShelfLifeRule.body, about);
      return unwrap(await retireShelfLifeRule(context, meta, command));
    }
    const command = parseOptions(shelfLifeEndpoints.setShelfLifeRule.body, {
      ...about,
      ...(options.leastDays === undefined ? {} : { leastDays: readNumber(options.leastDays) }),
      ...(options.leastPerCent === undefined ? {} : { leastPerCent: readNumber(options.leastPerCent) }),
    });
    return unwrap(await setShelfLifeRule(context, meta, command));
  });
  if (options.json === true) return printJson(rule);
  const asks = [
    rule.leastDays === null ? [] : [`${rule.leastDays} days`],
    rule.leastPerCent === null ? [] : [`${rule.leastPerCent} % of its shelf life`],
  ].flat();
  const party = options.party.toUpperCase();
  print(
    rule.retiredAt === null
      ? `${party} asks ${asks.join(" and ")} on arrival of ${rule.itemId}.`
      : `${party} asks nothing of its own of ${rule.itemId} any more.`,
  );
}

/** The number that a text is; what is none is left to the schema, which tells it with its text. */
function readNumber(text: string): number | string {
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

async function findPartyId({ context }: Operator, code: string) {
  const party = (await readKnownParties(context.database)).get(code.toUpperCase());
  if (party === undefined) throw malformed([{ field: "--party", value: code, rule: "unknown_party" }]);
  return party.id;
}
