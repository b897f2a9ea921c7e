import type { Command } from "commander";
import { z } from "zod";
import { daySchema, idOf } from "#api/scalars.ts";
import { countAdverseEvents } from "#app/session/count-adverse-events.ts";
import { exportAdverseEvents, exportSession } from "#app/session/export-fhir.ts";
import { readSessions } from "#app/session/read-sessions.ts";
import { type EventReference, SERIOUSNESS } from "#core/session/adverse-event.ts";
import type { Problem } from "#core/result.ts";
import { type OpenOperator, withOperator } from "./operator.ts";
import { parseOptions } from "./options.ts";
import { malformed, print, printJson, unwrap } from "./output.ts";
import { findHere, type PlaceOptions } from "./session-place.ts";
import { writeFilesWhole } from "./write-files.ts";

interface EventOptions extends PlaceOptions {
  readonly supply: string;
  readonly known: string;
  readonly serious: string;
  readonly notSerious: string;
  readonly reference?: readonly string[];
}

interface ExportOptions extends PlaceOptions {
  readonly report?: string;
  readonly supply?: string;
  readonly fhir: string;
}

/** `wellspring session events` and `export`: adverse events by lot, and FHIR bundles for the national system. */
export function addEventCommands(at: (name: string, about: string) => Command, open: OpenOperator): void {
  at("events", "Say how many adverse events are known after doses of a lot, all to date")
    .requiredOption("--supply <id>", "the supply")
    .requiredOption("--known <day>", "the day up to which the counts go, YYYY-MM-DD")
    .requiredOption("--serious <count>", "serious ones (ICH E2A)")
    .requiredOption("--not-serious <count>", "the others")
    .option(
      "--reference <record...>",
      "SERIOUSNESS=RECORD, e.g. serious=https://fhir.example.org/AdverseEvent/17; SERIOUSNESS: serious, not_serious",
    )
    .action(async (options: EventOptions) => await countEvents(open, options));
  at("export", "Write a FHIR R4 bundle: of a session's doses, or of the adverse events after a lot's")
    .option("--report <id>", "the session report: its doses as Immunization")
    .option("--supply <id>", "the supply: its adverse events as AdverseEvent")
    .requiredOption("--fhir <file>", "where to write the bundle")
    .action(async (options: ExportOptions) => await exportFhir(open, options));
}

const countText = z.coerce.number({ error: "whole_number" }).pipe(z.int({ error: "whole_number" }));

async function countEvents(open: OpenOperator, options: EventOptions): Promise<void> {
  const schema = z.object({
    supply: idOf("supply"),
    known: daySchema,
    serious: countText,
    notSerious: countText,
  });
  const { supply: supplyId, known: knownOn, serious, notSerious } = parseOptions(schema, options);
  const references = readReferences(options.reference ?? []);
  const done = await withOperator(open, async (operator) => {
    const { context, meta, place } = await findHere(operator, options);
    const { given } = unwrap(await readSessions(context, meta.actor, place));
    const follows = given.find((lot) => lot.supplyId === supplyId)?.events?.version ?? 0;
    const command = { ...place, supplyId, knownOn, serious, notSerious, references, follows };
    return unwrap(await countAdverseEvents(context, meta, command));
  });
  if (options.json === true) printJson(done);
  else print(`Recorded as version ${done.version}; ${done.given} doses of the lot were given there.`);
}

function readReferences(texts: readonly string[]): EventReference[] {
  const problems: Problem[] = [];
  const references = texts.flatMap((text): EventReference[] => {
    const sign = text.indexOf("=");
    const seriousness = SERIOUSNESS.find((one) => one === text.slice(0, sign));
    if (seriousness !== undefined) return [{ seriousness, reference: text.slice(sign + 1) }];
    const facts = { allowed: SERIOUSNESS.join(", ") };
    problems.push({ field: "--reference", value: text.slice(0, Math.max(0, sign)), rule: "one_of", facts });
    return [];
  });
  if (problems.length > 0) throw malformed(problems);
  return references;
}

async function exportFhir(open: OpenOperator, options: ExportOptions): Promise<void> {
  const { report, supply } = parseOptions(
    z.object({ report: idOf("command").optional(), supply: idOf("supply").optional() }),
    options,
  );
  const file = await withOperator(open, async (operator) => {
    const { context, meta, place } = await findHere(operator, options);
    if (report !== undefined && supply === undefined) {
      return unwrap(await exportSession(context, meta.actor, { reportId: report }));
    }
    if (supply !== undefined && report === undefined) {
      return unwrap(await exportAdverseEvents(context, meta.actor, { ...place, supplyId: supply }));
    }
    throw malformed([{ field: "--report", value: report ?? null, rule: "report_or_supply" }]);
  });
  await writeFilesWhole([{ path: options.fhir, text: file.text }]);
  if (options.json === true) printJson({ file: options.fhir });
  else print(`Written to ${options.fhir}.`);
}
