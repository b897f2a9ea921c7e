import { NativeSelect, Table } from "@mantine/core";
import { Link, useLocation, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { CALL_STATUSES } from "#core/call/call.ts";
import { PageTitle } from "../display/page-title.tsx";
import { ScenarioMark, ScenarioNote, StatusMark } from "../display/marks.tsx";
import { NextPages } from "../display/next-pages.tsx";
import { ScenarioSelect, ShowScenario } from "../display/scenario-choice.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { beginOffer, listOfferParties } from "../offer/begin-offer.ts";
import { useMe } from "../server/me.ts";
import { usePages } from "../server/use-pages.ts";
import { useNames } from "../server/reference.ts";
import { NeedsBox } from "./needs-box.tsx";

/** The calls that are public, newest first, with how fresh they are. */
export function CallsPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/calls" });
  const navigate = useNavigate({ from: "/calls" });
  const status = CALL_STATUSES.find((one) => one === search.status);
  const calls = usePages(["calls", status ?? null, search.scenario ?? null], (cursor) =>
    read(
      server.listCalls({
        query: {
          limit: 100,
          ...cursor,
          ...(status === undefined ? {} : { status }),
          ...(search.scenario === undefined ? {} : { scenario: search.scenario }),
        },
      }),
    ),
  );
  const chooseScenario = (scenario: string) => void navigate({ search: { ...search, scenario } });
  return (
    <>
      <PageTitle>{t("calls.title")}</PageTitle>
      <p className="lead">{t("calls.lead")}</p>
      <div className="fields">
        <NativeSelect
          label={t("column.status")}
          value={status ?? ""}
          data={[
            { value: "", label: t("calls.all") },
            ...CALL_STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
          ]}
          onChange={(event) => void navigate({ search: { ...search, status: event.currentTarget.value } })}
        />
        <ScenarioSelect scenario={search.scenario} choose={chooseScenario} />
      </div>
      <WhereNeeded />
      <Loaded query={calls.query}>
        {() => (
          <>
            <CallTable calls={calls.items} caption={t("calls.caption")} />
            {calls.items.length === 0 ? (
              <ShowScenario scenario={search.scenario} choose={chooseScenario} />
            ) : null}
            <NextPages pages={calls} />
          </>
        )}
      </Loaded>
    </>
  );
}

/** What is still needed, for everybody to read; who can make an offer begins one from it. */
function WhereNeeded() {
  const search = useSearch({ from: "/calls" });
  const navigate = useNavigate();
  const me = useMe().data;
  const hash = useLocation({ select: (location) => location.hash });
  const mayOffer = me !== null && me !== undefined && listOfferParties(me).length > 0;
  return (
    <NeedsBox
      startsOpen={search.item !== undefined || hash === "needed"}
      item={search.item ?? ""}
      scenario={search.scenario}
      choose={(item) => void navigate({ to: "/calls", search: { ...search, item }, hash: "needed" })}
      offer={
        mayOffer && search.scenario === undefined
          ? (itemId) => {
              beginOffer(me, itemId);
              void navigate({ to: "/desk/make-offer" });
            }
          : undefined
      }
    />
  );
}

type ListedCall = Extract<
  Awaited<ReturnType<typeof server.listCalls>>,
  { ok: true }
>["value"]["items"][number];

/** Calls as rows: whose, in what state, how fresh. */
export function CallTable({
  calls,
  caption,
}: {
  readonly calls: readonly ListedCall[];
  readonly caption: string;
}) {
  const { t } = useTranslation();
  const { when } = useWording();
  const names = useNames();
  if (calls.length === 0) return <Empty title={t("calls.empty")} />;
  return (
    <>
      <ScenarioNote scenario={calls.find((call) => call.scenario !== null)?.scenario} />
      <ScrollTable caption={caption}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("column.party")}</Table.Th>
            <Table.Th scope="col">{t("column.status")}</Table.Th>
            <Table.Th scope="col">{t("column.lines")}</Table.Th>
            <Table.Th scope="col">{t("calls.confirmed")}</Table.Th>
            <Table.Th scope="col">{t("calls.expires")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {calls.map((call) => (
            <Table.Tr key={call.id}>
              <Table.Th scope="row">
                <Link to="/calls/$callId" params={{ callId: call.id }}>
                  {names.party(call.partyCode)}
                </Link>{" "}
                <ScenarioMark scenario={call.scenario} />
              </Table.Th>
              <Table.Td>
                <StatusMark status={call.status} />
              </Table.Td>
              <Table.Td>{t("count.lines", { count: call.lineCount })}</Table.Td>
              <Table.Td>{when(call.confirmedAt)}</Table.Td>
              <Table.Td>{when(call.expiresOn)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
    </>
  );
}
