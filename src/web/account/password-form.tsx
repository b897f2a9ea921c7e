import { Alert, Button, PasswordInput, Stack, Title } from "@mantine/core";
import { type ReactNode, type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { changePassword } from "./change-password.ts";

/** What is said of an attempt that did not succeed. */
const TROUBLE = {
  wrong: "account.passwordWrong",
  length: "account.passwordHint",
  too_many: "problem.too_many_requests",
  signed_out: "problem.not_signed_in",
  busy: "problem.overloaded",
  failed: "problem.unavailable",
  offline: "state.offline",
} as const;

/** Changes one's own password. */
export function PasswordForm() {
  const { t } = useTranslation();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [state, setState] = useState<keyof typeof TROUBLE | "idle" | "sending" | "done">("idle");
  const submit = async () => {
    if (state === "sending") return;
    setState("sending");
    try {
      const outcome = await changePassword(current, next);
      setState(outcome);
      if (outcome !== "done") return;
      setCurrent("");
      setNext("");
    } catch {
      setState("offline"); // fetch throws where no answer came
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit();
  };
  return (
    <section className="section" aria-labelledby="password">
      <Title order={2} size="h3" id="password">
        {t("account.password")}
      </Title>
      <form onSubmit={onSubmit}>
        <Stack gap="md" maw={420}>
          {state === "idle" || state === "sending" || state === "done" ? null : (
            <Alert color="red" role="alert">
              {t(TROUBLE[state])}
            </Alert>
          )}
          <PasswordInput
            label={t("account.currentPassword")}
            autoComplete="current-password"
            required
            withAsterisk={false}
            dir="ltr"
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
          <NewPasswordInput value={next} onChange={setNext} />
          <Button type="submit" loading={state === "sending"} className="submit">
            {t("account.passwordGo")}
          </Button>
          <span role="status">{state === "done" ? t("account.passwordDone") : null}</span>
        </Stack>
      </form>
    </section>
  );
}

/** A password that somebody chooses. */
export function NewPasswordInput({
  value,
  onChange,
  error,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={t("account.newPassword")}
      description={t("account.passwordHint")}
      autoComplete="new-password"
      required
      withAsterisk={false}
      dir="ltr"
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
