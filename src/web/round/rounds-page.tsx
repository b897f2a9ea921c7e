import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageTitle } from "../display/page-title.tsx";
import { ScenarioMark, ScenarioNote, StatusMark } from "../display/marks.tsx";
import { ScenarioSelect, ShowScenario } from "../display/scenario-choice.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWords } from "../display/word.ts";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";

/** All rounds that are public, newest first. */
export function RoundsPage() {
  const { t } = useTranslation();
  const { scenario } = useSearch({ from: "/rounds" });
  const navigate = useNavigate({ from: "/rounds" });
  const { when } = useWording();
  const { word } = useWords();
  const rounds = useQuery({
    queryKey: ["rounds", scenario ?? null],
    queryFn: () =>
      read(server.listRounds({ query: { limit: 100, ...(scenario === undefined ? {} : { scenario }) } })),
  });
  const choose = (name: string) => void navigate({ search: { scenario: name } });
  return (
    <>
      <PageTitle>{t("rounds.title")}</PageTitle>
      <p className="lead">{t("rounds.lead")}</p>
      <div className="fields">
        <ScenarioSelect scenario={scenario} choose={choose} />
      </div>
      <Loaded query={rounds}>
        {({ items }) =>
          items.length === 0 ? (
            <>
              <Empty title={t("rounds.empty")} />
              <ShowScenario scenario={scenario} choose={choose} />
            </>
          ) : (
            <>
              <ScenarioNote scenario={items.find((round) => round.scenario !== null)?.scenario} />
              <ScrollTable caption={t("rounds.caption")}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th scope="col">{t("rounds.cutOff")}</Table.Th>
                    <Table.Th scope="col">{t("rounds.policy")}</Table.Th>
                    <Table.Th scope="col">{t("column.status")}</Table.Th>
                    <Table.Th scope="col">{t("rounds.published")}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map((round) => (
                    <Table.Tr key={round.id}>
                      <Table.Th scope="row">
                        <Link to="/rounds/$roundId" params={{ roundId: round.id }}>
                          {when(round.cutOff)}
                        </Link>{" "}
                        <ScenarioMark scenario={round.scenario} />
                      </Table.Th>
                      <Table.Td>{word("policy", round.policy.name)}</Table.Td>
                      <Table.Td>
                        <StatusMark status={round.status} />
                      </Table.Td>
                      <Table.Td>{round.publishedAt === null ? "–" : when(round.publishedAt)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </ScrollTable>
            </>
          )
        }
      </Loaded>
    </>
  );
}
