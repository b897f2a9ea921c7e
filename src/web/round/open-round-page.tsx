import { NativeSelect, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RoundView } from "#api/round.ts";
import { POLICY_NAMES, type PolicyName } from "#core/allocation/policy.ts";
import { PageTitle } from "../display/page-title.tsx";
import { CommandForm, given } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { server } from "../server/connection.ts";
import { useCommand } from "../server/use-command.ts";
import { choicesOf, makePolicy, type PolicyChoices } from "./policy-choices.ts";
import { PolicyFields } from "./policy-fields.tsx";

/** Opens a round: the policy by which it shares out is chosen, or made, first. */
export function OpenRoundPage() {
  const { t } = useTranslation();
  return (
    <SignedInOnly>
      {() => (
        <>
          <PageTitle>{t("round.open")}</PageTitle>
          <p className="lead">{t("round.openLead")}</p>
          <OpenRoundForm />
        </>
      )}
    </SignedInOnly>
  );
}

function OpenRoundForm() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [choices, setChoices] = useState<PolicyChoices>(choicesOf("least_developed_first"));
  const [scenario, setScenario] = useState("");
  type Body = Parameters<typeof server.openRound>[0]["body"];
  const command = useCommand<Body, RoundView>(
    (body, commandId) => server.openRound({ body, commandId }),
    (round) => void navigate({ to: "/rounds/$roundId", params: { roundId: round.id } }),
  );
  const errors = useFieldErrors(command.problem);
  const makeBody = (): Body => ({ policy: makePolicy(choices), ...given("scenario", scenario) });
  return (
    <CommandForm command={command} makeBody={makeBody} submitLabel={t("round.open")}>
      <div className="fields">
        <NativeSelect
          label={t("rounds.policy")}
          value={choices.name}
          data={POLICY_NAMES.map((name) => ({ value: name, label: t(`policy.${name}`) }))}
          onChange={(event) => setChoices(choicesOf(event.currentTarget.value as PolicyName))}
        />
        <TextInput
          label={t("round.scenario")}
          value={scenario}
          error={errors("scenario")}
          onChange={(event) => setScenario(event.currentTarget.value)}
        />
      </div>
      <PolicyFields
        choices={choices}
        errors={errors}
        change={(part) => setChoices({ ...choices, ...part })}
      />
    </CommandForm>
  );
}
