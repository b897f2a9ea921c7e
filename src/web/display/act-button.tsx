import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Answer } from "#api/client.ts";
import { useCommand } from "../server/use-command.ts";
import { CommandNote } from "./problem.tsx";

/** A command without a form. Where `question` is given, it is asked first: what cannot be undone is done on purpose. */
export function ActButton<Value>({
  label,
  question,
  send,
  onDone,
  isMain = false,
}: {
  readonly label: string;
  readonly question?: string;
  readonly send: (commandId: string) => Promise<Answer<Value>>;
  readonly onDone?: (value: Value) => void;
  readonly isMain?: boolean;
}) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const command = useCommand<null, Value>(
    (_body, commandId) => send(commandId),
    (value) => {
      setAsking(false);
      onDone?.(value);
    },
  );
  const run = () => command.run(null);
  return (
    <div>
      {isAsking ? (
        <Group gap="sm" role="group" aria-label={question ?? label}>
          <Text size="sm">{question}</Text>
          <Button size="sm" loading={command.isSending} onClick={run}>
            {t("form.yes")}
          </Button>
          <Button size="sm" variant="default" onClick={() => setAsking(false)}>
            {t("form.no")}
          </Button>
        </Group>
      ) : (
        <Button
          size="sm"
          variant={isMain ? "filled" : "default"}
          loading={command.isSending}
          onClick={question === undefined ? run : () => setAsking(true)}
        >
          {label}
        </Button>
      )}
      <CommandNote command={command} />
    </div>
  );
}
