import { NativeSelect, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { StatementRow } from "#api/statement.ts";
import { Empty, Loaded } from "../display/states.tsx";
import { useNames } from "../server/reference.ts";
import { csvAddress } from "../statement/statement-search.ts";
import { StatementPosition } from "../statement/statement-position.tsx";
import { StatementTable } from "../statement/statement-table.tsx";
import { useStatement } from "../statement/use-statement.ts";
import { FlowChart } from "../world/flow-chart.tsx";
import { listCounted, pickRows } from "../world/flows.ts";
import "../world/world.css";

/** What a party gave, or what it received: by item and terms, and one item by month. */
export function PartySide({
  side,
  code,
  scenario,
}: {
  readonly side: "exporter" | "recipient";
  readonly code: string;
  readonly scenario: string | undefined;
}) {
  const { t } = useTranslation();
  const search = { [side]: code, ...(scenario === undefined ? {} : { scenario }) };
  const statement = useStatement({ ...search, by: "item,terms" });
  return (
    <section className="section" aria-labelledby={side}>
      <Title order={2} size="h3" id={side}>
        {t(`party.${side}`)}
      </Title>
      <Loaded query={statement}>
        {(view) =>
          view.rows.length === 0 ? (
            <Empty title={t(`party.${side}None`)} />
          ) : (
            <>
              <StatementTable search={{ ...search, by: "item,terms" }} rows={view.rows} />
              <SideByMonth search={search} />
              <StatementPosition view={view} />
              <div className="picture-links">
                <Link to="/statement" search={search}>
                  {t("world.inStatement")}
                </Link>
                <Link to="/world" search={search}>
                  {t("party.onMap")}
                </Link>
                <a href={csvAddress({ ...search, by: "item,month,terms" })} download>
                  {t("statement.csv")}
                </a>
              </div>
            </>
          )
        }
      </Loaded>
    </section>
  );
}

function SideByMonth({ search }: { readonly search: Readonly<Record<string, string>> }) {
  const statement = useStatement({ ...search, by: "item,month,terms" });
  return <Loaded query={statement}>{(view) => <ItemByMonth rows={view.rows} />}</Loaded>;
}

function ItemByMonth({ rows }: { readonly rows: readonly StatementRow[] }) {
  const { t } = useTranslation();
  const names = useNames();
  const [chosen, setChosen] = useState("");
  const received = rows.filter((row) => row.received !== 0 && row.month !== null);
  const counted = [...new Map(listCounted(received).map((one) => [`${one.item} ${one.unit}`, one]))];
  const [, shown] = counted.find(([key]) => key === chosen) ?? counted[0] ?? [];
  if (shown === undefined) return null;
  return (
    <>
      <NativeSelect
        mt="md"
        maw={360}
        label={t("chart.item")}
        value={`${shown.item} ${shown.unit}`}
        data={counted.map(([value, { item }]) => ({ value, label: names.item(item) }))}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <FlowChart rows={pickRows(rows, shown)} shown={shown} stage="received" />
    </>
  );
}
