import type { photographEndpoints } from "#api/photograph.ts";
import { addPhotograph } from "#app/receipt/add-photograph.ts";
import { readJpegOf, readPhotographs } from "#app/receipt/read-photographs.ts";
import { takeBackPhotograph } from "#app/receipt/take-back-photograph.ts";
import type { Handlers } from "../handler.ts";

export const photographHandlers = {
  listPhotographs: async ({ params }, { context, actor }) =>
    await readPhotographs(context, actor, params.consignmentId),
  getPhotograph: async ({ params }, { context, actor }) => await readJpegOf(context, actor, params),
  addPhotograph: async ({ params, body }, { context, meta }) =>
    await addPhotograph(context, meta, { ...params, ...body, jpeg: Buffer.from(body.jpeg, "base64") }),
  takeBackPhotograph: async ({ params }, { context, meta }) =>
    await takeBackPhotograph(context, meta, params),
} satisfies Pick<Handlers, keyof typeof photographEndpoints>;
