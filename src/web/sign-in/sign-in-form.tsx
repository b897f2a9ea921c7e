import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSignIn } from "../server/me.ts";

/** What is said when signing in did not succeed. */
const TROUBLE = {
  wrong: "signIn.wrong",
  too_many: "problem.too_many_requests",
  busy: "problem.overloaded",
  failed: "problem.unavailable",
  offline: "state.offline",
} as const;

/** E-mail and password. What was typed stays where it is wrong or the connection breaks. */
export function SignInForm({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [state, setState] = useState<keyof typeof TROUBLE | "idle" | "sending">("idle");

  const submit = async () => {
    if (state === "sending") return;
    setState("sending");
    try {
      const outcome = await signIn(email, password);
      if (outcome === "done") onSignedIn();
      else setState(outcome);
    } catch {
      setState("offline"); // fetch throws where no answer came
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit();
  };
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="md">
        {state === "idle" || state === "sending" ? null : (
          <Alert color="red" role="alert">
            {t(TROUBLE[state])}
          </Alert>
        )}
        <TextInput
          label={t("signIn.email")}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          dir="ltr"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={t("signIn.password")}
          autoComplete="current-password"
          required
          withAsterisk={false}
          dir="ltr"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={state === "sending"} className="submit">
          {t("signIn.go")}
        </Button>
      </Stack>
    </form>
  );
}
