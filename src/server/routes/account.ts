import type { memberEndpoints } from "#api/account.ts";
import type { accountEndpoints } from "#api/reference.ts";
import { giveMemberRole, readMembers, takeMemberRole } from "#app/account/change-members.ts";
import { readApiKeys, revokeApiKey } from "#app/account/api-keys.ts";
import { acceptInvitation, inviteMember } from "#app/account/invite-member.ts";
import { readInvitation, readInvitations, withdrawInvitation } from "#app/account/read-invitations.ts";
import { accept } from "#core/result.ts";
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
  listInvitations: async ({ params }, { context, actor }) =>
    await readInvitations(context, { actor }, params.partyId),
  withdrawInvitation: async ({ params }, { context, meta }) =>
    await withdrawInvitation(context, meta, params),
  readInvitation: async ({ body }, { context }) => await readInvitation(context, body.token),
  listApiKeys: async (_, { context, actor }) => accept(await readApiKeys(context, actor.userId)),
  revokeApiKey: async ({ params }, { context, actor }) =>
    await revokeApiKey(context, { userId: actor.userId, keyId: params.keyId }),
  acceptInvitation: async ({ body }, { context, actor }) => await acceptInvitation(context, actor, body),
} satisfies Pick<Handlers, keyof typeof accountEndpoints | keyof typeof memberEndpoints>;
