import type { PartyId, SiteId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept, type MalformedRefusal, type Result, refuse } from "#core/result.ts";
import { type FlaggedDose, flagDoses, isPseudonym } from "#core/session/person-dose.ts";
import { measureSteps } from "#core/session/person-steps.ts";
import { dayOf } from "#core/time.ts";
import { listPersonDoses } from "#store/session-person.ts";
import type { AppContext } from "../context.ts";
import { loadPersonFacts } from "./flag-report.ts";

/** Conspicuous doses that are listed at most: those of the newest days. */
const FLAGS_MAX = 500;

/**
 * What doses by person show of a party's site: how many persons there are, drop-out and intervals from one dose to the next, and the
 * doses that somebody has to look at, the newest first. For the party alone. Refuses with `not_permitted`.
 *
 * Cost: linear in the doses by person at the site.
 */
export async function readPersons(
  { database, reference, now }: AppContext,
  actor: Actor,
  { partyId, siteId }: { readonly partyId: PartyId; readonly siteId: SiteId },
) {
  const permitted = permit(actor, "read_dose_persons", { self: partyId });
  if (!permitted.ok) return permitted;
  const doses = await listPersonDoses(database, { partyId, siteId });
  const facts = await loadPersonFacts(database, reference, partyId);
  const flags = flagDoses(doses, facts)
    .toSorted((a, b) => (a.dose.heldOn > b.dose.heldOn ? -1 : 1))
    .map(describeFlag);
  return accept({
    persons: new Set(doses.map(({ pseudonym }) => pseudonym)).size,
    doses: doses.length,
    steps: measureSteps(doses, facts, dayOf(now())),
    flags: flags.slice(0, FLAGS_MAX),
    flagCount: flags.length,
  });
}

/**
 * The doses that a person has got at the sites of a party, by day, with what is conspicuous about them: for the party alone, which may be
 * asked by the person. Refuses with `not_permitted`, then with `malformed` where it is no pseudonym.
 */
export async function findPersonDoses(
  { database, reference }: AppContext,
  actor: Actor,
  { partyId, pseudonym }: { readonly partyId: PartyId; readonly pseudonym: string },
) {
  const permitted = permit(actor, "read_dose_persons", { self: partyId });
  if (!permitted.ok) return permitted;
  const checked = checkPseudonym(pseudonym);
  if (!checked.ok) return checked;
  const doses = await listPersonDoses(database, { partyId, pseudonyms: [pseudonym] });
  const facts = await loadPersonFacts(database, reference, partyId);
  return accept({ doses, flags: flagDoses(doses, facts).map(describeFlag) });
}

/** Refuses with `malformed` what is no pseudonym, and does not repeat it: it may have been a name. */
export function checkPseudonym(pseudonym: string): Result<null, MalformedRefusal> {
  if (isPseudonym(pseudonym)) return accept(null);
  const problem = { field: "pseudonym", value: null, rule: "not_a_pseudonym" };
  return refuse({ code: "malformed", problems: [problem] });
}

function describeFlag({ dose, ...rest }: FlaggedDose) {
  return { ...dose, ...rest };
}
