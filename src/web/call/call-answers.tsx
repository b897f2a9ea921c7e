import { Table, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CallAnswersView, CallView } from "#api/call.ts";
import type { CallId } from "#core/id.ts";
import { StatusMark } from "../display/marks.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { useMe } from "../server/me.ts";
import { useNames } from "../server/reference.ts";

type Promised = CallAnswersView["promised"][number];
type Carried = CallAnswersView["carried"][number];

/** What comes for a call, line by line: from whom, how far it is, and when it is there. */
export function CallAnswers({ call }: { readonly call: CallView }) {
  const { t } = useTranslation();
  const me = useMe().data;
  const answers = useQuery({
    queryKey: ["call-answers", call.id, me?.userId ?? null],
    // As the server sent it.
    queryFn: () => read(server.listCallAnswers({ params: { callId: call.id as CallId } })),
  });
  return (
    <section className="section" aria-labelledby="answers">
      <Title order={2} size="h3" id="answers">
        {t("answer.title")}
      </Title>
      {me === null ? <p className="note">{t("answer.signIn")}</p> : null}
      <Loaded query={answers}>
        {({ promised, carried }) =>
          promised.length + carried.length === 0 ? (
            <p className="note">{t("answer.none")}</p>
          ) : (
            <AnswerTable call={call} promised={promised} carried={carried} />
          )
        }
      </Loaded>
    </section>
  );
}

function AnswerTable({ call, promised, carried }: { readonly call: CallView } & CallAnswersView) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const names = useNames();
  const isOf = (lineNumber: number) => (one: Promised | Carried) => one.callLineNumber === lineNumber;
  const answered = call.lines.filter(({ lineNumber }) => [...promised, ...carried].some(isOf(lineNumber)));
  return (
    <ScrollTable caption={t("answer.caption")} minWidth={720}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("column.exporter")}</Table.Th>
          <Table.Th scope="col" className="number">
            {t("column.quantity")}
          </Table.Th>
          <Table.Th scope="col">{t("column.status")}</Table.Th>
          <Table.Th scope="col">{t("answer.leaves")}</Table.Th>
          <Table.Th scope="col">{t("answer.arrives")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      {answered.map((line) => (
        <Table.Tbody key={line.lineNumber}>
          <Table.Tr>
            <Table.Th scope="rowgroup" colSpan={5} fw={600}>
              {t("answer.line", {
                item: names.item(line.itemId),
                agreed: quantity(line.agreed),
                received: quantity(line.received),
                quantity: quantity(line.quantity),
              })}
            </Table.Th>
          </Table.Tr>
          {promised.filter(isOf(line.lineNumber)).map((one, index) => (
            <PromisedRow key={`${one.agreementId} ${index}`} call={call} promised={one} />
          ))}
          {carried.filter(isOf(line.lineNumber)).map((one, index) => (
            <CarriedRow key={`${one.consignmentId} ${index}`} carried={one} />
          ))}
        </Table.Tbody>
      ))}
    </ScrollTable>
  );
}

function PromisedRow({ call, promised }: { readonly call: CallView; readonly promised: Promised }) {
  const { t } = useTranslation();
  const { quantity, when } = useWording();
  const names = useNames();
  const { agreementId, roundId, status } = promised;
  return (
    <Table.Tr>
      <Table.Td>
        {names.party(promised.giverCode)}{" "}
        <Link to="/agreements/$agreementId" params={{ agreementId }}>
          {t("answer.agreement")}
        </Link>
        {roundId === null ? null : (
          <div>
            <Link
              to="/rounds/$roundId/recipients/$party"
              params={{ roundId, party: call.partyCode }}
              className="of-which-word"
            >
              {t("answer.why")}
            </Link>
          </div>
        )}
      </Table.Td>
      <Table.Td className="number">{quantity(promised.quantity)}</Table.Td>
      <Table.Td>
        <StatusMark status={status} />
      </Table.Td>
      <Table.Td>{t("answer.planned", { when: when(promised.departOn) })}</Table.Td>
      <Table.Td>{t("answer.planned", { when: when(promised.arriveOn) })}</Table.Td>
    </Table.Tr>
  );
}

function CarriedRow({ carried }: { readonly carried: Carried }) {
  const { t } = useTranslation();
  const { quantity, when } = useWording();
  const names = useNames();
  const { consignmentId, dispatched, arrived, received, counted } = carried;
  return (
    <Table.Tr>
      <Table.Td>
        {names.party(carried.giverCode)}{" "}
        <Link to="/consignments/$consignmentId" params={{ consignmentId }} className="code">
          {carried.number}
        </Link>
      </Table.Td>
      <Table.Td className="number">{quantity(carried.quantity)}</Table.Td>
      <Table.Td>
        <StatusMark status={carried.status} />
      </Table.Td>
      <Table.Td>{dispatched === null ? "–" : t("answer.left", { when: when(dispatched) })}</Table.Td>
      <Table.Td>
        {arrived === null ? "–" : t("answer.there", { when: when(arrived) })}
        {received === null || counted === null ? null : (
          <div>{t("answer.counted", { quantity: quantity(counted), when: when(received) })}</div>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
