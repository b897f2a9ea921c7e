import { NativeSelect, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ModelView } from "#api/equipment.ts";
import { FREQUENCIES } from "#core/equipment/power.ts";
import type { PartyId } from "#core/id.ts";
import { ItemSelect } from "../item/item-select.tsx";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { CommandForm, given } from "../display/command-form.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { server } from "../server/connection.ts";
import { listOwnParties, mayDo, type OwnParty } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";
import { givenFigure } from "./equipment-fields.tsx";
import { standAsSelf } from "./stand-as-self.ts";
import { EMPTY_MODEL, GiftFields, type ModelDraft, NeedFields } from "./model-fields.tsx";

/** Registers a model of equipment, with what one of it needs to run. */
export function RegisterModelPage() {
  const { t } = useTranslation();
  return (
    <SignedInOnly>
      {(me) => (
        <>
          <PageTitle>{t("model.register")}</PageTitle>
          <p className="lead">{t("model.registerLead")}</p>
          <ModelForm
            parties={listOwnParties(me).filter((party) =>
              mayDo(me, "register_equipment_model", standAsSelf(party)),
            )}
          />
        </>
      )}
    </SignedInOnly>
  );
}

type Body = Parameters<typeof server.registerEquipmentModel>[0]["body"];

/** What was typed, as the interface takes it: what is empty is left out. */
function writeModel(draft: ModelDraft): Omit<Body, "partyId" | "maker" | "name" | "itemId"> {
  const { power, frequencies, plugTypes, oxygen, consumables, skills } = draft;
  const { aid, givesSockets, givesOxygen, givesSkills } = draft;
  const frequency = FREQUENCIES.find((one) => String(one) === draft.givesFrequency);
  const provides = {
    ...(aid === "" ? {} : { power: aid }),
    ...(givesSockets.length === 0 ? {} : { sockets: [...givesSockets] }),
    ...givenFigure("voltage", draft.givesVoltage),
    ...(frequency === undefined ? {} : { frequency }),
    ...givenFigure("watts", draft.givesWatts),
    ...(givesOxygen === "" ? {} : { oxygen: givesOxygen }),
    ...givenFigure("oxygenLitresPerMinute", draft.givesLitres),
    ...(givesSkills.length === 0 ? {} : { skills: [...givesSkills] }),
  };
  return {
    ...(power === "" ? {} : { power }),
    voltages: draft.voltages.split(/[\s,;]+/).filter((one) => one !== ""),
    frequencies: [...frequencies],
    plugTypes: [...plugTypes],
    ...givenFigure("powerWatts", draft.powerWatts),
    ...givenFigure("powerHoursPerDay", draft.powerHoursPerDay),
    ...(oxygen === "" ? {} : { oxygen }),
    ...givenFigure("oxygenLitresPerMinute", draft.oxygenLitresPerMinute),
    ...(consumables === null ? {} : { consumables: [...consumables] }),
    ...(skills === null ? {} : { skills: [...skills] }),
    ...givenFigure("maintenanceDays", draft.maintenanceDays),
    ...(Object.keys(provides).length === 0 ? {} : { provides }),
  };
}

const NAMELESS = { maker: "", name: "", itemId: "" };

function ModelForm({ parties }: { readonly parties: readonly OwnParty[] }) {
  const { t } = useTranslation();
  const names = useNames();
  const [chosen, setChosen] = useState("");
  const [named, setNamed] = useState(NAMELESS);
  const [draft, setDraft] = useState(EMPTY_MODEL);
  const [registered, setRegistered] = useState<ModelView | null>(null);
  const command = useCommand<Body, ModelView>(
    (body, commandId) => server.registerEquipmentModel({ body, commandId }),
    (model) => {
      setRegistered(model);
      setNamed(NAMELESS);
      setDraft(EMPTY_MODEL);
    },
  );
  const errors = useFieldErrors(command.problem);
  const change = (part: Partial<ModelDraft>) => setDraft((before) => ({ ...before, ...part }));
  const partyId = parties.find(({ id }) => id === chosen)?.id ?? parties[0]?.id ?? "";
  const makeBody = (): Body => ({
    partyId: partyId as PartyId, // as the server sent it
    // An empty name is left out, so that it is told as missing.
    ...(given("maker", named.maker) as Pick<Body, "maker">),
    ...(given("name", named.name) as Pick<Body, "name">),
    itemId: named.itemId,
    ...writeModel(draft),
  });
  return (
    <>
      {registered === null ? null : (
        <p role="status">
          {t("model.registered")}{" "}
          <bdi>
            {registered.maker} {registered.name}
          </bdi>{" "}
          · <Link to="/desk/register-assets">{t("assets.register")}</Link>
        </p>
      )}
      <CommandForm command={command} makeBody={makeBody} submitLabel={t("model.register")}>
        <div className="fields">
          <NativeSelect
            label={t("form.party")}
            value={partyId}
            error={errors("partyId")}
            data={parties.map(({ id, code }) => ({ value: id, label: names.party(code) }))}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
          <TextInput
            label={t("model.maker")}
            value={named.maker}
            error={errors("maker")}
            onChange={(event) => setNamed({ ...named, maker: event.currentTarget.value })}
          />
          <TextInput
            label={t("model.name")}
            value={named.name}
            error={errors("name")}
            onChange={(event) => setNamed({ ...named, name: event.currentTarget.value })}
          />
          <ItemSelect
            onlyItems
            value={named.itemId}
            error={errors("itemId")}
            onChange={(itemId) => setNamed({ ...named, itemId })}
          />
        </div>
        <NeedFields draft={draft} change={change} errors={errors} />
        <GiftFields draft={draft} change={change} errors={errors} />
      </CommandForm>
    </>
  );
}
