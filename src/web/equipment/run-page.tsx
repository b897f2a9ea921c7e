import { NativeSelect } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { readCount } from "../display/command-form.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { Loaded } from "../display/states.tsx";
import { useCountries, useLanguage, useNames, useSites } from "../server/reference.ts";
import { FigureField, ModelSelect } from "./equipment-fields.tsx";
import { ModelNeeds } from "./model-needs.tsx";
import { RunWords } from "./run-words.tsx";
import { useModels } from "./use-equipment.ts";

/** Whether so many of a model would run at a site, in words, for anybody. The choice stands in the address. */
export function RunPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle>{t("run.title")}</PageTitle>
      <p className="lead">{t("run.lead")}</p>
      <Loaded query={useModels()}>{() => <Question />}</Loaded>
    </>
  );
}

function Question() {
  const { t } = useTranslation();
  const names = useNames();
  const byName = new Intl.Collator(useLanguage());
  const search = useSearch({ from: "/equipment/run" });
  const navigate = useNavigate({ from: "/equipment/run" });
  const change = (part: { readonly [Name in keyof typeof search]?: string }) =>
    void navigate({ search: { ...search, ...part }, resetScroll: false });
  const every = useSites().data ?? [];
  const { model, site } = search;
  const country = search.country ?? every.find(({ id }) => id === site)?.country ?? "";
  const sites = every.filter((one) => one.country === country);
  const countries = (useCountries().data?.items ?? [])
    .map(({ code }) => ({ value: code, label: names.party(code) }))
    .toSorted((one, other) => byName.compare(one.label, other.label));
  const choose = { value: "", label: t("form.choose") };
  const quantity = readCount(search.quantity ?? "1");
  return (
    <>
      <div className="fields">
        <ModelSelect
          none={t("form.choose")}
          value={model ?? ""}
          onChange={(modelId) => change({ model: modelId })}
        />
        <FigureField
          label={t("run.quantity")}
          value={search.quantity ?? "1"}
          error={quantity >= 1 ? null : t("rule.positive_whole_number")}
          onChange={(text) => change({ quantity: text })}
        />
        <NativeSelect
          label={t("column.country")}
          value={country}
          data={[choose, ...countries]}
          onChange={(event) => change({ country: event.currentTarget.value, site: "" })}
        />
        <NativeSelect
          label={t("column.site")}
          value={site ?? ""}
          data={[choose, ...sites.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={(event) => change({ site: event.currentTarget.value })}
        />
      </div>
      {model === undefined || site === undefined || !(quantity >= 1) ? (
        <p className="note">{t("run.choose")}</p>
      ) : (
        <RunWords siteId={site} modelId={model} quantity={quantity} />
      )}
      {model === undefined ? null : <ModelNeeds modelId={model} />}
    </>
  );
}
