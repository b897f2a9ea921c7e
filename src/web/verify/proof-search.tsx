import { Button, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty, Loaded } from "../display/states.tsx";
import { RefusedReadingError } from "../server/connection.ts";
import { EntryCheck } from "./entry-check.tsx";
import { IS_BROWSER, listEntries, readWanted, type Wanted } from "./read-proof.ts";

/** Looks an entry up, by position, its own id or a number that is followed, and checks in the browser that it is in the log. */
export function ProofSearch({ first }: { readonly first: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [typed, setTyped] = useState(first);
  const [trusted, setTrusted] = useState("");
  const wanted = readWanted(first);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const entry = typed.trim();
    void navigate({ to: "/verify", search: entry === "" ? {} : { entry }, resetScroll: false });
  };
  return (
    <section className="section" aria-labelledby="proof">
      <Title order={2} size="h3" id="proof">
        {t("verify.look")}
      </Title>
      <form onSubmit={onSubmit} className="follow-form" role="search" aria-labelledby="proof">
        <TextInput
          label={t("verify.field")}
          description={t("verify.hint")}
          value={typed}
          dir="ltr"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit">{t("verify.check")}</Button>
      </form>
      <TextInput
        label={t("verify.trusted")}
        description={t("verify.trustedHint")}
        value={trusted}
        dir="ltr"
        mb="md"
        onChange={(event) => setTrusted(event.currentTarget.value)}
      />
      {wanted === undefined ? null : <FoundEntries wanted={wanted} trusted={trusted} />}
    </section>
  );
}

function FoundEntries({ wanted, trusted }: { readonly wanted: Wanted; readonly trusted: string }) {
  const { t } = useTranslation();
  const entries = useQuery({
    queryKey: ["proof-entries", wanted],
    queryFn: () => listEntries(wanted),
    enabled: IS_BROWSER,
  });
  const { error } = entries;
  const isUnknown = error instanceof RefusedReadingError && error.problem.status < 500;
  if (isUnknown || entries.data?.length === 0) return <Empty title={t("verify.none")} />;
  return (
    <Loaded query={entries}>
      {(found) => found.map((entryId) => <EntryCheck key={entryId} entryId={entryId} trusted={trusted} />)}
    </Loaded>
  );
}
