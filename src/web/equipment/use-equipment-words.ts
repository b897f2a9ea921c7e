import { useTranslation } from "react-i18next";
import { useWords } from "../display/word.ts";
import { useWording } from "../display/wording.ts";
import { useNames } from "../server/reference.ts";

/** Figures and lists of equipment as they are read: what is not stated says so. */
export interface EquipmentWords {
  /** A figure, whose unit its label says; `null`: not stated. */
  readonly figure: (value: number | null) => string;
  /** Letters, volts or hertz, from left to right; empty: not stated. */
  readonly listed: (values: readonly (string | number)[]) => string;
  /** Skills; empty: none; `null`: not stated. */
  readonly skills: (skills: readonly string[] | null) => string;
  /** Items; empty: none; `null`: not stated. */
  readonly items: (ids: readonly string[] | null) => string;
}

/** The words for equipment in the language of the page. */
export function useEquipmentWords(): EquipmentWords {
  const { t } = useTranslation();
  const { word } = useWords();
  const { list, quantity } = useWording();
  const names = useNames();
  const notStated = t("team.notStated");
  const stated = (values: readonly string[] | null, nameOf: (one: string) => string) => {
    if (values === null) return notStated;
    return values.length === 0 ? t("model.none") : list(values.map(nameOf));
  };
  return {
    figure: (value) => (value === null ? notStated : quantity(value)),
    listed: (values) => (values.length === 0 ? notStated : `\u2066${values.join(", ")}\u2069`),
    skills: (skills) => stated(skills, (one) => word("skill", one)),
    items: (ids) => stated(ids, names.item),
  };
}
