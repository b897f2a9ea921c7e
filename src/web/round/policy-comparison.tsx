import { Button, NativeSelect, Stack, Table, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { v7 as newUuid } from "uuid";
import type { PolicyComparisonView, RoundView } from "#api/round.ts";
import { POLICY_NAMES } from "#core/allocation/policy.ts";
import type { RoundId } from "#core/id.ts";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { useFieldErrors } from "../display/problem.tsx";
import { leaveDraft } from "../display/use-draft.ts";
import { read, RefusedReadingError, server } from "../server/connection.ts";
import { useMe } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { choicesOfRules, makePolicy, type PolicyChoices } from "./policy-choices.ts";
import { PolicyFields } from "./policy-fields.tsx";
import { RunningWork } from "./running-work.tsx";

const CHOICES = ["own", ...POLICY_NAMES, "made"] as const;
type Choice = (typeof CHOICES)[number];
interface Pair {
  readonly a: Choice;
  readonly b: Choice;
}
type Body = Parameters<typeof server.comparePolicies>[0]["body"];

/** For a coordinator: two policies on what the round was planned from, side by side; one may be made here, rule by rule. */
export function PolicyComparison({ round }: { readonly round: RoundView }) {
  const me = useMe().data;
  const isCoordinator = me?.memberships.some(({ role }) => role === "coordinator") ?? false;
  if (!isCoordinator || round.outcome === null || me === null || me === undefined) return null;
  return <ComparePolicies round={round} userId={me.userId} />;
}

function ComparePolicies({ round, userId }: { readonly round: RoundView; readonly userId: string }) {
  const { t } = useTranslation();
  const [pair, setPair] = useState<Pair>({ a: "own", b: "made" });
  const [choices, setChoices] = useState(() => choicesOfRules(round.policy, "equal_coverage"));
  const [asked, setAsked] = useState<Body | null>(null);
  const { query, problem } = useComparison(round, asked);
  const fieldErrors = useFieldErrors(problem);
  const isMade = pair.a === "made" || pair.b === "made";
  const sides = (["a", "b"] as const).filter((side) => pair[side] === "made");
  // What is wrong with a rule is told of the side that it stands on.
  const errors = (field: string) =>
    sides.map((side) => fieldErrors(field.replace(/^policy/, side))).find((text) => text !== null) ?? null;
  const policyOf = (choice: Choice) => (choice === "made" ? makePolicy(choices) : choice);
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
            data={CHOICES.map((value) => ({
              value,
              label: value === "made" ? t("compare.made") : t(`policy.${value}`),
            }))}
            onChange={(event) => setPair({ ...pair, [side]: event.currentTarget.value as Choice })}
          />
        ))}
      </div>
      {isMade ? (
        <fieldset className="form-line">
          <legend>{t("compare.madeLead")}</legend>
          <PolicyFields
            choices={choices}
            errors={errors}
            change={(part) => setChoices({ ...choices, ...part })}
          />
          <TakeRules choices={choices} scenario={round.scenario} userId={userId} />
        </fieldset>
      ) : null}
      <Button
        variant="default"
        mt="sm"
        loading={query.isFetching}
        onClick={() => setAsked({ a: policyOf(pair.a), b: policyOf(pair.b) })}
      >
        {t("compare.go")}
      </Button>
      <RunningWork roundId={round.id} work="comparison" isWaiting={query.isFetching} />
      {asked === null ? null : <Compared query={query} problem={problem} />}
    </section>
  );
}

/** The comparison that was asked for last, and why it was refused. */
function useComparison(round: RoundView, asked: Body | null) {
  const query = useQuery({
    queryKey: ["comparison", round.id, round.version, asked],
    // As the server sent it; not asked before there is a pair.
    queryFn: () =>
      read(
        server.comparePolicies({
          params: { roundId: round.id as RoundId },
          body: asked ?? { a: "own", b: "own" },
          // With an id the client asks a busy server again; nothing is written.
          commandId: newUuid(),
        }),
      ),
    enabled: asked !== null,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const problem = query.error instanceof RefusedReadingError ? query.error.problem : null;
  return { query, problem };
}

function Compared({
  query,
  problem,
}: {
  readonly query: ReturnType<typeof useComparison>["query"];
  readonly problem: ReturnType<typeof useComparison>["problem"];
}) {
  const { t } = useTranslation();
  if (problem?.["reason"] === "cancelled") return <p role="status">{t("running.cancelled")}</p>;
  // What is wrong stands at its field.
  if (problem?.code === "malformed") return <p role="alert">{t("problem.malformed")}</p>;
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

/** Leads to opening a round with the rules as they stand here. */
function TakeRules({
  choices,
  scenario,
  userId,
}: {
  readonly choices: PolicyChoices;
  readonly scenario: string | null;
  readonly userId: string;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const take = () => {
    leaveDraft("round", { userId, value: { choices, scenario: scenario ?? "" } });
    void navigate({ to: "/desk/open-round" });
  };
  return (
    <Button variant="subtle" size="sm" mt="xs" onClick={take}>
      {t("compare.take")}
    </Button>
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
