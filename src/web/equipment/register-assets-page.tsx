import { NativeSelect, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ModelUnitsView } from "#api/asset.ts";
import type { EquipmentModelId } from "#core/equipment/equipment-model.ts";
import type { PartyId, SiteId, SupplyId } from "#core/id.ts";
import { OccurredField } from "../consignment/step-form.tsx";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { CommandForm, given } from "../display/command-form.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { type FieldErrors, useFieldErrors } from "../display/problem.tsx";
import { Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { listOwnParties, mayDo, type OwnParty } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";
import { ModelSelect } from "./equipment-fields.tsx";
import { useModels } from "./use-equipment.ts";

/** Registers pieces of equipment by their serial numbers, one or many at once. */
export function RegisterAssetsPage() {
  const { t } = useTranslation();
  const models = useModels();
  return (
    <SignedInOnly>
      {(me) => (
        <>
          <PageTitle>{t("assets.register")}</PageTitle>
          <p className="lead">{t("assets.registerLead")}</p>
          <Loaded query={models}>
            {() => (
              <RegisterForm
                parties={listOwnParties(me).filter(({ id }) => mayDo(me, "register_assets", { self: id }))}
              />
            )}
          </Loaded>
        </>
      )}
    </SignedInOnly>
  );
}

type Body = Parameters<typeof server.registerAssets>[0]["body"];
type Registered = Extract<Awaited<ReturnType<typeof server.registerAssets>>, { ok: true }>["value"]["assets"];

const keyOf = ({ supplyId, siteId }: ModelUnitsView) => `${supplyId} ${siteId}`;

function RegisterForm({ parties }: { readonly parties: readonly OwnParty[] }) {
  const { t } = useTranslation();
  const names = useNames();
  const [chosenParty, setChosenParty] = useState("");
  const [modelId, setModelId] = useState("");
  const [place, setPlace] = useState("");
  const [numbers, setNumbers] = useState("");
  const [occurred, setOccurred] = useState("");
  const [registered, setRegistered] = useState<Registered>([]);
  const party = parties.find(({ id }) => id === chosenParty) ?? parties[0];
  const command = useCommand<Body, { assets: Registered }>(
    (body, commandId) => server.registerAssets({ body, commandId }),
    ({ assets }) => {
      setRegistered(assets);
      setNumbers("");
    },
  );
  const errors = useFieldErrors(command.problem);
  const listed = numbers
    .split(/\n/)
    .map((one) => one.trim())
    .filter((one) => one !== "");
  const makeBody = (): Body => {
    const [supplyId = "", siteId = ""] = place.split(" ");
    // Ids as the server sent them; what is not chosen comes back at its field.
    return {
      partyId: (party?.id ?? "") as PartyId,
      siteId: siteId as SiteId,
      supplyId: supplyId as SupplyId,
      modelId: modelId as EquipmentModelId,
      serialNumbers: listed,
      ...given("occurred", occurred),
    };
  };
  return (
    <>
      <RegisteredList registered={registered} />
      <CommandForm command={command} makeBody={makeBody} submitLabel={t("assets.register")}>
        <div className="fields">
          <NativeSelect
            label={t("form.party")}
            value={party?.id ?? ""}
            error={errors("partyId")}
            data={parties.map(({ id, code }) => ({ value: id, label: names.party(code) }))}
            onChange={(event) => {
              setChosenParty(event.currentTarget.value);
              setPlace("");
            }}
          />
          <ModelSelect
            none={t("form.choose")}
            value={modelId}
            error={errors("modelId")}
            onChange={(id) => {
              setModelId(id);
              setPlace("");
            }}
          />
        </div>
        <p className="note">
          <Link to="/desk/register-model">{t("model.register")}</Link>
        </p>
        {modelId === "" || party === undefined ? null : (
          <PlaceSelect party={party} modelId={modelId} value={place} errors={errors} onChange={setPlace} />
        )}
        <NumbersField numbers={numbers} listed={listed} errors={errors} onChange={setNumbers} />
        <OccurredField value={occurred} error={errors("occurred")} onChange={setOccurred} />
      </CommandForm>
    </>
  );
}

/** Serial numbers, one in each row; every one that is at fault is named with its problem. */
function NumbersField({
  numbers,
  listed,
  errors,
  onChange,
}: {
  readonly numbers: string;
  readonly listed: readonly string[];
  readonly errors: FieldErrors;
  readonly onChange: (numbers: string) => void;
}) {
  const { t } = useTranslation();
  const wrong = listed.flatMap((one, index) => {
    const error = errors(`serialNumbers.${index}`);
    return error === null
      ? []
      : [
          <span key={index} className="entry-problem">
            {one}: {error}
          </span>,
        ];
  });
  return (
    <Textarea
      label={t("assets.numbers")}
      description={t("assets.numbersHint")}
      rows={6}
      maw={420}
      my="sm"
      dir="ltr"
      value={numbers}
      error={wrong.length === 0 ? errors("serialNumbers") : wrong}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function RegisteredList({ registered }: { readonly registered: Registered }) {
  const { t } = useTranslation();
  if (registered.length === 0) return null;
  return (
    <p role="status">
      {t("assets.registered")}{" "}
      {registered.map(({ id, serialNumber }, index) => (
        <span key={id}>
          {index === 0 ? null : ", "}
          <Link to="/assets/$assetId" params={{ assetId: id }} className="code">
            {serialNumber}
          </Link>
        </span>
      ))}
    </p>
  );
}

/** Where the party has units that could be of the model, and of which supply. */
function PlaceSelect({
  party,
  modelId,
  value,
  errors,
  onChange,
}: {
  readonly party: OwnParty;
  readonly modelId: string;
  readonly value: string;
  readonly errors: FieldErrors;
  readonly onChange: (place: string) => void;
}) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const names = useNames();
  const places = useQuery({
    queryKey: ["model-units", modelId, party.code],
    queryFn: () =>
      read(
        server.listModelUnits({
          params: { modelId: modelId as EquipmentModelId }, // as the server sent it
          query: { party: party.code },
        }),
      ),
  });
  return (
    <Loaded query={places}>
      {({ units }) =>
        units.length === 0 ? (
          <p className="note">{t("assets.noUnits")}</p>
        ) : (
          <NativeSelect
            label={t("assets.place")}
            value={value}
            error={errors("supplyId") ?? errors("siteId")}
            data={[
              { value: "", label: t("form.choose") },
              ...units.map((one) => ({
                value: keyOf(one),
                label: t("assets.placeOption", {
                  site: one.siteName,
                  item: names.item(one.itemId),
                  giver: names.party(one.giverCode),
                  units: quantity(one.units),
                  assets: quantity(one.assets),
                }),
              })),
            ]}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        )
      }
    </Loaded>
  );
}
