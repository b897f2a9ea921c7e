import { Button, NativeSelect, Stack, Table, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PolicyComparisonView, RoundView } from "#api/round.ts";
import { POLICY_NAMES, type PolicyName } from "#core/allocation/policy.ts";
import type { RoundId } from "#core/id.ts";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { useMe } from "../server/me.ts";
import { useNames } from "../server/reference.ts";

const CHOICES = ["own", ...POLICY_NAMES] as const;
type Choice = PolicyName | "own";
interface Pair {
  readonly a: Choice;
  readonly b: Choice;
}

/** For a coordinator: two policies on what the round was planned from, side by side. */
export function PolicyComparison({ round }: { readonly round: RoundView }) {
  const { t } = useTranslation();
  const me = useMe().data;
  const [pair, setPair] = useState<Pair>({ a: "equal_coverage", b: "own" });
  const [asked, setAsked] = useState<Pair | null>(null);
  const isCoordinator = me?.memberships.some(({ role }) => role === "coordinator") ?? false;
  if (!isCoordinator || round.outcome === null) return null;
  return (
    <section className="section" aria-labelledby="comparison">
      <Title order={2} size="h3" id="comparison">
        {t("compare.title")}
      </Title>
      <p>{t("compare.lead")}</p>
      <div className="fields">
        {(["a", "b"] as const).map((side) => (
          <NativeSelect
            key={side}
            label={t(side === "a" ? "compare.policyA" : "compare.policyB")}
            value={pair[side]}
            data={CHOICES.map((value) => ({ value, label: t(`policy.${value}`) }))}
            onChange={(event) => setPair({ ...pair, [side]: event.currentTarget.value as Choice })}
          />
        ))}
      </div>
      <Button variant="default" mt="sm" onClick={() => setAsked(pair)}>
        {t("compare.go")}
      </Button>
      {asked === null ? null : <Compared round={round} pair={asked} />}
    </section>
  );
}

function Compared({ round, pair }: { readonly round: RoundView; readonly pair: Pair }) {
  const query = useQuery({
    queryKey: ["comparison", round.id, round.version, pair],
    // As the server sent it.
    queryFn: () =>
      read(server.compareRoundPolicies({ params: { roundId: round.id as RoundId }, query: pair })),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return (
    <Loaded query={query}>
      {(compared) => (
        <Stack gap="md" mt="md">
          <MeasureTable compared={compared} />
          <LineTable lines={compared.lines} />
        </Stack>
      )}
    </Loaded>
  );
}

function MeasureTable({ compared }: { readonly compared: PolicyComparisonView }) {
  const { t } = useTranslation();
  const rows = useMeasures(compared);
  return (
    <ScrollTable caption={t("compare.measures")} minWidth={320}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("compare.measure")}</Table.Th>
          <Table.Th scope="col" className="number">
            {t("compare.policyA")}
          </Table.Th>
          <Table.Th scope="col" className="number">
            {t("compare.policyB")}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ label, a, b }) => (
          <Table.Tr key={label}>
            <Table.Th scope="row">{label}</Table.Th>
            <Table.Td className="number">{a}</Table.Td>
            <Table.Td className="number">{b}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}

type Measures = PolicyComparisonView["a"];

function useMeasures({ a, b }: PolicyComparisonView) {
  const { t } = useTranslation();
  const { share, quantity } = useWording();
  const names = useNames();
  const row = (label: string, tell: (plan: Measures) => string) => ({ label, a: tell(a), b: tell(b) });
  const part = (value: number | null | undefined) =>
    value === null || value === undefined ? "–" : share(value);
  const amount = (value: number | null) => (value === null ? "–" : quantity(value));
  const modes = [...new Set([...a.transport.byMode, ...b.transport.byMode].map(({ mode }) => mode))];
  const ofMode = (plan: Measures, mode: string) => plan.transport.byMode.find((one) => one.mode === mode);
  return [
    row(t("compare.meanCoverage"), (plan) => part(plan.meanCoverage)),
    row(t("compare.lowestCoverage"), (plan) => part(plan.lowestCoverage)),
    row(t("compare.leastDeveloped"), (plan) => part(plan.leastDevelopedCoverage)),
    row(t("compare.others"), (plan) => part(plan.othersCoverage)),
    row(t("compare.gini"), (plan) => quantity(plan.gini)),
    row(t("compare.jain"), (plan) => quantity(plan.jain)),
    ...a.shares.map(({ itemId }) =>
      row(t("compare.share", { item: names.item(itemId) }), (plan) =>
        part(plan.shares.find((one) => one.itemId === itemId)?.share),
      ),
    ),
    row(t("compare.meanDays"), (plan) => amount(plan.leadTime.meanDays)),
    row(t("compare.leastDevelopedDays"), (plan) => amount(plan.leadTime.leastDevelopedMeanDays)),
    row(t("compare.cost"), (plan) => quantity(plan.transport.costCents / 100)),
    row(t("compare.unpriced"), (plan) => quantity(plan.transport.unpricedUnits)),
    ...modes.flatMap((mode) => {
      const named = { mode: t(`compareMode.${mode}`) };
      return [
        row(t("compare.tonneKilometres", named), (plan) =>
          quantity(ofMode(plan, mode)?.tonneKilometres ?? 0),
        ),
        row(t("compare.emissions", named), (plan) => quantity(ofMode(plan, mode)?.emissionsKg ?? 0)),
      ];
    }),
    row(t("compare.unmeasured"), (plan) => quantity(plan.transport.unmeasuredUnits)),
  ];
}

const ROWS_SHOWN_FIRST = 250;

function LineTable({ lines }: { readonly lines: PolicyComparisonView["lines"] }) {
  const { t } = useTranslation();
  const { share, quantity } = useWording();
  const names = useNames();
  const [shown, setShown] = useState(ROWS_SHOWN_FIRST);
  return (
    <>
      <ScrollTable caption={t("compare.lines")} minWidth={640}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("column.country")}</Table.Th>
            <Table.Th scope="col">{t("column.item")}</Table.Th>
            <Table.Th scope="col" className="number">
              {t("round.asked")}
            </Table.Th>
            <Table.Th scope="col" className="number">
              {t("compare.policyA")}
            </Table.Th>
            <Table.Th scope="col" className="number">
              {t("compare.policyB")}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.slice(0, shown).map((line) => (
            <Table.Tr key={`${line.callId} ${line.callLineNumber}`}>
              <Table.Th scope="row">
                {names.party(line.partyCode)}
                {line.leastDeveloped ? <span className="of-which-word"> · {t("round.ldc")}</span> : null}
              </Table.Th>
              <Table.Td>{names.item(line.itemId)}</Table.Td>
              <Table.Td className="number">{quantity(line.asked)}</Table.Td>
              {[line.allocatedA, line.allocatedB].map((units, i) => (
                <Table.Td key={i === 0 ? "a" : "b"} className="number">
                  {quantity(units)} ({share(units / line.asked)})
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
      {lines.length > shown ? (
        <Button variant="subtle" size="sm" onClick={() => setShown(lines.length)}>
          {t("count.rows", { count: lines.length - shown })}
        </Button>
      ) : null}
    </>
  );
}
