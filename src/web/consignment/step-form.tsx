import { TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsignmentView } from "#api/consignment.ts";
import type { ConsignmentId } from "#core/id.ts";
import { CommandForm, given } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { server } from "../server/connection.ts";
import { useCommand } from "../server/use-command.ts";
import { showConsignment } from "./show-consignment.ts";

/** Steps of which only the time is asked. */
export const SIMPLE_STEPS = ["dispatch", "depart", "arrive", "hold", "release", "lose", "cancel"] as const;
export type SimpleStep = (typeof SIMPLE_STEPS)[number];

const SEND = {
  dispatch: server.dispatchConsignment,
  depart: server.departConsignment,
  arrive: server.arriveConsignment,
  hold: server.holdConsignment,
  release: server.releaseConsignment,
  lose: server.loseConsignment,
  cancel: server.cancelConsignment,
} as const satisfies Readonly<Record<SimpleStep, unknown>>;

/** Records a step, with the time at which it happened as precisely as it is known. */
export function StepForm({
  consignment,
  step,
}: {
  readonly consignment: ConsignmentView;
  readonly step: SimpleStep;
}) {
  const { t } = useTranslation();
  const [occurred, setOccurred] = useState("");
  const command = useCommand<{ occurred?: string }, ConsignmentView>(
    (body, commandId) =>
      SEND[step]({ params: { consignmentId: consignment.id as ConsignmentId }, body, commandId }),
    undefined,
    showConsignment,
  );
  const errors = useFieldErrors(command.problem);
  return (
    <CommandForm
      command={command}
      makeBody={() => given("occurred", occurred)}
      submitLabel={t(`act.${step}`)}
    >
      <OccurredField value={occurred} error={errors("occurred")} onChange={setOccurred} />
    </CommandForm>
  );
}

/** When something happened: a day, a month or a span of months; empty for now. */
export function OccurredField({
  value,
  error,
  onChange,
}: {
  readonly value: string;
  readonly error: ReactNode;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={`${t("form.occurred")} ${t("form.optional")}`}
      description={t("form.occurredHint")}
      maw={420}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
