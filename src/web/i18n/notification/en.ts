/** English texts of notifications and of how they come by e-mail. */
export const notificationEn = {
  "nav.notifications": "Notifications",
  "nav.unread": "Notifications, unread: {{number}}",
  "notification.title": "Notifications",
  "notification.lead": "What has happened that concerns your parties, newest first. It is kept for a year.",
  "notification.none": "You have no notifications.",
  "notification.noneHint":
    "You are told here when something concerns a party of yours: an agreement, a consignment, a recall, a call that is about to expire.",
  "notification.noneUnread": "You have read everything.",
  "notification.onlyUnread": "Only unread",
  "notification.readOne": "Mark as read",
  "notification.readAll": "Mark all as read",
  "notification.new": "Unread",
  "notification.mail": "By e-mail",
  "notification.mailOff":
    "No e-mail is sent from here: no mail server has been set up. What you choose holds as soon as there is one.",
  "notification.address": "Messages go to:",
  "notification.awaitsChoice":
    "Nobody has confirmed that this address is yours: no message goes there until you have chosen and saved.",
  "notification.cadence": "How often",
  "notification.at_once": "At once, within some minutes",
  "notification.cadenceHint": "A message comes only where there is something new.",
  "notification.daily": "Once a day (06:00 UTC)",
  "notification.weekly": "Once a week (Monday, 06:00 UTC)",
  "notification.never": "Never",
  "notification.language": "Language of the messages",
  "notification.save": "Save",
  "notification.saved": "Saved.",
  "notification.failed":
    "The last message could not be sent ({{when}}); it is tried again. Code for the operator:",
  "notification.givenUp":
    "The last message could not be sent and was given up ({{when}}); the next one is tried a day later and says the same too. Code for the operator:",
} as const;
