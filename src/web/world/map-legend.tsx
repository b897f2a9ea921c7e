import { useTranslation } from "react-i18next";
import { TERM_GROUPS } from "./flows.ts";

/** What lines and marks of the map mean. */
export function MapLegend() {
  const { t } = useTranslation();
  return (
    <ul className="chart-legend">
      {TERM_GROUPS.map((group) => (
        <li key={group}>
          <span className="flow-key" data-terms={group} />
          {t(`world.${group}`)}
        </li>
      ))}
      <li>
        <span className="ldc-key" />
        {t("world.ldc")}
      </li>
      <li>
        <svg width="12" height="12" aria-hidden="true">
          <rect x="2" y="2" width="8" height="8" className="flow-end" />
        </svg>{" "}
        {t("column.exporter")}
      </li>
      <li>
        <svg width="12" height="12" aria-hidden="true">
          <circle cx="6" cy="6" r="3" className="flow-end" />
        </svg>{" "}
        {t("column.recipient")}
      </li>
    </ul>
  );
}
