import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ASSET_STATUSES } from "#core/equipment/asset.ts";
import { useNarrow } from "../display/use-narrow.ts";
import type { OwnParty } from "../server/me.ts";
import { useLanguage, useNames, useSites } from "../server/reference.ts";
import { ModelSelect } from "./equipment-fields.tsx";
import { useModels } from "./use-equipment.ts";

/** What of equipment is shown, as the address says it. */
export interface EquipmentSearch {
  /** A party's code, or {@link ALL_PARTIES}. */
  readonly party?: string;
  readonly site?: string;
  readonly item?: string;
  readonly model?: string;
  readonly status?: string;
  /** Some of a serial number. */
  readonly serial?: string;
  readonly due?: string;
}

/** Stands for every party whose equipment one may read. */
export const ALL_PARTIES = "all";

/** The choice of what is shown. Every change goes into the address. */
export function EquipmentFilters({
  search,
  parties,
  party,
}: {
  readonly search: EquipmentSearch;
  readonly parties: readonly OwnParty[];
  /** The party that is shown, chosen or not. */
  readonly party: string;
}) {
  const { t } = useTranslation();
  const names = useNames();
  const navigate = useNavigate({ from: "/desk/equipment" });
  const isNarrow = useNarrow(600);
  const [serial, setSerial] = useState(search.serial ?? "");
  const change = (part: { readonly [Name in keyof EquipmentSearch]?: string }) =>
    void navigate({ search: { ...search, ...part }, resetScroll: false });
  const findSerial = () => {
    if (serial.trim() !== (search.serial ?? "")) change({ serial: serial.trim() });
  };
  const find = (event: FormEvent) => {
    event.preventDefault();
    findSerial();
  };
  const any = { value: "", label: t("statement.any") };
  return (
    <details className="filter-box" open={!isNarrow}>
      <summary>{t("statement.filters")}</summary>
      <form onSubmit={find} aria-label={t("statement.filters")}>
        <div className="fields">
          <NativeSelect
            label={t("column.party")}
            value={party}
            data={[
              ...parties.map(({ code }) => ({ value: code, label: names.party(code) })),
              { value: ALL_PARTIES, label: t("assets.allReadable") },
            ]}
            // Sites are of a party: those of the one before are no choice any more.
            onChange={(event) => change({ party: event.currentTarget.value, site: "" })}
          />
          <SiteSelect
            value={search.site ?? ""}
            party={parties.find(({ code }) => code === party)}
            onChange={(site) => change({ site })}
          />
          <ItemOfModels value={search.item ?? ""} onChange={(item) => change({ item })} />
          <ModelSelect
            none={t("statement.any")}
            value={search.model ?? ""}
            onChange={(model) => change({ model })}
          />
          <NativeSelect
            label={t("column.status")}
            value={search.status ?? ""}
            data={[any, ...ASSET_STATUSES.map((value) => ({ value, label: t(`assetStatus.${value}`) }))]}
            onChange={(event) => change({ status: event.currentTarget.value })}
          />
          <TextInput
            label={t("assets.serialPart")}
            dir="ltr"
            value={serial}
            onChange={(event) => setSerial(event.currentTarget.value)}
            onBlur={findSerial}
          />
        </div>
        <Checkbox
          mt="sm"
          label={t("assets.dueOnly")}
          checked={search.due !== undefined}
          onChange={(event) => change({ due: event.currentTarget.checked ? "true" : "" })}
        />
        <Button
          mt="sm"
          size="xs"
          variant="subtle"
          onClick={() => {
            setSerial("");
            void navigate({ search: {} });
          }}
        >
          {t("statement.reset")}
        </Button>
      </form>
    </details>
  );
}

/** Sites of a party, and those of its country that are nobody's; of every party: all. */
function SiteSelect({
  value,
  party,
  onChange,
}: {
  readonly value: string;
  readonly party: OwnParty | undefined;
  readonly onChange: (siteId: string) => void;
}) {
  const { t } = useTranslation();
  const sites = (useSites().data ?? []).filter(
    ({ id, partyId }) => id === value || partyId === null || party === undefined || partyId === party.id,
  );
  return (
    <NativeSelect
      label={t("column.site")}
      value={value}
      data={[
        { value: "", label: t("statement.any") },
        ...sites.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** The items of which there are models: no others can have serial numbers. */
function ItemOfModels({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (itemId: string) => void;
}) {
  const { t } = useTranslation();
  const names = useNames();
  const byName = new Intl.Collator(useLanguage());
  const ids = new Set([...(useModels().data ?? []).map(({ itemId }) => itemId), value]);
  const items = [...ids]
    .filter((id) => id !== "")
    .map((id) => ({ value: id, label: names.item(id) }))
    .toSorted((one, other) => byName.compare(one.label, other.label));
  return (
    <NativeSelect
      label={t("column.item")}
      value={value}
      data={[{ value: "", label: t("statement.any") }, ...items]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
