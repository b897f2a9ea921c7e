import type { vaccineEndpoints } from "#api/vaccine.ts";
import { readVaccines } from "#app/session/read-vaccines.ts";
import { stateApproval } from "#app/session/state-approval.ts";
import { stateSchedule } from "#app/session/state-schedule.ts";
import type { Handlers } from "../handler.ts";

export const vaccineHandlers = {
  listVaccines: async ({ query }, { context }) => await readVaccines(context, query),
  stateSchedule: async ({ body }, { context, meta }) => await stateSchedule(context, meta, body),
  stateApproval: async ({ body }, { context, meta }) => await stateApproval(context, meta, body),
} satisfies Pick<Handlers, keyof typeof vaccineEndpoints>;
