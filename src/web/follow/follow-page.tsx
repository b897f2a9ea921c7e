import { Button, TextInput, Title } from "@mantine/core";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FollowView } from "#api/ledger.ts";
import { PageTitle } from "../display/page-title.tsx";
import { ScenarioNote, StatusMark } from "../display/marks.tsx";
import { NextPages } from "../display/next-pages.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWords } from "../display/word.ts";
import { useWording } from "../display/wording.ts";
import { RefusedReadingError } from "../server/connection.ts";
import type { Pages } from "../server/use-pages.ts";
import { RecallMark } from "../recall/recall-mark.tsx";
import { useNames } from "../server/reference.ts";
import { AccountText, type Movement, MovementTable } from "./movement-table.tsx";
import { useFollowed } from "./use-followed.ts";

/** Asks for the number of what shall be followed. */
export function FollowPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle>{t("follow.title")}</PageTitle>
      <p className="lead">{t("follow.lead")}</p>
      <FollowForm first="" />
    </>
  );
}

function FollowForm({ first }: { readonly first: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [identifier, setIdentifier] = useState(first);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = identifier.trim();
    if (wanted !== "") void navigate({ to: "/follow/$identifier", params: { identifier: wanted } });
  };
  return (
    <form onSubmit={onSubmit} className="follow-form" role="search">
      <TextInput
        label={t("follow.field")}
        description={t("follow.hint")}
        value={identifier}
        dir="ltr"
        onChange={(event) => setIdentifier(event.currentTarget.value)}
      />
      <Button type="submit">{t("follow.go")}</Button>
    </form>
  );
}

/** Everything that is known of one identifier, from end to end. */
export function FollowedPage() {
  const { t } = useTranslation();
  const { identifier } = useParams({ from: "/follow/$identifier" });
  const follow = useFollowed(identifier);
  const { error } = follow.query;
  const isUnknown = error instanceof RefusedReadingError && error.problem.status === 404;
  return (
    <>
      <PageTitle>{t("follow.title")}</PageTitle>
      <FollowForm key={identifier} first={identifier} />
      {isUnknown ? (
        <Empty title={t("follow.none", { identifier })}>{t("follow.noneHint")}</Empty>
      ) : (
        <Loaded query={follow.query}>{(view) => <Followed view={view} chain={follow.chain} />}</Loaded>
      )}
    </>
  );
}

function Followed({ view, chain }: { readonly view: FollowView; readonly chain: Pages<Movement> }) {
  const { t } = useTranslation();
  return (
    <>
      <ScenarioNote scenario={view.scenario} />
      <p role="status">{t("follow.found", { identifier: view.identifier, kind: t(`kind.${view.kind}`) })}</p>
      <Relatives view={view} />
      <Cut shown={view.consignments.length} count={view.consignmentCount} />
      <Supplies supplies={view.supplies} />
      <Cut shown={view.supplies.length} count={view.supplyCount} />
      <section className="section" aria-labelledby="chain">
        <Title order={2} size="h3" id="chain">
          {t("follow.chain")}
        </Title>
        <MovementTable chain={chain.items} />
        <NextPages pages={chain} />
      </section>
    </>
  );
}

/** Says that a list is not all there is; nothing where it is. */
function Cut({ shown, count }: { readonly shown: number; readonly count: number }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  if (count <= shown) return null;
  return <p className="note">{t("follow.cut", { shown: quantity(shown), total: quantity(count) })}</p>;
}

/** The call, agreement and consignments that it hangs together with. */
function Relatives({ view }: { readonly view: FollowView }) {
  const { t } = useTranslation();
  const names = useNames();
  return (
    <ul>
      {view.calls.map((call) => (
        <li key={call.id}>
          <Link to="/calls/$callId" params={{ callId: call.id }}>
            {t("call.title", { party: names.party(call.party) })}
          </Link>{" "}
          <StatusMark status={call.status} />
        </li>
      ))}
      {view.agreements.map((agreement) => (
        <li key={agreement.id}>
          <Link to="/agreements/$agreementId" params={{ agreementId: agreement.id }}>
            {t("agreement.title", {
              giver: names.party(agreement.giver),
              recipient: names.party(agreement.recipient),
            })}
          </Link>{" "}
          <StatusMark status={agreement.status} />
        </li>
      ))}
      {view.consignments.map((consignment) => (
        <li key={consignment.id}>
          <Link to="/consignments/$consignmentId" params={{ consignmentId: consignment.id }}>
            {t("consignment.title", { number: `\u2068${consignment.number}\u2069` })}
          </Link>{" "}
          <StatusMark status={consignment.status} />
        </li>
      ))}
    </ul>
  );
}

function Supplies({ supplies }: { readonly supplies: FollowView["supplies"] }) {
  const { t } = useTranslation();
  const { quantity, when } = useWording();
  const { word } = useWords();
  const names = useNames();
  return (
    <section className="section" aria-labelledby="supplies">
      <Title order={2} size="h3" id="supplies">
        {t("follow.supplies")}
      </Title>
      {supplies.map((supply) => (
        <div key={supply.supplyId} className="form-line">
          <strong>{names.item(supply.itemId)}</strong>,{" "}
          {t("follow.giver", { party: names.party(supply.giver) })}, {word("terms", supply.terms)}
          {supply.lotNumber === null ? null : (
            <>
              {" · "}
              {t("column.lot")} <span className="code">{supply.lotNumber}</span>
            </>
          )}
          {supply.expiry === null ? null : ` · ${t("column.expiry")} ${when(supply.expiry)}`}
          {supply.pipeline === null ? null : ` · ${supply.pipeline}`}{" "}
          <RecallMark recallId={supply.recallId} />
          {supply.accounts.length === 0 ? <p className="note">{t("follow.nowhere")}</p> : null}
          <ul>
            {supply.accounts.map((account) => (
              <li key={`${account.party} ${account.site} ${account.stage}`}>
                <strong>{quantity(account.quantity)}</strong> {names.unitOf(supply.itemId)}:{" "}
                <AccountText {...account} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
