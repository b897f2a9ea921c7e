import type { accountEndpoints } from "#api/reference.ts";
import { readMe } from "#app/account/read-accounts.ts";
import type { Handlers } from "../handler.ts";

export const accountHandlers = {
  getMe: async (_, { context, actor }) => await readMe(context, actor.userId),
} satisfies Pick<Handlers, keyof typeof accountEndpoints>;
