import { z } from "zod";
import { DOSE_FLAGS } from "#core/session/person-dose.ts";
import { DOSE_NUMBERS } from "#core/session/session-report.ts";
import { asking, commanding, reading } from "./endpoint.ts";
import { countSchema, idOf } from "./scalars.ts";

const doseView = z.object({
  pseudonym: z.string(),
  reportId: z.string(),
  lineNumber: countSchema,
  heldOn: z.string(),
  itemId: z.string(),
  doseNumber: z.enum(DOSE_NUMBERS).nullable(),
});

const flagView = doseView.extend({
  flag: z.enum(DOSE_FLAGS),
  /** Days since the dose that it is compared with. */
  days: z.number(),
  /** Days that the schedule asks at least, where the interval is too short. */
  leastDays: z.number().nullable(),
});

const personsView = z.object({
  persons: countSchema,
  doses: countSchema,
  /** Drop-out and intervals by persons: those for whom it is not time yet have not dropped out. */
  steps: z.array(
    z.object({
      series: z.string(),
      from: z.enum(DOSE_NUMBERS),
      to: z.enum(DOSE_NUMBERS),
      persons: countSchema,
      next: countSchema,
      notYetDue: countSchema,
      dropOutPercent: z.number().nullable(),
      intervalDays: z.object({ least: z.number(), median: z.number(), greatest: z.number() }).nullable(),
    }),
  ),
  /** Doses that somebody has to look at, the newest days first, 500 at most, and how many there are. */
  flags: z.array(flagView),
  flagCount: countSchema,
});

// A pseudonym is in a body, never in an address: addresses are logged.
const personBody = z.strictObject({ partyId: idOf("party"), pseudonym: z.string() });

export const dosePersonEndpoints = {
  getDosePersons: reading({
    path: "/doses/persons",
    summary:
      "Drop-out, intervals and conspicuous doses by pseudonymous person; for the party whose site it is alone",
    tag: "doses",
    access: "signed_in",
    isPersonal: true,
    query: z.object({ partyId: idOf("party"), siteId: idOf("site") }),
    response: personsView,
  }),
  findPersonDoses: asking({
    path: "/doses/persons/find",
    summary: "The doses of one pseudonym at a party's sites; for the party alone",
    tag: "doses",
    access: "signed_in",
    isPersonal: true,
    body: personBody,
    response: z.object({ doses: z.array(doseView), flags: z.array(flagView) }),
  }),
  eraseDosePerson: commanding({
    path: "/doses/persons/erase",
    summary: "Erase a pseudonym from all doses of a party; no figure changes",
    tag: "doses",
    body: personBody,
    response: z.object({ erased: countSchema }),
  }),
};
