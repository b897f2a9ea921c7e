import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { TeamCallView } from "#api/team.ts";
import type { PartyId, SiteId } from "#core/id.ts";
import type { TeamCallId } from "#core/team/team-call.ts";
import type { TeamOfferId } from "#core/team/team-offer.ts";
import type { Day } from "#core/time.ts";
import { ActButton } from "../display/act-button.tsx";
import { StatusMark } from "../display/marks.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { mayDo, useMe } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { useTeamWords } from "./team-words.tsx";
import { partyWords } from "./teams-page.tsx";

/** One call for teams: which offered teams could answer it, why the others cannot, and the host's way to invite them. */
export function TeamCallPage() {
  const { teamCallId } = useParams({ from: "/team-calls/$teamCallId" });
  const params = { teamCallId: teamCallId as TeamCallId }; // came with the address; the server checks it
  const call = useQuery({
    queryKey: ["team-call", teamCallId],
    queryFn: () => read(server.getTeamCall({ params })),
  });
  return <Loaded query={call}>{(view) => <ShownCall call={view} />}</Loaded>;
}

function ShownCall({ call }: { readonly call: TeamCallView }) {
  const { t } = useTranslation();
  const words = useTeamWords();
  const names = useNames();
  const { quantity, when } = useWording();
  const me = useMe().data;
  const mayConfirm =
    (call.status === "open" || call.status === "expired") &&
    mayDo(me, "confirm_team_call", { self: call.partyId });
  const mayWithdraw = call.status === "open" && mayDo(me, "withdraw_team_call", { self: call.partyId });
  return (
    <>
      <PageTitle>
        {t("teamCall.title", { party: names.party(call.partyCode) })} <StatusMark status={call.status} />
      </PageTitle>
      <p className="lead">
        {call.types.map(words.type).join("; ")}; {t("team.number")}: {quantity(call.count)};{" "}
        {words.days(call.fromDay, call.untilDay)}; {call.siteName}
        {call.languages.length === 0 ? null : `; ${words.languages(call.languages)}`}
      </p>
      {call.status === "open" && call.expiresOn < call.untilDay ? (
        <p className="note">{t("teamCall.expires", { day: when(call.expiresOn) })}</p>
      ) : null}
      <Matches call={call} />
      {mayConfirm ? (
        <div className="section">
          <ActButton
            key={call.version}
            label={t("teamCall.confirm")}
            send={(commandId) =>
              server.confirmTeamCall({ params: { teamCallId: call.id as TeamCallId }, commandId })
            }
          />
        </div>
      ) : null}
      {mayWithdraw ? (
        <div className="section">
          <ActButton
            label={t("teamCall.withdraw")}
            question={t("teamCall.withdrawSure")}
            send={(commandId) =>
              server.withdrawTeamCall({ params: { teamCallId: call.id as TeamCallId }, commandId })
            }
          />
        </div>
      ) : null}
      <History call={call} />
    </>
  );
}

function History({ call }: { readonly call: TeamCallView }) {
  const { t } = useTranslation();
  const { when } = useWording();
  if (call.events.length === 0) return null;
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
          {call.events.map(({ sequence, step, recordedAt }) => (
            <Table.Tr key={sequence}>
              <Table.Th scope="row">{t(`teamCallStep.${step}`)}</Table.Th>
              <Table.Td>{when(recordedAt.slice(0, 10))}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
    </div>
  );
}

type Match = TeamCallView["matches"][number];

function Matches({ call }: { readonly call: TeamCallView }) {
  const { t } = useTranslation();
  const words = useTeamWords();
  const names = useNames();
  const me = useMe().data;
  const mayInvite = call.status === "open" && mayDo(me, "invite_team", { recipient: call.partyId });
  if (call.matches.length === 0) return <Empty title={t("teams.noOffers")} />;
  return (
    <ScrollTable caption={t("teamCall.matches")} minWidth={720}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("team.name")}</Table.Th>
          <Table.Th scope="col">{t("column.party")}</Table.Th>
          <Table.Th scope="col">{t("team.types")}</Table.Th>
          <Table.Th scope="col">{t("teamCall.answer")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {call.matches.map((match) => (
          <Table.Tr key={match.offer.id}>
            <Table.Th scope="row">{match.offer.teamName}</Table.Th>
            <Table.Td>{partyWords(match.offer, names.party)}</Table.Td>
            <Table.Td>{words.types(match.offer.capabilities)}</Table.Td>
            <Table.Td>
              <Answer match={match} />
              {mayInvite && match.answer !== "no" ? <InviteButton call={call} match={match} /> : null}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}

function Answer({ match }: { readonly match: Match }) {
  const { t } = useTranslation();
  const { list } = useWording();
  const why = [
    ...match.mismatches.map((one) => t(`mismatch.${one}`)),
    ...match.unknowns.map((one) => t(`unknown.${one}`)),
  ];
  return (
    <>
      {t(`match.${match.answer}`)}
      {why.length === 0 ? null : <div className="of-which-word">{list(why)}</div>}
    </>
  );
}

/** Invites the team for all of the call's days, as the first of the call's types that it has. */
function InviteButton({ call, match }: { readonly call: TeamCallView; readonly match: Match }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const type = call.types.find((one) => match.offer.capabilities.some((has) => has.type === one));
  if (type === undefined) return null;
  return (
    <ActButton
      label={t("teamCall.invite")}
      question={t("deployment.sure")}
      send={(commandId) =>
        server.inviteTeam({
          body: {
            recipientId: call.partyId as PartyId,
            teamOfferId: match.offer.id as TeamOfferId,
            teamCallId: call.id as TeamCallId,
            type,
            siteId: call.siteId as SiteId,
            fromDay: call.fromDay as Day,
            untilDay: call.untilDay as Day,
            ...(call.emergency === null ? {} : { emergency: call.emergency }),
          },
          commandId,
        })
      }
      onDone={({ id }) => void navigate({ to: "/deployments/$deploymentId", params: { deploymentId: id } })}
    />
  );
}
