import { Table, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { HolderView, RecallView } from "#api/recall.ts";
import type { RecallId } from "#core/id.ts";
import { NextPages } from "../display/next-pages.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Loaded } from "../display/states.tsx";
import { useWords } from "../display/word.ts";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import type { Me } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { type Pages, usePages } from "../server/use-pages.ts";
import { AccountForm } from "./account-form.tsx";

/**
 * The pages of a recall's holders, as far as one may see them; `own`: those of one's own parties, which who sees all of them would
 * find on a later page.
 */
export function useHolders(recallId: string, of: "own" | null = null): Pages<HolderView> {
  return usePages<HolderView>(["recall-holders", recallId, of], (cursor) =>
    read(
      server.listRecallHolders({
        params: { recallId: recallId as RecallId }, // as the server sent it
        query: { limit: 100, ...cursor, ...(of === null ? {} : { of }) },
      }),
    ),
  );
}

/** Who has had units of a recall, what is where, and the form by which one's own are accounted for. */
export function HolderSection({ recall, me }: { readonly recall: RecallView; readonly me: Me }) {
  const { t } = useTranslation();
  const pages = useHolders(recall.id);
  const own = useHolders(recall.id, "own");
  // One button for both: one's own are no more than all that one sees.
  const fetchMore = (): void => {
    pages.fetchMore();
    if (own.hasMore) own.fetchMore();
  };
  return (
    <section className="section" aria-labelledby="holders">
      <Title order={2} size="h3" id="holders">
        {t("recall.holders")}
      </Title>
      <p className="note">{t("recall.holdersOwn")}</p>
      <Loaded query={pages.query}>
        {() => (
          <>
            {pages.items.length === 0 ? (
              <p className="note">{t("recall.noHolders")}</p>
            ) : (
              <HolderTable holders={pages.items} />
            )}
            <NextPages pages={{ ...pages, fetchMore }} />
            <AccountForm recall={recall} me={me} holders={own.items} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function HolderTable({ holders }: { readonly holders: readonly HolderView[] }) {
  const { t } = useTranslation();
  const { quantity, when, list } = useWording();
  const { word } = useWords();
  const names = useNames();
  const show = (units: HolderView["units"]): string =>
    units.length === 0
      ? t("recall.nothing")
      : list(
          units.map(({ quantity: count, stage, lotNumber }) =>
            [quantity(count), word("stage", stage), lotNumber === null ? null : `(${lotNumber})`]
              .filter((part) => part !== null)
              .join(" "),
          ),
        );
  return (
    <ScrollTable caption={t("recall.holders")} minWidth={720}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("column.party")}</Table.Th>
          <Table.Th scope="col">{t("column.site")}</Table.Th>
          <Table.Th scope="col">{t("column.quantity")}</Table.Th>
          <Table.Th scope="col">{t("recall.toldAt")}</Table.Th>
          <Table.Th scope="col">{t("recall.answeredAt")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {holders.map((holder) => (
          <Table.Tr key={`${holder.partyId} ${holder.siteId}`}>
            <Table.Th scope="row">{names.party(holder.partyCode)}</Table.Th>
            <Table.Td>{holder.siteName}</Table.Td>
            <Table.Td>{show(holder.units)}</Table.Td>
            <Table.Td>{when(holder.toldAt)}</Table.Td>
            <Table.Td>
              {holder.acknowledgedAt === null ? t("recall.notYet") : when(holder.acknowledgedAt)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}
