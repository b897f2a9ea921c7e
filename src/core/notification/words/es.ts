import type { NotificationWords } from "./words.ts";

/** Spanish words of notifications. */
export const es: NotificationWords<"one" | "many" | "other"> = {
  kinds: {
    agreement_proposed:
      "Se propone un acuerdo con {party}: acéptelo, pida otra cantidad u otra fecha, o rechácelo.",
    agreement_consulted: "{party} pide otras cantidades o fechas en el acuerdo con usted.",
    agreement_accepted: "{party} acepta el acuerdo con usted. Se espera su respuesta.",
    agreement_agreed: "Ambas partes aceptan el acuerdo con {party}: queda concluido.",
    agreement_declined: "El acuerdo con {party} fue rechazado.",
    agreement_withdrawn: "El acuerdo con {party} fue retirado.",
    round_allocates: "Se publicó una ronda que asigna suministros a sus llamamientos.",
    round_leaves_out: "Se publicó una ronda que no asigna nada a sus llamamientos. Su página dice por qué.",
    consignment_dispatched: "El envío {name} de {party} ha salido y está en camino hacia usted.",
    consignment_held: "El envío {name} está retenido en el camino.",
    consignment_released: "El envío {name} ya no está retenido y sigue su camino.",
    consignment_arrived: "El envío {name} ha llegado.",
    consignment_received: "{party} ha recibido el envío {name}; el recuento coincide con el documento.",
    consignment_differs: "El envío {name} se recibió con una diferencia, que ambas partes resuelven.",
    consignment_lost: "El envío {name} consta como perdido.",
    consignment_cancelled: "El envío {name} de {party} fue cancelado antes de salir.",
    recall_begun:
      "Se retiran unidades que usted tiene o ha tenido. Acuse recibo de la retirada en su página.",
    recall_drill:
      "Un simulacro: se retirarían unidades que usted tiene o ha tenido. Acuse recibo en su página.",
    units_on_hold: "Hay unidades suyas en espera: alguien tiene que decidir si se pueden usar.",
    call_lapsing: "Su llamamiento de ayuda caduca después del {day}, salvo que se confirme de nuevo.",
    team_call_lapsing: "Su llamamiento de equipos caduca después del {day}, salvo que se confirme de nuevo.",
    deployment_proposed: "Una ronda propone enviarle el equipo {name} de {party}: confirme o rechace.",
    deployment_invited: "{party} invita a su equipo {name}: acepte o rechace.",
    deployment_accepted: "{party} acepta su invitación: el equipo {name} vendrá.",
    deployment_declined: "El despliegue del equipo {name} fue rechazado.",
    deployment_cancelled: "El despliegue del equipo {name} fue cancelado.",
  },
  count: {
    one: "{count} notificación nueva",
    many: "{count} de notificaciones nuevas",
    other: "{count} notificaciones nuevas",
  },
  further: "Otras notificaciones que no figuran aquí: {count}",
  all: "Todas las notificaciones",
  why: "Recibe este mensaje porque tiene una función en Wellspring.",
  setting: "Elegir con qué frecuencia llegan estos mensajes, o que no llegue ninguno",
};
