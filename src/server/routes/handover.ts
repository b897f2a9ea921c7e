import type { handoverEndpoints } from "#api/handover.ts";
import { decideHandover } from "#app/equipment/decide-handover.ts";
import { handOverEquipment, readHandovers } from "#app/equipment/hand-over-equipment.ts";
import { accept } from "#core/result.ts";
import type { Handlers } from "../handler.ts";

export const handoverHandlers = {
  listHandovers: async ({ params }, { context, actor }) =>
    accept(await readHandovers(context, actor, params.deploymentId)),
  handOverEquipment: async ({ params, body }, { context, meta }) =>
    await handOverEquipment(context, meta, { ...params, ...body }),
  acceptHandover: async ({ params }, { context, meta }) =>
    await decideHandover(context, meta, { ...params, step: "accept" }),
  declineHandover: async ({ params, body }, { context, meta }) =>
    await decideHandover(context, meta, { ...params, ...body, step: "decline" }),
  withdrawHandover: async ({ params }, { context, meta }) =>
    await decideHandover(context, meta, { ...params, step: "withdraw" }),
} satisfies Pick<Handlers, keyof typeof handoverEndpoints>;
