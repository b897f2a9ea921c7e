import type { PaletteMessages } from "../messages.ts";

/** Spanish texts of the list of consignments and of the way to any page, action or number. */
export const paletteEs: PaletteMessages = {
  "nav.consignments": "Envíos",
  "palette.open": "Buscar",
  "consignments.lead": "Lo que está en camino, ha llegado o aún debe salir, empezando por lo más reciente.",
  "consignments.party": "Donante o destinatario",
  "consignments.caption": "Envíos, del más reciente al más antiguo",
  "consignments.recorded": "Registrado",
  "consignments.none": "No hay ningún envío con estos criterios.",
  "palette.title": "Ir a una página, una acción o un número",
  "palette.field": "¿Qué busca?",
  "palette.example": "Página, acción o un número como WS-…",
  "palette.results": "Resultados",
  "palette.actions": "Acciones",
  "palette.pages": "Páginas",
  "palette.found": "Por su número",
  "palette.consignment": "Envío {{number}}: {{giver}} – {{recipient}}",
  "palette.followed": "Seguir «{{identifier}}»",
  "palette.none":
    "Nada coincide. Los llamamientos, las ofertas y los acuerdos se encuentran por el número completo que figura en su página.",
  "palette.searching": "Buscando el número…",
  "palette.count": "Resultados: {{number}}",
  "palette.keys":
    "Las flechas arriba y abajo eligen, Intro abre, Escape cierra. {{keys}} abre esta búsqueda desde cualquier página.",
  "palette.close": "Cerrar",
  "palette.number": "Número (para encontrarlo)",
};
