import { type Command, Option } from "commander";
import { z } from "zod";
import { codeSchema, daySchema, idOf, itemIdSchema, quantitySchema } from "#api/scalars.ts";
import { countStock } from "#app/ledger/count-stock.ts";
import { correctSession } from "#app/session/correct-session.ts";
import { readSessions } from "#app/session/read-sessions.ts";
import { recordSession } from "#app/session/record-session.ts";
import { settleDoses } from "#app/session/settle-doses.ts";
import { COUNT_REASONS } from "#core/ledger/count-stock.ts";
import type { Problem } from "#core/result.ts";
import type { RecordSession } from "#core/session/decide-session.ts";
import { DOSE_NUMBERS, WASTE_REASONS } from "#core/session/session-report.ts";
import { parseOptions } from "./options.ts";
import { type OpenOperator, withOperator } from "./operator.ts";
import { malformed, print, printJson, printTable, unwrap } from "./output.ts";
import { readPersonLines } from "./pseudonyms.ts";
import { addEventCommands } from "./session-events.ts";
import { addPersonCommands } from "./session-persons.ts";
import { findHere, type PlaceOptions } from "./session-place.ts";

interface ReportOptions extends PlaceOptions {
  readonly item: string;
  readonly day: string;
  readonly given?: readonly string[];
  readonly wasted?: readonly string[];
  readonly persons?: string;
  readonly source?: string;
  readonly corrects?: string;
  readonly reason?: string;
}

const REASONS = ["count_error", "typing_error", "wrong_item", "doubled_entry", "source_corrected"] as const;

/** `wellspring session`: what was given and wasted at a site, lots that were found out later, counts of stock, persons, adverse events. */
export function addSessionCommand(program: Command, open: OpenOperator): void {
  const parent = program
    .command("session")
    .description(
      "Vaccination sessions: report, correct, settle doses to lots, count; doses by person; adverse events",
    );
  const at = (name: string, about: string): Command =>
    parent
      .command(name)
      .description(about)
      .requiredOption("--site <code>", "code of the site")
      .option("--party <code>", "code of the party; left out: the one whose site it is")
      .option("--json", "data only");
  at("report", "Report a session; with --corrects, put an earlier report right, all of it anew")
    .requiredOption("--item <id>", "the vaccine, or the category of those that it can have been")
    .requiredOption("--day <day>", "the day of the session, YYYY-MM-DD")
    .option(
      "--given <doses...>",
      `QUANTITY[:DOSE[:GROUP]][@SUPPLY], e.g. 20:1:female; doses: ${DOSE_NUMBERS.join(" ")}`,
    )
    .option("--wasted <doses...>", `QUANTITY:REASON[@SUPPLY]; reasons: ${WASTE_REASONS.join(" ")}`)
    .option(
      "--persons <file>",
      "list of session pseudonyms: doses given by person; --given then says how many doses a line has in all",
    )
    .option("--source <address>", "web address of the source")
    .option("--corrects <id>", "the report to put right")
    .addOption(
      new Option("--reason <reason>", "why it is put right").choices(REASONS).default("typing_error"),
    )
    .action(async (options: ReportOptions) => await reportSession(open, options));
  at("settle", "Settle doses without a lot to lots, the oldest received first").action(
    async (options: PlaceOptions) => await settle(open, options),
  );
  at("count", "Correct how many units of a supply stand at the site to what was counted")
    .requiredOption("--supply <id>", "the supply")
    .requiredOption("--counted <units>", "what was found")
    .addOption(new Option("--reason <reason>", "why").choices(COUNT_REASONS).makeOptionMandatory())
    .action(
      async (options: PlaceOptions & { supply: string; counted: string; reason: string }) =>
        await count(open, options),
    );
  at("list", "The lots at the site and the newest session reports").action(
    async (options: PlaceOptions) => await list(open, options),
  );
  addPersonCommands(parent, at, open);
  addEventCommands(at, open);
}

const reportSchema = z.object({
  site: codeSchema,
  party: codeSchema.optional(),
  item: itemIdSchema,
  day: daySchema,
  source: z.url({ protocol: /^https?$/ }).optional(),
  corrects: idOf("command").optional(),
  reason: z.enum(REASONS),
});
const quantityText = z.coerce.number().pipe(quantitySchema);
const givenSchema = z.object({
  quantity: quantityText,
  doseNumber: z.enum(DOSE_NUMBERS, { error: "dose_number" }).optional(),
  group: z.string().optional(),
  supplyId: idOf("supply").optional(),
});
const wastedSchema = z.object({
  quantity: quantityText,
  wasteReason: z.enum(WASTE_REASONS, { error: "waste_reason" }),
  supplyId: idOf("supply").optional(),
});

async function reportSession(open: OpenOperator, options: ReportOptions): Promise<void> {
  const { item, day, source, corrects, reason } = parseOptions(reportSchema, options);
  const stated = readLines(options);
  const lines = options.persons === undefined ? stated : await readPersonLines(options.persons, stated);
  const done = await withOperator(open, async (operator) => {
    const { context, meta, place } = await findHere(operator, options);
    const body = { ...place, itemId: item, heldOn: day, sourceUrl: source, lines };
    return corrects === undefined
      ? unwrap(await recordSession(context, meta, body))
      : unwrap(await correctSession(context, meta, { ...body, reportId: corrects, reason }));
  });
  if (options.json === true) printJson(done);
  else {
    print(`Recorded as ${done.id}; ${done.unsettled} doses have no lot yet.`);
    for (const { lineNumber, flag, doses } of done.flags) print(`  line ${lineNumber}: ${doses} × ${flag}`);
  }
}

/** The lines that `--given` and `--wasted` state; everything that is wrong with any of them is told at once. */
function readLines({ given = [], wasted = [] }: ReportOptions): RecordSession["lines"] {
  const problems: Problem[] = [];
  const lines: RecordSession["lines"][number][] = [];
  const tell = (option: string, value: string, { issues }: z.ZodError): void => {
    for (const { message } of issues) problems.push({ field: `--${option}`, value, rule: message });
  };
  for (const text of given) {
    const [doses = "", supplyId] = text.split("@");
    const [quantity, doseNumber, group] = doses.split(":");
    const read = givenSchema.safeParse({ quantity, doseNumber, group, supplyId });
    if (read.success) lines.push({ outcome: "given", ...read.data });
    else tell("given", text, read.error);
  }
  for (const text of wasted) {
    const [doses = "", supplyId] = text.split("@");
    const [quantity, wasteReason] = doses.split(":");
    const read = wastedSchema.safeParse({ quantity, wasteReason, supplyId });
    if (read.success) lines.push({ outcome: "wasted", ...read.data });
    else tell("wasted", text, read.error);
  }
  if (problems.length > 0) throw malformed(problems);
  return lines;
}

async function settle(open: OpenOperator, options: PlaceOptions): Promise<void> {
  const total = await withOperator(open, async (operator) => {
    let settled = 0;
    for (;;) {
      const { context, meta, place } = await findHere(operator, options);
      const done = unwrap(await settleDoses(context, meta, { ...place, rule: "oldest_received_first" }));
      settled += done.settled;
      if (done.settled === 0 || done.unsettled === 0) return { ...done, settled };
    }
  });
  if (options.json === true) printJson(total);
  else print(`${total.settled} doses settled, the oldest received first; ${total.unsettled} have no lot.`);
}

async function count(
  open: OpenOperator,
  options: PlaceOptions & { readonly supply: string; readonly counted: string; readonly reason: string },
): Promise<void> {
  const schema = z.object({
    supply: idOf("supply"),
    counted: z.coerce.number({ error: "whole_number" }),
    reason: z.enum(COUNT_REASONS),
  });
  const { supply: supplyId, counted, reason } = parseOptions(schema, options);
  const entry = await withOperator(open, async (operator) => {
    const { context, meta, place } = await findHere(operator, options);
    return unwrap(await countStock(context, meta, { ...place, supplyId, counted, reason }));
  });
  if (options.json === true) printJson(entry);
  else
    for (const { kind, quantity } of entry.movements) print(`${kind} of ${quantity} posted as ${entry.id}.`);
}

async function list(open: OpenOperator, options: PlaceOptions): Promise<void> {
  const { lots, given, sessions } = await withOperator(open, async (operator) => {
    const { context, meta, place } = await findHere(operator, options);
    return unwrap(await readSessions(context, meta.actor, place));
  });
  if (options.json === true) {
    printJson({ lots, given, sessions });
    return;
  }
  printTable(lots, [
    { title: "supply", value: ({ supplyId }) => supplyId },
    { title: "item", value: ({ itemId }) => itemId },
    { title: "lot", value: ({ lotNumber }) => lotNumber },
    { title: "expiry", value: ({ expiry }) => expiry },
    { title: "doses", value: ({ held }) => held },
  ]);
  print();
  printTable(given, [
    { title: "supply", value: ({ supplyId }) => supplyId },
    { title: "lot", value: ({ lotNumber }) => lotNumber },
    { title: "given", value: (one) => one.given },
    {
      title: "adverse events",
      value: ({ events }) => (events === null ? null : events.serious + events.notSerious),
    },
    { title: "serious", value: ({ events }) => events?.serious ?? null },
    { title: "known on", value: ({ events }) => events?.knownOn ?? null },
  ]);
  print();
  printTable(sessions, [
    { title: "day", value: ({ heldOn }) => heldOn },
    { title: "report", value: ({ id }) => id },
    { title: "item", value: ({ itemId }) => itemId },
    { title: "given", value: ({ given }) => given },
    { title: "wasted", value: ({ wasted }) => wasted },
    { title: "no lot yet", value: ({ unsettled }) => unsettled },
    { title: "", value: ({ correctedBy }) => (correctedBy === null ? "" : `corrected by ${correctedBy}`) },
  ]);
}
