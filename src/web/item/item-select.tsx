import "@mantine/core/styles/ScrollArea.css";
import "@mantine/core/styles/Popover.css";
import "@mantine/core/styles/Combobox.css";
import { type ComboboxItem, Select } from "@mantine/core";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { indexItems, searchItems } from "#core/item/search-items.ts";
import { useItems, useLanguage, useNames } from "../server/reference.ts";

/**
 * An item of the catalogue, found by typing a part of its name in any language, its id or the category above it. Categories can
 * be chosen too unless `onlyItems`: a call may name one, where any item below it answers the need.
 */
export function ItemSelect({
  value,
  error,
  onChange,
  onlyItems = false,
}: {
  readonly value: string;
  readonly error: ReactNode;
  readonly onChange: (itemId: string) => void;
  readonly onlyItems?: boolean;
}) {
  const { t } = useTranslation();
  const names = useNames();
  const { data, search } = useItemChoice(onlyItems);
  const unit = names.unitOf(value);
  return (
    <Select
      searchable
      clearable
      label={unit === "" ? t("column.item") : `${t("column.item")} (${unit})`}
      placeholder={t("form.choose")}
      nothingFoundMessage={t("item.nothingFound")}
      clearButtonProps={{ "aria-label": t("item.clear") }}
      value={value === "" ? null : value}
      error={error}
      data={data}
      maxDropdownHeight={280}
      comboboxProps={{ width: "target" }}
      filter={({ search: text }) => search(text)}
      onKeyDown={(event) => {
        // Enter chooses what the arrows lead to; it never sends the form from here, with nothing chosen.
        if (event.key === "Enter") event.preventDefault();
      }}
      onChange={(itemId) => onChange(itemId ?? "")}
    />
  );
}

/** The catalogue's items as options, and the search through them. A form has dozens of lines: each asks for the same lists. */
function useItemChoice(onlyItems: boolean) {
  const language = useLanguage();
  const catalogue = useItems().data?.items;
  return useMemo(() => {
    const items = catalogue?.filter((item) => !onlyItems || item.kind === "item") ?? [];
    const data: ComboboxItem[] = items.map((item) => ({ value: item.id, label: item.names[language] }));
    const options = new Map(data.map((option) => [option.value, option]));
    const allowed = new Set(options.keys());
    // Categories lead to what is below them, even where they cannot be chosen.
    const index = indexItems(catalogue ?? [], language).filter(({ id }) => allowed.has(id));
    const labels = new Map(data.map((option) => [option.label, true]));
    const search = (text: string): ComboboxItem[] => {
      // What is chosen stands in the field until something is typed: it is no search.
      const found = searchItems(index, labels.has(text) ? "" : text);
      return found.flatMap((id) => options.get(id) ?? []);
    };
    return { data, search };
  }, [catalogue, language, onlyItems]);
}
