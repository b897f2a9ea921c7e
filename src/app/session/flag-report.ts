import type { PartyId } from "#core/id.ts";
import type { Reference } from "#core/reference.ts";
import { type DoseFlag, flagDoses, type PersonFacts } from "#core/session/person-dose.ts";
import { chooseSchedules } from "#core/session/vaccine-schedule.ts";
import type { Database } from "#store/schema.ts";
import { listPersonDoses } from "#store/session-person.ts";
import { listSchedules } from "#store/vaccine-schedule.ts";
import type { CommandScope } from "../run-command.ts";

/** What doses of a report's line are conspicuous for, and of how many: no pseudonym, since the answer of a command is kept. */
export interface LineFlag {
  readonly lineNumber: number;
  readonly flag: DoseFlag;
  readonly doses: number;
}

/** What comparing the doses of a party's persons needs to know: the catalogue, and the schedules that the party goes by. */
export async function loadPersonFacts(
  database: Database,
  reference: Reference,
  partyId: PartyId,
): Promise<PersonFacts> {
  const schedules = chooseSchedules(reference.vaccineSchedules, await listSchedules(database, partyId));
  return { items: reference.items, scheduleOf: (itemId) => schedules.get(itemId) };
}

/** What is conspicuous about the doses of the report just written, line by line, beside those that its persons got before. */
export async function flagReport(
  { database, context, meta }: CommandScope,
  { partyId }: { readonly partyId: PartyId },
  persons: readonly { readonly pseudonym: string }[],
): Promise<readonly LineFlag[]> {
  if (persons.length === 0) return [];
  const pseudonyms = [...new Set(persons.map(({ pseudonym }) => pseudonym))];
  const doses = await listPersonDoses(database, { partyId, pseudonyms });
  const flagged = flagDoses(doses, await loadPersonFacts(database, context.reference, partyId));
  const sums = new Map<string, LineFlag>();
  for (const { dose, flag } of flagged) {
    if (dose.reportId !== meta.commandId) continue;
    const key = `${String(dose.lineNumber).padStart(6, "0")} ${flag}`;
    sums.set(key, { lineNumber: dose.lineNumber, flag, doses: 1 + (sums.get(key)?.doses ?? 0) });
  }
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
