import type { Command } from "commander";
import { z } from "zod";
import { eraseDosePerson } from "#app/session/erase-person.ts";
import { readPersons } from "#app/session/read-persons.ts";
import { type OpenOperator, withOperator } from "./operator.ts";
import { parseOptions } from "./options.ts";
import { print, printJson, printTable, tell, unwrap } from "./output.ts";
import { makePseudonyms, readKey } from "./pseudonyms.ts";
import { findHere, type PlaceOptions } from "./session-place.ts";
import { writeFilesWhole } from "./write-files.ts";

/** `wellspring session pseudonyms`, `persons` and `erase-person`: doses by person, under pseudonyms. */
export function addPersonCommands(
  parent: Command,
  at: (name: string, about: string) => Command,
  open: OpenOperator,
): void {
  parent
    .command("pseudonyms")
    .description(
      "Make a list with pseudonyms from a list of persons (column person: the site's own identifier). Offline: nothing is sent anywhere",
    )
    .argument("<file>", "CSV or XLSX; beside person, only supply, dose_number and group are kept")
    .requiredOption("--key-file <file>", "the site's key; made, for its owner alone, where there is none")
    .option("--out <file>", "where to write the list; left out: standard output")
    .action(async (file: string, options: { readonly keyFile: string; readonly out?: string }) => {
      const { text, count, leftOut } = await makePseudonyms(file, readKey(options.keyFile));
      if (options.out === undefined) process.stdout.write(text);
      else await writeFilesWhole([{ path: options.out, text }]);
      tell(`${count} doses.${leftOut.length === 0 ? "" : ` Left out: ${leftOut.join(", ")}.`}`);
    });
  at("persons", "Drop-out, intervals and conspicuous doses by pseudonymous person").action(
    async (options: PlaceOptions) => await listPersons(open, options),
  );
  at("erase-person", "Erase a pseudonym from all doses of the party; no figure changes")
    .requiredOption("--pseudonym <pseudonym>", "64 hexadecimal digits")
    .action(async (options: PlaceOptions & { readonly pseudonym: string }) => {
      const { pseudonym } = parseOptions(z.object({ pseudonym: z.string() }), options);
      const { erased } = await withOperator(open, async (operator) => {
        const { context, meta, place } = await findHere(operator, options);
        return unwrap(await eraseDosePerson(context, meta, { partyId: place.partyId, pseudonym }));
      });
      if (options.json === true) printJson({ erased });
      else print(`Erased from ${erased} doses.`);
    });
}

async function listPersons(open: OpenOperator, options: PlaceOptions): Promise<void> {
  const found = await withOperator(open, async (operator) => {
    const { context, meta, place } = await findHere(operator, options);
    return unwrap(await readPersons(context, meta.actor, place));
  });
  if (options.json === true) {
    printJson(found);
    return;
  }
  print(`${found.persons} persons, ${found.doses} doses.`);
  print();
  printTable(found.steps, [
    { title: "series", value: (one) => one.series },
    { title: "from", value: (one) => one.from },
    { title: "to", value: (one) => one.to },
    { title: "persons", value: (one) => one.persons },
    { title: "got the next", value: (one) => one.next },
    { title: "not yet due", value: (one) => one.notYetDue },
    {
      title: "drop-out",
      value: (one) => (one.dropOutPercent === null ? null : `${one.dropOutPercent.toFixed(2)} %`),
    },
    { title: "days, median", value: (one) => one.intervalDays?.median ?? null },
    { title: "least", value: (one) => one.intervalDays?.least ?? null },
    { title: "greatest", value: (one) => one.intervalDays?.greatest ?? null },
  ]);
  print();
  printTable(found.flags, [
    { title: "day", value: (one) => one.heldOn },
    { title: "what", value: (one) => one.flag },
    { title: "dose", value: (one) => one.doseNumber },
    { title: "item", value: (one) => one.itemId },
    { title: "days", value: (one) => one.days },
    { title: "at least", value: (one) => one.leastDays },
    { title: "report", value: (one) => one.reportId },
    { title: "pseudonym", value: (one) => one.pseudonym },
  ]);
  const more = found.flagCount - found.flags.length;
  if (more > 0) print(`${more} more, of earlier days, are not listed.`);
}
