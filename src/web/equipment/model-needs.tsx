import { Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ModelView } from "#api/equipment.ts";
import { writeVoltageRange } from "#core/equipment/power.ts";
import { Loaded } from "../display/states.tsx";
import { useEquipmentWords } from "./use-equipment-words.ts";
import { useModel } from "./use-equipment.ts";

/** What one of a model needs to run, and what it gives to other equipment. */
export function ModelNeeds({ modelId }: { readonly modelId: string }) {
  const { t } = useTranslation();
  return (
    <section className="section" aria-labelledby="needs">
      <Title order={2} size="h3" id="needs">
        {t("model.needs")}
      </Title>
      <Loaded query={useModel(modelId)}>
        {(model) => (
          <>
            <Needs model={model} />
            <Gifts model={model} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function Facts({ facts }: { readonly facts: readonly (readonly [label: string, value: string])[] }) {
  return (
    <dl className="facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Needs({ model }: { readonly model: ModelView }) {
  const { t } = useTranslation();
  const { figure, listed, skills, items } = useEquipmentWords();
  const { power, oxygen } = model;
  const notStated = t("team.notStated");
  return (
    <Facts
      facts={[
        [t("model.power"), power === null ? notStated : t(`model.power.${power}`)],
        ...(power === "none"
          ? []
          : ([
              [t("model.voltages"), listed(model.voltages.map(writeVoltageRange))],
              [t("model.frequencies"), listed(model.frequencies)],
              [t("model.plugTypes"), listed(model.plugTypes)],
              [t("model.powerWatts"), figure(model.powerWatts)],
              [t("model.powerHoursPerDay"), figure(model.powerHoursPerDay)],
            ] as const)),
        [t("model.oxygen"), oxygen === null ? notStated : t(`model.oxygen.${oxygen}`)],
        ...(oxygen === "none"
          ? []
          : ([[t("model.oxygenLitresPerMinute"), figure(model.oxygenLitresPerMinute)]] as const)),
        [t("model.consumables"), items(model.consumables)],
        [t("model.skills"), skills(model.skills)],
        [t("model.maintenanceDays"), figure(model.maintenanceDays)],
      ]}
    />
  );
}

/** Nothing of what gives nothing. */
function Gifts({ model: { provides } }: { readonly model: ModelView }) {
  const { t } = useTranslation();
  const { figure, listed, skills } = useEquipmentWords();
  const { power, oxygen, skills: trains } = provides;
  if (power === null && oxygen === null && trains.length === 0) return null;
  const ofPower =
    power === null
      ? []
      : ([
          [t("model.aid"), t(`model.aid.${power}`)],
          [t("model.givesSockets"), listed(provides.sockets)],
          ...(power === "plug_adapter"
            ? []
            : ([
                [t("model.givesVoltage"), figure(provides.voltage)],
                [t("model.givesWatts"), figure(provides.watts)],
              ] as const)),
        ] as const);
  const ofOxygen =
    oxygen === null
      ? []
      : ([
          [t("model.givesOxygen"), t(`model.oxygen.${oxygen}`)],
          [t("model.givesLitres"), figure(provides.oxygenLitresPerMinute)],
        ] as const);
  const ofSkills = trains.length === 0 ? [] : ([[t("model.givesSkills"), skills(trains)]] as const);
  return (
    <>
      <Title order={3} size="h4">
        {t("model.gives")}
      </Title>
      <Facts facts={[...ofPower, ...ofOxygen, ...ofSkills]} />
    </>
  );
}
