import { Table, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { RecallId } from "#core/id.ts";
import { ScrollTable } from "../display/scroll-table.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { useNames } from "../server/reference.ts";

/** Adverse events known after doses of a recall's lots, for who may see them; nothing where nobody has said anything. */
export function LotEvents({ recallId }: { readonly recallId: string }) {
  const { t } = useTranslation();
  const { quantity, when } = useWording();
  const names = useNames();
  const found = useQuery({
    queryKey: ["lot-events", recallId],
    // As the server sent it.
    queryFn: () => read(server.listLotEvents({ query: { recallId: recallId as RecallId } })),
  });
  const lots = found.data?.lots ?? [];
  if (lots.length === 0) return null;
  return (
    <section className="section" aria-labelledby="lot-events">
      <Title order={2} size="h3" id="lot-events">
        {t("event.title")}
      </Title>
      <ScrollTable caption={t("event.title")} minWidth={480}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("session.lot")}</Table.Th>
            {(["dose.given", "event.serious", "event.notSerious"] as const).map((key) => (
              <Table.Th key={key} scope="col" className="number">
                {t(key)}
              </Table.Th>
            ))}
            <Table.Th scope="col">{t("event.knownOn")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lots.map(({ itemId, lotNumber, given, serious, notSerious, knownOn }) => (
            <Table.Tr key={`${itemId} ${lotNumber}`}>
              <Table.Th scope="row">
                {[names.item(itemId), lotNumber].filter((part) => part !== null).join(" · ")}
              </Table.Th>
              <Table.Td className="number">{quantity(given)}</Table.Td>
              <Table.Td className="number">{quantity(serious)}</Table.Td>
              <Table.Td className="number">{quantity(notSerious)}</Table.Td>
              <Table.Td>{when(knownOn)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
    </section>
  );
}
