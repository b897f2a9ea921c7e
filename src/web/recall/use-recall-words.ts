import { useTranslation } from "react-i18next";
import type { RecallHeadView } from "#api/recall.ts";
import { useWording } from "../display/wording.ts";
import { useNames } from "../server/reference.ts";

type Named = Pick<RecallHeadView, "itemId" | "gtin" | "lotNumbers">;

/** What is recalled, in one line: the item or trade item, and its lots. */
export function useRecallWords(): (recall: Named) => string {
  const { t } = useTranslation();
  const { list } = useWording();
  const names = useNames();
  return ({ itemId, gtin, lotNumbers }) => {
    const what = [itemId === null ? null : names.item(itemId), gtin].filter((part) => part !== null);
    const lots = lotNumbers.length === 0 ? t("recall.allLots") : list(lotNumbers);
    return `${what.join(" ")} · ${lots}`;
  };
}
