import { type RefObject, useEffect, useRef, useState } from "react";
import { openReader } from "./open-reader.ts";
import { drawPixels } from "./read-picture.ts";

/** What the camera does, or why it does not. */
export type CameraState = "starting" | "looking" | "refused" | "none" | "insecure" | "no_reader";

const LOOK_MS = 200;
const SIDE = 1000;
/** A code that stays in sight is one reading: it counts again when it was gone so long. */
const GONE_MS = 1500;

/** Tells of every code that comes into the camera's sight, while it is on. The pictures stay in the page. */
export function useCamera(onCode: (text: string) => void): {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly state: CameraState;
} {
  const video = useRef<HTMLVideoElement>(null);
  const tell = useRef(onCode);
  const [state, setState] = useState<CameraState>("starting");
  useEffect(() => {
    tell.current = onCode;
  }, [onCode]);
  useEffect(() => {
    const end = new AbortController();
    void look(video, { tell: (text) => tell.current(text), setState, signal: end.signal });
    return () => end.abort();
  }, []);
  return { video, state };
}

interface Look {
  readonly tell: (text: string) => void;
  readonly setState: (state: CameraState) => void;
  readonly signal: AbortSignal;
}

async function look(video: RefObject<HTMLVideoElement | null>, { tell, setState, signal }: Look) {
  const say = (state: CameraState) => {
    if (!signal.aborted) setState(state);
  };
  // Browsers hand out cameras to pages of https (and of this machine) alone.
  if (!("mediaDevices" in navigator)) return say("insecure");
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch (error) {
    return say(error instanceof DOMException && error.name === "NotAllowedError" ? "refused" : "none");
  }
  const stop = () => stream.getTracks().forEach((track) => track.stop());
  signal.addEventListener("abort", stop);
  if (signal.aborted || video.current === null) return stop();
  video.current.srcObject = stream;
  try {
    const read = await openReader();
    await video.current.play();
    say("looking");
    const seen = new Map<string, number>();
    while (!signal.aborted && video.current !== null) {
      const { videoWidth: width, videoHeight: height } = video.current;
      const found = width === 0 ? [] : await read(drawPixels(video.current, { width, height }, SIDE));
      for (const text of signal.aborted ? [] : found) {
        const last = seen.get(text) ?? Number.NEGATIVE_INFINITY;
        seen.set(text, performance.now());
        if (performance.now() - last > GONE_MS) tell(text);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  } catch {
    stop();
    say("no_reader"); // the file of the reader cannot be had, or the browser plays no video
  }
  return undefined;
}
