import { Alert, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { PageTitle } from "../display/page-title.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWords } from "../display/word.ts";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { useSites } from "../server/reference.ts";

const FIGURES = ["received", "corrected", "given", "wasted", "inStock", "unsettled", "daysOfStock"] as const;

function useDoses() {
  return useQuery({ queryKey: ["doses"], queryFn: () => read(server.getDoses({ query: {} })) });
}
type Report = NonNullable<ReturnType<typeof useDoses>["data"]>;

/** Doses that came to each site, what became of them, and what is left: for everybody. */
export function DosesPage() {
  const { t } = useTranslation();
  const doses = useDoses();
  return (
    <>
      <PageTitle>{t("dose.title")}</PageTitle>
      <p className="lead">{t("dose.lead")}</p>
      <Loaded query={doses}>
        {(report) =>
          report.rows.length === 0 ? <Empty title={t("dose.none")} /> : <Doses report={report} />
        }
      </Loaded>
    </>
  );
}

function Doses({ report }: { readonly report: Report }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const siteName = useSiteName();
  return (
    <>
      <ScrollTable caption={t("dose.caption")} minWidth={860}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("dose.site")}</Table.Th>
            {FIGURES.map((figure) => (
              <Table.Th key={figure} scope="col" className="number">
                {t(`dose.${figure}`)}
              </Table.Th>
            ))}
            <Table.Th scope="col" className="number">
              {t("dose.tooLate")}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {report.rows.map((row) => (
            <Table.Tr key={row.site}>
              <Table.Th scope="row">{siteName(row.site)}</Table.Th>
              {FIGURES.map((figure) => {
                const value = row[figure];
                return (
                  <Table.Td key={figure} className="number">
                    {value === null ? "–" : quantity(value)}
                  </Table.Td>
                );
              })}
              <Table.Td className="number">
                {quantity(row.expiring.reduce((sum, { tooLate }) => sum + tooLate, 0))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
      {report.ahead.map(({ site, days, most }) => (
        <Alert key={site} color="gray" my="sm">
          {t("dose.ahead", { site: siteName(site), days: quantity(days), most: quantity(most) })}
        </Alert>
      ))}
      {report.coverage.length === 0 ? null : <Coverage rows={report.coverage} />}
    </>
  );
}

function Coverage({ rows }: { readonly rows: Report["coverage"] }) {
  const { t } = useTranslation();
  const { word } = useWords();
  const { quantity } = useWording();
  const siteName = useSiteName();
  return (
    <ScrollTable caption={t("dose.coverage")} minWidth={480}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("dose.site")}</Table.Th>
          <Table.Th scope="col">{t("dose.number")}</Table.Th>
          <Table.Th scope="col">{t("dose.group")}</Table.Th>
          <Table.Th scope="col" className="number">
            {t("dose.doses")}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ site, doseNumber, group, doses }) => (
          <Table.Tr key={`${site} ${doseNumber} ${group}`}>
            <Table.Td>{siteName(site)}</Table.Td>
            <Table.Td>{doseNumber === null ? "–" : word("doseNumber", doseNumber)}</Table.Td>
            <Table.Td>{group ?? "–"}</Table.Td>
            <Table.Td className="number">{quantity(doses)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}

/** A site's name by its code, or the code while the names are not there. */
function useSiteName(): (code: string | null) => string {
  const sites = useSites().data ?? [];
  const names = new Map(sites.map(({ code, name }) => [code, name]));
  return (code) => names.get(code ?? "") ?? code ?? "–";
}
