import type { NotificationWords } from "./words.ts";

/** French words of notifications. */
export const fr: NotificationWords<"one" | "many" | "other"> = {
  kinds: {
    agreement_proposed:
      "Un accord avec {party} est proposé : acceptez-le, demandez une autre quantité ou une autre date, ou refusez-le.",
    agreement_consulted: "{party} demande d’autres quantités ou d’autres dates dans l’accord avec vous.",
    agreement_accepted: "{party} accepte l’accord avec vous. Votre réponse est attendue.",
    agreement_agreed: "Les deux parties acceptent l’accord avec {party} : il est conclu.",
    agreement_declined: "L’accord avec {party} a été refusé.",
    agreement_withdrawn: "L’accord avec {party} a été retiré.",
    round_allocates: "Un cycle a été publié ; il attribue des fournitures à vos appels.",
    round_leaves_out: "Un cycle a été publié ; il n’attribue rien à vos appels. Sa page dit pourquoi.",
    consignment_dispatched: "L’envoi {name} de {party} est parti et en route vers vous.",
    consignment_held: "L’envoi {name} est retenu en chemin.",
    consignment_released: "L’envoi {name} n’est plus retenu et poursuit sa route.",
    consignment_arrived: "L’envoi {name} est arrivé.",
    consignment_received: "{party} a reçu l’envoi {name} ; le comptage concorde avec le document.",
    consignment_differs: "L’envoi {name} a été reçu avec un écart, que les deux parties règlent.",
    consignment_lost: "L’envoi {name} est enregistré comme perdu.",
    consignment_cancelled: "L’envoi {name} de {party} a été annulé avant son départ.",
    recall_begun:
      "Des unités que vous avez ou avez eues sont rappelées. Accusez réception du rappel sur sa page.",
    recall_drill:
      "Un exercice : des unités que vous avez ou avez eues seraient rappelées. Accusez réception sur sa page.",
    units_on_hold: "Des unités à vous sont en attente : quelqu’un doit décider si elles peuvent servir.",
    call_lapsing: "Votre appel à l’aide expire après le {day}, sauf s’il est confirmé de nouveau.",
    team_call_lapsing: "Votre appel à des équipes expire après le {day}, sauf s’il est confirmé de nouveau.",
    deployment_proposed:
      "Un cycle propose de vous envoyer l’équipe {name} de {party} : confirmez ou refusez.",
    deployment_invited: "{party} invite votre équipe {name} : acceptez ou refusez.",
    deployment_accepted: "{party} accepte votre invitation : l’équipe {name} viendra.",
    deployment_declined: "Le déploiement de l’équipe {name} a été refusé.",
    deployment_cancelled: "Le déploiement de l’équipe {name} a été annulé.",
  },
  count: {
    one: "{count} nouvelle notification",
    many: "{count} de nouvelles notifications",
    other: "{count} nouvelles notifications",
  },
  further: "Autres notifications qui ne figurent pas ici : {count}",
  all: "Toutes les notifications",
  why: "Vous recevez ce message parce que vous avez un rôle dans Wellspring.",
  setting: "Choisir la fréquence de ces messages, ou de n’en recevoir aucun",
};
