import { Button, Title } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { StatementView } from "#api/statement.ts";
import { PageTitle } from "../display/page-title.tsx";
import { ScenarioNote } from "../display/marks.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { useNames } from "../server/reference.ts";
import { csvAddress } from "../statement/statement-search.ts";
import { StatementPosition } from "../statement/statement-position.tsx";
import { useStatement } from "../statement/use-statement.ts";
import { EmbedSnippets } from "../embed/embed-snippets.tsx";
import { FlowChart } from "./flow-chart.tsx";
import { FlowTable } from "./flow-table.tsx";
import {
  type Counted,
  type Flow,
  listCounted,
  listFlows,
  listPeriods,
  pickRows,
  sumByTerms,
} from "./flows.ts";
import { MapLegend } from "./map-legend.tsx";
import { TimeSlider } from "./time-slider.tsx";
import { chooseCounted, FLOW_GROUPS, useCounted, useWorldSearch } from "./use-world.ts";
import { WorldFilters } from "./world-filters.tsx";
import { type MapStage, readWorldSearch, statementPart, type WorldSearch } from "./world-search.ts";
import { WorldMap } from "./world-map.tsx";
import "./world.css";

/** Who sent what to whom, on a map: one item at one stage in one period, and the same figures as table and chart. */
export function WorldPage() {
  const { t } = useTranslation();
  const shown = useWorldSearch(readWorldSearch(useSearch({ strict: false })));
  return (
    <>
      <PageTitle>{t("world.title")}</PageTitle>
      <p className="lead">{t("world.lead")}</p>
      <Loaded query={shown.query}>{(found) => <ChosenWorld search={shown.add(found)} />}</Loaded>
    </>
  );
}

function ChosenWorld({ search }: { readonly search: WorldSearch }) {
  const counted = useCounted(search);
  const stage = search.stage ?? "received";
  const rows = counted.data?.rows ?? [];
  const shown = chooseCounted(rows, search, stage);
  return (
    <>
      <ScenarioNote scenario={search.scenario} />
      <WorldFilters search={search} items={listCounted(rows)} shown={shown} />
      <Loaded query={counted}>
        {(view) =>
          shown === undefined ? <NoFlows view={view} /> : <ItemWorld {...{ search, shown, stage }} />
        }
      </Loaded>
    </>
  );
}

function NoFlows({ view }: { readonly view: StatementView }) {
  const { t } = useTranslation();
  return (
    <>
      <Empty title={t("statement.empty")}>{t("statement.emptyHint")}</Empty>
      <StatementPosition view={view} />
    </>
  );
}

interface Shown {
  readonly search: WorldSearch;
  readonly shown: Counted;
  readonly stage: MapStage;
}

function ItemWorld({ search, shown, stage }: Shown) {
  const question = { ...statementPart(search), item: shown.item };
  const statement = useStatement({ ...question, by: FLOW_GROUPS });
  return (
    <Loaded query={statement}>
      {(view) => (
        <div aria-busy={statement.isPlaceholderData}>
          <Flows {...{ search, shown, stage, view }} />
        </div>
      )}
    </Loaded>
  );
}

function Flows({ search, shown, stage, view }: Shown & { readonly view: StatementView }) {
  const { t } = useTranslation();
  const names = useNames();
  const navigate = useNavigate();
  const rows = pickRows(view.rows, shown);
  const periods = listPeriods(rows, stage);
  const period = periods.find((one) => one === search.period);
  const flows = listFlows(rows, stage, period);
  const unit = names.unit(shown.unit);
  const item = names.item(shown.item);
  const choose = (next: string | undefined) => {
    const { period: _period, ...rest } = search;
    void navigate({
      to: "/world",
      search: readWorldSearch(next === undefined ? rest : { ...rest, period: next }),
      replace: true,
      resetScroll: false,
    });
  };
  if (flows.length === 0) return <NoFlows view={view} />;
  const question = { ...statementPart(search), item: shown.item };
  return (
    <>
      <FlowSummary {...{ flows, item, unit, stage, period }} />
      <TimeSlider {...{ periods, period, choose }} />
      <WorldMap
        {...{ flows, unit }}
        label={t("world.mapAlt", { item })}
        name={`wellspring-map-${shown.item}`}
      />
      <MapLegend />
      <div className="picture-links">
        <Button
          component="a"
          href={csvAddress({ ...question, by: FLOW_GROUPS })}
          download
          variant="default"
          size="xs"
        >
          {t("statement.csv")}
        </Button>
        <Link to="/statement" search={question}>
          {t("world.inStatement")}
        </Link>
      </div>
      <StatementPosition view={view} />
      <div className="world-figures">
        <section>
          <Title order={2} size="h3">
            {t("world.flows")}
          </Title>
          <FlowTable
            {...{ flows, unit }}
            scenario={search.scenario}
            caption={t("world.tableCaption", { item, stage: t(`column.${stage}`) })}
          />
        </section>
        <FlowChart {...{ rows, shown, stage }} />
      </div>
      <p className="note">{t("world.boundaries")}</p>
      <EmbedSnippets
        search={{ ...search, item: shown.item, ...(period === undefined ? {} : { period }) }}
        title={`${item}: ${t("world.title")}`}
      />
    </>
  );
}

/** The map in one sentence; units on different terms are named side by side, never added. */
function FlowSummary({
  flows,
  item,
  unit,
  stage,
  period,
}: {
  readonly flows: readonly Flow[];
  readonly item: string;
  readonly unit: string;
  readonly stage: MapStage;
  readonly period: string | undefined;
}) {
  const { t } = useTranslation();
  const { quantity, list, when } = useWording();
  const sums = [...sumByTerms(flows)].map(([terms, units]) =>
    t("world.sum", { quantity: quantity(units), unit, terms: t(`terms.${terms}`) }),
  );
  return (
    <p className="lead" data-testid="world-summary" aria-live="polite">
      {t("world.summary", {
        item,
        stage: t(`column.${stage}`),
        period: period === undefined ? t("world.allPeriods") : when(period),
        sums: list(sums),
      })}
    </p>
  );
}
