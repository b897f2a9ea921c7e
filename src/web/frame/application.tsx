import { DirectionProvider, MantineProvider } from "@mantine/core";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode, useEffect } from "react";
import { PhoneContext } from "../display/use-narrow.ts";
import { answerAgain } from "../drawn/answer-again.ts";
import type { Pages } from "../open-pages.ts";
import { cssVariablesResolver, theme } from "../theme.ts";

/** What pages are drawn with. */
export interface ApplicationProps {
  readonly pages: Pages;
  readonly queryClient: QueryClient;
  readonly direction: "ltr" | "rtl";
  /** Whether the server took the device for a telephone; `undefined` where it drew nothing. */
  readonly isPhone: boolean;
}

/** The whole application, as the browser and the server draw it. */
export function Application({ pages, queryClient, direction, isPhone }: ApplicationProps) {
  // The page itself is taken over after its frame: its heading tells (`display/page-title.tsx`).
  useEffect(() => answerAgain("#root > :not(main)"), []);
  return (
    <StrictMode>
      <DirectionProvider initialDirection={direction} detectDirection={false}>
        <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
          <QueryClientProvider client={queryClient}>
            <PhoneContext value={isPhone}>
              <RouterProvider router={pages} />
            </PhoneContext>
          </QueryClientProvider>
        </MantineProvider>
      </DirectionProvider>
    </StrictMode>
  );
}
