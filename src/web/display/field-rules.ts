import { useTranslation } from "react-i18next";
import type { ProblemDetails } from "#api/client.ts";
import { useWords } from "./word.ts";

/** One thing wrong with one field, as problem details carry it. */
interface FieldProblem {
  /** Its path in what was sent, such as `lines.0.quantity`. */
  readonly field: string;
  readonly rule: string;
}

/** The problems of a refusal, field by field; none where it is of another kind. */
export function listFieldProblems(problem: ProblemDetails | null): readonly FieldProblem[] {
  const problems: unknown = problem?.["problems"];
  if (!Array.isArray(problems)) return [];
  return problems.flatMap((one: unknown) => {
    if (typeof one !== "object" || one === null || !("field" in one) || !("rule" in one)) return [];
    const isEmptyList = one.rule === "too_small" && "value" in one && one.value === "[]";
    const rule = isEmptyList ? "at_least_one" : String(one.rule);
    return [{ field: String(one.field).replace(/^body\./, ""), rule }];
  });
}

/** The sentences of rules, in the language of the page. */
export function useRuleText(): (rule: string) => string {
  const { t } = useTranslation();
  const { find } = useWords();
  return (rule) => find(`rule.${rule}`) ?? t("rule.other", { rule });
}
