import { Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ColdHoldView } from "#api/cold-chain.ts";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { listOwnParties, type Me } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { CapacityForm } from "./capacity-form.tsx";
import { DecideForm } from "./decide-form.tsx";

/** Units of one's parties on hold, with what happened to them, and what one's sites have of cold storage. */
export function ColdChainPage() {
  return <SignedInOnly>{(me) => <ColdChain me={me} />}</SignedInOnly>;
}

function ColdChain({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  const open = useQuery({
    queryKey: ["cold-holds", "open", me.userId],
    queryFn: () => read(server.listColdHolds({ query: {} })),
  });
  const decided = useQuery({
    queryKey: ["cold-holds", "decided", me.userId],
    queryFn: () => read(server.listColdHolds({ query: { decided: "true" } })),
  });
  const parties = listOwnParties(me).filter(({ roles }) =>
    roles.some((role) => role === "logistician" || role === "warehouse" || role === "administrator"),
  );
  return (
    <>
      <PageTitle>{t("nav.coldChain")}</PageTitle>
      <p className="lead">{t("cold.lead")}</p>
      <Loaded query={open}>
        {({ items }) => (
          <section className="section" aria-labelledby="cold-open">
            <Title order={2} size="h3" id="cold-open">
              {t("cold.open")}
            </Title>
            {items.length === 0 ? <Empty title={t("cold.none")} /> : null}
            {items.map((hold) => (
              <Hold key={hold.id} hold={hold} />
            ))}
          </section>
        )}
      </Loaded>
      {parties.map((party) => (
        <CapacityForm key={party.id} party={party} />
      ))}
      <Loaded query={decided}>
        {({ items }) =>
          items.length === 0 ? null : (
            <section className="section" aria-labelledby="cold-decided">
              <Title order={2} size="h3" id="cold-decided">
                {t("cold.decidedTitle")}
              </Title>
              {items.map((hold) => (
                <Hold key={hold.id} hold={hold} />
              ))}
            </section>
          )
        }
      </Loaded>
    </>
  );
}

function Hold({ hold }: { readonly hold: ColdHoldView }) {
  const { t } = useTranslation();
  const { quantity, when } = useWording();
  const names = useNames();
  const { consignmentNumber, lotNumber, reason, decidedAt, status } = hold;
  const where = [
    names.party(hold.partyCode),
    hold.siteName,
    consignmentNumber,
    lotNumber === null ? null : t("cold.lot", { lot: lotNumber }),
  ];
  return (
    <article className="section">
      <Title order={3} size="h4">
        {quantity(hold.quantity)} {names.unitOf(hold.itemId)} · {names.item(hold.itemId)}
      </Title>
      <p>
        {where.filter((part) => part !== null).join(" · ")}
        {status === "open" ? ` · ${t(`cold.stage.${hold.stage}`)}` : null}
      </p>
      <Causes hold={hold} />
      {status === "open" || reason === null || decidedAt === null ? null : (
        <p>
          {t("cold.decidedBy", {
            outcome: t(`cold.outcome.${status}`),
            reason: t(`cold.reason.${reason}`),
            who: hold.decidedBy ?? "",
            when: when(decidedAt),
          })}
        </p>
      )}
      {hold.mayDecide ? <DecideForm hold={hold} /> : null}
    </article>
  );
}

function Causes({ hold }: { readonly hold: ColdHoldView }) {
  const { t, i18n } = useTranslation();
  const { when } = useWording();
  const degrees = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 2 });
  return (
    <ul>
      {hold.causes.map(({ kind, excursion }, index) => (
        <li key={excursion?.id ?? `${kind} ${index}`}>
          {excursion === null
            ? t("cold.cause.no_room")
            : t(`cold.cause.${excursion.kind}`, {
                celsius: degrees.format(excursion.extremeHundredthsCelsius / 100),
                minutes: degrees.format(excursion.minutes),
                from: when(excursion.beganAt),
                device: excursion.device,
              })}
        </li>
      ))}
    </ul>
  );
}
