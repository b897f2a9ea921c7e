import { Button, Group, NativeSelect, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RoundView } from "#api/round.ts";
import type { RoundId } from "#core/id.ts";
import { listPolicyFields, POLICY_FIELDS, POLICY_RULES } from "#core/what-if/policy-fields.ts";
import { CommandForm, readCount } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { Loaded } from "../display/states.tsx";
import { useWords } from "../display/word.ts";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { useMe } from "../server/me.ts";
import { useLanguage } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";
import { useFieldLabels } from "./policy-fields.tsx";
import { TrialResult, type Trial } from "./trial-result.tsx";

type Body = Parameters<typeof server.tryRound>[0]["body"];
type Rows = Extract<Awaited<ReturnType<typeof server.listRoundRows>>, { ok: true }>["value"];
type Row = Rows["rows"][number];

/** A change that will be tried, with the words in which it is listed. */
interface Pending {
  readonly change: Body["changes"][number];
  readonly field: string;
  readonly text: string;
}

/** For a coordinator: what a planned round would have shared out, had something been otherwise. */
export function TrialSection({ round }: { readonly round: RoundView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const me = useMe().data;
  const isCoordinator = me?.memberships.some(({ role }) => role === "coordinator") ?? false;
  const roundId = round.id as RoundId; // as the server sent it
  const rows = useQuery({
    queryKey: ["rows", roundId, round.version, language],
    queryFn: () => read(server.listRoundRows({ params: { roundId }, query: { language } })),
    enabled: isCoordinator && round.outcome !== null,
  });
  if (!isCoordinator || round.outcome === null) return null;
  return (
    <section className="section" aria-labelledby="trial">
      <Title order={2} size="h3" id="trial">
        {t("trial.title")}
      </Title>
      <p>{t("trial.lead")}</p>
      <Loaded query={rows}>{(all) => <TrialForm round={round} rows={all} />}</Loaded>
    </section>
  );
}

function TrialForm({ round, rows }: { readonly round: RoundView; readonly rows: Rows }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [pending, setPending] = useState<readonly Pending[]>([]);
  const [trial, setTrial] = useState<Trial | null>(null);
  const command = useCommand<Body, Trial>(
    (body) => server.tryRound({ params: { roundId: round.id as RoundId }, body }),
    setTrial,
  );
  const errors = useFieldErrors(command.problem);
  const makeBody = (): Body => ({ changes: pending.map(({ change }) => change), language });
  return (
    <>
      <ChangeFields round={round} rows={rows} add={(one) => setPending([...pending, one])} />
      <Title order={3} size="h4" mt="md">
        {t("trial.pending")}
      </Title>
      {pending.length === 0 ? <p className="note">{t("trial.none")}</p> : null}
      <ul className="pending-changes">
        {pending.map(({ text, field }, index) => {
          const error = errors(`changes.${index}.set.${field}`) ?? errors(`changes.${index}.key`);
          return (
            <li key={text}>
              {text}{" "}
              <Button
                variant="subtle"
                size="compact-sm"
                aria-label={`${t("trial.drop")}: ${text}`}
                onClick={() => setPending(pending.filter((_, at) => at !== index))}
              >
                {t("trial.drop")}
              </Button>
              {error === null ? null : <span className="conflict"> {error}</span>}
            </li>
          );
        })}
      </ul>
      <CommandForm command={command} makeBody={makeBody} submitLabel={t("trial.go")}>
        {null}
      </CommandForm>
      {/* What was found before is not what would come of the changes that were refused. */}
      {trial === null || command.problem !== null ? null : <TrialResult trial={trial} />}
    </>
  );
}

const KINDS = ["supply", "demand", "lane", "receiving", "policy"] as const;
type Kind = (typeof KINDS)[number];
/** Where a row lies or leads to is not changed here: sites have no names that could be chosen from. */
const PLACES: readonly string[] = ["item", "site", "from", "to"];
/** Fields that are periods of the plan, and shown as its days. */
const PERIODS: readonly string[] = [
  "availableFrom",
  "availableUntil",
  "windowFrom",
  "windowTo",
  "fromPeriod",
  "toPeriod",
];
/** Fields in which nothing means without limit, or never. */
const LIMITS: readonly string[] = [
  "expiryPeriod",
  "massCapacityGrams",
  "volumeCapacityCubicCentimetres",
  "coldVolumeCapacityCubicCentimetres",
  "unitCapacity",
];

/** The policy of a round as a row of which something can be changed. */
function policyRow({ policy }: RoundView, name: string): Row {
  return { change: "policy", key: "", name, values: listPolicyFields(policy) };
}

/** What the fields of a row are called; rules of a policy as where a policy is made. */
function useTrialLabels(): (field: string) => string {
  const { t } = useTranslation();
  const { find } = useWords();
  const labelOf = useFieldLabels();
  return (field) => {
    const rule = POLICY_FIELDS.find((one) => one === field);
    if (rule === "directAnswersCounted") return t("trial.yesNo", { rule: t("policyField.counted") });
    const known = find(`trial.field.${field}`);
    if (known !== undefined || rule === undefined || rule === "severityFirst") return known ?? field;
    return labelOf(POLICY_RULES[rule].path);
  };
}

function ChangeFields({
  round,
  rows,
  add,
}: {
  readonly round: RoundView;
  readonly rows: Rows;
  readonly add: (one: Pending) => void;
}) {
  const { t } = useTranslation();
  const labelOf = useTrialLabels();
  const { quantity } = useWording();
  const [chosen, setChosen] = useState<{ kind: Kind; at: number; field: string; value: string }>({
    kind: "supply",
    at: 0,
    field: "quantity",
    value: "",
  });
  const all = [...rows.rows, policyRow(round, t("trial.policy"))];
  const ofKind = all.filter(({ change }) => change === chosen.kind);
  const row = ofKind[chosen.at] ?? ofKind[0];
  const fields = Object.keys(row?.values ?? {}).filter((name) => !PLACES.includes(name));
  const field = fields.includes(chosen.field) ? chosen.field : (fields[0] ?? "");
  const current = row?.values[field] ?? null;
  const isPeriod = PERIODS.includes(field);
  const isLimit = LIMITS.includes(field);
  const show = (value: number | null) => {
    if (value === null) return t("trial.unlimited");
    return isPeriod ? (rows.periods[value] ?? quantity(value)) : quantity(value);
  };
  const value = isPeriod ? (chosen.value === "" ? `${current ?? 0}` : chosen.value) : chosen.value.trim();
  const isAddable = row !== undefined && (value === "" ? isLimit : !Number.isNaN(readCount(value)));
  const addChange = () => {
    if (row === undefined) return;
    const set = value === "" ? null : readCount(value);
    const label = labelOf(field);
    add({
      change: {
        change: row.change,
        ...(row.key === "" ? {} : { key: row.key }),
        set: { [field]: set },
      },
      field,
      text: t("trial.setTo", { row: row.name, field: label, value: show(set) }),
    });
    setChosen({ ...chosen, value: "" });
  };
  const shownKinds = KINDS.filter((kind) => all.some(({ change }) => change === kind));
  return (
    <>
      <div className="fields">
        <NativeSelect
          label={t("trial.what")}
          value={chosen.kind}
          data={shownKinds.map((kind) => ({ value: kind, label: t(`trial.${kind}`) }))}
          onChange={(event) =>
            setChosen({ kind: event.currentTarget.value as Kind, at: 0, field: "quantity", value: "" })
          }
        />
        <NativeSelect
          label={t("trial.row")}
          value={`${chosen.at}`}
          data={ofKind.map(({ name, values }, at) => ({
            value: `${at}`,
            label:
              typeof values["quantity"] === "number" ? `${name} (${quantity(values["quantity"])})` : name,
          }))}
          onChange={(event) => setChosen({ ...chosen, at: Number(event.currentTarget.value), value: "" })}
        />
        <NativeSelect
          label={t("trial.field")}
          value={field}
          data={fields.map((name) => ({ value: name, label: labelOf(name) }))}
          onChange={(event) => setChosen({ ...chosen, field: event.currentTarget.value, value: "" })}
        />
        {isPeriod ? (
          <NativeSelect
            label={t("trial.value")}
            description={t("trial.now", { value: show(current) })}
            value={value}
            data={rows.periods.map((label, period) => ({ value: `${period}`, label }))}
            onChange={(event) => setChosen({ ...chosen, value: event.currentTarget.value })}
          />
        ) : (
          <TextInput
            inputMode="numeric"
            label={t("trial.value")}
            description={t(isLimit ? "trial.emptyUnlimited" : "trial.now", { value: show(current) })}
            value={chosen.value}
            error={value !== "" && !isAddable ? t("rule.not_a_whole_number") : null}
            onChange={(event) => setChosen({ ...chosen, value: event.currentTarget.value })}
          />
        )}
      </div>
      <Group mt="sm">
        <Button variant="default" size="sm" disabled={!isAddable} onClick={addChange}>
          {t("trial.add")}
        </Button>
      </Group>
    </>
  );
}
