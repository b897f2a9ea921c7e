import { Button } from "@mantine/core";
import { Link, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { StatementView } from "#api/statement.ts";
import { PageTitle } from "../display/page-title.tsx";
import { ScenarioNote } from "../display/marks.tsx";
import { Empty, Loaded, Loading } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { useNames } from "../server/reference.ts";
import { EquipmentSection } from "./equipment-section.tsx";
import { StatementFilters } from "./statement-filters.tsx";
import { csvAddress, isUnchosen, readStatementSearch, type StatementSearch } from "./statement-search.ts";
import { StatementPosition } from "./statement-position.tsx";
import { StatementSummary } from "./statement-summary.tsx";
import { StatementTable } from "./statement-table.tsx";
import { useShownSearch, useStatement } from "./use-statement.ts";

const MonthChart = lazy(async () => ({ default: (await import("./month-chart.tsx")).MonthChart }));

/** The home page: what this is, in two sentences, and the statement itself. */
export function HomePage() {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle>{t("app.motto")}</PageTitle>
      <p className="lead">
        {t("app.intro")} <Link to="/tour">{t("tour.start")}</Link>
      </p>
      <StatementForAddress />
    </>
  );
}

/** The public statement. */
export function StatementPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle>{t("statement.title")}</PageTitle>
      <p className="lead">{t("statement.lead")}</p>
      <StatementForAddress />
    </>
  );
}

function StatementForAddress() {
  const chosen = readStatementSearch(useSearch({ strict: false }));
  const shown = useShownSearch(chosen);
  return (
    <Loaded query={shown}>
      {(search) => <ShownStatement search={isUnchosen(chosen) ? search : chosen} />}
    </Loaded>
  );
}

function ShownStatement({ search }: { readonly search: StatementSearch }) {
  const statement = useStatement(search);
  return (
    <>
      <ScenarioNote scenario={search.scenario} />
      <StatementFilters search={search} />
      <Loaded query={statement}>
        {(view) => (
          <div aria-busy={statement.isPlaceholderData}>
            <StatementFigures search={search} view={view} />
          </div>
        )}
      </Loaded>
    </>
  );
}

function StatementFigures({
  search,
  view,
}: {
  readonly search: StatementSearch;
  readonly view: StatementView;
}) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const names = useNames();
  if (view.rows.length === 0) {
    const nothing = isUnchosen(search);
    return (
      <>
        <Empty title={t(nothing ? "statement.noRecords" : "statement.empty")}>
          {t(nothing ? "statement.noRecordsHint" : "statement.emptyHint")}
        </Empty>
        <StatementPosition view={view} />
      </>
    );
  }
  return (
    <>
      <StatementSummary search={search} rows={view.rows} />
      <StatementTable search={search} rows={view.rows} />
      <StatementPosition view={view} />
      {view.straddling.map(({ item, dispatched, received }) => (
        <p className="note" key={item}>
          {t("statement.straddling", {
            item: names.item(item),
            dispatched: quantity(dispatched),
            received: quantity(received),
          })}
        </p>
      ))}
      <Button component="a" href={csvAddress(search)} download variant="default" size="sm" mt="xs">
        {t("statement.csv")}
      </Button>
      <Suspense fallback={<Loading />}>
        <MonthChart search={search} />
      </Suspense>
      {search.scenario === undefined && <EquipmentSection search={search} />}
    </>
  );
}
