import { Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageTitle } from "../display/page-title.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useOrigin } from "../display/use-origin.ts";
import { useWording } from "../display/wording.ts";
import { CopyText } from "../picture/copy-text.tsx";
import { RefusedReadingError } from "../server/connection.ts";
import { ProofSearch } from "./proof-search.tsx";
import { IS_BROWSER, LOG, readSignedLog, type SignedLog } from "./read-proof.ts";

/** How anybody can see for themselves that nothing in the ledger was rewritten. */
export function VerifyPage() {
  const { t } = useTranslation();
  const { entry } = useSearch({ from: "/verify" });
  const log = useQuery({ queryKey: ["signed-log"], queryFn: readSignedLog, enabled: IS_BROWSER });
  const isUnsigned = log.error instanceof RefusedReadingError && log.error.problem.status < 500;
  return (
    <>
      <PageTitle>{t("verify.title")}</PageTitle>
      <p className="lead">{t("verify.lead")}</p>
      {isUnsigned ? (
        <Empty title={t("verify.unsigned")} />
      ) : (
        <Loaded query={log}>
          {(signed) => (
            <>
              <LogFacts signed={signed} />
              <ProofSearch key={entry ?? ""} first={entry ?? ""} />
              <Commands signed={signed} />
            </>
          )}
        </Loaded>
      )}
    </>
  );
}

function LogFacts({ signed: { checkpoint, note, keys } }: { readonly signed: SignedLog }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const newest = keys.at(-1);
  return (
    <section className="section" aria-labelledby="log">
      <Title order={2} size="h3" id="log">
        {t("verify.log")}
      </Title>
      <p>{t("verify.position", { position: quantity(checkpoint.size), origin: checkpoint.origin })}</p>
      {newest === undefined ? null : <CopyText label={t("verify.key")} text={newest.key} />}
      {keys.length > 1 ? (
        <p className="note">{t("verify.rotated", { number: quantity(keys.length) })}</p>
      ) : null}
      <CopyText label={t("verify.checkpoint")} text={note} />
      <p className="note">{t("verify.keep")}</p>
    </section>
  );
}

function Commands({ signed: { keys } }: { readonly signed: SignedLog }) {
  const { t } = useTranslation();
  const origin = useOrigin();
  const key = keys.at(-1)?.key ?? "KEY";
  return (
    <section className="section" aria-labelledby="commands">
      <Title order={2} size="h3" id="commands">
        {t("verify.commands")}
      </Title>
      <p>{t("verify.commandsLead")}</p>
      <CopyText label={t("verify.all")} text={`npx wellspring ledger verify ${origin} --key ${key}`} />
      <CopyText
        label={t("verify.one")}
        text={"npx wellspring ledger verify-proof entry.tlog-proof entry.json --key " + key}
      />
      <p>
        <a href={`${LOG}/checkpoint`}>{t("verify.checkpoint")}</a> ·{" "}
        <a href={`${LOG}/keys`}>{t("verify.keys")}</a>
      </p>
      <p className="note">{t("verify.cannot")}</p>
    </section>
  );
}
