import { Button, Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ScrollTable } from "../display/scroll-table.tsx";
import { useWording } from "../display/wording.ts";
import { useNames } from "../server/reference.ts";
import { type Flow, groupOf, sumByTerms } from "./flows.ts";

/** Rows drawn at first. */
const ROWS_SHOWN_FIRST = 15;

/** Every flow of the map with its units, the largest first, and the totals of each kind of terms: what is drawn, to be read. */
export function FlowTable({
  flows,
  caption,
  unit,
  scenario,
}: {
  readonly flows: readonly Flow[];
  readonly caption: string;
  readonly unit: string;
  /** The scenario whose figures are shown; `undefined` for real records. */
  readonly scenario: string | undefined;
}) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const [shown, setShown] = useState(ROWS_SHOWN_FIRST);
  const hidden = flows.length - shown;
  return (
    <>
      <ScrollTable caption={caption} minWidth={460}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("column.exporter")}</Table.Th>
            <Table.Th scope="col">{t("column.recipient")}</Table.Th>
            <Table.Th scope="col">{t("column.terms")}</Table.Th>
            <Table.Th scope="col" className="number">
              {t("column.quantity")} ({unit})
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {flows.slice(0, shown).map((flow) => (
            <Table.Tr key={`${flow.exporter} ${flow.recipient} ${flow.terms}`}>
              <Table.Th scope="row">
                <PartyLink code={flow.exporter} scenario={scenario} />
              </Table.Th>
              <Table.Td>
                <PartyLink code={flow.recipient} scenario={scenario} />
              </Table.Td>
              <Table.Td className="flow-terms">
                <span className="flow-key" data-terms={groupOf(flow.terms)} /> {t(`terms.${flow.terms}`)}
              </Table.Td>
              <Table.Td className="number">{quantity(flow.units)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          {[...sumByTerms(flows)].map(([terms, units]) => (
            <Table.Tr key={terms} data-testid={`total-${terms}`}>
              <Table.Th scope="row" colSpan={2}>
                {t("world.total")}
              </Table.Th>
              <Table.Td>{t(`terms.${terms}`)}</Table.Td>
              <Table.Td className="number">{quantity(units)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tfoot>
      </ScrollTable>
      {hidden > 0 ? (
        <Button variant="subtle" size="sm" mt="xs" onClick={() => setShown(flows.length)}>
          {t("count.rows", { count: hidden })}
        </Button>
      ) : null}
    </>
  );
}

function PartyLink({ code, scenario }: { readonly code: string; readonly scenario: string | undefined }) {
  const { t } = useTranslation();
  const names = useNames();
  return (
    <>
      <Link to="/parties/$code" params={{ code }} search={{ scenario }}>
        {names.party(code)}
      </Link>
      {names.isLeastDeveloped(code) ? <div className="of-which-word">{t("world.ldc")}</div> : null}
    </>
  );
}
