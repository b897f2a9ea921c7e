import { Button, Checkbox, Group, NativeSelect, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { SKILLS, type Skill } from "#core/equipment/skill.ts";
import { readCount } from "../display/command-form.tsx";
import { useItems, useLanguage, useNames } from "../server/reference.ts";
import { useModels } from "./use-equipment.ts";

/**
 * A figure as it was typed, for the interface: left out where nothing was; what is no whole number goes as it was typed, so that the server
 * says so at the field, rather than as nothing.
 */
export function givenFigure<Name extends string>(
  name: Name,
  text: string,
): { readonly [N in Name]?: number } {
  if (text.trim() === "") return {};
  const count = readCount(text);
  const value = Number.isNaN(count) ? (text as unknown as number) : count; // refused there as no whole number
  return { [name]: value } as { readonly [N in Name]?: number }; // its one member
}

/** A whole number that may be left empty. */
export function FigureField({
  label,
  value,
  error,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly error: ReactNode;
  readonly onChange: (value: string) => void;
}) {
  return (
    <TextInput
      inputMode="numeric"
      label={label}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** Any number of short words or letters. */
export function CheckChoice<Value extends string | number>({
  legend,
  values,
  label = String,
  chosen,
  choose,
  error,
}: {
  readonly legend: string;
  readonly values: readonly Value[];
  readonly label?: (value: Value) => string;
  readonly chosen: readonly Value[];
  readonly choose: (values: readonly Value[]) => void;
  readonly error: ReactNode;
}) {
  return (
    <fieldset className="form-line">
      <legend>{legend}</legend>
      <div className="check-row">
        {values.map((value) => (
          <Checkbox
            key={value}
            label={label(value)}
            checked={chosen.includes(value)}
            onChange={(event) =>
              // In the order of the list, whatever was ticked first.
              choose(
                values.filter((one) => (one === value ? event.currentTarget.checked : chosen.includes(one))),
              )
            }
          />
        ))}
      </div>
      <FieldError error={error} />
    </fieldset>
  );
}

function FieldError({ error }: { readonly error: ReactNode }) {
  if (error === null) return null;
  return (
    <span role="alert" className="failed-note">
      {error}
    </span>
  );
}

/** A list of which it may be stated that nothing is in it; `null`: not stated. */
export type StatedList<Value extends string> = readonly Value[] | null;

interface StatedChoiceProps<Value extends string> {
  readonly legend: string;
  readonly chosen: StatedList<Value>;
  readonly choose: (values: StatedList<Value>) => void;
  readonly error: ReactNode;
}

function NoneOfThese({
  chosen,
  choose,
}: {
  readonly chosen: readonly string[] | null;
  readonly choose: (none: readonly never[] | null) => void;
}) {
  const { t } = useTranslation();
  return (
    <Checkbox
      label={t("model.noneOfThese")}
      checked={chosen?.length === 0}
      onChange={(event) => choose(event.currentTarget.checked ? [] : null)}
    />
  );
}

/** Skills: some, none, or not stated. */
export function SkillChoice({ legend, chosen, choose, error }: StatedChoiceProps<Skill>) {
  const { t } = useTranslation();
  return (
    <fieldset className="form-line">
      <legend>{legend}</legend>
      <div className="check-row">
        {SKILLS.map((skill) => (
          <Checkbox
            key={skill}
            label={t(`skill.${skill}`)}
            checked={chosen?.includes(skill) ?? false}
            onChange={(event) => {
              const isIn = event.currentTarget.checked;
              const next = SKILLS.filter((one) => (one === skill ? isIn : (chosen ?? []).includes(one)));
              choose(next.length === 0 ? null : next);
            }}
          />
        ))}
        <NoneOfThese chosen={chosen} choose={choose} />
      </div>
      <FieldError error={error} />
    </fieldset>
  );
}

/** Items of the catalogue: some, none, or not stated. */
export function ItemsChoice({ legend, chosen, choose, error }: StatedChoiceProps<string>) {
  const { t } = useTranslation();
  const names = useNames();
  const options = useItemOptions();
  const items = chosen ?? [];
  return (
    <fieldset className="form-line">
      <legend>{legend}</legend>
      <Group gap="sm" align="end">
        <NativeSelect
          label={t("model.addItem")}
          value=""
          data={[
            { value: "", label: t("form.choose") },
            ...options.filter(({ value }) => !items.includes(value)),
          ]}
          onChange={(event) => {
            if (event.currentTarget.value !== "") choose([...items, event.currentTarget.value]);
          }}
        />
        <NoneOfThese chosen={chosen} choose={choose} />
      </Group>
      <Group gap="xs" mt="xs">
        {items.map((id) => (
          <Button
            key={id}
            size="xs"
            variant="default"
            onClick={() => {
              const next = items.filter((one) => one !== id);
              choose(next.length === 0 ? null : next);
            }}
          >
            {t("model.removeItem", { item: names.item(id) })}
          </Button>
        ))}
      </Group>
      <FieldError error={error} />
    </fieldset>
  );
}

/** Items (no categories) by their names. */
function useItemOptions(): readonly { readonly value: string; readonly label: string }[] {
  const language = useLanguage();
  const byName = new Intl.Collator(language);
  return (useItems().data?.items ?? [])
    .filter(({ kind }) => kind === "item")
    .map(({ id, names }) => ({ value: id, label: names[language] }))
    .toSorted((one, other) => byName.compare(one.label, other.label));
}

/** A model, by maker and name. */
export function ModelSelect({
  value,
  error = null,
  none,
  onChange,
}: {
  readonly value: string;
  readonly error?: ReactNode;
  /** What the first choice, of none, is called. */
  readonly none: string;
  readonly onChange: (modelId: string) => void;
}) {
  const { t } = useTranslation();
  const byName = new Intl.Collator(useLanguage());
  const models = (useModels().data ?? [])
    .map(({ id, maker, name }) => ({ value: id, label: `${maker} ${name}` }))
    .toSorted((one, other) => byName.compare(one.label, other.label));
  return (
    <NativeSelect
      label={t("assets.model")}
      value={value}
      error={error}
      data={[{ value: "", label: none }, ...models]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
