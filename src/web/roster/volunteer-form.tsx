import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PartyId } from "#core/id.ts";
import {
  type Profession,
  PROFESSIONS,
  VOLUNTEER_SKILLS,
  type VolunteerSkill,
} from "#core/volunteer/profession.ts";
import type { Day } from "#core/time.ts";
import { CommandForm } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { server } from "../server/connection.ts";
import { useCommand } from "../server/use-command.ts";
import { readLanguages } from "../team/team-fields.tsx";

type Body = Parameters<typeof server.addVolunteer>[0]["body"];
type Kept = { readonly id: string; readonly version: number };

const EMPTY = {
  reference: "",
  name: "",
  contact: "",
  profession: "2221" as Profession,
  languages: "",
  licences: "",
  from: "",
  until: "",
  consentGiven: "",
  consentUntil: "",
};

/** Puts a person on the roster, with the consent that it takes. */
export function VolunteerForm({ partyId }: { readonly partyId: PartyId }) {
  const { t } = useTranslation();
  const [texts, setTexts] = useState(EMPTY);
  const [skills, setSkills] = useState<readonly VolunteerSkill[]>([]);
  const [tellsHosts, setTellsHosts] = useState(false);
  const command = useCommand<Body, Kept>(
    (body, commandId) => server.addVolunteer({ params: { partyId }, body, commandId }),
    () => {
      setTexts(EMPTY);
      setSkills([]);
      setTellsHosts(false);
    },
  );
  const errors = useFieldErrors(command.problem);
  const change = (part: Partial<typeof EMPTY>) => setTexts({ ...texts, ...part });
  const input = (name: Exclude<keyof typeof EMPTY, "profession">, error: ReactNode) => ({
    value: texts[name],
    error,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      change({ [name]: event.currentTarget.value }),
  });
  return (
    <CommandForm
      command={command}
      makeBody={() => makeBody(texts, skills, tellsHosts)}
      submitLabel={t("roster.add")}
    >
      <div className="fields">
        <TextInput label={t("roster.name")} {...input("name", errors("name"))} />
        <TextInput
          label={t("roster.contact")}
          description={t("roster.contactHint")}
          {...input("contact", errors("contact"))}
        />
        <TextInput label={t("roster.reference")} {...input("reference", errors("reference"))} />
        <NativeSelect
          label={t("roster.profession")}
          value={texts.profession}
          data={PROFESSIONS.map((value) => ({ value, label: t(`profession.${value}`) }))}
          onChange={(event) =>
            change({ profession: PROFESSIONS.find((one) => one === event.currentTarget.value) ?? "2221" })
          }
        />
        <TextInput
          label={`${t("team.languages")} ${t("form.optional")}`}
          description={t("team.languagesHint")}
          {...input("languages", errors("languages"))}
        />
        <TextInput
          label={`${t("roster.licences")} ${t("form.optional")}`}
          description={t("roster.licencesHint")}
          {...input("licences", findLicenceError(errors))}
        />
        <TextInput type="date" label={t("roster.from")} {...input("from", errors("days.0.fromDay"))} />
        <TextInput type="date" label={t("roster.until")} {...input("until", errors("days.0.untilDay"))} />
      </div>
      <SkillChoice chosen={skills} choose={setSkills} />
      <p className="note">{t("roster.consentHint")}</p>
      <div className="fields">
        <TextInput
          type="date"
          label={t("roster.consentGiven")}
          {...input("consentGiven", errors("consents.0.givenOn"))}
        />
        <TextInput
          type="date"
          label={t("roster.consentUntil")}
          {...input("consentUntil", errors("consents.0.untilDay") ?? errors("consents"))}
        />
      </div>
      <Checkbox
        my="sm"
        label={t("roster.host")}
        checked={tellsHosts}
        onChange={(event) => setTellsHosts(event.currentTarget.checked)}
      />
    </CommandForm>
  );
}

/** Skills: any number of them. */
function SkillChoice({
  chosen,
  choose,
}: {
  readonly chosen: readonly VolunteerSkill[];
  readonly choose: (skills: readonly VolunteerSkill[]) => void;
}) {
  const { t } = useTranslation();
  return (
    <fieldset className="form-line">
      <legend>{t("roster.skills")}</legend>
      <div className="fields">
        {VOLUNTEER_SKILLS.map((skill) => (
          <Checkbox
            key={skill}
            label={t(`volunteerSkill.${skill}`)}
            checked={chosen.includes(skill)}
            onChange={(event) =>
              choose(event.currentTarget.checked ? [...chosen, skill] : chosen.filter((one) => one !== skill))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}

function findLicenceError(errors: ReturnType<typeof useFieldErrors>): ReactNode {
  const parts = ["country", "number", "validUntil"].map((part) => errors(`licences.0.${part}`));
  return parts.find((one) => one !== null) ?? errors("licences");
}

function makeBody(texts: typeof EMPTY, skills: readonly VolunteerSkill[], tellsHosts: boolean): Body {
  const { from, until, consentGiven, consentUntil } = texts;
  // The server checks what was typed.
  const span = { givenOn: consentGiven as Day, untilDay: consentUntil as Day };
  const licences = texts.licences.split(/[\s,;،]+/).filter((part) => part !== "");
  return {
    reference: texts.reference.trim(),
    name: texts.name.trim(),
    contact: texts.contact.trim(),
    profession: texts.profession,
    skills: [...skills],
    languages: readLanguages(texts.languages),
    licences: licences.map((text) => {
      const [country = "", number = "", validUntil = ""] = text.split(":");
      return { country: country.toUpperCase(), number, validUntil: validUntil as Day };
    }),
    days: from === "" && until === "" ? [] : [{ fromDay: from as Day, untilDay: until as Day }],
    consents: [
      { scope: "roster" as const, ...span },
      ...(tellsHosts ? [{ scope: "host" as const, ...span }] : []),
    ],
  };
}
