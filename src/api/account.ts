import { z } from "zod";
import { ROLES } from "#core/party/party.ts";
import { commanding, type Endpoint, reading } from "./endpoint.ts";
import { idOf, instantSchema } from "./scalars.ts";

const emailSchema = z.string().min(3).max(320);

const memberView = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
});

const membersView = z.object({ items: z.array(memberView) });

const invitationView = z.object({
  id: z.string(),
  partyId: z.string(),
  role: z.enum(ROLES),
  email: z.string(),
  expiresAt: instantSchema,
  /** For the person invited: it is what the invitation is accepted with. */
  token: z.string(),
});

const openInvitationsView = z.object({ items: z.array(invitationView.omit({ token: true })) });

const apiKeysView = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** Its first characters: the key itself was shown once, when it was made. */
      start: z.string(),
      createdAt: instantSchema,
      lastUsedAt: instantSchema.nullable(),
      expiresAt: instantSchema.nullable(),
    }),
  ),
});
export type ApiKeysView = z.infer<typeof apiKeysView>;

const keyParams = z.object({ keyId: z.string().min(1).max(100) });

/** Needs no command id: a key is taken back once. */
const revokeApiKey: Endpoint<typeof keyParams, undefined, undefined, typeof apiKeysView, "signed_in", false> =
  {
    method: "POST",
    path: "/me/api-keys/:keyId/revoke",
    summary: "Take back an API key of one's own",
    tag: "accounts",
    access: "signed_in",
    params: keyParams,
    query: undefined,
    body: undefined,
    response: apiKeysView,
    command: false,
  };

const invitationToken = z.strictObject({ token: z.string().min(1).max(200) });
const invitationToView = z.object({
  email: z.string(),
  partyCode: z.string(),
  partyName: z.string(),
  role: z.enum(ROLES),
  expiresAt: instantSchema,
  /** Whether there is an account with the address: then it is accepted by signing in to it. */
  hasAccount: z.boolean(),
});

/** The token travels in the body: addresses are written to logs. */
const readInvitation: Endpoint<
  undefined,
  undefined,
  typeof invitationToken,
  typeof invitationToView,
  "public",
  false
> = {
  method: "POST",
  path: "/invitations/read",
  summary: "What an invitation is to, for whoever holds its token",
  tag: "accounts",
  access: "public",
  params: undefined,
  query: undefined,
  body: invitationToken,
  response: invitationToView,
  command: false,
};

const partyParams = z.object({ partyId: idOf("party") });

const acceptInvitationBody = z.strictObject({
  token: z.string().min(1).max(200),
  /** Both for a new account; whoever has one signs in to it instead. */
  name: z.string().max(200).optional(),
  password: z.string().max(1000).optional(),
});
const acceptedView = z.object({ email: z.string(), partyCode: z.string(), role: z.enum(ROLES) });

/** Needs no account, and no command id: an invitation is accepted once. */
const acceptInvitation: Endpoint<
  undefined,
  undefined,
  typeof acceptInvitationBody,
  typeof acceptedView,
  "public",
  false
> = {
  method: "POST",
  path: "/invitations/accept",
  summary: "Accept an invitation: makes the account, or gives the role to the one signed in to",
  tag: "accounts",
  access: "public",
  params: undefined,
  query: undefined,
  body: acceptInvitationBody,
  response: acceptedView,
  command: false,
};

export const memberEndpoints = {
  listMembers: reading({
    path: "/parties/:partyId/members",
    summary: "Who holds which role for a party",
    tag: "accounts",
    access: "signed_in",
    params: partyParams,
    response: membersView,
  }),
  giveRole: commanding({
    path: "/parties/:partyId/members",
    summary: "Give a role to somebody who has an account",
    tag: "accounts",
    params: partyParams,
    body: z.strictObject({ email: emailSchema, role: z.enum(ROLES) }),
    response: membersView,
  }),
  takeRole: commanding({
    path: "/parties/:partyId/members/remove",
    summary: "Take a role away",
    tag: "accounts",
    params: partyParams,
    body: z.strictObject({ userId: idOf("user"), role: z.enum(ROLES) }),
    response: membersView,
  }),
  inviteMember: commanding({
    path: "/parties/:partyId/invitations",
    summary: "Invite somebody by e-mail address; the token is passed on by whoever invites",
    tag: "accounts",
    params: partyParams,
    body: z.strictObject({ email: emailSchema, role: z.enum(ROLES) }),
    response: invitationView,
  }),
  listInvitations: reading({
    path: "/parties/:partyId/invitations",
    summary: "Invitations of a party that are open",
    tag: "accounts",
    access: "signed_in",
    params: partyParams,
    response: openInvitationsView,
  }),
  withdrawInvitation: commanding({
    path: "/parties/:partyId/invitations/:invitationId/withdraw",
    summary: "Take an invitation back before it is accepted",
    tag: "accounts",
    params: z.object({ partyId: idOf("party"), invitationId: idOf("invitation") }),
    response: openInvitationsView,
  }),
  readInvitation,
  acceptInvitation,
  listApiKeys: reading({
    path: "/me/api-keys",
    summary: "One's own API keys, without what they open",
    tag: "accounts",
    access: "signed_in",
    response: apiKeysView,
  }),
  revokeApiKey,
};
