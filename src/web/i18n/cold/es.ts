import type { ColdMessages } from "../messages.ts";

/** Spanish texts of the cold chain. */
export const coldEs: ColdMessages = {
  "nav.coldChain": "Cadena de frío",
  "cold.lead":
    "Las unidades demasiado calientes, demasiado frías o sin cámara fría esperan aquí a que una persona con nombre diga si pueden usarse.",
  "cold.none": "Nada espera.",
  "cold.open": "A la espera de una decisión",
  "cold.decidedTitle": "Decidido",
  "cold.stage.reserved": "prometidas, aún en el estante",
  "cold.stage.in_transit": "en camino",
  "cold.stage.quarantined": "en cuarentena",
  "cold.cause.no_room": "sin espacio en el sitio para lo que llegó",
  "cold.cause.high":
    "demasiado calor, hasta {{celsius}} °C durante {{minutes}} minutos desde {{from}}; registrador {{device}}",
  "cold.cause.low":
    "demasiado frío, hasta {{celsius}} °C durante {{minutes}} minutos desde {{from}}; registrador {{device}}",
  "cold.decide": "Decidir",
  "cold.outcome": "Decisión",
  "cold.outcome.released": "pueden usarse",
  "cold.outcome.discarded": "para destruir",
  "cold.reason": "Motivo",
  "cold.reason.within_stability": "dentro de lo que la vacuna soporta",
  "cold.reason.maker_allows_use": "el fabricante permite el uso",
  "cold.reason.monitor_allows_use": "los sensores de vial permiten el uso",
  "cold.reason.logger_at_fault": "el registrador fallaba",
  "cold.reason.room_found": "se ha encontrado espacio",
  "cold.reason.beyond_stability": "más allá de lo que la vacuna soporta",
  "cold.reason.frozen": "se congeló",
  "cold.reason.maker_advises_discard": "el fabricante aconseja destruir",
  "cold.reason.monitor_at_discard_point": "sensores de vial en el punto de descarte",
  "cold.reason.no_room_found": "no se ha encontrado espacio",
  "cold.decidedBy": "{{outcome}}: {{reason}}; {{who}}, {{when}}",
  "cold.room": "Almacenamiento frío de nuestros sitios",
  "cold.roomLead":
    "Declare todo lo que tiene un sitio; una clase vacía no existe allí. Vale la última declaración.",
  "cold.held": "{{range}}: cabe en total (cm³)",
  "cold.perDay": "{{range}}: recibe al día (cm³)",
  "cold.state": "Declarar",
  "cold.roomOf": "Sitio",
  "cold.lot": "Lote {{lot}}",
};
