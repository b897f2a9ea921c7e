import { readFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import { buildOperatorActor } from "#app/account/operator.ts";
import { readKnownParties } from "#app/import/known-parties.ts";
import { eraseAgain, eraseEnded, readErasures } from "#app/volunteer/erase-volunteers.ts";
import { readRosterCounts, readVolunteer, readVolunteers } from "#app/volunteer/read-volunteers.ts";
import { withdrawConsent } from "#app/volunteer/withdraw-consent.ts";
import { asId, isId, type PartyId } from "#core/id.ts";
import { type Day, isDay } from "#core/time.ts";
import {
  type Profession,
  PROFESSIONS,
  VOLUNTEER_SKILLS,
  type VolunteerSkill,
} from "#core/volunteer/profession.ts";
import { CONSENT_SCOPES, type ConsentScope, type VolunteerId } from "#core/volunteer/volunteer.ts";
import { type OpenOperator, type Operator, withOperator } from "./operator.ts";
import { malformed, print, printJson, printTable, unwrap } from "./output.ts";

interface ListOptions {
  readonly party: string;
  readonly profession?: Profession;
  readonly skill?: VolunteerSkill;
  readonly language?: string;
  readonly from?: string;
  readonly until?: string;
  readonly json?: true;
}

interface Shown {
  readonly json?: true;
}

const PAGE = 500;
/** A bound on the pages that are read: 50,000 volunteers. */
const PAGES_MAX = 100;

/** `wellspring volunteers`: the roster of one party, for whoever runs the machine in that party's name. */
export function addVolunteersCommand(program: Command, open: OpenOperator): void {
  const volunteers = program
    .command("volunteers")
    .description("The roster of a party: people who agreed to stand on it (docs/TEAMS.md)");
  volunteers
    .command("list")
    .description("The volunteers of one party, in its name")
    .requiredOption("--party <code>", "whose roster")
    .addOption(new Option("--profession <code>", "ISCO-08 unit group").choices(PROFESSIONS))
    .addOption(new Option("--skill <skill>", "trained in it").choices(VOLUNTEER_SKILLS))
    .option("--language <code>", "speaks it (ISO 639-1)")
    .option("--from <day>", "can go on all days from this one, YYYY-MM-DD")
    .option("--until <day>", "to this one; left out: on that day")
    .option("--json", "data only")
    .action(async (options: ListOptions) => {
      const found = await withOperator(open, async (operator) => await listAll(operator, options));
      if (options.json === true) printJson(found);
      else printVolunteers(found);
    });
  volunteers
    .command("export")
    .description("Everything that is kept of one person, as JSON, to be given to that person")
    .requiredOption("--party <code>", "whose roster")
    .argument("<volunteer>", "the person's number")
    .action(async (id: string, { party }: { readonly party: string }) => {
      const volunteerId = readVolunteerId(id);
      const found = await withOperator(open, async (operator) => {
        const { actor } = await actForParty(operator, party);
        return unwrap(await readVolunteer(operator.context, actor, volunteerId));
      });
      printJson(found);
    });
  volunteers
    .command("withdraw")
    .description("Take a consent back: that to the roster erases the person at once")
    .requiredOption("--party <code>", "whose roster")
    .addOption(new Option("--scope <scope>", "which consent").choices(CONSENT_SCOPES).default("roster"))
    .argument("<volunteer>", "the person's number")
    .action(
      async (id: string, { party, scope }: { readonly party: string; readonly scope: ConsentScope }) => {
        const volunteerId = readVolunteerId(id);
        const done = await withOperator(open, async (operator) => {
          const { actor } = await actForParty(operator, party);
          const meta = { actor, commandId: operator.newCommandId() };
          return unwrap(await withdrawConsent(operator.context, meta, { volunteerId, scope }));
        });
        print(done.isErased ? `${done.id} is erased.` : `${done.id}: no host is told any more.`);
      },
    );
  addCountsCommand(volunteers, open);
  addErasureCommands(volunteers, open);
}

function addCountsCommand(volunteers: Command, open: OpenOperator): void {
  volunteers
    .command("counts")
    .description(
      "How many volunteers parties have, as far as they publish it; counts below five are left out",
    )
    .option("--party <code>", "of one party")
    .option("--json", "data only")
    .action(async (options: Shown & { readonly party?: string }) => {
      const { rosters } = await withOperator(
        open,
        async ({ context }) => await readRosterCounts(context, { partyCode: options.party }),
      );
      if (options.json === true) {
        printJson(rosters);
        return;
      }
      const rows = rosters.flatMap(({ partyCode, professions, languages }) => [
        ...professions.map((one) => ({ ...one, partyCode, by: "profession" })),
        ...languages.map((one) => ({ ...one, partyCode, by: "language" })),
      ]);
      printTable(rows, [
        { title: "party", value: ({ partyCode }) => partyCode },
        { title: "by", value: ({ by }) => by },
        { title: "", value: ({ key }) => key },
        { title: "volunteers", value: ({ count }) => count },
      ]);
      print(`${rosters.length} parties publish their counts.`);
    });
}

function addErasureCommands(volunteers: Command, open: OpenOperator): void {
  volunteers
    .command("erase-ended")
    .description("Erase everybody whose consent has ended; the server does so by itself")
    .action(async () => {
      const erased = await withOperator(open, async ({ context }) => await eraseEnded(context));
      print(`${erased.length} erased.`);
    });
  volunteers
    .command("erasures")
    .description("The numbers of who was erased, as JSON: keep it beside the backups")
    .action(async () => {
      printJson(await withOperator(open, async ({ context }) => await readErasures(context)));
    });
  volunteers
    .command("erase-again")
    .description("After a restore to an earlier moment, erase again who had been erased by then")
    .argument("<file>", "what `wellspring volunteers erasures` had written")
    .action(async (path: string) => {
      const list = await readErasureFile(path);
      const erased = await withOperator(open, async ({ context }) => await eraseAgain(context, list));
      print(`${erased.length} of ${list.length} were there again, and are erased.`);
    });
}

/** Ends the command: one of its words is refused. */
function refuseValue(field: string, value: string, rule: string): never {
  throw malformed([{ field, value, rule }]);
}

async function readErasureFile(path: string): Promise<readonly { readonly volunteerId: VolunteerId }[]> {
  const text = await readFile(path, "utf8").catch(() => refuseValue("file", path, "no_such_file"));
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    refuseValue("file", path, "not_json");
  }
  if (!Array.isArray(read)) return refuseValue("file", path, "not_a_list_of_erasures");
  return read.map((one: unknown) => {
    const id = typeof one === "object" && one !== null && "volunteerId" in one ? one.volunteerId : undefined;
    if (typeof id !== "string" || !isId(id)) return refuseValue("file", path, "not_a_list_of_erasures");
    return { volunteerId: asId<"volunteer">(id) };
  });
}

function readVolunteerId(text: string): VolunteerId {
  return isId(text) ? asId<"volunteer">(text) : refuseValue("volunteer", text, "uuid");
}

function readDay(name: string, text: string | undefined): Day | undefined {
  return text === undefined || isDay(text) ? text : refuseValue(`--${name}`, text, "not_a_day");
}

/** The operator in the name of one party: whoever has the machine has its database too. */
async function actForParty({ context }: Operator, code: string) {
  const party = (await readKnownParties(context.database)).get(code);
  const partyId: PartyId = party?.id ?? refuseValue("--party", code, "unknown_party");
  return { partyId, actor: await buildOperatorActor(context, [partyId]) };
}

async function listAll(operator: Operator, options: ListOptions) {
  const { profession, skill, language } = options;
  const filter = {
    profession,
    skill,
    language,
    fromDay: readDay("from", options.from),
    untilDay: readDay("until", options.until),
  };
  const { partyId, actor } = await actForParty(operator, options.party);
  const found = [];
  let after = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const request = { limit: PAGE, ...(after === null ? {} : { after }) };
    const read: { readonly items: readonly Kept[]; readonly next: After } = unwrap(
      await readVolunteers(operator.context, actor, { partyId, ...filter }, request),
    );
    found.push(...read.items);
    after = read.next;
    if (after === null) break;
  }
  return found.toReversed();
}

type Answer = Extract<Awaited<ReturnType<typeof readVolunteers>>, { ok: true }>["value"];
type Kept = Answer["items"][number];
type After = Answer["next"];

function printVolunteers(volunteers: readonly Kept[]): void {
  printTable(volunteers, [
    { title: "number", value: ({ id }) => id },
    { title: "reference", value: ({ reference }) => reference },
    { title: "name", value: ({ name }) => name },
    { title: "contact", value: ({ contact }) => contact },
    { title: "profession", value: ({ profession }) => profession },
    { title: "skills", value: ({ skills }) => skills.join(", ") || null },
    { title: "languages", value: ({ languages }) => languages.join(", ") || null },
    {
      title: "available",
      value: ({ days }) =>
        days.map(({ fromDay, untilDay }) => `${fromDay} to ${untilDay}`).join("; ") || null,
    },
    {
      title: "consent until",
      value: ({ consents }) => consents.find(({ scope }) => scope === "roster")?.untilDay ?? null,
    },
  ]);
  print(`${volunteers.length} volunteers.`);
}
