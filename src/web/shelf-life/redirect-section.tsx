import { Table, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FittingCallView } from "#api/agreement.ts";
import type { ConsignmentView } from "#api/consignment.ts";
import { listWaiting } from "#core/agreement/propose-redirect.ts";
import type { CallId, ConsignmentId, PartyId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay } from "#core/time.ts";
import { ActButton } from "../display/act-button.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { type Me, mayDo } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { useAskedWords } from "./use-asked-words.ts";

/** For who has short-dated units: the open calls that they still fit, each with its proposal. Nothing where none wait. */
export function RedirectSection({
  consignment,
  me,
}: {
  readonly consignment: ConsignmentView;
  readonly me: Me;
}) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const names = useNames();
  const waiting = listWaiting({ differences: consignment.receipt?.differences ?? [] });
  if (waiting.size === 0 || !mayDo(me, "propose_redirect", { self: consignment.recipientId })) return null;
  const itemOf = (lineNumber: number) =>
    names.item(consignment.lines.find((line) => line.lineNumber === lineNumber)?.itemId ?? null);
  return (
    <section className="section" aria-labelledby="redirect">
      <Title order={2} size="h3" id="redirect">
        {t("redirect.title")}
      </Title>
      <p>{t("redirect.lead")}</p>
      <ul>
        {[...waiting].map(([lineNumber, units]) => (
          <li key={lineNumber}>
            {itemOf(lineNumber)} · {t("redirect.waiting", { quantity: quantity(units) })}
          </li>
        ))}
      </ul>
      <FittingCalls consignment={consignment} waiting={waiting} nameOf={itemOf} />
    </section>
  );
}

interface FittingProps {
  readonly consignment: ConsignmentView;
  readonly waiting: ReadonlyMap<number, number>;
}

function FittingCalls({
  consignment,
  waiting,
  nameOf,
}: FittingProps & { readonly nameOf: (lineNumber: number) => string }) {
  const { t } = useTranslation();
  const [agreementId, setAgreementId] = useState<string | null>(null);
  const calls = useQuery({
    queryKey: ["fitting-calls", consignment.id],
    queryFn: () =>
      read(server.listFittingCalls({ params: { consignmentId: consignment.id as ConsignmentId } })),
  });
  return (
    <>
      <p role="status">
        {agreementId === null ? null : (
          <>
            {t("redirect.proposed")}{" "}
            <Link to="/agreements/$agreementId" params={{ agreementId }}>
              {t("redirect.see")}
            </Link>
          </>
        )}
      </p>
      <Loaded query={calls}>
        {({ items, withheld }) => (
          <>
            {withheld.map(({ lineNumber, because }) => (
              <p key={lineNumber} className="note">
                {nameOf(lineNumber)} · {t(`redirect.${because}`)}
              </p>
            ))}
            {items.length > 0 ? (
              <CallTable {...{ consignment, waiting, items }} onProposed={setAgreementId} />
            ) : withheld.length < waiting.size ? (
              <p className="note">{t("redirect.none")}</p>
            ) : null}
          </>
        )}
      </Loaded>
    </>
  );
}

function CallTable({
  items,
  ...rest
}: FittingProps & {
  readonly items: readonly FittingCallView[];
  readonly onProposed: (agreementId: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <ScrollTable caption={t("redirect.caption")} minWidth={480}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("column.recipient")}</Table.Th>
          <Table.Th scope="col" className="number">
            {t("redirect.needed")}
          </Table.Th>
          <Table.Th scope="col">{t("redirect.arrival")}</Table.Th>
          <Table.Th scope="col">{t("redirect.leftThere")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((one) => (
          <FittingRow key={`${one.callId} ${one.callLineNumber} ${one.lineNumber}`} one={one} {...rest} />
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}

function FittingRow({
  one,
  consignment,
  waiting,
  onProposed,
}: FittingProps & { readonly one: FittingCallView; readonly onProposed: (agreementId: string) => void }) {
  const { t } = useTranslation();
  const { quantity, when } = useWording();
  const names = useNames();
  const words = useAskedWords();
  const units = Math.min(waiting.get(one.lineNumber) ?? 0, one.needed);
  const party = names.party(one.partyCode);
  return (
    <Table.Tr>
      <Table.Th scope="row">
        <Link to="/calls/$callId" params={{ callId: one.callId }}>
          {party}
        </Link>{" "}
        <span className="of-which-word">{names.item(one.itemId)}</span>
        {one.leastDeveloped ? <div className="of-which-word">{t("redirect.leastDeveloped")}</div> : null}
        <ActButton
          label={t("redirect.propose")}
          question={t("redirect.proposeSure", { quantity: quantity(units), party })}
          isMain
          send={(commandId) =>
            server.proposeRedirect({
              params: { consignmentId: consignment.id as ConsignmentId },
              // Ids as the server sent them.
              body: {
                recipientId: one.partyId as PartyId,
                lines: [
                  {
                    lineNumber: one.lineNumber,
                    callId: one.callId as CallId,
                    callLineNumber: one.callLineNumber,
                    quantity: asQuantity(units),
                    departOn: asDay(one.departOn),
                    arriveOn: asDay(one.arriveOn),
                  },
                ],
              },
              commandId,
            })
          }
          onDone={(agreement) => onProposed(agreement.id)}
        />
      </Table.Th>
      <Table.Td className="number">{quantity(one.needed)}</Table.Td>
      <Table.Td>
        {when(one.arriveOn)} <div className="of-which-word">{t(`consignment.mode.${one.mode}`)}</div>
      </Table.Td>
      <Table.Td>
        {t("shelfLife.left", { days: quantity(one.leftDays) })}
        {one.askedDays === 0 ? null : (
          <div className="of-which-word">
            {t("shelfLife.asks")}: {words.days(one.askedDays)}
          </div>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
