import { useTranslation } from "react-i18next";
import type { AgreementView } from "#api/agreement.ts";
import { useWording } from "../display/wording.ts";

type Line = AgreementView["lines"][number];

/** Days and shares of shelf life in words. */
export function useAskedWords() {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const days = (count: number) => t("shelfLife.days", { days: quantity(count) });
  return {
    days,
    /** What a rule asks: days, a share, or both. */
    rule: ({
      leastDays,
      leastPerCent,
    }: {
      leastDays: number | null;
      leastPerCent: number | null;
    }): string => {
      if (leastPerCent === null) return leastDays === null ? "–" : days(leastDays);
      const share = quantity(leastPerCent);
      if (leastDays === null) return t("shelfLife.perCent", { share });
      return t("shelfLife.both", { days: quantity(leastDays), share });
    },
    /** What the rules ask of an agreement's line, and who; `null` where nobody does. */
    asked: ({ askedShelfLifeDays, shelfLifeAskedBy }: Line): string | null => {
      if (shelfLifeAskedBy === null) return null;
      const by = t(`shelfLife.by.${shelfLifeAskedBy}`);
      if (askedShelfLifeDays === null) return t("shelfLife.notShown", { by });
      return t("shelfLife.askedBy", { asked: days(askedShelfLifeDays), by });
    },
  };
}
