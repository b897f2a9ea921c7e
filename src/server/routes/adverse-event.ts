import type { adverseEventEndpoints } from "#api/adverse-event.ts";
import { countAdverseEvents } from "#app/session/count-adverse-events.ts";
import { exportAdverseEvents } from "#app/session/export-fhir.ts";
import { readLotEvents } from "#app/session/read-lot-events.ts";
import type { Handlers } from "../handler.ts";

export const adverseEventHandlers = {
  countAdverseEvents: async ({ body }, { context, meta }) => await countAdverseEvents(context, meta, body),
  listLotEvents: async ({ query }, { context, actor }) => await readLotEvents(context, actor, query),
  exportAdverseEvents: async ({ query }, { context, actor }) =>
    await exportAdverseEvents(context, actor, query),
} satisfies Pick<Handlers, keyof typeof adverseEventEndpoints>;
