import type { Command } from "commander";
import { dosesQuery } from "#api/session.ts";
import { type AgainstReport, readReceivedAgainstGiven } from "#app/session/read-received-against-given.ts";
import { type DoseReport, readDoses } from "#app/session/read-doses.ts";
import { parseOptions } from "./options.ts";
import { type OpenOperator, withOperator } from "./operator.ts";
import { print, printJson, printTable, unwrap } from "./output.ts";

interface DosesOptions {
  readonly json?: true;
  readonly [option: string]: string | true | undefined;
}

/** `wellspring doses`: received, given, wasted and in stock, coverage and drop-out. */
export function addDosesCommand(program: Command, open: OpenOperator): void {
  const parent = program
    .command("doses")
    .description("Vaccine doses received, given, wasted and in stock; coverage and drop-out")
    .option("--country <code>", "ISO 3166-1 alpha-3")
    .option("--site <code>", "code of a site")
    .option("--by <groups>", "country, site, item, with commas between; left out: site")
    .option(
      "--day <day>",
      "the day from which the pace of the last 28 days is taken; left out: the newest session",
    )
    .option("--population <people>", "SITE:PEOPLE or SITE/GROUP:PEOPLE, with commas between")
    .option("--json", "data only")
    .action(async (options: DosesOptions) => {
      const { json, ...rest } = options;
      const query = parseOptions(dosesQuery, rest);
      const report = await withOperator(open, async ({ context }) => unwrap(await readDoses(context, query)));
      if (json === true) printJson(report);
      else printDoses(report);
    });
  addAgainstCommand(parent, open);
}

interface AgainstOptions {
  readonly country?: string;
  readonly json?: true;
}

function addAgainstCommand(parent: Command, open: OpenOperator): void {
  parent
    .command("against")
    .description("Deliveries recorded beside vaccinations that others publish, country by country")
    .option("--country <code>", "ISO 3166-1 alpha-3")
    .option("--json", "data only")
    .action(async (_given: AgainstOptions, command: Command) => {
      // `doses` has options of these names as well, and takes them first.
      const { json, country } = command.optsWithGlobals<AgainstOptions>();
      const report = await withOperator(open, async ({ context }) =>
        unwrap(await readReceivedAgainstGiven(context, { country })),
      );
      if (json === true) printJson(report);
      else printAgainst(report);
    });
}

type Reason = NonNullable<AgainstReport["countries"][number]["excess"]>["reasons"][number];

function describeReason(reason: Reason): string {
  const count = (doses: number): string => new Intl.NumberFormat("en-GB").format(doses);
  switch (reason.why) {
    case "no_delivery_recorded":
      return "no delivery recorded";
    case "deliveries_recorded_only_from":
      return `deliveries are recorded only from ${reason.day}`;
    case "deliveries_of_uncertain_day":
      return `${count(reason.doses)} of deliveries whose day is not stated can have come by then`;
    case "deliveries_recorded_only_to":
      return `deliveries are recorded only to ${reason.day}`;
    case "deliveries_recorded_only_at":
      return `deliveries are recorded only at ${reason.sites.join(", ")}`;
    case "not_explained":
      return `${count(reason.doses)} not explained by what is recorded`;
  }
}

function printAgainst({ countries, otherAreas, figures }: AgainstReport): void {
  print("Received as recorded, given as reported by others, doses of COVID-19 vaccines.");
  print(
    `${figures.rows} rows of figures, of which ${figures.withDoses} state doses; ${figures.revised} state another figure for a day.`,
  );
  print();
  const isOver = ({ excess }: (typeof countries)[number]): boolean => excess !== null;
  const without = countries.filter(({ firstDelivery }) => firstDelivery === null);
  const shown = countries.filter(({ firstDelivery }) => firstDelivery !== null);
  printTable(shown, [
    { title: "country", value: ({ country }) => country },
    { title: "received, ever", value: ({ received }) => received },
    { title: "given", value: ({ given }) => given?.doses ?? null },
    { title: "by", value: ({ given }) => given?.day ?? null },
    { title: "certainly received by then", value: ({ receivedBy }) => receivedBy?.certainly ?? null },
    { title: "possibly", value: ({ receivedBy }) => receivedBy?.possibly ?? null },
    { title: "days with more given", value: ({ excess }) => excess?.days ?? 0 },
  ]);
  for (const { country, excess } of shown.filter(isOver)) {
    if (excess === null) continue;
    const { most, firstDay, lastDay, reasons } = excess;
    print(
      `\n${country}: more given than certainly received on ${excess.days} days, ${firstDay} to ${lastDay}; most on ${most.day}: ${most.given} for ${most.received}.`,
    );
    for (const reason of reasons) print(`  ${describeReason(reason)}`);
  }
  if (without.length > 0) {
    print(`\n${without.length} countries with vaccinations and no delivery recorded:`);
    print(without.map(({ country }) => country).join(" "));
  }
  if (otherAreas.length > 0) {
    print(`\n${otherAreas.length} areas that are no country, reported only:`);
    print(otherAreas.map(({ area }) => area).join(" "));
  }
}

function printDoses({ day, rows, coverage, dropOut, ahead }: DoseReport): void {
  print(`Doses as recorded; pace and expiry as of ${day}.`);
  print();
  printTable(rows, [
    { title: "country", value: ({ country }) => country },
    { title: "site", value: ({ site }) => site },
    { title: "item", value: ({ item }) => item },
    { title: "received", value: ({ received }) => received },
    { title: "corrected by", value: ({ corrected }) => corrected },
    { title: "given", value: ({ given }) => given },
    { title: "wasted", value: ({ wasted }) => wasted },
    { title: "in stock", value: ({ inStock }) => inStock },
    { title: "no lot yet", value: ({ unsettled }) => unsettled },
    { title: "days of stock", value: ({ daysOfStock }) => daysOfStock },
    {
      title: "too late",
      value: ({ expiring }) => expiring.reduce((sum, { tooLate }) => sum + tooLate, 0),
    },
  ]);
  if (coverage.length > 0) {
    print("\nDoses given, by dose number and by group:");
    printTable(coverage, [
      { title: "site", value: ({ site }) => site },
      { title: "dose", value: ({ doseNumber }) => doseNumber },
      { title: "group", value: ({ group }) => group },
      { title: "doses", value: ({ doses }) => doses },
      { title: "people", value: ({ population }) => population },
      { title: "per 100", value: ({ dosesPer100 }) => dosesPer100 },
    ]);
  }
  if (dropOut.length > 0) {
    print("\nFrom one dose to the next:");
    printTable(dropOut, [
      { title: "site", value: ({ site }) => site },
      { title: "from", value: ({ from, to }) => `${from} to ${to}` },
      { title: "first", value: ({ first }) => first },
      { title: "next", value: ({ next }) => next },
      { title: "drop-out, %", value: ({ dropOutPercent }) => dropOutPercent },
    ]);
  }
  for (const { site, days, most } of ahead) {
    print(`\n${site}: on ${days} days more doses had been given than had come by then, by ${most} at most.`);
  }
}
