import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./styles.css";
import { DirectionProvider, MantineProvider } from "@mantine/core";
import { findFirstLanguage, storeLanguage } from "./i18n/language.ts";
import { startTexts } from "./i18n/texts.ts";
import { router } from "./routes.tsx";
import { queryClient } from "./server/query-client.ts";
import { cssVariablesResolver, theme } from "./theme.ts";

const language = findFirstLanguage();
await startTexts(language);
if (new URLSearchParams(window.location.search).has("lang")) storeLanguage(language);

const place = document.getElementById("root");
if (place === null) throw new Error("the page has no place to draw in");
createRoot(place).render(
  <StrictMode>
    <DirectionProvider>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>
  </StrictMode>,
);
