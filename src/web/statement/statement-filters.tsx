import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { RECORDED_TERMS } from "#core/ledger/supply.ts";
import { ScenarioSelect } from "../display/scenario-choice.tsx";
import { useNarrow } from "../display/use-narrow.ts";
import { useNames } from "../server/reference.ts";
import { GROUPINGS, readStatementSearch, type StatementSearch } from "./statement-search.ts";

/** The choice of what the statement shows. Every change goes into the address, so that it can be sent to others. */
export function StatementFilters({ search }: { readonly search: StatementSearch }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const isNarrow = useNarrow(600);
  const change = (name: keyof StatementSearch, value: string) => {
    const { [name]: _before, ...rest } = search;
    void navigate({
      to: "/statement",
      search: readStatementSearch(value === "" ? rest : { ...rest, [name]: value }),
      resetScroll: false,
    });
  };
  return (
    <details className="filter-box" open={!isNarrow}>
      <summary>{t("statement.filters")}</summary>
      <form onSubmit={(event) => event.preventDefault()} aria-label={t("statement.filters")}>
        <div className="fields">
          <CodeSelects search={search} change={change} />
          <PeriodFields search={search} change={change} />
        </div>
        <Button
          mt="sm"
          size="xs"
          variant="subtle"
          onClick={() => void navigate({ to: "/statement", search: {} })}
        >
          {t("statement.reset")}
        </Button>
      </form>
    </details>
  );
}

interface ChoiceProps {
  readonly search: StatementSearch;
  readonly change: (name: keyof StatementSearch, value: string) => void;
}

function CodeSelects({ search, change }: ChoiceProps) {
  const { t } = useTranslation();
  const names = useNames();
  const any = { value: "", label: t("statement.any") };
  const countries = names.countryCodes.map((code) => ({ value: code, label: names.party(code) }));
  const items = names.itemIds.map((id) => ({ value: id, label: names.item(id) }));
  const fields = [
    { name: "exporter", label: t("column.exporter"), options: countries },
    { name: "recipient", label: t("column.recipient"), options: countries },
    { name: "item", label: t("column.item"), options: items },
    {
      name: "terms",
      label: t("column.terms"),
      options: RECORDED_TERMS.map((value) => ({ value, label: t(`terms.${value}`) })),
    },
  ] as const;
  return fields.map(({ name, label, options }) => {
    const value = search[name] ?? "";
    // A code that the list does not have (an agency, a maker) came with the address and stays choosable.
    const own = value === "" || options.some((one) => one.value === value) ? [] : [{ value, label: value }];
    return (
      <NativeSelect
        key={name}
        label={label}
        value={value}
        data={[any, ...own, ...options]}
        onChange={(event) => change(name, event.currentTarget.value)}
      />
    );
  });
}

function PeriodFields({ search, change }: ChoiceProps) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        type="month"
        label={t("statement.from")}
        value={search.from ?? ""}
        onChange={(event) => change("from", event.currentTarget.value)}
      />
      <TextInput
        type="month"
        label={t("statement.to")}
        value={search.to ?? ""}
        onChange={(event) => change("to", event.currentTarget.value)}
      />
      <ScenarioSelect scenario={search.scenario} choose={(name) => change("scenario", name)} />
      <TextInput
        type="date"
        label={t("statement.asOf")}
        value={search.asOf ?? ""}
        onChange={(event) => change("asOf", event.currentTarget.value)}
      />
      <NativeSelect
        label={t("statement.by")}
        value={search.by ?? "item"}
        data={GROUPINGS.map((value) => ({ value, label: t(`statement.by.${value}`) }))}
        onChange={(event) => change("by", event.currentTarget.value)}
      />
    </>
  );
}
