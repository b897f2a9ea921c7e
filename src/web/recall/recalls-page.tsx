import { Table } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { RecallHeadView } from "#api/recall.ts";
import { ScenarioMark, ScenarioNote, StatusMark } from "../display/marks.tsx";
import { NextPages } from "../display/next-pages.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { ScenarioSelect } from "../display/scenario-choice.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { useNames } from "../server/reference.ts";
import { usePages } from "../server/use-pages.ts";
import { useRecallWords } from "./use-recall-words.ts";

/** All recalls and drills, newest first: they are public. */
export function RecallsPage() {
  const { t } = useTranslation();
  const { scenario } = useSearch({ from: "/recalls" });
  const navigate = useNavigate({ from: "/recalls" });
  const pages = usePages<RecallHeadView>(["recalls", scenario ?? null], (cursor) =>
    read(
      server.listRecalls({
        query: { limit: 50, ...cursor, ...(scenario === undefined ? {} : { scenario }) },
      }),
    ),
  );
  return (
    <>
      <PageTitle>{t("nav.recalls")}</PageTitle>
      <p className="lead">{t("recalls.lead")}</p>
      <div className="fields">
        <ScenarioSelect
          scenario={scenario}
          choose={(name) => void navigate({ search: { scenario: name } })}
        />
      </div>
      <Loaded query={pages.query}>
        {() =>
          pages.items.length === 0 ? (
            <Empty title={t("recalls.empty")} />
          ) : (
            <>
              <ScenarioNote scenario={scenario} />
              <RecallTable recalls={pages.items} />
              <NextPages pages={pages} />
            </>
          )
        }
      </Loaded>
    </>
  );
}

function RecallTable({ recalls }: { readonly recalls: readonly RecallHeadView[] }) {
  const { t } = useTranslation();
  const { when } = useWording();
  const names = useNames();
  const nameOf = useRecallWords();
  return (
    <ScrollTable caption={t("recalls.caption")} minWidth={820}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("column.item")}</Table.Th>
          <Table.Th scope="col">{t("column.status")}</Table.Th>
          <Table.Th scope="col">{t("recall.class")}</Table.Th>
          <Table.Th scope="col">{t("recall.reason")}</Table.Th>
          <Table.Th scope="col">{t("recall.by")}</Table.Th>
          <Table.Th scope="col">{t("column.when")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {recalls.map((recall) => (
          <Table.Tr key={recall.id}>
            <Table.Th scope="row">
              <Link to="/recalls/$recallId" params={{ recallId: recall.id }}>
                {nameOf(recall)}
              </Link>{" "}
              <ScenarioMark scenario={recall.scenario} />
            </Table.Th>
            <Table.Td>
              <StatusMark status={recall.status} /> {recall.isDrill ? t("recall.drill") : null}
            </Table.Td>
            <Table.Td>{t(`recall.class.${recall.class}`)}</Table.Td>
            <Table.Td>{t(`recall.reason.${recall.reason}`)}</Table.Td>
            <Table.Td>{names.party(recall.partyCode)}</Table.Td>
            <Table.Td>{when(recall.createdAt)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}
