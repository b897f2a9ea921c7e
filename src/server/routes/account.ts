import type { memberEndpoints } from "#api/account.ts";
import type { accountEndpoints } from "#api/reference.ts";
import { giveMemberRole, readMembers, takeMemberRole } from "#app/account/change-members.ts";
import { acceptInvitation, inviteMember } from "#app/account/invite-member.ts";
import { readMe } from "#app/account/read-accounts.ts";
import type { Handlers } from "../handler.ts";

export const accountHandlers = {
  getMe: async (_, { context, actor }) => await readMe(context, actor.userId),
  listMembers: async ({ params }, { context, actor }) =>
    await readMembers(context, { actor }, params.partyId),
  giveRole: async ({ params, body }, { context, meta }) =>
    await giveMemberRole(context, meta, { ...params, ...body }),
  takeRole: async ({ params, body }, { context, meta }) =>
    await takeMemberRole(context, meta, { ...params, ...body }),
  inviteMember: async ({ params, body }, { context, meta }) =>
    await inviteMember(context, meta, { ...params, ...body }),
  acceptInvitation: async ({ body }, { context, actor }) => await acceptInvitation(context, actor, body),
} satisfies Pick<Handlers, keyof typeof accountEndpoints | keyof typeof memberEndpoints>;
