import { Alert, Button, Text } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ProblemDetails } from "#api/client.ts";
import type { Command } from "../server/use-command.ts";
import { MissingList, readMissing } from "../equipment/missing-list.tsx";
import { useNames } from "../server/reference.ts";
import { SignInAgain } from "../sign-in/sign-in-again.tsx";
import { FieldProblems } from "./field-problems.tsx";
import { listFieldProblems, useRuleText } from "./field-rules.ts";
import { FIELD_MARK } from "./find-field.ts";
import { useWords } from "./word.ts";
import { useWording } from "./wording.ts";

/**
 * What is wrong with the field at `path` (`lines.0.quantity`), in words; `null` for nothing. Give it to the control's `error`: from
 * where it stands, the list of problems above the form finds the control, its label and the way to it.
 */
export type FieldErrors = (path: string) => ReactNode;

/** The refusal's sentences, field by field: what is wrong with one entry of a plain list stands at the list's field. */
export function useFieldErrors(problem: ProblemDetails | null): FieldErrors {
  const ruleText = useRuleText();
  const problems = listFieldProblems(problem);
  return (path) => {
    const found = problems.filter(
      ({ field }) =>
        field === path || (field.startsWith(`${path}.`) && /^\d+$/.test(field.slice(path.length + 1))),
    );
    if (found.length === 0) return null;
    return found.map(({ field, rule }, index) => (
      <span key={`${field} ${rule}`} {...{ [FIELD_MARK]: field }}>
        {index === 0 ? "" : "; "}
        {ruleText(rule)}
      </span>
    ));
  };
}

/**
 * What became of a command: refused (in words, with the fields at fault), lost on the way, or stopped because the
 * session had ended. It takes the focus, so that nobody misses it.
 */
export function CommandNote<Body>({ command }: { readonly command: Command<Body> }) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const { problem, isLost, needsSignIn } = command;
  useEffect(() => {
    if (problem !== null || isLost) place.current?.focus();
  }, [problem, isLost]);
  if (needsSignIn) return <SignInAgain onSignedIn={command.again} />;
  if (isLost) {
    return (
      <Alert ref={place} tabIndex={-1} color="red" role="alert" title={t("problem.heading")} my="sm">
        <Text size="sm" mb="sm">
          {t("problem.lost")}
        </Text>
        <Button size="xs" variant="default" onClick={command.again}>
          {t("state.retry")}
        </Button>
      </Alert>
    );
  }
  if (problem === null) return null;
  return (
    <Alert ref={place} tabIndex={-1} color="red" role="alert" title={t("problem.heading")} my="sm">
      <ProblemText problem={problem} />
    </Alert>
  );
}

/** A refusal in words: its sentence with the facts in it, and what is wrong with which field. */
export function ProblemText({ problem }: { readonly problem: ProblemDetails }) {
  const { find } = useWords();
  const facts = useFacts(problem);
  const missing = readMissing(problem["missing"]);
  return (
    <>
      <Text size="sm">{find(`problem.${problem.code}`, facts) ?? problem.detail ?? problem.title}</Text>
      {missing.length === 0 ? null : <MissingList missing={missing} />}
      <FieldProblems problem={problem} />
    </>
  );
}

/** The facts of a refusal as they read in a sentence: numbers grouped, states and roles in words. */
function useFacts(problem: ProblemDetails): Record<string, string> {
  const { find, word } = useWords();
  const { quantity, list } = useWording();
  const names = useNames();
  const textOf = (name: string, value: unknown): string => {
    if (typeof value === "number") return quantity(value);
    if (name === "itemId") return names.item(String(value));
    const statuses = problem["noun"] === "asset" ? "assetStatus" : "status";
    if (name === "currentStatus") return word(statuses, String(value));
    if (name === "needs" && Array.isArray(value)) return list(value.map((one) => word("need", String(one))));
    if (Array.isArray(value)) return list(value.map((one) => roleText(String(one))));
    return String(value);
  };
  // `giver:focal_point` → the role's word; the relation follows from where it is shown.
  const roleText = (allowed: string): string => {
    const [relation = "", role] = allowed.split(":");
    if (role === undefined || find(`role.${role}`) === undefined) return allowed;
    return `${word("role", role)} (${word("relation", relation)})`;
  };
  return Object.fromEntries(Object.entries(problem).map(([name, value]) => [name, textOf(name, value)]));
}
