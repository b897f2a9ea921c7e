import { Button } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Command } from "../server/use-command.ts";
import { CommandNote } from "./problem.tsx";

/** A form that sends one command: the refusal stands above it, the button waits while it is on its way. */
export function CommandForm<Body>({
  command,
  makeBody,
  submitLabel,
  children,
}: {
  readonly command: Command<Body>;
  readonly makeBody: () => Body;
  readonly submitLabel: string;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    command.run(makeBody());
  };
  return (
    <form onSubmit={onSubmit} noValidate>
      <CommandNote command={command} />
      {children}
      <Button type="submit" loading={command.isSending} mt="md">
        {submitLabel}
      </Button>
      <span role="status" className="done-note">
        {command.isDone ? t("form.done") : null}
      </span>
    </form>
  );
}

/** What a person typed as a whole number, in any of the digits that their keyboard writes; `NaN` where it is none. */
export function readCount(text: string): number {
  const latin = text
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[\s\u00a0\u202f]/g, "");
  return /^\d+$/.test(latin) ? Number(latin) : Number.NaN;
}

/** A member of a body only where something was typed: what is left empty is left out. */
export function given<Name extends string>(name: Name, value: string): { readonly [N in Name]?: string } {
  const trimmed = value.trim();
  return trimmed === "" ? {} : ({ [name]: trimmed } as { readonly [N in Name]?: string }); // its one member
}
