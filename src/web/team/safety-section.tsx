import { NativeSelect, Table, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SafetyView } from "#api/deployment.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import { SAFETY_KINDS, type SafetyKind } from "#core/team/safety.ts";
import { CommandForm, readCount } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { useCommand } from "../server/use-command.ts";

/** What a team has said of its safety, and its way to say more. There is no field that could name a person. */
export function SafetySection({
  deploymentId,
  mayRecord,
}: {
  readonly deploymentId: DeploymentId;
  readonly mayRecord: boolean;
}) {
  const { t } = useTranslation();
  const safety = useQuery({
    queryKey: ["safety", deploymentId],
    queryFn: () => read(server.getSafety({ params: { deploymentId } })),
  });
  return (
    <section className="section">
      <Title order={2} size="h3">
        {t("safety.title")}
      </Title>
      <Loaded query={safety}>{(view) => <SafetyTable view={view} />}</Loaded>
      {mayRecord ? <SafetyForm deploymentId={deploymentId} /> : null}
    </section>
  );
}

function SafetyTable({ view }: { readonly view: SafetyView }) {
  const { t } = useTranslation();
  const { when, quantity } = useWording();
  if (view.records.length === 0) return <Empty title={t("safety.none")} />;
  return (
    <ScrollTable caption={t("safety.title")} minWidth={300}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("safety.what")}</Table.Th>
          <Table.Th scope="col" className="number">
            {t("safety.people")}
          </Table.Th>
          <Table.Th scope="col">{t("deployment.when")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {view.records.map(({ sequence, kind, people, occurred }) => (
          <Table.Tr key={sequence}>
            <Table.Th scope="row">{t(`safetyKind.${kind}`)}</Table.Th>
            <Table.Td className="number">{quantity(people)}</Table.Td>
            <Table.Td>{when(occurred)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}

type Body = Parameters<typeof server.recordSafety>[0]["body"];

function SafetyForm({ deploymentId }: { readonly deploymentId: DeploymentId }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<SafetyKind>("all_safe");
  const [people, setPeople] = useState("");
  const command = useCommand<Body, SafetyView>(
    (body, commandId) => server.recordSafety({ params: { deploymentId }, body, commandId }),
    undefined,
    () => setPeople(""),
  );
  const errors = useFieldErrors(command.problem);
  return (
    <CommandForm
      command={command}
      makeBody={() => ({ kind, people: readCount(people) })}
      submitLabel={t("safety.record")}
    >
      <div className="fields">
        <NativeSelect
          label={t("safety.what")}
          value={kind}
          data={SAFETY_KINDS.map((value) => ({ value, label: t(`safetyKind.${value}`) }))}
          onChange={(event) =>
            setKind(SAFETY_KINDS.find((one) => one === event.currentTarget.value) ?? "all_safe")
          }
        />
        <TextInput
          label={t("safety.people")}
          inputMode="numeric"
          value={people}
          error={errors("people")}
          onChange={(event) => setPeople(event.currentTarget.value)}
        />
      </div>
    </CommandForm>
  );
}
