import { useTranslation } from "react-i18next";
import type { StatementView } from "#api/statement.ts";
import { useWording } from "../display/wording.ts";

/** From what the figures were computed, so that anyone can compute them again. */
export function StatementPosition({ view }: { readonly view: StatementView }) {
  const { t } = useTranslation();
  const { quantity, when } = useWording();
  const day = when(view.asOf);
  return (
    <p className="note">
      {view.ledgerPosition === 0
        ? t("statement.positionEmpty", { day })
        : t("statement.position", { position: quantity(view.ledgerPosition), day })}
    </p>
  );
}
