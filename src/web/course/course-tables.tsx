import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CourseView } from "#api/course.ts";
import { StatusMark } from "../display/marks.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { useWording } from "../display/wording.ts";
import { useNames } from "../server/reference.ts";

/** A row's figures, each in its cell. */
function Figures({ units }: { readonly units: readonly number[] }) {
  const { quantity } = useWording();
  return units.map((one, index) => (
    // The columns stand in one order.
    <Table.Td key={index} className={one === 0 ? "number zero" : "number"}>
      {quantity(one)}
    </Table.Td>
  ));
}

function Heads({ children, labels }: { readonly children: ReactNode; readonly labels: readonly string[] }) {
  return (
    <Table.Thead>
      <Table.Tr>
        {children}
        {labels.map((label) => (
          <Table.Th key={label} scope="col" className="number">
            {label}
          </Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
  );
}

/** What each recipient of an offer was promised, and what became of it; nothing for an agreement, which has one. */
export function RecipientTable({ course }: { readonly course: CourseView }) {
  const { t } = useTranslation();
  const names = useNames();
  if (course.giver === null || course.recipients.length === 0) return null;
  return (
    <details>
      <summary>{t("course.byRecipient")}</summary>
      <ScrollTable caption={t("course.recipientCaption", { item: names.item(course.itemId) })} minWidth={900}>
        <Heads
          labels={[
            t("course.sharedOut"),
            t("column.agreed"),
            t("column.dispatched"),
            t("course.inTransit"),
            t("course.missing"),
            t("column.received"),
            t("course.inStore"),
            t("course.quarantined"),
            t("column.used"),
            t("course.ended"),
          ]}
        >
          <Table.Th scope="col">{t("column.recipient")}</Table.Th>
        </Heads>
        <Table.Tbody>
          {course.recipients.map((one) => (
            <Table.Tr key={one.partyCode}>
              <Table.Th scope="row">{names.party(one.partyCode)}</Table.Th>
              <Figures
                units={[
                  one.sharedOut,
                  one.agreed,
                  one.dispatched,
                  one.inTransit - one.missing,
                  one.missing,
                  one.received + one.surplus,
                  one.inStore,
                  one.quarantined,
                  one.used,
                  one.wasted + one.lost + one.returned,
                ]}
              />
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
    </details>
  );
}

/** The consignments behind the figures. */
export function CarriedTable({ course }: { readonly course: CourseView }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const names = useNames();
  const { consignments, consignmentCount } = course;
  if (consignments.length === 0) return <p className="note">{t("course.noConsignment")}</p>;
  return (
    <details>
      <summary>{t("course.consignments")}</summary>
      {consignmentCount === consignments.length ? null : (
        <p className="note">
          {t("course.listed", { shown: quantity(consignments.length), all: quantity(consignmentCount) })}
        </p>
      )}
      <ScrollTable
        caption={t("course.consignmentCaption", { item: names.item(course.itemId) })}
        minWidth={760}
      >
        <Heads
          labels={[
            t("column.dispatched"),
            t("course.inTransit"),
            t("course.missing"),
            t("course.lostInTransit"),
            t("column.received"),
          ]}
        >
          <Table.Th scope="col">{t("column.number")}</Table.Th>
          <Table.Th scope="col">{t("column.recipient")}</Table.Th>
          <Table.Th scope="col">{t("column.status")}</Table.Th>
        </Heads>
        <Table.Tbody>
          {consignments.map((one) => (
            <Table.Tr key={one.id}>
              <Table.Th scope="row">
                <Link to="/consignments/$consignmentId" params={{ consignmentId: one.id }} className="code">
                  {one.number}
                </Link>
              </Table.Th>
              <Table.Td>{names.party(one.recipientCode)}</Table.Td>
              <Table.Td>
                <StatusMark status={one.status} />
              </Table.Td>
              <Figures
                units={[
                  one.dispatched,
                  one.inTransit - one.missing,
                  one.missing,
                  one.lostInTransit,
                  one.received + one.surplus,
                ]}
              />
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
    </details>
  );
}
