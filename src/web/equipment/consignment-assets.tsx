import { Checkbox, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsignmentView } from "#api/consignment.ts";
import type { AssetHeadView } from "#api/equipment.ts";
import { type AssetId, STANDING_STATUSES } from "#core/equipment/asset.ts";
import { OPEN_TO_SENDING } from "#core/equipment/send-assets.ts";
import type { ConsignmentId } from "#core/id.ts";
import { StatusMark } from "../display/marks.tsx";
import { CommandForm } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { type Me, mayDo } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";

/** The pieces of equipment of a consignment's supplies, for who may read them; its giver says which of them go. Nothing where there are none. */
export function ConsignmentAssets({
  consignment,
  me,
}: {
  readonly consignment: ConsignmentView;
  readonly me: Me;
}) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ["consignment-assets", consignment.id, me.userId],
    queryFn: () => readAllCarried(consignment.id as ConsignmentId), // as the server sent it
  });
  // Most consignments have none: nothing moves on the page while that is asked, but a failure is told.
  if (query.isError) return <Loaded query={query}>{() => null}</Loaded>;
  const assets = query.data ?? [];
  const sent = assets.filter(({ consignmentId }) => consignmentId === consignment.id);
  const maySend =
    OPEN_TO_SENDING.includes(consignment.status) && mayDo(me, "send_assets", { giver: consignment.giverId });
  const standing = assets.filter(
    ({ status, partyId }) =>
      STANDING_STATUSES.some((one) => one === status) && partyId === consignment.giverId,
  );
  if (sent.length === 0 && !(maySend && standing.length > 0)) return null;
  return (
    <section className="section" aria-labelledby="pieces">
      <Title order={2} size="h3" id="pieces">
        {t("assets.sent")}
      </Title>
      <SentList sent={sent} />
      {maySend && standing.length > 0 ? (
        <details className="filter-box">
          <summary>{t("assets.send")}</summary>
          <SendForm key={consignment.id} consignment={consignment} assets={standing} />
        </details>
      ) : null}
    </section>
  );
}

function SentList({ sent }: { readonly sent: readonly AssetHeadView[] }) {
  if (sent.length === 0) return null;
  return (
    <ul>
      {sent.map((asset) => (
        <li key={asset.id}>
          <Link to="/assets/$assetId" params={{ assetId: asset.id }} className="code">
            {asset.serialNumber}
          </Link>{" "}
          <bdi>
            {asset.maker} {asset.modelName}
          </bdi>{" "}
          <StatusMark group="assetStatus" status={asset.status} />
        </li>
      ))}
    </ul>
  );
}

/** What can be ticked is bounded by what one command takes. */
const PAGES_MAX = 4;
const PAGE = 500;

async function readAllCarried(carriedBy: ConsignmentId): Promise<readonly AssetHeadView[]> {
  const assets: AssetHeadView[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer: Awaited<ReturnType<typeof readCarried>> = await readCarried(carriedBy, cursor);
    assets.push(...answer.items);
    cursor = answer.nextCursor;
    if (cursor === null) break;
  }
  const byNumber = new Intl.Collator("en", { numeric: true });
  return assets.toSorted((one, other) => byNumber.compare(one.serialNumber, other.serialNumber));
}

function readCarried(carriedBy: ConsignmentId, cursor: string | null) {
  const query = { limit: PAGE, carriedBy, ...(cursor === null ? {} : { cursor }) };
  return read(server.listAssets({ query }));
}

type Body = Parameters<typeof server.sendAssets>[0]["body"];

function SendForm({
  consignment,
  assets,
}: {
  readonly consignment: ConsignmentView;
  readonly assets: readonly AssetHeadView[];
}) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const names = useNames();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(
    () => new Set(assets.flatMap(({ id, consignmentId }) => (consignmentId === consignment.id ? [id] : []))),
  );
  const params = { consignmentId: consignment.id as ConsignmentId };
  const command = useCommand<Body, unknown>((body, commandId) =>
    server.sendAssets({ params, body, commandId }),
  );
  const errors = useFieldErrors(command.problem);
  const sending = assets.filter(({ id }) => ticked.has(id));
  const tick = (id: string, isIn: boolean) => {
    setTicked((before) => new Set(isIn ? [...before, id] : [...before].filter((one) => one !== id)));
  };
  const supplies = [...new Set(assets.map(({ supplyId }) => supplyId))];
  return (
    <CommandForm
      command={command}
      makeBody={() => ({ assetIds: sending.map(({ id }) => id as AssetId) })} // as the server sent them
      submitLabel={t("assets.send")}
    >
      <p>{t("assets.sendLead")}</p>
      {supplies.map((supplyId) => {
        const own = assets.filter((asset) => asset.supplyId === supplyId);
        const max = consignment.lines
          .filter((line) => line.supplyId === supplyId)
          .reduce((sum, line) => sum + line.quantity, 0);
        const count = own.filter(({ id }) => ticked.has(id)).length;
        return (
          <fieldset key={supplyId} className="form-line">
            <legend>
              {t("assets.chosen", {
                item: names.item(own[0]?.itemId ?? null),
                ticked: quantity(count),
                max: quantity(max),
              })}
            </legend>
            {/* A box that scrolls must be reachable by keyboard: its boxes to tick are. */}
            <div className="check-row long">
              {own.map((asset) => (
                <Checkbox
                  key={asset.id}
                  label={<span className="code">{asset.serialNumber}</span>}
                  description={asset.siteName}
                  checked={ticked.has(asset.id)}
                  error={errors(`assetIds.${sending.findIndex(({ id }) => id === asset.id)}`)}
                  onChange={(event) => tick(asset.id, event.currentTarget.checked)}
                />
              ))}
            </div>
          </fieldset>
        );
      })}
    </CommandForm>
  );
}
