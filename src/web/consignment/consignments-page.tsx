import { NativeSelect, Table } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { CONSIGNMENT_STATUSES } from "#core/consignment/consignment.ts";
import { LongTable } from "../display/long-table.tsx";
import { ScenarioMark, ScenarioNote, StatusMark } from "../display/marks.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { ScenarioSelect, ShowScenario } from "../display/scenario-choice.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { useNames } from "../server/reference.ts";
import { type Pages, usePages } from "../server/use-pages.ts";

/** Rows asked for at a time. */
const PAGE = 100;

/** Every consignment, newest first, by status and by who gives or receives. */
export function ConsignmentsPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/consignments" });
  const navigate = useNavigate({ from: "/consignments" });
  const status = CONSIGNMENT_STATUSES.find((one) => one === search.status);
  const { party, scenario } = search;
  const consignments = usePages(["consignments", status ?? null, party ?? null, scenario ?? null], (cursor) =>
    read(
      server.listConsignments({
        query: {
          limit: PAGE,
          ...cursor,
          ...(status === undefined ? {} : { status }),
          ...(party === undefined ? {} : { party }),
          ...(scenario === undefined ? {} : { scenario }),
        },
      }),
    ),
  );
  const choose = (name: keyof typeof search, value: string) =>
    void navigate({ search: { ...search, [name]: value }, resetScroll: false });
  const chooseScenario = (name: string) => choose("scenario", name);
  return (
    <>
      <PageTitle>{t("nav.consignments")}</PageTitle>
      <p className="lead">{t("consignments.lead")}</p>
      <div className="fields">
        <NativeSelect
          label={t("column.status")}
          value={status ?? ""}
          data={[
            { value: "", label: t("calls.all") },
            ...CONSIGNMENT_STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
          ]}
          onChange={(event) => choose("status", event.currentTarget.value)}
        />
        <PartySelect party={party ?? ""} choose={(code) => choose("party", code)} />
        <ScenarioSelect scenario={scenario} choose={chooseScenario} />
      </div>
      <Loaded query={consignments.query}>
        {() =>
          consignments.items.length === 0 ? (
            <>
              <Empty title={t("consignments.none")} />
              <ShowScenario scenario={scenario} choose={chooseScenario} />
            </>
          ) : (
            <ConsignmentTable key={[status, party, scenario].join(" ")} consignments={consignments} />
          )
        }
      </Loaded>
    </>
  );
}

/** Who gives or receives: a country, or another party whose code came with the address. */
function PartySelect({ party, choose }: { readonly party: string; readonly choose: (code: string) => void }) {
  const { t } = useTranslation();
  const names = useNames();
  const isOther = party !== "" && !names.countryCodes.includes(party);
  return (
    <NativeSelect
      label={t("consignments.party")}
      value={party}
      data={[
        { value: "", label: t("calls.all") },
        ...(isOther ? [{ value: party, label: party }] : []),
        ...names.countryCodes.map((code) => ({ value: code, label: names.party(code) })),
      ]}
      onChange={(event) => choose(event.currentTarget.value)}
    />
  );
}

type Listed = Extract<
  Awaited<ReturnType<typeof server.listConsignments>>,
  { ok: true }
>["value"]["items"][number];

function ConsignmentTable({ consignments }: { readonly consignments: Pages<Listed> }) {
  const { t } = useTranslation();
  const { when, quantity } = useWording();
  const names = useNames();
  return (
    <>
      <ScenarioNote scenario={consignments.items[0]?.scenario} />
      <LongTable
        caption={t("consignments.caption")}
        pages={consignments}
        minWidth={900}
        head={
          <>
            <Table.Th scope="col">{t("column.number")}</Table.Th>
            <Table.Th scope="col">{t("column.status")}</Table.Th>
            <Table.Th scope="col">{t("column.exporter")}</Table.Th>
            <Table.Th scope="col">{t("column.recipient")}</Table.Th>
            <Table.Th scope="col" className="number">
              {t("column.lines")}
            </Table.Th>
            <Table.Th scope="col">{t("consignments.recorded")}</Table.Th>
          </>
        }
        draw={(one) => (
          <>
            <Table.Th scope="row">
              <Link to="/consignments/$consignmentId" params={{ consignmentId: one.id }} className="code">
                {one.number}
              </Link>{" "}
              <ScenarioMark scenario={one.scenario} />
            </Table.Th>
            <Table.Td>
              <StatusMark status={one.status} />
            </Table.Td>
            <Table.Td>{names.party(one.giverCode)}</Table.Td>
            <Table.Td>{names.party(one.recipientCode)}</Table.Td>
            <Table.Td className="number">{quantity(one.lineCount)}</Table.Td>
            <Table.Td>{when(one.createdAt)}</Table.Td>
          </>
        )}
      />
    </>
  );
}
