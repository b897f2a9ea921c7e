import { NativeSelect, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { RoundView } from "#api/round.ts";
import { POLICY_NAMES, type PolicyName } from "#core/allocation/policy.ts";
import { PageTitle } from "../display/page-title.tsx";
import { CommandForm, given } from "../display/command-form.tsx";
import { DraftNote } from "../display/draft-note.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { useDraft } from "../display/use-draft.ts";
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
      {(me) => (
        <>
          <PageTitle>{t("round.open")}</PageTitle>
          <p className="lead">{t("round.openLead")}</p>
          <OpenRoundForm userId={me.userId} />
        </>
      )}
    </SignedInOnly>
  );
}

interface Typed {
  readonly choices: PolicyChoices;
  readonly scenario: string;
}

function OpenRoundForm({ userId }: { readonly userId: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const draft = useDraft<Typed>("round", {
    userId,
    empty: { choices: choicesOf("least_developed_first"), scenario: "" },
  });
  const { choices, scenario } = draft.value;
  const setChoices = (next: PolicyChoices) => draft.change((before) => ({ ...before, choices: next }));
  type Body = Parameters<typeof server.openRound>[0]["body"];
  const command = useCommand<Body, RoundView>(
    (body, commandId) => server.openRound({ body, commandId }),
    (round) => {
      draft.forget();
      void navigate({ to: "/rounds/$roundId", params: { roundId: round.id } });
    },
  );
  const errors = useFieldErrors(command.problem);
  const makeBody = (): Body => ({ policy: makePolicy(choices), ...given("scenario", scenario) });
  return (
    <CommandForm command={command} makeBody={makeBody} submitLabel={t("round.open")}>
      <DraftNote of="round" draft={draft} />
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
          onChange={({ currentTarget: { value } }) =>
            draft.change((before) => ({ ...before, scenario: value }))
          }
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
