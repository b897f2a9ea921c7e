import { Alert, Button, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MailView } from "#api/notification.ts";
import { CommandNote } from "../display/problem.tsx";
import { Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { isLanguage, LANGUAGES } from "../i18n/language.ts";
import { read, server } from "../server/connection.ts";
import type { Me } from "../server/me.ts";
import { useLanguage } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";

const CADENCES = ["at_once", "daily", "weekly", "never"] as const satisfies readonly MailView["cadence"][];

/** How one is told by e-mail: messages lead here. */
export function MailChoice({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  const mail = useQuery({ queryKey: ["mail", me.userId], queryFn: () => read(server.getMail({})) });
  return (
    <section className="section" id="mail" aria-labelledby="mail-title">
      <Title order={2} size="h3" id="mail-title">
        {t("notification.mail")}
      </Title>
      <Loaded query={mail}>{(chosen) => <Choice chosen={chosen} email={me.email} />}</Loaded>
    </section>
  );
}

function Choice({ chosen, email }: { readonly chosen: MailView; readonly email: string | null }) {
  const { t } = useTranslation();
  const shown = useLanguage();
  const [cadence, setCadence] = useState(chosen.cadence);
  const [language, setLanguage] = useState(chosen.language ?? shown);
  const form = useRef<HTMLFormElement>(null);
  const save = useCommand((body: { cadence: typeof cadence; language: typeof language }) =>
    server.chooseMail({ body }),
  );
  // Whoever comes by the link of a message: the form was not there yet when the browser looked for it.
  useEffect(() => {
    if (window.location.hash === "#mail") form.current?.scrollIntoView({ block: "center" });
  }, []);
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        save.run({ cadence, language });
      }}
    >
      <Stack gap="md" maw={520}>
        {chosen.isOn ? (
          <Text size="sm">
            {t("notification.address")} <bdi dir="ltr">{email}</bdi>
          </Text>
        ) : (
          <Alert color="yellow">{t("notification.mailOff")}</Alert>
        )}
        {chosen.isOn && chosen.awaitsChoice ? (
          <Alert color="yellow">{t("notification.awaitsChoice")}</Alert>
        ) : null}
        <Failure failure={chosen.failure} />
        <NativeSelect
          label={t("notification.cadence")}
          description={t("notification.cadenceHint")}
          value={cadence}
          data={CADENCES.map((value) => ({ value, label: t(`notification.${value}`) }))}
          onChange={({ currentTarget: { value } }) =>
            setCadence(CADENCES.find((one) => one === value) ?? cadence)
          }
        />
        <NativeSelect
          label={t("notification.language")}
          value={language}
          data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
          onChange={({ currentTarget: { value } }) => {
            if (isLanguage(value)) setLanguage(value);
          }}
        />
        <div>
          <Button type="submit" loading={save.isSending}>
            {t("notification.save")}
          </Button>
          {save.isDone ? (
            <Text role="status" size="sm" mt="xs">
              {t("notification.saved")}
            </Text>
          ) : null}
          <CommandNote command={save} />
        </div>
      </Stack>
    </form>
  );
}

function Failure({ failure }: Pick<MailView, "failure">) {
  const { t } = useTranslation();
  const { when } = useWording();
  if (failure === null) return null;
  const facts = { when: when(failure.at) };
  return (
    <Alert color="red">
      {t(failure.isGivenUp ? "notification.givenUp" : "notification.failed", facts)}{" "}
      <bdi dir="ltr" className="code">
        {failure.reason}
      </bdi>
    </Alert>
  );
}
