import { Alert, Table, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { RecallView } from "#api/recall.ts";
import type { RecallId } from "#core/id.ts";
import { ScenarioNote, StatusMark } from "../display/marks.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Loaded } from "../display/states.tsx";
import { useWords } from "../display/word.ts";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { useMe } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { HolderSection } from "./holder-section.tsx";
import { LotEvents } from "./lot-events.tsx";
import { RecallActions } from "./recall-actions.tsx";
import { useRecallWords } from "./use-recall-words.ts";

/** One recall: why, how far it has come, where its units are; for who is signed in, the holders and what one can do. */
export function RecallPage() {
  const { recallId } = useParams({ from: "/recalls/$recallId" });
  const recall = useQuery({
    queryKey: ["recall", recallId],
    // The id came with the address; the server checks it.
    queryFn: () => read(server.getRecall({ params: { recallId: recallId as RecallId } })),
  });
  return <Loaded query={recall}>{(view) => <ShownRecall recall={view} />}</Loaded>;
}

function ShownRecall({ recall }: { readonly recall: RecallView }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const nameOf = useRecallWords();
  const me = useMe().data ?? null;
  const { told, acknowledged, countries } = recall.sites;
  const answers = {
    told: quantity(told),
    acknowledged: quantity(acknowledged),
    countries: quantity(countries),
  };
  return (
    <>
      <PageTitle>
        {t(recall.isDrill ? "recall.drillTitle" : "recall.title", { what: nameOf(recall) })}{" "}
        <StatusMark status={recall.status} />
      </PageTitle>
      <ScenarioNote scenario={recall.scenario} />
      {recall.isDrill ? <Alert my="sm">{t("recall.drillNote")}</Alert> : null}
      <Facts recall={recall} />
      <p>{t("recall.answers", answers)}</p>
      <UnitTable recall={recall} />
      {me === null ? null : (
        <>
          <RecallActions key={recall.version} recall={recall} me={me} />
          <HolderSection recall={recall} me={me} />
          <LotEvents recallId={recall.id} />
        </>
      )}
    </>
  );
}

function Facts({ recall }: { readonly recall: RecallView }) {
  const { t } = useTranslation();
  const { when } = useWording();
  const names = useNames();
  return (
    <p className="lead">
      {t(`recall.class.${recall.class}`)} · {t(`recall.reason.${recall.reason}`)} ·{" "}
      {t(`recall.remedy.${recall.remedy}`)}
      <br />
      {t("recall.by")} {names.party(recall.partyCode)}, {when(recall.createdAt)}
      {recall.sourceUrl === null ? null : (
        <>
          {" "}
          (<a href={recall.sourceUrl}>{t("recall.sourceLink")}</a>)
        </>
      )}
    </p>
  );
}

function UnitTable({ recall }: { readonly recall: RecallView }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const { word } = useWords();
  const rows = Object.entries(recall.units).filter(([, units]) => units > 0);
  return (
    <section className="section" aria-labelledby="units">
      <Title order={2} size="h3" id="units">
        {t("recall.units")}
      </Title>
      <ScrollTable caption={t("recall.units")} minWidth={280}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("column.stage")}</Table.Th>
            <Table.Th scope="col" className="number">
              {t("column.quantity")}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([stage, units]) => (
            <Table.Tr key={stage}>
              <Table.Th scope="row">{word("stage", stage)}</Table.Th>
              <Table.Td className="number">{quantity(units)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
    </section>
  );
}
