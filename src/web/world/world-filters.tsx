import { NativeSelect, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { RECORDED_TERMS } from "#core/ledger/supply.ts";
import { ScenarioSelect } from "../display/scenario-choice.tsx";
import { useNames } from "../server/reference.ts";
import type { Counted } from "./flows.ts";
import { MAP_STAGES, readWorldSearch, type WorldSearch } from "./world-search.ts";

/** The choice of what the map shows. Every change goes into the address, so that it can be sent to others. */
export function WorldFilters({
  search,
  items,
  shown,
}: {
  readonly search: WorldSearch;
  readonly items: readonly Counted[];
  readonly shown: Counted | undefined;
}) {
  const { t } = useTranslation();
  const names = useNames();
  const navigate = useNavigate();
  const change = (members: Readonly<Record<string, string>>) => {
    // A period of one choice need not be one of another.
    const { period: _period, ...rest } = search;
    const given = Object.entries({ ...rest, ...members }).filter(([, value]) => value !== "");
    void navigate({ to: "/world", search: readWorldSearch(Object.fromEntries(given)), resetScroll: false });
  };
  const isTwice = (item: string) => items.filter((one) => one.item === item).length > 1;
  const any = { value: "", label: t("statement.any") };
  const countries = names.countryCodes.map((code) => ({ value: code, label: names.party(code) }));
  const ownCode = (code: string | undefined) =>
    code === undefined || names.countryCodes.includes(code) ? [] : [{ value: code, label: code }];
  return (
    <form
      className="filter-box"
      onSubmit={(event) => event.preventDefault()}
      aria-label={t("statement.filters")}
    >
      <div className="fields">
        <NativeSelect
          label={t("column.item")}
          value={shown === undefined ? "" : `${shown.item} ${shown.unit}`}
          data={items.map(({ item, unit }) => ({
            value: `${item} ${unit}`,
            label: isTwice(item) ? `${names.item(item)} (${names.unit(unit)})` : names.item(item),
          }))}
          onChange={(event) => {
            const [item = "", unit = ""] = event.currentTarget.value.split(" ");
            change({ item, unit: isTwice(item) ? unit : "" });
          }}
        />
        <NativeSelect
          label={t("column.stage")}
          value={search.stage ?? "received"}
          data={MAP_STAGES.map((value) => ({ value, label: t(`column.${value}`) }))}
          onChange={(event) => change({ stage: event.currentTarget.value })}
        />
        <NativeSelect
          label={t("column.terms")}
          value={search.terms ?? ""}
          data={[any, ...RECORDED_TERMS.map((value) => ({ value, label: t(`terms.${value}`) }))]}
          onChange={(event) => change({ terms: event.currentTarget.value })}
        />
        {(["exporter", "recipient"] as const).map((side) => (
          <NativeSelect
            key={side}
            label={t(`column.${side}`)}
            value={search[side] ?? ""}
            data={[any, ...ownCode(search[side]), ...countries]}
            onChange={(event) => change({ [side]: event.currentTarget.value })}
          />
        ))}
        {(["from", "to"] as const).map((end) => (
          <TextInput
            key={end}
            type="month"
            label={t(`statement.${end}`)}
            value={search[end] ?? ""}
            onChange={(event) => change({ [end]: event.currentTarget.value })}
          />
        ))}
        <ScenarioSelect scenario={search.scenario} choose={(scenario) => change({ scenario })} />
      </div>
    </form>
  );
}
