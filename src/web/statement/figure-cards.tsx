import { useTranslation } from "react-i18next";
import type { StatementRow } from "#api/statement.ts";
import type { PlacedRow } from "#core/statement/of-which.ts";
import { useWording } from "../display/wording.ts";
import { useNames } from "../server/reference.ts";
import { ReportedList } from "./reported-list.tsx";
import type { Second, ShownStage } from "./statement-columns.ts";

/** The rows of a statement as cards, for a screen with no room for columns: the same figures in the same order. */
export function FigureCards({
  rows,
  second,
  stages,
  secondText,
}: {
  readonly rows: readonly PlacedRow<StatementRow>[];
  readonly second: Second | undefined;
  readonly stages: readonly ShownStage[];
  readonly secondText: (row: StatementRow, second: Second) => string;
}) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const names = useNames();
  return (
    <>
      <p className="note">{t("statement.caption")}</p>
      {rows.map(({ row, depth }) => (
        <article
          key={JSON.stringify([row.item, row.unit, row.exporter, row.recipient, row.month, row.terms])}
          className={depth > 0 ? "figure-card of-which" : "figure-card"}
        >
          <h2>
            {second === undefined ? null : <div>{secondText(row, second)}</div>}
            {depth > 0 ? <span className="of-which-word">{t("statement.ofWhich")} </span> : null}
            {names.item(row.item)} <span className="of-which-word">({names.unit(row.unit ?? "")})</span>
          </h2>
          <dl>
            {stages.map((stage) => (
              <div key={stage}>
                <dt>{t(`column.${stage}`)}</dt>
                <dd>{quantity(row[stage])}</dd>
              </div>
            ))}
          </dl>
          {row.reported.length === 0 ? null : (
            <div className="reported">
              <div className="of-which-word">{t("column.reported")}</div>
              <ReportedList figures={row.reported} unit={row.unit ?? ""} />
            </div>
          )}
        </article>
      ))}
    </>
  );
}
