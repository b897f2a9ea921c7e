import { Table } from "@mantine/core";
import { useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { StatementView } from "#api/statement.ts";
import { PageTitle } from "../display/page-title.tsx";
import { ScenarioNote } from "../display/marks.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { useNames } from "../server/reference.ts";
import { StatementPosition } from "../statement/statement-position.tsx";
import { useStatement } from "../statement/use-statement.ts";
import { FlowChart } from "../world/flow-chart.tsx";
import { type Counted, type Flow, listFlows, pickRows } from "../world/flows.ts";
import { MapLegend } from "../world/map-legend.tsx";
import { chooseCounted, FLOW_GROUPS, useCounted } from "../world/use-world.ts";
import { type MapStage, readWorldSearch, statementPart, type WorldSearch } from "../world/world-search.ts";
import { worldAddress } from "./embed-address.ts";
import { WorldMap } from "../world/world-map.tsx";
import "../world/world.css";

/**
 * One figure without the pages' frame, for other sites to show within theirs. It has no way to any other page but in a window of
 * its own, so that nobody can be led to do something here under another site's cover.
 */
export function EmbedPage() {
  const search = readWorldSearch(useSearch({ strict: false }));
  const { figure } = useParams({ from: "/embed/$figure" });
  const counted = useCounted(search);
  const stage = search.stage ?? "received";
  return (
    <Loaded query={counted}>
      {({ rows }) => {
        const shown = chooseCounted(rows, search, stage);
        return shown === undefined ? <Nothing /> : <Figure {...{ search, shown, stage, figure }} />;
      }}
    </Loaded>
  );
}

function Nothing() {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle>{t("world.title")}</PageTitle>
      <Empty title={t("statement.empty")} />
    </>
  );
}

interface Shown {
  readonly search: WorldSearch;
  readonly shown: Counted;
  readonly stage: MapStage;
  readonly figure: string;
}

function Figure(asked: Shown) {
  const { search, shown } = asked;
  const statement = useStatement({ ...statementPart(search), item: shown.item, by: FLOW_GROUPS });
  return <Loaded query={statement}>{(view) => <Drawn {...asked} view={view} />}</Loaded>;
}

function Drawn({ search, shown, stage, figure, view }: Shown & { readonly view: StatementView }) {
  const { t } = useTranslation();
  const { when } = useWording();
  const names = useNames();
  const rows = pickRows(view.rows, shown);
  const flows = listFlows(rows, stage, search.period);
  const unit = names.unit(shown.unit);
  const item = names.item(shown.item);
  return (
    <>
      <PageTitle>
        {t("embed.heading", {
          item,
          stage: t(`column.${stage}`),
          period: search.period === undefined ? t("world.allPeriods") : when(search.period),
        })}
      </PageTitle>
      <ScenarioNote scenario={search.scenario} />
      {figure === "months" ? (
        <FlowChart {...{ rows, shown, stage }} />
      ) : (
        <>
          <WorldMap
            {...{ flows, unit }}
            label={t("world.mapAlt", { item })}
            name={`wellspring-map-${shown.item}`}
          />
          <MapLegend />
          <PlainFlows flows={flows} unit={unit} />
          <p className="note">{t("world.boundaries")}</p>
        </>
      )}
      <StatementPosition view={view} />
      <p>
        <a href={worldAddress(search)} target="_blank" rel="noopener">
          {t("embed.source")}
        </a>
      </p>
    </>
  );
}

/** The map's figures without ways to other pages. */
function PlainFlows({ flows, unit }: { readonly flows: readonly Flow[]; readonly unit: string }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const names = useNames();
  return (
    <details>
      <summary>{t("world.flows")}</summary>
      <ScrollTable caption={t("world.flows")} minWidth={380}>
        <Table.Tbody>
          {flows.map((flow) => (
            <Table.Tr key={`${flow.exporter} ${flow.recipient} ${flow.terms}`}>
              <Table.Th scope="row">{names.party(flow.exporter)}</Table.Th>
              <Table.Td>{names.party(flow.recipient)}</Table.Td>
              <Table.Td>{t(`terms.${flow.terms}`)}</Table.Td>
              <Table.Td className="number">
                {quantity(flow.units)} {unit}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
    </details>
  );
}
