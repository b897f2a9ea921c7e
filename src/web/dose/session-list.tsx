import { Box, Button, Group, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { PartyId, SiteId } from "#core/id.ts";
import { ActButton } from "../display/act-button.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { useWording } from "../display/wording.ts";
import { server } from "../server/connection.ts";
import { useNames } from "../server/reference.ts";
import type { OpenStep } from "./open-report.tsx";

/** A session report as it is listed. */
interface ShownSession {
  readonly id: string;
  readonly itemId: string;
  readonly heldOn: string;
  readonly given: number;
  readonly wasted: number;
  readonly unsettled: number;
  readonly correctedBy: string | null;
}

/** The newest reports of a site; where some have doses without a lot, they can be settled to the oldest ones. */
export function SessionList({
  place,
  sessions,
  onOpen,
}: {
  readonly place: { readonly partyId: PartyId; readonly siteId: SiteId };
  readonly sessions: readonly ShownSession[];
  /** Somebody is about to correct a report, or to settle its doses by lot. */
  readonly onOpen: (open: OpenStep) => void;
}) {
  const { t } = useTranslation();
  const { quantity, when } = useWording();
  const names = useNames();
  if (sessions.length === 0) return null;
  return (
    <section className="section">
      {sessions.some(({ unsettled }) => unsettled > 0) ? (
        <Box mb="md">
          <ActButton
            label={t("session.settle")}
            question={t("session.settleSure")}
            send={(commandId) =>
              server.settleDoses({ body: { ...place, rule: "oldest_received_first" }, commandId })
            }
          />
        </Box>
      ) : null}
      <ScrollTable caption={t("session.recent")} minWidth={680}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("session.day")}</Table.Th>
            <Table.Th scope="col">{t("session.steps")}</Table.Th>
            <Table.Th scope="col">{t("session.vaccine")}</Table.Th>
            {(["given", "wasted", "unsettled"] as const).map((figure) => (
              <Table.Th key={figure} scope="col" className="number">
                {t(`dose.${figure}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sessions.map(({ id, heldOn, itemId, given, wasted, unsettled, correctedBy }) => (
            <Table.Tr key={id}>
              <Table.Td>
                {when(heldOn)}
                {correctedBy === null ? null : <span className="note"> ({t("session.corrected")})</span>}
              </Table.Td>
              <Table.Td>
                <Group gap="xs">
                  {correctedBy === null ? (
                    <Button
                      size="xs"
                      variant="default"
                      onClick={() => onOpen({ step: "correct", reportId: id })}
                    >
                      {t("session.correct")}
                    </Button>
                  ) : null}
                  {unsettled > 0 ? (
                    <Button
                      size="xs"
                      variant="default"
                      onClick={() => onOpen({ step: "settle", reportId: id })}
                    >
                      {t("session.settleNamed")}
                    </Button>
                  ) : null}
                </Group>
              </Table.Td>
              <Table.Td>{names.item(itemId)}</Table.Td>
              <Table.Td className="number">{quantity(given)}</Table.Td>
              <Table.Td className="number">{quantity(wasted)}</Table.Td>
              <Table.Td className="number">{quantity(unsettled)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
    </section>
  );
}
