import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RoundView } from "#api/round.ts";
import { POLICIES, type PolicyName } from "#core/allocation/round.ts";
import { PageTitle } from "../display/page-title.tsx";
import { CommandForm, given, readCount } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { server } from "../server/connection.ts";
import { useCommand } from "../server/use-command.ts";

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

const WEIGHTS = [
  { name: "ldc", label: "round.weightLdc" },
  { name: "lldc", label: "round.weightLldc" },
  { name: "sids", label: "round.weightSids" },
] as const;

interface Choice {
  readonly name: PolicyName;
  readonly weights: Readonly<Record<"ldc" | "lldc" | "sids", string>>;
  readonly severityFirst: boolean;
  readonly scenario: string;
}

function choiceOf(name: PolicyName): Omit<Choice, "scenario"> {
  const { weightPerMille, severityFirst } = POLICIES[name];
  const { ldc, lldc, sids } = weightPerMille;
  return { name, weights: { ldc: `${ldc}`, lldc: `${lldc}`, sids: `${sids}` }, severityFirst };
}

function OpenRoundForm() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [choice, setChoice] = useState<Choice>({ ...choiceOf("least_developed_first"), scenario: "" });
  const change = (part: Partial<Choice>) => setChoice({ ...choice, ...part });
  type Body = Parameters<typeof server.openRound>[0]["body"];
  const command = useCommand<Body, RoundView>(
    (body, commandId) => server.openRound({ body, commandId }),
    (round) => void navigate({ to: "/rounds/$roundId", params: { roundId: round.id } }),
  );
  const errors = useFieldErrors(command.problem);
  const makeBody = (): Body => ({
    policy: {
      name: choice.name,
      weightPerMille: {
        ldc: readCount(choice.weights.ldc),
        lldc: readCount(choice.weights.lldc),
        sids: readCount(choice.weights.sids),
      },
      severityFirst: choice.severityFirst,
    },
    ...given("scenario", choice.scenario),
  });
  return (
    <CommandForm command={command} makeBody={makeBody} submitLabel={t("round.open")}>
      <div className="fields">
        <NativeSelect
          label={t("rounds.policy")}
          value={choice.name}
          data={Object.keys(POLICIES).map((name) => ({
            value: name,
            label: t(`policy.${name as PolicyName}`),
          }))}
          onChange={(event) => change(choiceOf(event.currentTarget.value as PolicyName))}
        />
        {WEIGHTS.map(({ name, label }) => (
          <TextInput
            key={name}
            inputMode="numeric"
            label={t(label)}
            description={t("round.weightHint")}
            value={choice.weights[name]}
            error={errors(`policy.weightPerMille.${name}`)}
            onChange={(event) =>
              change({ weights: { ...choice.weights, [name]: event.currentTarget.value } })
            }
          />
        ))}
        <TextInput
          label={t("round.scenario")}
          value={choice.scenario}
          error={errors("scenario")}
          onChange={(event) => change({ scenario: event.currentTarget.value })}
        />
        <Checkbox
          label={t("round.severityFirst")}
          checked={choice.severityFirst}
          onChange={(event) => change({ severityFirst: event.currentTarget.checked })}
        />
      </div>
    </CommandForm>
  );
}
