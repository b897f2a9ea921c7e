import { Button, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ShareView } from "#api/equipment.ts";
import { ScrollTable } from "../display/scroll-table.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { useNames } from "../server/reference.ts";
import type { StatementSearch } from "./statement-search.ts";

/** How much of the equipment that was received is in working order, by item, of the recipient and item that are chosen; nothing where there is none. */
export function EquipmentSection({ search: { item, recipient } }: { readonly search: StatementSearch }) {
  const { t } = useTranslation();
  const shares = useQuery({
    queryKey: ["equipment-shares", item, recipient],
    queryFn: () => read(server.getEquipmentShares({ query: { by: "item", item, recipient } })),
  });
  const rows = shares.data?.rows ?? [];
  if (rows.length === 0) return null;
  const query = new URLSearchParams({
    by: "site",
    ...(item === undefined ? {} : { item }),
    ...(recipient === undefined ? {} : { recipient }),
  });
  return (
    <section>
      <h2>{t("equipment.title")}</h2>
      <ScrollTable caption={t("equipment.caption")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("equipment.item")}</Table.Th>
            {COLUMNS.map((column) => (
              <Table.Th scope="col" key={column}>
                {t(`equipment.${column}`)}
              </Table.Th>
            ))}
            <Table.Th scope="col">{t("equipment.share")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <ShareRow key={row.itemId} row={row} />
          ))}
        </Table.Tbody>
      </ScrollTable>
      <p className="note">{t("equipment.hint")}</p>
      <Button
        component="a"
        href={`/api/v1/equipment-shares.csv?${query.toString()}`}
        download
        variant="default"
        size="sm"
      >
        {t("equipment.csv")}
      </Button>
    </section>
  );
}

const COLUMNS = ["received", "commissioned", "working", "faulty", "ended"] as const;

function ShareRow({ row }: { readonly row: ShareView }) {
  const { quantity, share } = useWording();
  const names = useNames();
  return (
    <Table.Tr>
      <Table.Th scope="row">{names.item(row.itemId)}</Table.Th>
      {COLUMNS.map((column) => (
        <Table.Td key={column}>{quantity(row[column])}</Table.Td>
      ))}
      <Table.Td>{row.share === null ? "–" : share(row.share)}</Table.Td>
    </Table.Tr>
  );
}
