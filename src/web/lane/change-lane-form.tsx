import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { LaneId, PartyId } from "#core/id.ts";
import { CommandForm } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { server } from "../server/connection.ts";
import { useCommand } from "../server/use-command.ts";
import { LANE_LIMITS, LaneFields, type LaneTexts, readDays, readLimit } from "./lane-fields.tsx";

export type ListedLane = Extract<
  Awaited<ReturnType<typeof server.listLanes>>,
  { ok: true }
>["value"]["items"][number];
type Body = Parameters<typeof server.correctLane>[0]["body"];

/** A limit as it reads in the units that are typed; nothing where none is stated. */
const textOf = (value: number | null, units: number) => (value === null ? "" : String(value / units));

function textsOf(lane: ListedLane): LaneTexts {
  const limits = LANE_LIMITS.map(({ name, units }) => [name, textOf(lane[name], units)]);
  return {
    transitDays: String(lane.transitDays),
    limits: Object.fromEntries(limits) as LaneTexts["limits"], // of every limit there is
  };
}

/** Only what differs from what stands is sent; what was emptied is taken back. */
function makeBody(lane: ListedLane, partyId: string, texts: LaneTexts): Body {
  const stands = textsOf(lane);
  const changed = LANE_LIMITS.filter(({ name }) => texts.limits[name].trim() !== stands.limits[name]);
  const readChanged = (text: string, units: number) => (text.trim() === "" ? null : readLimit(text, units));
  return {
    partyId: partyId as PartyId,
    ...(texts.transitDays.trim() === stands.transitDays ? {} : { transitDays: readDays(texts.transitDays) }),
    ...Object.fromEntries(changed.map(({ name, units }) => [name, readChanged(texts.limits[name], units)])),
  };
}

/** States days, limits or price of a lane anew. */
export function ChangeLaneForm({
  lane,
  partyId,
  onDone,
}: {
  readonly lane: ListedLane;
  /** In whose name. */
  readonly partyId: string;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const [texts, setTexts] = useState(() => textsOf(lane));
  const params = { laneId: lane.id as LaneId }; // as the server sent it
  const command = useCommand<Body, unknown>(
    (body, commandId) => server.correctLane({ params, body, commandId }),
    onDone,
  );
  const errors = useFieldErrors(command.problem);
  return (
    <CommandForm
      command={command}
      makeBody={() => makeBody(lane, partyId, texts)}
      submitLabel={t("site.save")}
    >
      <p className="note">{t("lane.changeHint")}</p>
      <div className="fields">
        <LaneFields
          texts={texts}
          errors={errors}
          change={(part) => setTexts((before) => ({ ...before, ...part }))}
        />
      </div>
    </CommandForm>
  );
}
