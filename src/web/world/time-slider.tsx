import { Button } from "@mantine/core";
import { useReducedMotion } from "@mantine/hooks";
import { useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useWording } from "../display/wording.ts";

/** Milliseconds for which each period stays while it plays. */
const STAY_MS = 1400;

/**
 * The choice of one period, or of all: a slider with its steps, by mouse, finger and keyboard, and one that plays them one after
 * another, where the reader has not asked for less motion.
 */
export function TimeSlider({
  periods,
  period,
  choose,
}: {
  readonly periods: readonly string[];
  readonly period: string | undefined;
  readonly choose: (period: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const { when } = useWording();
  const id = useId();
  const isStill = useReducedMotion();
  const [isPlaying, setPlaying] = useState(false);
  // Step 0 is all periods; a period that is not (any more) among them shows as that.
  const at = period === undefined ? 0 : periods.indexOf(period) + 1;
  const last = periods.length;
  const go = (step: number) => choose(step === 0 ? undefined : periods[step - 1]);
  useEffect(() => {
    if (!isPlaying) return undefined;
    if (at >= last) {
      setPlaying(false);
      return undefined;
    }
    const timer = setTimeout(() => go(at + 1), STAY_MS);
    return () => clearTimeout(timer);
    // The next step follows from where it is: other readings of the same begin nothing anew.
  }, [isPlaying, at, last]);
  const play = () => {
    if (!isPlaying && at >= last) go(1);
    setPlaying(!isPlaying);
  };
  const label = at === 0 ? t("world.allPeriods") : when(periods[at - 1] ?? "");
  return (
    <div className="time-slider">
      <label htmlFor={id}>{t("world.period")}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={last}
        step={1}
        value={at}
        aria-valuetext={label}
        onChange={(event) => {
          setPlaying(false);
          go(Number(event.currentTarget.value));
        }}
      />
      <output htmlFor={id} className="time-slider-shown">
        {label}
      </output>
      <span className="time-slider-buttons">
        <Button size="xs" variant="default" disabled={at === 0} onClick={() => go(at - 1)}>
          {t("world.previous")}
        </Button>
        {isStill ? null : (
          <Button size="xs" variant="default" disabled={last === 0} onClick={play} aria-pressed={isPlaying}>
            {t(isPlaying ? "world.pause" : "world.play")}
          </Button>
        )}
        <Button size="xs" variant="default" disabled={at === last} onClick={() => go(at + 1)}>
          {t("world.next")}
        </Button>
      </span>
    </div>
  );
}
