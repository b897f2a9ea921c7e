import "./course.css";
import { Table, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CourseView } from "#api/course.ts";
import type { AgreementId, OfferId } from "#core/id.ts";
import { NextPages } from "../display/next-pages.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Loaded } from "../display/states.tsx";
import { useWords } from "../display/word.ts";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { useNames } from "../server/reference.ts";
import { usePages } from "../server/use-pages.ts";
import { CarriedTable, RecipientTable } from "./course-tables.tsx";
import { listParts, listSteps, type Part, type Step } from "./list-parts.ts";

/** How far the units of an offer have come, line by line. */
export function OfferCourse({ offerId, version }: { readonly offerId: string; readonly version: number }) {
  const { t } = useTranslation();
  // Came with the address; the server has checked it.
  const params = { offerId: offerId as OfferId };
  const pages = usePages(["course", "offer", offerId, String(version)], (query) =>
    read(server.getOfferCourse({ params, query })),
  );
  return <CourseSection pages={pages} lead={t("course.lead")} />;
}

/** How far the units of an agreement have come, lot by lot. */
export function AgreementCourse({
  agreementId,
  version,
}: {
  readonly agreementId: string;
  readonly version: number;
}) {
  const { t } = useTranslation();
  // As above.
  const params = { agreementId: agreementId as AgreementId };
  const pages = usePages(["course", "agreement", agreementId, String(version)], (query) =>
    read(server.getAgreementCourse({ params, query })),
  );
  return <CourseSection pages={pages} lead={t("course.leadAgreement")} />;
}

function CourseSection({
  pages,
  lead,
}: {
  readonly pages: ReturnType<typeof usePages<CourseView>>;
  readonly lead: string;
}) {
  const { t } = useTranslation();
  return (
    <section className="section" aria-labelledby="course">
      <Title order={2} size="h3" id="course">
        {t("course.title")}
      </Title>
      <p className="note">{lead}</p>
      <Loaded query={pages.query}>
        {() => (
          <>
            {pages.items.map((course) => (
              <SupplyCourse key={course.supplyId} course={course} />
            ))}
            <NextPages pages={pages} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function SupplyCourse({ course }: { readonly course: CourseView }) {
  const { t } = useTranslation();
  const names = useNames();
  const item = names.item(course.itemId);
  const parts = listParts(course).filter(({ units, isMain }) => isMain === true || units !== 0);
  return (
    <article className="course">
      <Title order={3} size="h4">
        {item} <span className="of-which-word">({names.unitOf(course.itemId)})</span>
      </Title>
      {course.lotNumber === null ? null : (
        <p className="note">
          {t("column.lot")}: <span className="code">{course.lotNumber}</span>
        </p>
      )}
      <CourseNotes course={course} />
      {/* The table under it says the same. */}
      <div className="course-bar" aria-hidden="true">
        {parts
          .filter(({ units }) => units > 0)
          .map(({ key, kind, units }) => (
            <span key={key} data-part={kind} style={{ flex: `${units} 1 0` }} />
          ))}
      </div>
      <PartTable course={course} parts={parts} />
      <StepTable course={course} />
      <RecipientTable course={course} />
      <CarriedTable course={course} />
    </article>
  );
}

/** What the figures do not say by themselves, or do not know. */
function CourseNotes({ course }: { readonly course: CourseView }) {
  const { t } = useTranslation();
  const { quantity, when } = useWording();
  const names = useNames();
  const { expiry, recallId, total, recipients } = course;
  const isExpired = expiry !== null && expiry < new Date().toISOString().slice(0, 10);
  return (
    <>
      {recallId === null ? null : (
        <p className="conflict">
          <Link to="/recalls/$recallId" params={{ recallId }}>
            {t("course.recall")}
          </Link>
        </p>
      )}
      {total.recalled === 0 ? null : (
        <p className="note">{t("course.recalled", { quantity: quantity(total.recalled) })}</p>
      )}
      {isExpired && total.inStore > 0 ? (
        <p className="conflict">
          {t("course.expired", { when: when(expiry), quantity: quantity(total.inStore) })}
        </p>
      ) : null}
      {recipients.map(({ partyCode, receivedOtherwise, dosesWithoutLot }) => (
        <div key={partyCode}>
          {receivedOtherwise === 0 ? null : (
            <p className="note">
              {t("course.otherwise", {
                quantity: quantity(receivedOtherwise),
                party: names.party(partyCode),
              })}
            </p>
          )}
          {dosesWithoutLot === 0 ? null : (
            <p className="note">
              {t("course.dosesWithoutLot", {
                quantity: quantity(dosesWithoutLot),
                party: names.party(partyCode),
              })}
            </p>
          )}
        </div>
      ))}
    </>
  );
}

/** Where the units are now, with their sum. */
function PartTable({ course, parts }: { readonly course: CourseView; readonly parts: readonly Part[] }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const names = useNames();
  const { total } = course;
  const ofWhich: Readonly<Record<string, string | undefined>> = {
    "course.reserved":
      total.preparing === 0 ? undefined : t("course.preparing", { quantity: quantity(total.preparing) }),
    "course.wasted":
      total.wastedAtCount === 0
        ? undefined
        : t("course.wastedAtCount", { quantity: quantity(total.wastedAtCount) }),
  };
  return (
    <ScrollTable caption={t("course.nowCaption", { item: names.item(course.itemId) })} minWidth={300}>
      <FigureHead label={t("course.now")} />
      <Table.Tbody>
        {parts.map((part) => (
          <FigureRow key={part.key} figure={part} course={course} ofWhich={ofWhich[part.key]} />
        ))}
        <Table.Tr>
          <Table.Th scope="row" fw={600}>
            {t("course.total")}
          </Table.Th>
          <Table.Td className="number" fw={600}>
            {quantity(parts.reduce((sum, { units }) => sum + units, 0))}
          </Table.Td>
          <Table.Td />
        </Table.Tr>
      </Table.Tbody>
    </ScrollTable>
  );
}

/** The steps that units have taken. */
function StepTable({ course }: { readonly course: CourseView }) {
  const { t } = useTranslation();
  const names = useNames();
  return (
    <ScrollTable caption={t("course.stepsCaption", { item: names.item(course.itemId) })} minWidth={300}>
      <FigureHead label={t("course.steps")} />
      <Table.Tbody>
        {listSteps(course).map((step) => (
          <FigureRow key={step.key} figure={step} course={course} />
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}

function FigureHead({ label }: { readonly label: string }) {
  const { t } = useTranslation();
  return (
    <Table.Thead>
      <Table.Tr>
        <Table.Th scope="col">{label}</Table.Th>
        <Table.Th scope="col" className="number">
          {t("column.quantity")}
        </Table.Th>
        <Table.Th scope="col">{t("course.behind")}</Table.Th>
      </Table.Tr>
    </Table.Thead>
  );
}

/** Consignments that a row names; the others stand in the table of all. */
const BEHIND_MAX = 3;

function FigureRow({
  figure,
  course,
  ofWhich,
}: {
  readonly figure: Step & Partial<Pick<Part, "kind">>;
  readonly course: CourseView;
  readonly ofWhich?: string | undefined;
}) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const { find } = useWords();
  const { key, units, kind, of } = figure;
  const behind = of === undefined ? [] : course.consignments.filter((one) => of(one) !== 0);
  return (
    <Table.Tr>
      <Table.Th scope="row">
        {kind === undefined ? null : <i className="course-swatch" data-part={kind} aria-hidden="true" />}
        {find(key) ?? key}
        {ofWhich === undefined ? null : <div className="of-which-word">{ofWhich}</div>}
      </Table.Th>
      <Table.Td className={units === 0 ? "number zero" : "number"}>{quantity(units)}</Table.Td>
      <Table.Td>
        <span className="course-behind">
          {behind.slice(0, BEHIND_MAX).map(({ id, number }) => (
            <Link key={id} to="/consignments/$consignmentId" params={{ consignmentId: id }} className="code">
              {number}
            </Link>
          ))}
          {behind.length > BEHIND_MAX
            ? t("course.more", { quantity: quantity(behind.length - BEHIND_MAX) })
            : null}
        </span>
      </Table.Td>
    </Table.Tr>
  );
}
