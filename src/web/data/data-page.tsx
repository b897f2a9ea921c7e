import { Table, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageTitle } from "../display/page-title.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Loaded } from "../display/states.tsx";
import { useOrigin } from "../display/use-origin.ts";
import { useWording } from "../display/wording.ts";
import { CopyText } from "../picture/copy-text.tsx";
import { read, server } from "../server/connection.ts";
import { StatementPosition } from "../statement/statement-position.tsx";
import { useStatement } from "../statement/use-statement.ts";

/** Every group that a statement's file has. */
const EVERY_GROUP = "item,exporter,recipient,month,terms,pipeline";

const FILES = [
  { key: "statementCsv", address: `/api/v1/statement.csv?by=${EVERY_GROUP}`, isFile: true },
  { key: "statementParquet", address: `/api/v1/statement.parquet?by=${EVERY_GROUP}`, isFile: true },
  { key: "equipment", address: "/api/v1/equipment-shares.csv?by=site", isFile: true },
  { key: "reported", address: "/api/v1/reported-figures?limit=500", isFile: false },
  { key: "countries", address: "/api/v1/countries", isFile: false },
  { key: "items", address: "/api/v1/items", isFile: false },
] as const;

/** The figures as files, what their columns mean, how to cite them, and the way to the interface. */
export function DataPage() {
  const { t } = useTranslation();
  const origin = useOrigin();
  return (
    <>
      <PageTitle>{t("files.title")}</PageTitle>
      <p className="lead">{t("files.lead")}</p>
      <section className="section" aria-labelledby="files">
        <Title order={2} size="h3" id="files">
          {t("files.files")}
        </Title>
        <ul>
          {FILES.map(({ key, address, isFile }) => (
            <li key={key}>
              <a href={address} download={isFile ? "" : undefined}>
                {t(`files.${key}`)}
              </a>
            </li>
          ))}
        </ul>
        <p className="note">{t("files.rule")}</p>
      </section>
      <section className="section" aria-labelledby="bulk">
        <Title order={2} size="h3" id="bulk">
          {t("files.bulk")}
        </Title>
        <p>{t("files.bulkLead")}</p>
        <CopyText label={t("files.export")} text="npx wellspring ledger export-files DIR" />
        <CopyText label={t("files.log")} text={`${origin}/api/v1/ledger/log/checkpoint`} />
        <p>
          <Link to="/verify">{t("verify.title")}</Link>
        </p>
      </section>
      <Citation />
      <section className="section" aria-labelledby="interface">
        <Title order={2} size="h3" id="interface">
          {t("files.interface")}
        </Title>
        <p>{t("files.interfaceLead")}</p>
        <p>
          <a href="/api/docs">{t("files.reference")}</a> ·{" "}
          <a href="/api/v1/openapi.json">OpenAPI 3.1 (JSON)</a>
        </p>
      </section>
      <Dictionary />
    </>
  );
}

/** The figures of today in one line, with the position that makes them the same for ever. */
function Citation() {
  const { t } = useTranslation();
  const { quantity, when } = useWording();
  const origin = useOrigin();
  const statement = useStatement({ by: "item" });
  return (
    <section className="section" aria-labelledby="cite">
      <Title order={2} size="h3" id="cite">
        {t("files.cite")}
      </Title>
      <p>{t("files.citeLead")}</p>
      <Loaded query={statement}>
        {(view) => (
          <>
            <CopyText
              isProse
              label={t("files.citation")}
              text={t("files.cited", {
                day: when(view.asOf),
                position: quantity(view.ledgerPosition),
                address: `${origin}/statement?asOf=${view.asOf}`,
              })}
            />
            <StatementPosition view={view} />
          </>
        )}
      </Loaded>
    </section>
  );
}

/** What each column means, in the words of the files themselves, which are English. */
function Dictionary() {
  const { t } = useTranslation();
  const dictionary = useQuery({
    queryKey: ["dictionary"],
    queryFn: () => read(server.getDataDictionary({})),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <section className="section" aria-labelledby="dictionary">
      <Title order={2} size="h3" id="dictionary">
        {t("files.dictionary")}
      </Title>
      <p className="note">{t("files.english")}</p>
      <Loaded query={dictionary}>
        {({ tables }) =>
          tables.map(({ name, fields }) => (
            <details key={name}>
              <summary>{t(`files.${name}`)}</summary>
              <div lang="en" dir="ltr">
                <ScrollTable caption={`${name}.csv, ${name}.parquet`} minWidth={720}>
                  <Table.Thead>
                    <Table.Tr>
                      {["Column", "Type", "Meaning", "Unit", "Source", "Empty"].map((head) => (
                        <Table.Th key={head} scope="col">
                          {head}
                        </Table.Th>
                      ))}
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {fields.map((field) => (
                      <Table.Tr key={field.name}>
                        <Table.Th scope="row" className="code">
                          {field.name}
                        </Table.Th>
                        <Table.Td>{field.type}</Table.Td>
                        <Table.Td>{field.description}</Table.Td>
                        <Table.Td>{field.unit ?? "–"}</Table.Td>
                        <Table.Td>{field.source}</Table.Td>
                        <Table.Td>{field.nullMeaning ?? "never"}</Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </ScrollTable>
              </div>
            </details>
          ))
        }
      </Loaded>
    </section>
  );
}
