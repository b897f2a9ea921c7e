import type { NotificationMessages } from "../messages.ts";

/** French texts of notifications and of how they come by e-mail. */
export const notificationFr: NotificationMessages = {
  "nav.notifications": "Notifications",
  "nav.unread": "Notifications, non lues : {{number}}",
  "notification.title": "Notifications",
  "notification.lead":
    "Ce qui s’est passé et concerne vos parties, du plus récent au plus ancien. Cela est conservé un an.",
  "notification.none": "Vous n’avez aucune notification.",
  "notification.noneHint":
    "Vous êtes informé ici quand quelque chose concerne l’une de vos parties : un accord, un envoi, un rappel, un appel qui va expirer.",
  "notification.noneUnread": "Vous avez tout lu.",
  "notification.onlyUnread": "Seulement les non lues",
  "notification.readOne": "Marquer comme lue",
  "notification.readAll": "Tout marquer comme lu",
  "notification.new": "Non lue",
  "notification.mail": "Par courriel",
  "notification.mailOff":
    "Aucun courriel n’est envoyé d’ici : aucun serveur de messagerie n’est configuré. Votre choix vaudra dès qu’il y en aura un.",
  "notification.address": "Les messages vont à :",
  "notification.awaitsChoice":
    "Personne n’a confirmé que cette adresse est la vôtre : aucun message n’y est envoyé avant que vous ayez choisi et enregistré.",
  "notification.cadence": "À quelle fréquence",
  "notification.at_once": "Tout de suite, en quelques minutes",
  "notification.cadenceHint": "Un message ne vient que s’il y a du nouveau.",
  "notification.daily": "Une fois par jour (6 h 00 UTC)",
  "notification.weekly": "Une fois par semaine (lundi, 6 h 00 UTC)",
  "notification.never": "Jamais",
  "notification.language": "Langue des messages",
  "notification.save": "Enregistrer",
  "notification.saved": "Enregistré.",
  "notification.failed":
    "Le dernier message n’a pas pu être envoyé ({{when}}) ; une nouvelle tentative suivra. Code pour l’exploitant :",
  "notification.givenUp":
    "Le dernier message n’a pas pu être envoyé et a été abandonné ({{when}}) ; le prochain est tenté un jour plus tard et en dira aussi le contenu. Code pour l’exploitant :",
};
