import { Table, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RoundView } from "#api/round.ts";
import { ScrollTable } from "../display/scroll-table.tsx";
import { useWords } from "../display/word.ts";
import { useWording } from "../display/wording.ts";
import { useNames } from "../server/reference.ts";
import { useTeamWords } from "../team/team-words.tsx";
import { ExplanationRow, useExplanation } from "./explanation.tsx";

type Teams = NonNullable<NonNullable<RoundView["outcome"]>["teams"]>;

/** Where a round sends teams, what the calls for them have, and how far that is proven. */
export function RoundTeams({ roundId, teams }: { readonly roundId: string; readonly teams: Teams }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const last = teams.stages.at(-1);
  return (
    <section className="section" aria-labelledby="teams">
      <Title order={2} size="h3" id="teams">
        {t("round.teams")}
      </Title>
      <p>{t("round.teamsLead")}</p>
      <ScrollTable caption={t("round.teamCalls")} minWidth={560}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("column.party")}</Table.Th>
            <Table.Th scope="col">{t("team.types")}</Table.Th>
            <Table.Th scope="col">{t("team.days")}</Table.Th>
            <Table.Th scope="col" className="number">
              {t("round.teamsGot")}
            </Table.Th>
            <Table.Th scope="col">{t("round.teamWhy")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {teams.calls.map((call) => (
            <CallRow key={call.teamCallId} roundId={roundId} call={call} />
          ))}
        </Table.Tbody>
      </ScrollTable>
      <div className="section">
        <ScrollTable caption={t("round.teamsSent")} minWidth={560}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t("team.name")}</Table.Th>
              <Table.Th scope="col">{t("column.party")}</Table.Th>
              <Table.Th scope="col">{t("round.teamGoes")}</Table.Th>
              <Table.Th scope="col">{t("team.days")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {[...teams.sent, ...teams.staying].map((team) => (
              <TeamRow key={`${team.teamOfferId} ${team.number}`} roundId={roundId} team={team} />
            ))}
          </Table.Tbody>
        </ScrollTable>
      </div>
      <p className="note">
        {teams.proven || last === undefined
          ? t("round.teamsProven")
          : t("round.teamsUnproven", { found: quantity(last.value), bound: quantity(last.bound) })}
      </p>
    </section>
  );
}

function CallRow({ roundId, call }: { readonly roundId: string; readonly call: Teams["calls"][number] }) {
  const { quantity } = useWording();
  const { word } = useWords();
  const words = useTeamWords();
  const party = useNames().party(call.partyCode);
  const { id, isOpen, button } = useExplanation(party);
  const explained = { kind: "team_call", teamCallId: call.teamCallId } as const;
  return (
    <>
      <Table.Tr>
        <Table.Th scope="row">
          {party} {button}
        </Table.Th>
        <Table.Td>{call.types.map(words.type).join("; ")}</Table.Td>
        <Table.Td>{words.days(call.fromDay, call.untilDay)}</Table.Td>
        <Table.Td className="number">
          {quantity(call.got)} / {quantity(call.wanted)}
        </Table.Td>
        <Table.Td>{word("teamStatus", call.status)}</Table.Td>
      </Table.Tr>
      {isOpen ? <ExplanationRow id={id} columns={5} roundId={roundId} explained={explained} /> : null}
    </>
  );
}

function TeamRow({
  roundId,
  team,
}: {
  readonly roundId: string;
  readonly team: Teams["sent"][number] | Teams["staying"][number];
}) {
  const { t } = useTranslation();
  const { word } = useWords();
  const words = useTeamWords();
  const names = useNames();
  const { id, isOpen, button } = useExplanation(team.teamName);
  const explained = { kind: "team", teamOfferId: team.teamOfferId, number: team.number } as const;
  const stays = "reason" in team && team.reason !== null ? `: ${word("teamAbsent", team.reason)}` : "";
  return (
    <>
      <Table.Tr>
        <Table.Th scope="row">
          {team.teamName} {button}
        </Table.Th>
        <Table.Td>{names.party(team.partyCode)}</Table.Td>
        <Table.Td>
          {"recipientCode" in team ? names.party(team.recipientCode) : `${t("round.teamStays")}${stays}`}
        </Table.Td>
        <Table.Td>{"fromDay" in team ? words.days(team.fromDay, team.untilDay) : "–"}</Table.Td>
      </Table.Tr>
      {isOpen ? <ExplanationRow id={id} columns={4} roundId={roundId} explained={explained} /> : null}
    </>
  );
}
