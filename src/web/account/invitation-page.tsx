import { Alert, Paper, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Role } from "#core/party/party.ts";
import { ActButton } from "../display/act-button.tsx";
import { CommandForm } from "../display/command-form.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { Loaded, Loading } from "../display/states.tsx";
import { read, RefusedReadingError, server } from "../server/connection.ts";
import { useMe, useSignIn } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";
import { SignInForm } from "../sign-in/sign-in-form.tsx";
import { NewPasswordInput } from "./password-form.tsx";

/** An invitation that was accepted is open no more: what follows does not ask for it again. */
type Phase = "open" | "signing_in" | "accepted";

interface Invitation {
  readonly email: string;
  readonly partyCode: string;
  readonly partyName: string;
  readonly role: Role;
  readonly hasAccount: boolean;
}

/** Accepts the invitation whose token stands after the `#` of the address. */
export function InvitationPage() {
  const { t } = useTranslation();
  const token = useLocation().hash;
  const [phase, setPhase] = useState<Phase>("open");
  const invitation = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => read(server.readInvitation({ body: { token } })),
    // Once accepted it is open no more; the page goes on showing what was accepted.
    enabled: phase === "open",
  });
  const { error } = invitation;
  const isRefused = error instanceof RefusedReadingError && [400, 409].includes(error.problem.status);
  return (
    <Paper maw={480} mx="auto" p="lg" withBorder>
      <PageTitle>{t("invitation.title")}</PageTitle>
      {phase === "signing_in" ? (
        <Loading />
      ) : phase === "accepted" ? (
        <p role="status">
          {t("invitation.done")} <Link to="/desk">{t("nav.desk")}</Link>
        </p>
      ) : isRefused ? (
        <Alert color="yellow" role="alert">
          {t("problem.invitation_not_open")}
        </Alert>
      ) : (
        <Loaded query={invitation}>
          {(shown) => <Acceptance token={token} shown={shown} onPhase={setPhase} />}
        </Loaded>
      )}
    </Paper>
  );
}

interface AcceptanceProps {
  readonly token: string;
  readonly shown: Invitation;
  readonly onPhase: (phase: Phase) => void;
}

function Acceptance({ token, shown, onPhase }: AcceptanceProps) {
  const { t } = useTranslation();
  const names = useNames();
  const me = useMe();
  const country = names.party(shown.partyCode);
  const party = country === shown.partyCode ? shown.partyName : country;
  const isSignedIn = me.data?.email === shown.email;
  return (
    <>
      <p>
        {t("invitation.to", { party, email: `\u2068${shown.email}\u2069`, role: t(`role.${shown.role}`) })}
      </p>
      {!shown.hasAccount ? (
        <NewAccount token={token} shown={shown} onPhase={onPhase} />
      ) : isSignedIn ? (
        <ActButton
          label={t("invitation.accept")}
          isMain
          send={() => server.acceptInvitation({ body: { token } })}
          onDone={() => onPhase("accepted")}
        />
      ) : (
        <>
          <Text size="sm" mb="md">
            {t("invitation.signIn")}
          </Text>
          <SignInForm onSignedIn={() => void me.refetch()} />
        </>
      )}
    </>
  );
}

/** Name and password of somebody who has no account yet; then they are signed in. */
function NewAccount({ token, shown, onPhase }: AcceptanceProps) {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const command = useCommand(
    async (body: { readonly token: string; readonly name: string; readonly password: string }) => {
      const answer = await server.acceptInvitation({ body });
      if (answer.ok) {
        onPhase("signing_in");
        // Where it does not succeed, the desk asks for it.
        await signIn(shown.email, body.password).catch(() => "failed");
        onPhase("accepted");
      }
      return answer;
    },
  );
  const errors = useFieldErrors(command.problem);
  return (
    <CommandForm
      command={command}
      makeBody={() => ({ token, name, password })}
      submitLabel={t("invitation.accept")}
    >
      <TextInput
        label={t("invitation.name")}
        autoComplete="name"
        value={name}
        error={errors("name")}
        onChange={(event) => setName(event.currentTarget.value)}
        mb="sm"
      />
      <NewPasswordInput value={password} onChange={setPassword} error={errors("password")} />
    </CommandForm>
  );
}
