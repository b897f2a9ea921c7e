import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { CallView } from "#api/call.ts";
import type { CallId } from "#core/id.ts";
import { OwnNumber } from "../display/own-number.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { ScenarioNote, StatusMark } from "../display/marks.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { useMe } from "../server/me.ts";
import { useAskedWords } from "../shelf-life/use-asked-words.ts";
import { useNames, useSites } from "../server/reference.ts";

const CallAnswers = lazy(async () => ({ default: (await import("./call-answers.tsx")).CallAnswers }));
const CallActions = lazy(async () => ({ default: (await import("./call-actions.tsx")).CallActions }));

/** One call: what is needed, how it was estimated, what of it is agreed and received. */
export function CallPage() {
  const { callId } = useParams({ from: "/calls/$callId" });
  const call = useQuery({
    queryKey: ["call", callId],
    // The id came with the address; the server checks it.
    queryFn: () => read(server.getCall({ params: { callId: callId as CallId } })),
  });
  return <Loaded query={call}>{(view) => <ShownCall call={view} />}</Loaded>;
}

function ShownCall({ call }: { readonly call: CallView }) {
  const { t } = useTranslation();
  const { when } = useWording();
  const names = useNames();
  const me = useMe().data;
  return (
    <>
      <PageTitle>{t("call.title", { party: names.party(call.partyCode) })}</PageTitle>
      <ScenarioNote scenario={call.scenario} />
      <dl className="facts">
        <div>
          <dt>{t("column.status")}</dt>
          <dd>
            <StatusMark status={call.status} />
          </dd>
        </div>
        <div>
          <dt>{t("calls.confirmed")}</dt>
          <dd>{when(call.confirmedAt)}</dd>
        </div>
        <div>
          <dt>{t("calls.expires")}</dt>
          <dd>{when(call.expiresOn)}</dd>
        </div>
      </dl>
      <CallLines call={call} />
      <Suspense fallback={null}>
        <CallAnswers call={call} />
      </Suspense>
      {me === null || me === undefined ? null : (
        <Suspense fallback={null}>
          <CallActions call={call} me={me} />
        </Suspense>
      )}
      <OwnNumber id={call.id} />
    </>
  );
}

function CallLines({ call }: { readonly call: CallView }) {
  const { t } = useTranslation();
  const { quantity, when } = useWording();
  const names = useNames();
  const sites = useSites().data ?? [];
  const words = useAskedWords();
  return (
    <ScrollTable caption={t("call.caption")} minWidth={860}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("column.item")}</Table.Th>
          <Table.Th scope="col" className="number">
            {t("column.quantity")}
          </Table.Th>
          <Table.Th scope="col">{t("column.window")}</Table.Th>
          <Table.Th scope="col">{t("column.site")}</Table.Th>
          <Table.Th scope="col" className="number">
            {t("column.severity")}
          </Table.Th>
          <Table.Th scope="col" className="number">
            {t("column.agreed")}
          </Table.Th>
          <Table.Th scope="col" className="number">
            {t("column.received")}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {call.lines.map((line) => (
          <Table.Tr key={line.lineNumber}>
            <Table.Th scope="row">
              {names.item(line.itemId)} <span className="of-which-word">({names.unitOf(line.itemId)})</span>
              {line.smallestUseful > 1 ? (
                <div className="of-which-word">
                  {t("call.smallest", { quantity: quantity(line.smallestUseful) })}
                </div>
              ) : null}
              {line.leastShelfLifeDays === null && line.leastShelfLifePerCent === null ? null : (
                <div className="of-which-word">
                  {t("shelfLife.column")}:{" "}
                  {words.rule({
                    leastDays: line.leastShelfLifeDays,
                    leastPerCent: line.leastShelfLifePerCent,
                  })}
                </div>
              )}
              <Basis basis={line.basis} />
            </Table.Th>
            <Table.Td className="number">{quantity(line.quantity)}</Table.Td>
            <Table.Td>
              {when(line.windowFrom)} – {when(line.windowTo)}
            </Table.Td>
            <Table.Td>{sites.find((site) => site.id === line.siteId)?.name ?? "–"}</Table.Td>
            <Table.Td className="number">{quantity(line.severity)}</Table.Td>
            <Table.Td className="number">{quantity(line.agreed)}</Table.Td>
            <Table.Td className="number">{quantity(line.received)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}

/** How the quantity was estimated: every input of its formula, so that it can be computed again. */
function Basis({ basis }: { readonly basis: unknown }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  if (typeof basis !== "object" || basis === null || !("inputs" in basis)) return null;
  const { inputs } = basis;
  if (typeof inputs !== "object" || inputs === null) return null;
  return (
    <details className="of-which-word">
      <summary>{t("call.basis")}</summary>
      <dl className="facts" dir="ltr">
        {Object.entries(inputs).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{typeof value === "number" ? quantity(value) : String(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
