import { Table, Title } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { ConsignmentView } from "#api/consignment.ts";
import { StatusMark } from "../display/marks.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { useWords } from "../display/word.ts";
import { useWording } from "../display/wording.ts";
import type { Me } from "../server/me.ts";
import { useNames } from "../server/reference.ts";

/** For who is signed in alone: others are not kept waiting for it. */
const ReceiptPhotographs = lazy(async () => ({
  default: (await import("../photograph/receipt-photographs.tsx")).ReceiptPhotographs,
}));

/** The count on arrival against the document, and what both sides say of each difference. */
export function ReceiptSection({
  consignment,
  me,
}: {
  readonly consignment: ConsignmentView;
  readonly me: Me | null | undefined;
}) {
  const { t } = useTranslation();
  const { when } = useWording();
  const { receipt } = consignment;
  return (
    <section className="section" aria-labelledby="receipt">
      <Title order={2} size="h3" id="receipt">
        {t("consignment.receipt")}
      </Title>
      {receipt === null ? (
        <p className="note">{t("consignment.noReceipt")}</p>
      ) : (
        <>
          <p>
            {when(receipt.counted)} <StatusMark status={receipt.status} />
          </p>
          <CountTable lines={receipt.lines} />
          <Differences consignment={consignment} differences={receipt.differences} />
          {me === null || me === undefined ? null : (
            <Suspense fallback={null}>
              <ReceiptPhotographs consignment={consignment} me={me} />
            </Suspense>
          )}
        </>
      )}
    </section>
  );
}

type Receipt = NonNullable<ConsignmentView["receipt"]>;

function CountTable({ lines }: { readonly lines: Receipt["lines"] }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const names = useNames();
  return (
    <ScrollTable caption={t("consignment.receiptCaption")} minWidth={440}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("column.item")}</Table.Th>
          <Table.Th scope="col" className="number">
            {t("consignment.sent")}
          </Table.Th>
          <Table.Th scope="col" className="number">
            {t("consignment.counted")}
          </Table.Th>
          <Table.Th scope="col" className="number">
            {t("consignment.damaged")}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map((line) => (
          <Table.Tr key={line.lineNumber}>
            <Table.Th scope="row">{names.item(line.itemId)}</Table.Th>
            <Table.Td className="number">{quantity(line.sent)}</Table.Td>
            <Table.Td className="number">{quantity(line.counted)}</Table.Td>
            <Table.Td className="number">{quantity(line.damaged)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}

function Differences({
  consignment,
  differences,
}: {
  readonly consignment: ConsignmentView;
  readonly differences: Receipt["differences"];
}) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const { word } = useWords();
  const names = useNames();
  if (differences.length === 0) return <p>{t("consignment.noDifferences")}</p>;
  const reasonText = (reason: string | null) =>
    reason === null ? t("consignment.unsaid") : word("reason", reason);
  const itemOf = (lineNumber: number) =>
    names.item(consignment.lines.find((line) => line.lineNumber === lineNumber)?.itemId ?? null);
  return (
    <>
      <Title order={3} size="h4" mt="md">
        {t("consignment.differences")}
      </Title>
      <ul>
        {differences.map((difference) => (
          <li key={`${difference.lineNumber} ${difference.kind}`}>
            {itemOf(difference.lineNumber)}: {quantity(difference.quantity)}{" "}
            {t(`difference.${difference.kind}`)} <StatusMark status={difference.status} />
            {difference.redirectedUnits === 0 ? null : (
              <div>{t("redirect.redirected", { quantity: quantity(difference.redirectedUnits) })}</div>
            )}
            <div className="note">
              {t("consignment.giverSays", { reason: reasonText(difference.giverReason) })}{" "}
              {t("consignment.recipientSays", { reason: reasonText(difference.recipientReason) })}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
