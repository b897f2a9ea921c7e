import { Alert, Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { readCount } from "../display/command-form.tsx";
import { server } from "../server/connection.ts";
import { type DraftLine, EMPTY_LINE } from "./call-line-fields.tsx";

const WEEKS_MAX = 52;

/** Asks the server what a country would call for in so many weeks, by the WHO ESFT method. */
export function EstimateForm({
  country,
  onEstimated,
}: {
  readonly country: string;
  readonly onEstimated: (weeks: number, lines: readonly DraftLine[]) => void;
}) {
  const { t } = useTranslation();
  const [weeks, setWeeks] = useState("12");
  const [state, setState] = useState<"idle" | "sending" | "failed">("idle");
  const estimate = async () => {
    setState("sending");
    try {
      const count = Math.min(readCount(weeks), WEEKS_MAX);
      const answer = await server.estimateCall({ query: { country, weeks: count } });
      setState(answer.ok ? "idle" : "failed");
      if (answer.ok)
        onEstimated(
          count,
          answer.value.lines.map((line) => draftOf(line, count)),
        );
    } catch {
      setState("failed"); // fetch throws where no answer came
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (state !== "sending") void estimate();
  };
  return (
    <form onSubmit={onSubmit} className="follow-form">
      <TextInput
        inputMode="numeric"
        label={t("call.weeks")}
        value={weeks}
        onChange={(event) => setWeeks(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={state === "sending"}>
        {t("call.estimate")}
      </Button>
      {state === "failed" ? (
        <Alert color="red" role="alert">
          {t("state.error")}
        </Alert>
      ) : null}
    </form>
  );
}

type Estimate = Extract<
  Awaited<ReturnType<typeof server.estimateCall>>,
  { ok: true }
>["value"]["lines"][number];

function draftOf(line: Estimate, weeks: number): DraftLine {
  const today = new Date().toISOString().slice(0, 10);
  const last = new Date(Date.now() + weeks * 7 * 86_400_000).toISOString().slice(0, 10);
  const quantity = String(line.quantity);
  return {
    ...EMPTY_LINE,
    itemId: line.itemId,
    quantity,
    estimated: quantity,
    basis: line.basis,
    windowFrom: today,
    windowTo: last,
  };
}
