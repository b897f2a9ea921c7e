import { Table, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Id, PartyId, UserId } from "#core/id.ts";
import type { Role } from "#core/party/party.ts";
import { ActButton } from "../display/act-button.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import type { OwnParty } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { InviteForm } from "./invite-form.tsx";

/** Who holds which role for a party, and its open invitations, for those who manage its members. */
export function Members({ party }: { readonly party: OwnParty }) {
  const { t } = useTranslation();
  const names = useNames();
  const partyId = party.id as PartyId; // as the server sent it
  const country = names.party(party.code);
  const titleId = `members-${party.code}`;
  const members = useQuery({
    queryKey: ["members", party.id],
    queryFn: () => read(server.listMembers({ params: { partyId } })),
  });
  return (
    <section className="section" aria-labelledby={titleId}>
      <Title order={2} size="h3" id={titleId}>
        {t("members.title", { party: country === party.code ? party.name : country })}
      </Title>
      <Loaded query={members}>
        {({ items }) => (
          <ScrollTable caption={t("members.caption")}>
            <MemberHead third={t("signIn.email")} />
            <Table.Tbody>
              {items.map((member) => (
                <MemberRow key={`${member.userId} ${member.role}`} partyId={partyId} member={member} />
              ))}
            </Table.Tbody>
          </ScrollTable>
        )}
      </Loaded>
      <Invitations partyId={partyId} />
      <InviteForm partyId={partyId} />
    </section>
  );
}

function MemberHead({ third }: { readonly third: string }) {
  const { t } = useTranslation();
  return (
    <Table.Thead>
      <Table.Tr>
        <Table.Th scope="col">{t("members.name")}</Table.Th>
        <Table.Th scope="col">{t("members.role")}</Table.Th>
        <Table.Th scope="col">{third}</Table.Th>
        <Table.Th scope="col">{t("members.action")}</Table.Th>
      </Table.Tr>
    </Table.Thead>
  );
}

interface Member {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

function MemberRow({ partyId, member }: { readonly partyId: PartyId; readonly member: Member }) {
  const { t } = useTranslation();
  const role = t(`role.${member.role}`);
  const body = { userId: member.userId as UserId, role: member.role }; // as the server sent it
  return (
    <Table.Tr>
      <Table.Th scope="row">{member.name}</Table.Th>
      <Table.Td>{role}</Table.Td>
      <Table.Td dir="ltr">{member.email}</Table.Td>
      <Table.Td>
        <ActButton
          label={t("members.take")}
          question={t("members.takeSure", { role, name: member.name })}
          send={(commandId) => server.takeRole({ params: { partyId }, body, commandId })}
        />
      </Table.Td>
    </Table.Tr>
  );
}

function Invitations({ partyId }: { readonly partyId: PartyId }) {
  const { t } = useTranslation();
  const { when } = useWording();
  const invitations = useQuery({
    queryKey: ["invitations", partyId],
    queryFn: () => read(server.listInvitations({ params: { partyId } })),
  });
  const items = invitations.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <ScrollTable caption={t("members.open")}>
      <MemberHead third={t("account.expires")} />
      <Table.Tbody>
        {items.map((invitation) => (
          <Table.Tr key={invitation.id}>
            <Table.Th scope="row" dir="ltr">
              {invitation.email}
            </Table.Th>
            <Table.Td>{t(`role.${invitation.role}`)}</Table.Td>
            <Table.Td>{when(invitation.expiresAt)}</Table.Td>
            <Table.Td>
              <ActButton
                label={t("members.withdraw")}
                send={(commandId) =>
                  server.withdrawInvitation({
                    // As the server sent it.
                    params: { partyId, invitationId: invitation.id as Id<"invitation"> },
                    commandId,
                  })
                }
              />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}
