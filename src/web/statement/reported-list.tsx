import { Anchor } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { StatementRow } from "#api/statement.ts";
import { useWording } from "../display/wording.ts";
import { useNames } from "../server/reference.ts";

type Reported = StatementRow["reported"][number];

/**
 * What others published, beside what is recorded: each figure with its period, source and edition. Those for the
 * row's own period come first, with the difference; the others can be opened.
 */
export function ReportedList({
  figures,
  unit,
}: {
  readonly figures: readonly Reported[];
  readonly unit: string;
}) {
  const { t } = useTranslation();
  if (figures.length === 0) return <span aria-hidden="true">–</span>;
  const same = figures.filter((figure) => figure.samePeriod);
  const others = figures.filter((figure) => !figure.samePeriod);
  const conflicting = findConflicting(figures);
  const draw = (figure: Reported) => (
    <ReportedItem key={figure.id} figure={figure} unit={unit} isConflicting={conflicting.has(figure.id)} />
  );
  return (
    <>
      {same.length === 0 ? null : <ul className="reported-list">{same.map(draw)}</ul>}
      {others.length === 0 ? null : (
        <details open={same.length === 0}>
          <summary>{t("count.figures", { count: others.length })}</summary>
          <ul className="reported-list">{others.map(draw)}</ul>
        </details>
      )}
    </>
  );
}

/** Figures of one conflict group for one period that do not say the same. */
function findConflicting(figures: readonly Reported[]): ReadonlySet<string> {
  const conflicting = figures.filter(
    (figure) =>
      figure.conflictGroup !== null &&
      figures.some(
        (other) =>
          other.conflictGroup === figure.conflictGroup &&
          other.id !== figure.id &&
          (other.baseQuantity !== figure.baseQuantity || other.quantity !== figure.quantity),
      ),
  );
  return new Set(conflicting.map((figure) => figure.id));
}

function ReportedItem({
  figure,
  unit,
  isConflicting,
}: {
  readonly figure: Reported;
  readonly unit: string;
  readonly isConflicting: boolean;
}) {
  const { t } = useTranslation();
  const { quantity, signed, when } = useWording();
  const period = when(monthsOf(figure));
  const differenceText =
    figure.difference === null
      ? t("reported.otherPeriod")
      : figure.difference === 0
        ? t("reported.same")
        : t("reported.difference", { difference: signed(figure.difference) });
  return (
    <li>
      {isConflicting ? <div className="conflict">{t("reported.conflict")}</div> : null}
      <div>
        <FigureText figure={figure} unit={unit} />
      </div>
      <div>
        {period} ·{" "}
        <Anchor href={figure.sourceUrl} target="_blank" rel="noreferrer" inherit>
          {figure.publisher ?? t("reported.source")}
          <span className="visually-hidden"> {t("reported.newTab")}</span>
        </Anchor>
        {figure.edition === null ? null : <> · {t("reported.edition", { day: when(figure.edition) })}</>}
      </div>
      <div>
        {figure.baseQuantity === null && figure.quantity !== null
          ? t("reported.notConvertible")
          : differenceText}
      </div>
      {figure.valueMinor !== null && figure.quantity !== null && figure.currency !== null ? (
        <div>
          {quantity(Math.round(figure.valueMinor / 100))} {figure.currency}
        </div>
      ) : null}
    </li>
  );
}

/** The figure in the row's unit where it converts, else as printed, with how exactly its source states it. */
function FigureText({ figure, unit }: { readonly figure: Reported; readonly unit: string }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const names = useNames();
  if (figure.quantity === null) {
    const value = `${quantity(Math.round((figure.valueMinor ?? 0) / 100))} ${figure.currency ?? ""}`;
    return t("reported.valueOnly", { value });
  }
  const stated =
    figure.baseQuantity === null
      ? { quantity: quantity(figure.quantity), unit: figure.unitPrinted }
      : { quantity: quantity(figure.baseQuantity), unit: names.unit(unit) };
  return <strong>{t(`reported.${figure.qualifier}`, stated)}</strong>;
}

/** Whole months are shown as months: `2020-03-01` to `2020-12-31` is March to December. */
function monthsOf({ periodFrom, periodTo }: Reported): string {
  const nextDay = new Date(`${periodTo}T00:00:00Z`);
  nextDay.setUTCDate(nextDay.getUTCDate() + 1);
  const isWhole = periodFrom.endsWith("-01") && nextDay.getUTCDate() === 1;
  const [from, to] = isWhole ? [periodFrom.slice(0, 7), periodTo.slice(0, 7)] : [periodFrom, periodTo];
  return from === to ? from : `${from}/${to}`;
}
