import type { NotificationMessages } from "../messages.ts";

/** Spanish texts of notifications and of how they come by e-mail. */
export const notificationEs: NotificationMessages = {
  "nav.notifications": "Notificaciones",
  "nav.unread": "Notificaciones, sin leer: {{number}}",
  "notification.title": "Notificaciones",
  "notification.lead":
    "Lo que ha ocurrido y afecta a sus partes, lo más reciente primero. Se conserva un año.",
  "notification.none": "No tiene notificaciones.",
  "notification.noneHint":
    "Aquí se le avisa cuando algo afecta a una de sus partes: un acuerdo, un envío, una retirada, un llamamiento a punto de caducar.",
  "notification.noneUnread": "Lo ha leído todo.",
  "notification.onlyUnread": "Solo sin leer",
  "notification.readOne": "Marcar como leída",
  "notification.readAll": "Marcar todo como leído",
  "notification.new": "Sin leer",
  "notification.mail": "Por correo electrónico",
  "notification.mailOff":
    "Desde aquí no se envía correo: no hay ningún servidor de correo configurado. Lo que elija valdrá en cuanto haya uno.",
  "notification.address": "Los mensajes van a:",
  "notification.awaitsChoice":
    "Nadie ha confirmado que esta dirección sea suya: no se envía nada hasta que usted elija y guarde.",
  "notification.cadence": "Con qué frecuencia",
  "notification.at_once": "Enseguida, en unos minutos",
  "notification.cadenceHint": "Solo llega un mensaje si hay novedades.",
  "notification.daily": "Una vez al día (06:00 UTC)",
  "notification.weekly": "Una vez a la semana (lunes, 06:00 UTC)",
  "notification.never": "Nunca",
  "notification.language": "Idioma de los mensajes",
  "notification.save": "Guardar",
  "notification.saved": "Guardado.",
  "notification.failed":
    "El último mensaje no se pudo enviar ({{when}}); se intenta de nuevo. Código para el operador:",
  "notification.givenUp":
    "El último mensaje no se pudo enviar y se abandonó ({{when}}); el siguiente se intenta un día después y dirá también lo mismo. Código para el operador:",
};
