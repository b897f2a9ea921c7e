import type { dosePersonEndpoints } from "#api/dose-person.ts";
import { eraseDosePerson } from "#app/session/erase-person.ts";
import { findPersonDoses, readPersons } from "#app/session/read-persons.ts";
import type { Handlers } from "../handler.ts";

export const dosePersonHandlers = {
  getDosePersons: async ({ query }, { context, actor }) => await readPersons(context, actor, query),
  findPersonDoses: async ({ body }, { context, actor }) => await findPersonDoses(context, actor, body),
  eraseDosePerson: async ({ body }, { context, meta }) => await eraseDosePerson(context, meta, body),
} satisfies Pick<Handlers, keyof typeof dosePersonEndpoints>;
