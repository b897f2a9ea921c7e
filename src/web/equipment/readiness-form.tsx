import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ReadinessView } from "#api/equipment.ts";
import { FREQUENCIES, PLUG_TYPES, type PlugType } from "#core/equipment/power.ts";
import type { Skill } from "#core/equipment/skill.ts";
import type { SiteId } from "#core/id.ts";
import type { Day } from "#core/time.ts";
import { CommandForm } from "../display/command-form.tsx";
import { type FieldErrors, useFieldErrors } from "../display/problem.tsx";
import { server } from "../server/connection.ts";
import { useCommand } from "../server/use-command.ts";
import {
  CheckChoice,
  FigureField,
  givenFigure,
  ItemsChoice,
  SkillChoice,
  type StatedList,
} from "./equipment-fields.tsx";

type Body = Parameters<typeof server.stateSiteReadiness>[0]["body"];
type Statement = ReadinessView["history"][number];

const FIGURES = [
  "voltage",
  "powerWatts",
  "powerHoursPerDay",
  "oxygenLowLitresPerMinute",
  "oxygenHighLitresPerMinute",
] as const;

interface Draft {
  /** Empty: today. */
  readonly day: string;
  readonly figures: Readonly<Record<(typeof FIGURES)[number], string>>;
  readonly frequency: string;
  readonly sockets: readonly PlugType[];
  readonly skills: StatedList<Skill>;
  readonly consumables: StatedList<string>;
}

/** What was stated last, to begin with. */
function readDraft(last: Statement | undefined): Draft {
  const textOf = (value: number | null | undefined) =>
    value === null || value === undefined ? "" : String(value);
  return {
    day: "",
    figures: {
      voltage: textOf(last?.voltage),
      powerWatts: textOf(last?.powerWatts),
      powerHoursPerDay: textOf(last?.powerHoursPerDay),
      oxygenLowLitresPerMinute: textOf(last?.oxygenLowLitresPerMinute),
      oxygenHighLitresPerMinute: textOf(last?.oxygenHighLitresPerMinute),
    },
    frequency: textOf(last?.frequency),
    sockets: last?.sockets ?? [],
    skills: last?.skills ?? null,
    consumables: last?.consumables ?? null,
  };
}

function writeBody({ day, figures, frequency, sockets, skills, consumables }: Draft): Body {
  const hertz = FREQUENCIES.find((one) => String(one) === frequency);
  return {
    ...(day === "" ? {} : { day: day as Day }), // checked by the server
    ...Object.assign({}, ...FIGURES.map((name) => givenFigure(name, figures[name]))),
    ...(hertz === undefined ? {} : { frequency: hertz }),
    sockets: [...sockets],
    ...(skills === null ? {} : { skills: [...skills] }),
    ...(consumables === null ? {} : { consumables: [...consumables] }),
  };
}

/** States what a site has; begins with what was stated last. */
export function ReadinessForm({
  siteId,
  last,
}: {
  readonly siteId: string;
  readonly last: Statement | undefined;
}) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => readDraft(last));
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const command = useCommand<Body, ReadinessView>((body, commandId) =>
    server.stateSiteReadiness({ params: { siteId: siteId as SiteId }, body, commandId }),
  );
  const errors = useFieldErrors(command.problem);
  return (
    <CommandForm command={command} makeBody={() => writeBody(draft)} submitLabel={t("ready.state")}>
      <Figures draft={draft} change={change} errors={errors} />
      <CheckChoice
        legend={t("ready.sockets")}
        values={PLUG_TYPES}
        chosen={draft.sockets}
        choose={(sockets) => change({ sockets })}
        error={errors("sockets")}
      />
      <SkillChoice
        legend={t("ready.skills")}
        chosen={draft.skills}
        choose={(skills) => change({ skills })}
        error={errors("skills")}
      />
      <ItemsChoice
        legend={t("ready.consumables")}
        chosen={draft.consumables}
        choose={(consumables) => change({ consumables })}
        error={errors("consumables")}
      />
    </CommandForm>
  );
}

function Figures({
  draft,
  change,
  errors,
}: {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly errors: FieldErrors;
}) {
  const { t } = useTranslation();
  return (
    <div className="fields">
      <TextInput
        type="date"
        label={`${t("ready.day")} ${t("form.optional")}`}
        value={draft.day}
        error={errors("day")}
        onChange={(event) => change({ day: event.currentTarget.value })}
      />
      {FIGURES.map((name) => (
        <FigureField
          key={name}
          label={t(`ready.${name}`)}
          value={draft.figures[name]}
          error={errors(name)}
          onChange={(value) => change({ figures: { ...draft.figures, [name]: value } })}
        />
      ))}
      <NativeSelect
        label={t("ready.frequency")}
        value={draft.frequency}
        error={errors("frequency")}
        data={[{ value: "", label: t("team.notStated") }, ...FREQUENCIES.map(String)]}
        onChange={(event) => change({ frequency: event.currentTarget.value })}
      />
    </div>
  );
}
