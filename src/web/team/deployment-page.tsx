import { Group, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { DeploymentView } from "#api/deployment.ts";
import type { PartyId } from "#core/id.ts";
import type { Action } from "#core/permission.ts";
import {
  DEPLOYMENT_STEP_NAMES,
  DEPLOYMENT_STEPS,
  type DeploymentId,
  type DeploymentStep,
  ENGAGED_STATUSES,
  REPORTING_STATUSES,
} from "#core/team/deployment.ts";
import { ReportsSection } from "../daily-report/reports-section.tsx";
import { ActButton } from "../display/act-button.tsx";
import { StatusMark } from "../display/marks.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { useWords } from "../display/word.ts";
import { read, server } from "../server/connection.ts";
import { findSecretariat, mayDo, useMe } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { MembersSection } from "./members-section.tsx";
import { SafetySection } from "./safety-section.tsx";
import { useTeamWords } from "./team-words.tsx";

/** A team's stay somewhere: its steps, and what it has reported for those who may read it. */
export function DeploymentPage() {
  const { deploymentId } = useParams({ from: "/deployments/$deploymentId" });
  const params = { deploymentId: deploymentId as DeploymentId }; // came with the address; the server checks it
  const deployment = useQuery({
    queryKey: ["deployment", deploymentId],
    queryFn: () => read(server.getDeployment({ params })),
  });
  return <Loaded query={deployment}>{(view) => <ShownDeployment deployment={view} />}</Loaded>;
}

function ShownDeployment({ deployment }: { readonly deployment: DeploymentView }) {
  const { t } = useTranslation();
  const names = useNames();
  const words = useTeamWords();
  const me = useMe().data;
  const { giverId: giver, recipientId: recipient, status, teamName, siteName } = deployment;
  const mayRead = mayDo(me, "read_team_reports", { giver, recipient, secretariat: findSecretariat(me) });
  const hasReports = mayRead && REPORTING_STATUSES.includes(status);
  const isEngaged = ENGAGED_STATUSES.includes(status);
  const mayReadMembers =
    mayDo(me, "read_roster", { self: giver }) ||
    (isEngaged && mayDo(me, "read_members", { giver, recipient }));
  const mayReport = mayDo(me, "report_day", { giver }) && REPORTING_STATUSES.includes(status);
  return (
    <>
      <PageTitle>
        {t("deployment.title", { team: teamName, site: siteName })} <StatusMark status={status} />
      </PageTitle>
      <p className="lead">
        {t("deployment.between", {
          giver: names.party(deployment.giverCode),
          recipient: names.party(deployment.recipientCode),
        })}
        ; {words.type(deployment.type)}; {words.days(deployment.fromDay, deployment.untilDay)}
        {deployment.emergency === null ? null : `; ${deployment.emergency}`}
      </p>
      <Origin deployment={deployment} />
      <DeploymentActions deployment={deployment} />
      {mayReport ? (
        <p>
          <Link
            to="/deployments/$deploymentId/report"
            params={{ deploymentId: deployment.id }}
            className="button-link"
          >
            {t("report.make")}
          </Link>
        </p>
      ) : null}
      {hasReports ? (
        <ReportsSection deploymentId={deployment.id as DeploymentId} emergency={deployment.emergency} />
      ) : null}
      {mayRead ? (
        <SafetySection
          deploymentId={deployment.id as DeploymentId}
          mayRecord={mayDo(me, "record_safety", { giver }) && isEngaged}
        />
      ) : null}
      {mayReadMembers ? (
        <MembersSection
          deployment={{ id: deployment.id as DeploymentId, giverId: giver as PartyId }}
          mayAssign={mayDo(me, "assign_member", { giver }) && isEngaged}
          mayAsk={mayDo(me, "ask_licences", { recipient }) && isEngaged}
        />
      ) : null}
      <Steps deployment={deployment} />
    </>
  );
}

/** The round that has proposed it, and the call for what the team needs. Nothing is drawn where there is neither. */
function Origin({ deployment: { roundId, needsCallId } }: { readonly deployment: DeploymentView }) {
  const { t } = useTranslation();
  if (roundId === null) return null;
  return (
    <p>
      <Link to="/rounds/$roundId" params={{ roundId }}>
        {t("deploymentStep.propose")}
      </Link>
      {needsCallId === null ? null : (
        <>
          {" · "}
          <Link to="/calls/$callId" params={{ callId: needsCallId }}>
            {t("team.goods")}
          </Link>
        </>
      )}
    </p>
  );
}

const OPERATIONS = {
  confirm: "confirmDeployment",
  accept: "acceptDeployment",
  decline: "declineDeployment",
  cancel: "cancelDeployment",
  depart: "departDeployment",
  register: "registerDeployment",
  start: "startDeployment",
  hand_over: "handOverDeployment",
  close: "closeDeployment",
} as const satisfies Readonly<Record<DeploymentStep, keyof typeof server>>;

/** The steps that this status allows and this person may take. */
function DeploymentActions({ deployment }: { readonly deployment: DeploymentView }) {
  const { t } = useTranslation();
  const { word } = useWords();
  const me = useMe().data;
  const { giverId: giver, recipientId: recipient, status, version } = deployment;
  const steps = DEPLOYMENT_STEP_NAMES.filter(
    (step) =>
      DEPLOYMENT_STEPS[status][step] !== undefined &&
      mayDo(me, `${step}_deployment` satisfies Action, { giver, recipient }),
  );
  if (steps.length === 0) return null;
  return (
    <Group my="md" gap="sm">
      {steps.map((step) => (
        <ActButton
          // Another status has other steps: what was asked of the one before is not kept.
          key={`${status} ${step}`}
          label={word("deployment.do", step)}
          question={t("deployment.sure")}
          isMain={step !== "decline" && step !== "cancel"}
          send={(commandId) =>
            server[OPERATIONS[step]]({
              params: { deploymentId: deployment.id as DeploymentId },
              body: {},
              commandId,
              expectedVersion: version,
            })
          }
        />
      ))}
    </Group>
  );
}

function Steps({ deployment }: { readonly deployment: DeploymentView }) {
  const { t } = useTranslation();
  const { word } = useWords();
  const { when } = useWording();
  return (
    <div className="section">
      <ScrollTable caption={t("deployment.caption")} minWidth={300}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("deployment.step")}</Table.Th>
            <Table.Th scope="col">{t("deployment.when")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {deployment.events.map(({ sequence, step, occurred }) => (
            <Table.Tr key={sequence}>
              <Table.Th scope="row">{word("deploymentStep", step)}</Table.Th>
              <Table.Td>{when(occurred)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
    </div>
  );
}
