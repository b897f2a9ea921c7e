import { NativeSelect, Table, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MembersView } from "#api/volunteer.ts";
import type { PartyId } from "#core/id.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import type { VolunteerId } from "#core/volunteer/volunteer.ts";
import { ActButton } from "../display/act-button.tsx";
import { CommandForm } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { useCommand } from "../server/use-command.ts";
import { LicencesAsked, LicencesForm } from "./licences-form.tsx";

/** What the section needs to know of the deployment. */
interface DeploymentFacts {
  readonly id: DeploymentId;
  readonly giverId: PartyId;
}

/** Who goes with a team, as far as whoever reads may see it, and the focal point's way to assign people. */
export function MembersSection({
  deployment,
  mayAssign,
  mayAsk,
}: {
  readonly deployment: DeploymentFacts;
  readonly mayAssign: boolean;
  /** Whether this is the host, who may say of which professions it asks a licence. */
  readonly mayAsk: boolean;
}) {
  const { t } = useTranslation();
  const members = useQuery({
    queryKey: ["deployment-members", deployment.id],
    queryFn: () => read(server.getMembers({ params: { deploymentId: deployment.id } })),
  });
  return (
    <section className="section">
      <Title order={2} size="h3">
        {t("teamMember.title")}
      </Title>
      <Loaded query={members}>
        {(view) => (
          <>
            <MemberTable view={view} deploymentId={deployment.id} mayAssign={mayAssign} />
            <LicencesAsked rule={view.licenceRule} />
            {mayAsk ? <LicencesForm deploymentId={deployment.id} rule={view.licenceRule} /> : null}
          </>
        )}
      </Loaded>
      {mayAssign ? <AssignForm deployment={deployment} /> : null}
    </section>
  );
}

function MemberTable({
  view,
  deploymentId,
  mayAssign,
}: {
  readonly view: MembersView;
  readonly deploymentId: DeploymentId;
  readonly mayAssign: boolean;
}) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const formerCount = view.former.reduce((sum, { count }) => sum + count, 0);
  const isOfGiver = view.reader !== "host";
  return (
    <>
      {view.members.length === 0 ? (
        <Empty title={t("teamMember.none")} />
      ) : (
        <ScrollTable caption={t("teamMember.title")} minWidth={isOfGiver ? 640 : 300}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t("roster.name")}</Table.Th>
              {isOfGiver ? <Table.Th scope="col">{t("roster.profession")}</Table.Th> : null}
              <Table.Th scope="col">{t("roster.licences")}</Table.Th>
              {isOfGiver ? <Table.Th scope="col">{t("teamMember.against")}</Table.Th> : null}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {view.members.map((member, index) => (
              <MemberRow
                key={member.id ?? `${index} ${member.name}`}
                member={member}
                isOfGiver={isOfGiver}
                removeFrom={mayAssign ? deploymentId : null}
              />
            ))}
          </Table.Tbody>
        </ScrollTable>
      )}
      {view.unnamedCount === 0 ? null : (
        <p className="note">{t("teamMember.unnamed", { number: quantity(view.unnamedCount) })}</p>
      )}
      {formerCount === 0 ? null : (
        <p className="note">{t("teamMember.former", { number: quantity(formerCount) })}</p>
      )}
    </>
  );
}

function MemberRow({
  member,
  isOfGiver,
  removeFrom,
}: {
  readonly member: MembersView["members"][number];
  readonly isOfGiver: boolean;
  /** The deployment that the person can be taken out of; `null`: none. */
  readonly removeFrom: DeploymentId | null;
}) {
  const { t } = useTranslation();
  const { list, when } = useWording();
  const { id, name, contact, profession, licences, problems } = member;
  return (
    <Table.Tr>
      <Table.Th scope="row">
        {name}
        {contact === null ? null : (
          <div className="of-which-word">
            <bdi dir="ltr">{contact}</bdi>
          </div>
        )}
      </Table.Th>
      {isOfGiver ? <Table.Td>{profession === null ? null : t(`profession.${profession}`)}</Table.Td> : null}
      <Table.Td>
        {licences.map((one) => (
          <div key={`${one.country} ${one.number}`}>
            <bdi dir="ltr">
              {one.country} {one.number}
            </bdi>
            , {when(one.validUntil)}
          </div>
        ))}
      </Table.Td>
      {isOfGiver ? (
        <Table.Td>
          {list(problems.map((one) => t(`rule.${one}`)))}
          {removeFrom === null || id === null ? null : (
            <ActButton
              label={t("teamMember.remove")}
              question={t("teamMember.removeSure")}
              send={(commandId) =>
                server.removeMember({
                  params: { deploymentId: removeFrom, volunteerId: id as VolunteerId },
                  commandId,
                })
              }
            />
          )}
        </Table.Td>
      ) : null}
    </Table.Tr>
  );
}

type Body = Parameters<typeof server.assignMember>[0]["body"];
type Assigned = { readonly deploymentId: string; readonly volunteerId: string };

/** Everybody on the roster can be asked for: the answer says why somebody cannot go. */
function AssignForm({ deployment }: { readonly deployment: DeploymentFacts }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState("");
  const volunteers = useQuery({
    queryKey: ["volunteers-to-assign", deployment.id],
    queryFn: () =>
      read(server.listVolunteers({ params: { partyId: deployment.giverId }, query: { limit: 500 } })),
  });
  const command = useCommand<Body, Assigned>(
    (body, commandId) => server.assignMember({ params: { deploymentId: deployment.id }, body, commandId }),
    undefined,
    () => setChosen(""),
  );
  const errors = useFieldErrors(command.problem);
  return (
    <CommandForm
      command={command}
      makeBody={() => ({ volunteerId: chosen as VolunteerId })}
      submitLabel={t("teamMember.assign")}
    >
      <NativeSelect
        label={t("teamMember.volunteer")}
        value={chosen}
        error={errors("volunteerId")}
        data={[
          { value: "", label: t("form.choose") },
          ...(volunteers.data?.items ?? []).map(({ id, name, profession }) => ({
            value: id,
            label: `${name} (${t(`profession.${profession}`)})`,
          })),
        ]}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
    </CommandForm>
  );
}
