import { NativeSelect, TextInput } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AgreementView } from "#api/agreement.ts";
import type { CallView } from "#api/call.ts";
import type { OfferView } from "#api/offer.ts";
import type { CallId, OfferId, PartyId, SupplyId } from "#core/id.ts";
import type { Quantity } from "#core/quantity.ts";
import type { Day } from "#core/time.ts";
import { CommandForm, readCount } from "../display/command-form.tsx";
import { type FieldErrors, useFieldErrors } from "../display/problem.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import type { OwnParty } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";

interface Answer {
  readonly supplyId: string;
  readonly quantity: string;
  readonly departOn: string;
  readonly arriveOn: string;
  readonly agreedDays: string;
}
const NO_ANSWER: Answer = { supplyId: "", quantity: "", departOn: "", arriveOn: "", agreedDays: "" };
type Body = Parameters<typeof server.proposeAgreement>[0]["body"];

/** Answers a call directly: for each line, a supply of one's own, how much and when. Becomes a proposed agreement. */
export function AnswerForm({
  call,
  givers,
}: {
  readonly call: CallView;
  readonly givers: readonly OwnParty[];
}) {
  const { t } = useTranslation();
  const names = useNames();
  const navigate = useNavigate();
  const [giverId, setGiverId] = useState(givers[0]?.id ?? "");
  const [answers, setAnswers] = useState<Readonly<Record<number, Answer>>>({});
  const giver = givers.find((one) => one.id === giverId);
  const offers = useOpenOffers(giver?.code ?? "");
  const command = useCommand<Body, AgreementView>(
    (body, commandId) => server.proposeAgreement({ body, commandId }),
    (agreement) => void navigate({ to: "/agreements/$agreementId", params: { agreementId: agreement.id } }),
  );
  const errors = useFieldErrors(command.problem);
  const answered = call.lines.filter((line) => (answers[line.lineNumber]?.supplyId ?? "") !== "");
  // Ids as the server sent them, the rest as typed: what is not right comes back at its field.
  const makeBody = (): Body => ({
    giverId: giverId as PartyId,
    recipientId: call.partyId as PartyId,
    lines: answered.map((line) => {
      const answer = answers[line.lineNumber] ?? NO_ANSWER;
      return {
        supplyId: answer.supplyId as SupplyId,
        callId: call.id as CallId,
        callLineNumber: line.lineNumber,
        quantity: readCount(answer.quantity) as Quantity,
        departOn: answer.departOn as Day,
        arriveOn: answer.arriveOn as Day,
        ...(answer.agreedDays.trim() === "" ? {} : { agreedShelfLifeDays: readCount(answer.agreedDays) }),
      };
    }),
  });
  return (
    <CommandForm command={command} makeBody={makeBody} submitLabel={t("agreement.propose")}>
      <p>{t("call.answerLead")}</p>
      <NativeSelect
        label={t("form.party")}
        maw={360}
        mb="md"
        value={giverId}
        data={givers.map(({ id, code }) => ({ value: id, label: names.party(code) }))}
        onChange={(event) => setGiverId(event.currentTarget.value)}
      />
      {offers.length === 0 ? <p className="note">{t("call.answerNone")}</p> : null}
      {call.lines.map((line) => (
        <AnswerLine
          key={line.lineNumber}
          line={line}
          offers={offers}
          answer={answers[line.lineNumber] ?? NO_ANSWER}
          // Only the lines that are answered are sent: their place in the body counts those.
          errors={(name) => errors(`lines.${answered.indexOf(line)}.${name}`)}
          change={(part) => {
            const before = answers[line.lineNumber] ?? NO_ANSWER;
            setAnswers({ ...answers, [line.lineNumber]: { ...before, ...part } });
          }}
        />
      ))}
    </CommandForm>
  );
}

function AnswerLine({
  line,
  offers,
  answer,
  errors,
  change,
}: {
  readonly line: CallView["lines"][number];
  readonly offers: readonly OfferView[];
  readonly answer: Answer;
  readonly errors: FieldErrors;
  readonly change: (part: Partial<Answer>) => void;
}) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const names = useNames();
  const supplies = offers.flatMap((offer) =>
    offer.lines.map((supply) => ({
      value: supply.supplyId,
      label: [
        names.item(supply.itemId),
        supply.lotNumber,
        t("form.available", { quantity: quantity(supply.available) }),
        t(`terms.${offer.terms}`),
      ]
        .filter((part) => part !== null)
        .join(" · "),
    })),
  );
  return (
    <fieldset className="form-line">
      <legend>
        {names.item(line.itemId)}: {quantity(line.quantity)} {names.unitOf(line.itemId)}
      </legend>
      <div className="fields">
        <NativeSelect
          label={t("call.supply")}
          value={answer.supplyId}
          error={errors("supplyId")}
          data={[{ value: "", label: t("call.noSupply") }, ...supplies]}
          onChange={(event) => change({ supplyId: event.currentTarget.value })}
        />
        <TextInput
          inputMode="numeric"
          label={t("column.quantity")}
          value={answer.quantity}
          error={errors("quantity")}
          onChange={(event) => change({ quantity: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label={t("form.departOn")}
          value={answer.departOn}
          error={errors("departOn")}
          onChange={(event) => change({ departOn: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label={t("form.arriveOn")}
          value={answer.arriveOn}
          error={errors("arriveOn")}
          onChange={(event) => change({ arriveOn: event.currentTarget.value })}
        />
        <AgreedDaysField answer={answer} error={errors("agreedShelfLifeDays")} change={change} />
      </div>
    </fieldset>
  );
}

/** Days of shelf life in place of what the rules ask: fewer are for the recipient to take. */
function AgreedDaysField({
  answer,
  error,
  change,
}: {
  readonly answer: Answer;
  readonly error: ReactNode;
  readonly change: (part: Partial<Answer>) => void;
}) {
  const { t } = useTranslation();
  return (
    <TextInput
      inputMode="numeric"
      label={`${t("shelfLife.agreedField")} ${t("form.optional")}`}
      description={t("shelfLife.agreedHint")}
      value={answer.agreedDays}
      error={error}
      onChange={(event) => change({ agreedDays: event.currentTarget.value })}
    />
  );
}

/** Offers looked through for supplies: the newest open ones of the giving party. */
const OFFERS_MAX = 20;

function useOpenOffers(party: string): readonly OfferView[] {
  const listed = useQuery({
    queryKey: ["open-offers", party],
    queryFn: () => read(server.listOffers({ query: { party, status: "open", limit: OFFERS_MAX } })),
    enabled: party !== "",
  });
  const offers = useQueries({
    queries: (listed.data?.items ?? []).map(({ id }) => ({
      queryKey: ["offer", id],
      queryFn: () => read(server.getOffer({ params: { offerId: id as OfferId } })), // as the server sent it
    })),
  });
  return offers.flatMap(({ data }) => (data === undefined ? [] : [data]));
}
