import type { CommandId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { getSecretariatId } from "#store/party.ts";
import { findSession, listLineSettlements } from "#store/session.ts";
import { listReportPersons } from "#store/session-person.ts";
import type { AppContext } from "../context.ts";

/**
 * One session report, line by line, with the doses of each line that have no lot yet: what correcting and settling it begins from. For
 * members of the party and the secretariat; who got the doses is there for the party alone, and `null` for everybody else. Refuses with
 * `not_found`, then with `not_permitted`.
 */
export async function readSession(
  { database }: AppContext,
  actor: Actor,
  { reportId }: { readonly reportId: CommandId },
) {
  const report = await findSession(database, reportId);
  if (report === undefined) return refuse({ code: "not_found", noun: "session report", id: reportId });
  const { partyId } = report;
  const secretariat = await getSecretariatId(database);
  const permitted = permit(actor, "read_unpublished", { self: partyId, secretariat });
  if (!permitted.ok) return permitted;
  const readsPersons = permit(actor, "read_dose_persons", { self: partyId }).ok;
  const persons = readsPersons ? await listReportPersons(database, reportId) : null;
  const settlements = await listLineSettlements(database, reportId);
  const isOpen = report.correctedBy === null;
  const lines = report.lines.map((line, index) => {
    const lineNumber = index + 1;
    const settled = settlements.filter((one) => one.lineNumber === lineNumber);
    const sum = settled.reduce((total, { quantity }) => total + quantity, 0);
    const own = persons?.filter((one) => one.lineNumber === lineNumber);
    return {
      ...line,
      lineNumber,
      settled: settled.map(({ supplyId, quantity }) => ({ supplyId, quantity })),
      unsettled: isOpen && line.supplyId === null ? line.quantity - sum : 0,
      persons: own?.map(({ pseudonym }) => pseudonym) ?? null,
    };
  });
  return accept({ ...report, lines });
}
