import { useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ProblemDetails } from "#api/client.ts";
import { findField, focusField, type FoundField } from "./find-field.ts";
import { listFieldProblems, useRuleText } from "./field-rules.ts";
import { useWords } from "./word.ts";

/**
 * Every problem of a refusal with its field, named as its label on the form does, and leading to it. A field that the form does not
 * show has its name from the texts `fieldName.…`.
 */
export function FieldProblems({ problem }: { readonly problem: ProblemDetails }) {
  const ruleText = useRuleText();
  const place = useRef<HTMLUListElement>(null);
  const [found, setFound] = useState<ReadonlyMap<string, FoundField>>(new Map());
  const problems = listFieldProblems(problem);
  useLayoutEffect(() => {
    // The messages at the fields are drawn with this list, from the same refusal.
    const form = place.current?.closest("form") ?? document;
    const fields = listFieldProblems(problem).map(({ field }) => [field, findField(form, field)] as const);
    setFound(new Map(fields.flatMap(([field, at]) => (at === undefined ? [] : [[field, at] as const]))));
  }, [problem]);
  if (problems.length === 0) return null;
  return (
    <ul ref={place} className="field-problems">
      {problems.map(({ field, rule }) => (
        <li key={`${field} ${rule}`}>
          <FieldName path={field} found={found.get(field)} />: {ruleText(rule)}
        </li>
      ))}
    </ul>
  );
}

function FieldName({ path, found }: { readonly path: string; readonly found: FoundField | undefined }) {
  const { t } = useTranslation();
  const { find } = useWords();
  if (found !== undefined) {
    const field = found.label.replace(t("form.optional"), "").trim();
    const name = found.group === null ? field : t("problem.fieldOf", { field, group: found.group });
    return (
      <a
        href={`#${found.id}`}
        onClick={(event) => {
          event.preventDefault();
          focusField(found.id);
        }}
      >
        {name}
      </a>
    );
  }
  const parts = path.split(".");
  const index = parts.find((part) => /^\d+$/.test(part));
  // The innermost part that has a word: what is in it has none of its own.
  const known = parts.findLast((part) => find(`fieldName.${part}`) !== undefined);
  const field = known === undefined ? undefined : find(`fieldName.${known}`);
  // The path itself where there is no word for it: nothing is hidden. Tests look for the mark.
  if (field === undefined) return <code data-unnamed="">{path}</code>;
  if (index === undefined) return field;
  return t("problem.fieldOf", { field, group: t("form.line", { number: String(Number(index) + 1) }) });
}
