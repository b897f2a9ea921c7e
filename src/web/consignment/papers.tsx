import { Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ConsignmentView } from "#api/consignment.ts";
import type { Me } from "../server/me.ts";
import { PrintPapers } from "./print-papers.tsx";

/** Declarations and packages, as far as they are recorded; for the parties, the papers to print. */
export function Papers({
  consignment,
  me,
}: {
  readonly consignment: ConsignmentView;
  readonly me: Me | null | undefined;
}) {
  const { t } = useTranslation();
  const { declarations, packages } = consignment;
  return (
    <section className="section" aria-labelledby="papers">
      <Title order={2} size="h3" id="papers">
        {t("consignment.papers")}
      </Title>
      {declarations.length === 0 ? <p className="note">{t("consignment.noPapers")}</p> : null}
      <ul>
        {declarations.map((declaration) => (
          <li key={`${declaration.kind} ${declaration.number ?? ""}`}>
            {t(`consignment.declaration.${declaration.kind}`)} ·{" "}
            {declaration.number === null
              ? t("consignment.declarationUnnumbered")
              : t("consignment.declarationNumber", { number: `\u2068${declaration.number}\u2069` })}
            <div className="note">
              {t("consignment.hs", {
                edition: String(declaration.hsEdition),
                codes: declaration.lines.map((line) => line.hsCode).join(", "),
              })}
            </div>
          </li>
        ))}
      </ul>
      {packages.length === 0 ? null : (
        <details>
          <summary>
            {t("consignment.packages")} ({packages.length})
          </summary>
          <ul>
            {packages.map(({ packageNumber, sscc }) => (
              <li key={packageNumber} className="code">
                {sscc}
              </li>
            ))}
          </ul>
        </details>
      )}
      <PrintPapers consignment={consignment} me={me} />
    </section>
  );
}
