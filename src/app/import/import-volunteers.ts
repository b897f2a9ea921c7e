import { canonicalJson } from "#core/canonical-json.ts";
import { asId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import type { Party } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept, type Problem, refuse } from "#core/result.ts";
import {
  decideAddVolunteer,
  decideChangeVolunteer,
  type StatedVolunteer,
} from "#core/volunteer/keep-volunteer.ts";
import type { VolunteerFacts } from "#core/volunteer/volunteer.ts";
import { startProblemList } from "#formats/table/problem-list.ts";
import { readRows } from "#formats/table/read-rows.ts";
import { type KeptVolunteer, lockVolunteerByReference } from "#store/volunteer.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type CommandScope, runTogether } from "../run-command.ts";
import { addVolunteerWithin, changeVolunteerWithin } from "../volunteer/keep-volunteer.ts";
import {
  type ImportFile,
  type ImportOptions,
  mergeProblems,
  readImportTable,
  tellImport,
} from "./import-file.ts";
import { readKnownParties } from "./known-parties.ts";
import { buildVolunteerFields, VOLUNTEER_COLUMNS, type VolunteerCells } from "./volunteer-fields.ts";

interface VolunteerRow {
  readonly line: number;
  readonly party: Party;
  readonly reference: string;
  readonly stated: StatedVolunteer;
}

interface PlannedRow {
  readonly row: VolunteerRow;
  /** The person as kept now; `undefined`: new. */
  readonly kept: KeptVolunteer | undefined;
  /** True where the row says what is kept already. */
  readonly isSame: boolean;
}

/**
 * Imports a roster: each row is a person, known by party and reference, and states all that is kept of the person. All of a file or none. A
 * row that says something else than is kept, changes it. The rows of the result name nobody.
 *
 * Refuses with `not_permitted` (a party in whose name the sender does not act), then `malformed` with every problem of every row, those of
 * `decideAddVolunteer` among them. The commands have ids of their own: one that followed from the row would be a hash of personal data.
 */
export async function importVolunteers(
  context: AppContext,
  meta: CommandMeta,
  file: ImportFile,
  options: ImportOptions,
) {
  const table = readImportTable(file, options);
  if (!table.ok) return table;
  const parties = await readKnownParties(context.database);
  const { mapping } = options;
  const read = readRows(table.value, buildVolunteerFields(parties), {
    ...(mapping === undefined ? {} : { mapping }),
    key: ({ party, reference }) => canonicalJson({ party: party.code, reference }),
  });
  const rows = read.rows.map(({ line, value }) => buildRow(line, value));
  for (const { party } of rows) {
    const permitted = permit(meta.actor, "keep_roster", { self: party.id });
    if (!permitted.ok) return permitted;
  }
  const posted = await runTogether(context, meta, async (scope) => {
    const found = startProblemList();
    const planned: PlannedRow[] = [];
    for (const row of rows) planned.push(await planRow(scope, row, (problem) => found.add(problem)));
    const problems = mergeProblems(read.problems, found.list());
    if (problems.length > 0) return refuse({ code: "malformed", problems });
    if (options.dryRun) return accept(planned);
    for (const one of planned.filter(({ isSame }) => !isSame)) {
      const done = await postRow(scope, one);
      if (!done.ok) return done;
    }
    return accept(planned);
  });
  if (!posted.ok) return posted;
  const imported = posted.value.map(({ row, kept, isSame }) => ({
    line: row.line,
    id: row.reference,
    state: isSame ? ("already_posted" as const) : ("posted" as const),
    summary: `${row.reference} ${kept === undefined ? "joins" : "is kept on"} the roster of ${row.party.code}`,
  }));
  return accept(
    tellImport({ kind: "volunteers", rows: imported }, { table: table.value, unread: read.unread, options }),
  );
}

function buildRow(line: number, cells: VolunteerCells): VolunteerRow {
  const { party, reference, name, contact, profession, skills, languages, licences, available } = cells;
  const { consentGiven, consentUntil, hostConsentGiven, hostConsentUntil } = cells;
  const consents: StatedVolunteer["consents"][number][] = [
    { scope: "roster", givenOn: consentGiven, untilDay: consentUntil },
  ];
  if (hostConsentGiven !== null && hostConsentUntil !== null) {
    consents.push({ scope: "host", givenOn: hostConsentGiven, untilDay: hostConsentUntil });
  }
  const stated: StatedVolunteer = {
    name,
    contact,
    profession,
    skills: skills ?? [],
    languages: languages ?? [],
    licences: licences ?? [],
    days: available ?? [],
    consents,
  };
  return { line, party, reference, stated };
}

async function planRow(
  { database, now, context }: CommandScope,
  row: VolunteerRow,
  report: (problem: Problem) => void,
): Promise<PlannedRow> {
  const { party, reference, stated } = row;
  const kept = await lockVolunteerByReference(database, { partyId: party.id, reference });
  const facts = { now, countries: context.reference.countries, kept: kept?.consents ?? [] };
  const id = asId<"volunteer">(context.newId());
  const decided =
    kept === undefined
      ? decideAddVolunteer({ partyId: party.id, reference, ...stated }, { ...facts, id })
      : decideChangeVolunteer(stated, facts);
  if (decided.ok) return { row, kept, isSame: kept !== undefined && isSame(kept, decided.value) };
  for (const problem of decided.refusal.problems) {
    const [first = ""] = problem.field.split(".");
    const field = VOLUNTEER_COLUMNS[problem.field] ?? VOLUNTEER_COLUMNS[first] ?? first;
    report({ ...problem, field, line: row.line });
  }
  return { row, kept, isSame: false };
}

function isSame(kept: KeptVolunteer, stated: VolunteerFacts): boolean {
  const list = (facts: VolunteerFacts) => {
    const { name, contact, profession, skills, languages, licences, days, consents } = facts;
    return canonicalJson({ name, contact, profession, skills, languages, licences, days, consents });
  };
  return list(kept) === list(stated);
}

async function postRow(scope: CommandScope, { row, kept }: PlannedRow) {
  const commandId = asId<"command">(scope.context.newId());
  const own = { ...scope, meta: { actor: scope.meta.actor, commandId } };
  const { party, reference, stated } = row;
  if (kept === undefined) {
    return await addVolunteerWithin(own, { partyId: party.id, reference, ...stated });
  }
  invariant(kept.partyId === party.id, "a reference is looked up in its party's roster");
  return await changeVolunteerWithin(own, { volunteerId: kept.id, ...stated });
}
