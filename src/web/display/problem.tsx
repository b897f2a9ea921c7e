import { Alert, Button, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ProblemDetails } from "#api/client.ts";
import type { Command } from "../server/use-command.ts";
import { MissingList, readMissing } from "../equipment/missing-list.tsx";
import { useNames } from "../server/reference.ts";
import { SignInAgain } from "../sign-in/sign-in-again.tsx";
import { useWords } from "./word.ts";
import { useWording } from "./wording.ts";

/** One thing wrong with one field, as problem details carry it. */
interface FieldProblem {
  readonly field: string;
  readonly rule: string;
}

function listFieldProblems(problem: ProblemDetails | null): readonly FieldProblem[] {
  const problems: unknown = problem?.["problems"];
  if (!Array.isArray(problems)) return [];
  return problems.flatMap((one: unknown) => {
    if (typeof one !== "object" || one === null || !("field" in one) || !("rule" in one)) return [];
    const isEmptyList = one.rule === "too_small" && "value" in one && one.value === "[]";
    return [{ field: String(one.field), rule: isEmptyList ? "at_least_one" : String(one.rule) }];
  });
}

/** What is wrong with the field at `path` (`lines.0.quantity`), in words; `null` for nothing. */
export type FieldErrors = (path: string) => string | null;

/** The refusal's sentences, field by field. */
export function useFieldErrors(problem: ProblemDetails | null): FieldErrors {
  const ruleText = useRuleText();
  const problems = listFieldProblems(problem);
  return (path) => {
    const found = problems.filter(({ field }) => field === path || field === `body.${path}`);
    return found.length === 0 ? null : found.map(({ rule }) => ruleText(rule)).join("; ");
  };
}

function useRuleText(): (rule: string) => string {
  const { t } = useTranslation();
  const { find } = useWords();
  return (rule) => find(`rule.${rule}`) ?? t("rule.other", { rule });
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
  const { t } = useTranslation();
  const { find } = useWords();
  const ruleText = useRuleText();
  const facts = useFacts(problem);
  const fields = listFieldProblems(problem);
  const missing = readMissing(problem["missing"]);
  return (
    <>
      <Text size="sm">{find(`problem.${problem.code}`, facts) ?? problem.detail ?? problem.title}</Text>
      {missing.length === 0 ? null : <MissingList missing={missing} />}
      {fields.length === 0 ? null : (
        <ul>
          {fields.map(({ field, rule }) => (
            <li key={`${field} ${rule}`}>
              {t("problem.field", { field: field.replace(/^body\./, ""), message: ruleText(rule) })}
            </li>
          ))}
        </ul>
      )}
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
