import { Table, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ConsignmentView } from "#api/consignment.ts";
import { ScrollTable } from "../display/scroll-table.tsx";
import { useWords } from "../display/word.ts";
import { useWording } from "../display/wording.ts";
import { RecallMark } from "../recall/recall-mark.tsx";
import { useNames } from "../server/reference.ts";

/** What travels: item, quantity, lot, expiry, and the terms that go with every unit. */
export function ConsignmentLines({ consignment }: { readonly consignment: ConsignmentView }) {
  const { t } = useTranslation();
  const { quantity, when } = useWording();
  const { word } = useWords();
  const names = useNames();
  return (
    <section className="section" aria-labelledby="lines">
      <Title order={2} size="h3" id="lines">
        {t("consignment.lines")}
      </Title>
      <ScrollTable caption={t("consignment.linesCaption")} minWidth={560}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("column.item")}</Table.Th>
            <Table.Th scope="col" className="number">
              {t("column.quantity")}
            </Table.Th>
            <Table.Th scope="col">{t("column.lot")}</Table.Th>
            <Table.Th scope="col">{t("column.expiry")}</Table.Th>
            <Table.Th scope="col">{t("column.terms")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {consignment.lines.map((line) => (
            <Table.Tr key={line.lineNumber}>
              <Table.Th scope="row">
                <Link to="/follow/$identifier" params={{ identifier: line.supplyId }}>
                  {names.item(line.itemId)}
                </Link>{" "}
                <span className="of-which-word">({names.unitOf(line.itemId)})</span>{" "}
                <RecallMark recallId={line.recallId} />
              </Table.Th>
              <Table.Td className="number">{quantity(line.quantity)}</Table.Td>
              <Table.Td>
                <span className="code">{line.lotNumber ?? "–"}</span>
              </Table.Td>
              <Table.Td>{line.expiry === null ? "–" : when(line.expiry)}</Table.Td>
              <Table.Td>{word("terms", line.terms)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
    </section>
  );
}
