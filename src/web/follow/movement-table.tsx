import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { FollowView } from "#api/ledger.ts";
import { ScrollTable } from "../display/scroll-table.tsx";
import { useWording } from "../display/wording.ts";
import { useNames } from "../server/reference.ts";

/** A movement as it is shown. */
export type Movement = FollowView["chain"][number];

/** Movements in the ledger, oldest first: what left which account and entered which. */
export function MovementTable({ chain }: { readonly chain: readonly Movement[] }) {
  const { t } = useTranslation();
  const { quantity, when } = useWording();
  const names = useNames();
  return (
    <ScrollTable caption={t("follow.chainCaption")} minWidth={760}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("column.when")}</Table.Th>
          <Table.Th scope="col">{t("column.stage")}</Table.Th>
          <Table.Th scope="col">{t("column.item")}</Table.Th>
          <Table.Th scope="col" className="number">
            {t("column.quantity")}
          </Table.Th>
          <Table.Th scope="col">{t("column.from")}</Table.Th>
          <Table.Th scope="col">{t("column.to")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {chain.map((movement, index) => (
          // A chain only grows at its end: the place in it names a movement.
          <Table.Tr key={index}>
            <Table.Td>{when(movement.occurred)}</Table.Td>
            <Table.Th scope="row">
              {t(`movement.${movement.kind}`)}
              {movement.reversal ? <span className="of-which-word"> ({t("follow.correction")})</span> : null}
            </Table.Th>
            <Table.Td>{names.item(movement.itemId)}</Table.Td>
            <Table.Td className="number">{quantity(movement.quantity)}</Table.Td>
            <Table.Td>
              <AccountText party={movement.fromParty} site={movement.fromSite} stage={movement.fromStage} />
            </Table.Td>
            <Table.Td>
              <AccountText party={movement.toParty} site={movement.toSite} stage={movement.toStage} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}

type Stage = Movement["fromStage"];

/** Where units are, and in whose hands: party, site, stage. */
export function AccountText({
  party,
  site,
  stage,
}: {
  readonly party: string;
  readonly site: string;
  readonly stage: Stage;
}) {
  const { t } = useTranslation();
  const names = useNames();
  return (
    <>
      {t(`stage.${stage}`)}
      <div className="of-which-word">
        {names.party(party)} · <span className="code">{site}</span>
      </div>
    </>
  );
}
