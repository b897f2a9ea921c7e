import { canonicalJson } from "#core/canonical-json.ts";
import { asId, type PartyId } from "#core/id.ts";
import { decideAddParty } from "#core/party/add-party.ts";
import type { Party } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept, type Problem, refuse } from "#core/result.ts";
import { decideRegisterTeam, type RegisterTeam } from "#core/team/register-team.ts";
import { CAPACITY_FIELDS, decideOfferTeam, type OfferTeam } from "#core/team/team-offer.ts";
import type { TeamId } from "#core/team/team.ts";
import { startProblemList } from "#formats/table/problem-list.ts";
import { readRows } from "#formats/table/read-rows.ts";
import { getSecretariatId } from "#store/party.ts";
import { lockPostings } from "#store/posted-lines.ts";
import { findOpenTeamOffer } from "#store/team-offer.ts";
import { listTeamsOf } from "#store/team.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { addPartyWithin } from "../party/add-party.ts";
import { type CommandScope, runTogether } from "../run-command.ts";
import { offerTeamWithin } from "../team/offer-team.ts";
import { registerTeamWithin } from "../team/register-team.ts";
import {
  type ImportFile,
  type ImportOptions,
  tellImport,
  mergeProblems,
  readImportTable,
} from "./import-file.ts";
import { readKnownParties } from "./known-parties.ts";
import { formRowId } from "./row-id.ts";
import { readNeedCells } from "./team-need-fields.ts";
import { buildTeamFields, TEAM_COLUMNS, type TeamCells } from "./team-fields.ts";

/** A row as a team and its offer, with the party that it is of: known, or to be added. */
interface TeamRow {
  readonly line: number;
  readonly party: Omit<Party, "id"> & { readonly id: PartyId | null };
  readonly team: Omit<RegisterTeam, "partyId">;
  readonly offer: Omit<OfferTeam, "teamId">;
  readonly summary: string;
}

/** What a row would write: nothing where the team is offered in the same words already. */
type Planned = { readonly row: TeamRow; readonly teamId: TeamId | null; readonly offeredBefore: number };

/**
 * Imports a list of teams, such as WHO's of those that it has classified: each row becomes a team, with the party that
 * keeps it where nobody knows it yet, and an open offer of it. A government's team is the government's; any other is of the
 * party of the column `party`, of the party with the team's name in its country, or of a new one. What a list does not
 * state (days, languages, terms) is not stated in the offer either.
 *
 * Refuses with `not_permitted`, then `malformed` with every problem of every row; then nothing is written. A team that is
 * offered in the same words is not offered again; in other words it is a problem (`team_offered_otherwise`).
 */
export async function importTeams(
  context: AppContext,
  meta: CommandMeta,
  file: ImportFile,
  options: ImportOptions,
) {
  const secretariat = await getSecretariatId(context.database);
  for (const action of ["add_party", "register_team", "offer_team"] as const) {
    const permitted = permit(meta.actor, action, { secretariat });
    if (!permitted.ok) return permitted;
  }
  const table = readImportTable(file, options);
  if (!table.ok) return table;
  const { rows, problems, unread } = await readTeamRows(context, table.value, options);
  const fresh = await runTogether(context, meta, async (scope) => {
    const planned = await planRows(scope, rows, problems);
    if (!planned.ok || options.dryRun) return planned;
    for (const one of planned.value) {
      const posted = await postRow(scope, one);
      if (!posted.ok) return posted;
    }
    return planned;
  });
  if (!fresh.ok) return fresh;
  const newRows = new Set(fresh.value.map(({ row }) => row));
  return accept(
    tellImport(
      {
        kind: "teams",
        rows: rows.map((row) => ({
          line: row.line,
          id: formRowId("team_offer", listFacts(row)),
          state: newRows.has(row) ? "posted" : "already_posted",
          summary: row.summary,
        })),
      },
      { table: table.value, unread, options },
    ),
  );
}

async function readTeamRows(
  context: AppContext,
  table: Parameters<typeof readRows>[0],
  options: ImportOptions,
) {
  const parties = await readKnownParties(context.database);
  const { mapping } = options;
  const fields = buildTeamFields(context.reference, parties);
  const read = readRows(table, fields, {
    ...(mapping === undefined ? {} : { mapping }),
    key: ({ name, country }) => canonicalJson({ name, country }),
  });
  const found = startProblemList();
  const rows = read.rows.map(({ line, value }) => {
    const row = buildRow(line, value, parties);
    for (const problem of checkRow(context, row)) found.add(problem);
    return row;
  });
  return { rows, problems: mergeProblems(read.problems, found.list()), unread: read.unread };
}

function buildRow(line: number, cells: TeamCells, parties: ReadonlyMap<string, Party>): TeamRow {
  const { name, country, types: capabilities, terms, languages, availableFrom, availableUntil } = cells;
  const party = findKeeper(cells, parties);
  const kinds = capabilities.map(({ type, count }) => (count === 1 ? type : `${count} ${type}`));
  return {
    line,
    party,
    team: {
      name,
      capabilities,
      classifiedYear: cells.year ?? undefined,
      licences: cells.licences ?? [],
    },
    offer: {
      terms,
      languages: [...new Set(languages ?? [])].toSorted(),
      availableFrom,
      availableUntil,
      emergency: cells.emergency,
      ...Object.fromEntries(CAPACITY_FIELDS.map((field) => [field, cells[field]])),
      needs: readNeedCells(cells),
    },
    summary: `${party.code} (${country}) offers ${name}: ${kinds.join(", ")}`,
  };
}

function findKeeper(
  { name, country, sector, party: stated }: TeamCells,
  parties: ReadonlyMap<string, Party>,
): TeamRow["party"] {
  if (stated !== null) return stated;
  const government = parties.get(country);
  if (sector === "government" && government !== undefined) return government;
  const known = [...parties.values()].find((one) => one.name === name && one.country === country);
  return known ?? { id: null, code: formPartyCode(name), name, kind: sector, country };
}

const CODE_LENGTH_MAX = 40;

/** A party's code made of a name: its letters and digits without accents, with hyphens between the words. */
function formPartyCode(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{Mn}/gu, "");
  const words = plain
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, " ")
    .trim()
    .split(" ");
  return words.join("-").slice(0, CODE_LENGTH_MAX).replace(/-$/, "");
}

/** What the rules of the three commands refuse, under the names of the file's columns. */
function checkRow(context: AppContext, { line, party, team, offer }: TeamRow): readonly Problem[] {
  const now = context.now();
  // Of no party and team yet: the rules do not look at these ids.
  const none = context.newId();
  const decided = [
    decideRegisterTeam(
      { ...team, partyId: asId<"party">(none) },
      { id: asId<"team">(none), year: Number(now.slice(0, 4)) },
    ),
    decideOfferTeam(
      { ...offer, teamId: asId<"team">(none) },
      { id: asId<"team offer">(none), now, items: context.reference.items },
    ),
    ...(party.id === null
      ? [
          decideAddParty(
            { ...party, country: party.country ?? undefined },
            { id: asId<"party">(none), countries: context.reference.countries },
          ),
        ]
      : []),
  ];
  const problems = decided.flatMap((one) => (one.ok ? [] : one.refusal.problems));
  if (!/^[A-Z0-9][A-Z0-9_-]{1,39}$/.test(party.code)) {
    problems.push({ field: "party", value: party.name, rule: "missing" });
  }
  const seen = new Set<string>();
  return problems.flatMap((problem): Problem[] => {
    const [name = problem.field] = problem.field.split(".");
    const field = TEAM_COLUMNS[problem.field.replace(/\.\d.*$/, "")] ?? TEAM_COLUMNS[name] ?? name;
    const key = `${field} ${problem.rule}`;
    if (seen.has(key)) return []; // the name of a party to be added is its team's
    seen.add(key);
    return [{ ...problem, field, line }];
  });
}

/** The rows that are new, or `malformed` with every problem. Other imports of these parties wait until this one has ended. */
async function planRows(scope: CommandScope, rows: readonly TeamRow[], known: readonly Problem[]) {
  const ids = rows.flatMap(({ party }) => (party.id === null ? [] : [party.id]));
  await lockPostings(scope.database, [...ids, await getSecretariatId(scope.database)]);
  // Whoever was before us may have added a party that is new here.
  const parties = await readKnownParties(scope.database);
  const found = startProblemList();
  const fresh: Planned[] = [];
  for (const row of rows) {
    const planned = await planRow(scope, row, parties);
    if (planned.problem !== null) found.add(planned.problem);
    else if (planned.value !== null) fresh.push(planned.value);
  }
  const all = mergeProblems(known, found.list());
  return all.length > 0 ? refuse({ code: "malformed", problems: all }) : accept(fresh);
}

async function planRow(
  { database }: CommandScope,
  row: TeamRow,
  parties: ReadonlyMap<string, Party>,
): Promise<
  | { readonly problem: Problem; readonly value: null }
  | { readonly problem: null; readonly value: Planned | null }
> {
  const { line, party } = row;
  const keeper = parties.get(party.code);
  if (keeper === undefined) return { problem: null, value: { row, teamId: null, offeredBefore: 0 } };
  if (keeper.name !== party.name || keeper.country !== party.country) {
    const facts = { party: keeper.code, name: keeper.name };
    return {
      problem: { field: "party", value: party.name, rule: "party_code_taken", line, facts },
      value: null,
    };
  }
  const own = { ...row, party: keeper };
  const team = (await listTeamsOf(database, keeper.id)).find(({ name }) => name === row.team.name);
  if (team === undefined) return { problem: null, value: { row, teamId: null, offeredBefore: 0 } };
  const { count, open } = await findOpenTeamOffer(database, team.id);
  const differs = (facts: Readonly<Record<string, string>>) => {
    const problem: Problem = {
      field: "row",
      value: row.summary,
      rule: "team_offered_otherwise",
      line,
      facts,
    };
    return { problem, value: null };
  };
  const stated = canonicalJson(listFacts(own));
  if (
    canonicalJson(
      listFacts({ ...own, team: { ...team, classifiedYear: team.classifiedYear ?? undefined } }),
    ) !== stated
  ) {
    return differs({ team: team.id });
  }
  if (open === undefined) return { problem: null, value: { row, teamId: team.id, offeredBefore: count } };
  return canonicalJson(listFacts({ ...own, offer: open })) === stated
    ? { problem: null, value: null }
    : differs({ teamOfferId: open.id });
}

/** What a row states of a team and its offer; two rows that agree in it say the same. */
function listFacts({ party, team, offer }: Pick<TeamRow, "party" | "team" | "offer">): unknown {
  return {
    party: party.code,
    name: team.name,
    capabilities: team.capabilities,
    classifiedYear: team.classifiedYear ?? null,
    licences: team.licences ?? [],
    terms: offer.terms ?? null,
    languages: offer.languages ?? [],
    availableFrom: offer.availableFrom ?? null,
    availableUntil: offer.availableUntil ?? null,
    emergency: offer.emergency ?? null,
    ...Object.fromEntries(CAPACITY_FIELDS.map((field) => [field, offer[field] ?? null])),
    // A row that states none is the row that it was before needs could be stated.
    ...(offer.needs === null || offer.needs === undefined ? {} : { needs: offer.needs }),
  };
}

async function postRow(scope: CommandScope, { row, teamId, offeredBefore }: Planned) {
  const facts = listFacts(row);
  // A team that was offered and withdrawn is offered again under another id.
  const metaOf = (kind: "party" | "team" | "team_offer", stated: unknown) => ({
    ...scope,
    meta: { ...scope.meta, commandId: formRowId(kind, stated) },
  });
  const keeper = await ensureParty(metaOf("party", { code: row.party.code }), row);
  if (!keeper.ok) return keeper;
  let id = teamId;
  if (id === null) {
    const own = metaOf("team", { party: row.party.code, name: row.team.name });
    const registered = await registerTeamWithin(own, { ...row.team, partyId: keeper.value.id });
    if (!registered.ok) return registered;
    id = registered.value.id;
  }
  const own = metaOf("team_offer", offeredBefore === 0 ? facts : { facts, renewal: offeredBefore });
  return await offerTeamWithin(own, { ...row.offer, teamId: id });
}

async function ensureParty(scope: CommandScope, { party }: TeamRow) {
  const { id, country, ...rest } = party;
  if (id !== null) return accept({ id });
  const known = (await readKnownParties(scope.database)).get(party.code);
  if (known !== undefined) return accept({ id: known.id });
  return await addPartyWithin(scope, { ...rest, country: country ?? undefined });
}
