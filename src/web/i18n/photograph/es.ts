import type { PhotographMessages } from "../messages.ts";

/** Spanish texts of photographs of differences. */
export const photographEs: PhotographMessages = {
  "photograph.title": "Fotografías de la diferencia",
  "photograph.take": "Tomar una fotografía",
  "photograph.choose": "Elegir una imagen",
  "photograph.hint":
    "{{number}} como máximo por línea. Se reducen en este dispositivo; el lugar, la hora y la cámara que nombra el archivo se omiten. Evite en lo posible que aparezcan personas.",
  "photograph.busy": "Reduciendo…",
  "photograph.fault.unreadable":
    "Este navegador no puede leer esta imagen (¿un archivo HEIC?). Tómela con el botón de arriba o elija un JPEG o PNG. El recuento no se altera.",
  "photograph.fault.full":
    "No se guardó: la memoria de este dispositivo está llena o no guarda nada. El recuento sigue en esta página; libere espacio y tome la fotografía de nuevo.",
  "photograph.fault.enough": "Esta línea tiene todas las fotografías que puede tener. Quite una primero.",
  "photograph.fault.none":
    "No se tomó ninguna fotografía. Si se denegó la cámara, permítala en los ajustes del navegador o elija una imagen.",
  "photograph.alt": "Fotografía {{number}} de {{line}}",
  "photograph.remove": "Quitar",
  "photograph.waiting": "Fotografías que esperan en este dispositivo: {{number}}",
  "photograph.refused": "El recuento se aceptó; algunas de sus fotografías, no.",
  "photograph.sendAgain": "Enviar el resto de nuevo",
  "photograph.seenBy": "Solo las ven los miembros del donante y del destinatario.",
  "photograph.empty": "No se añadieron fotografías.",
  "photograph.add": "Añadir fotografías",
  "photograph.send": "Enviar fotografías: {{number}}",
  "photograph.by": "De {{name}}, tomada el {{day}}, enviada el {{sent}}",
  "photograph.unknown": "una cuenta que ya no existe",
  "photograph.open": "Ver en grande",
  "photograph.close": "Cerrar",
  "photograph.notLoaded": "No se pudo cargar la fotografía.",
  "photograph.takeBack": "Retirar",
  "photograph.takeBackSure": "Sí, borrar la imagen",
  "photograph.takenBack": "Retirada el {{when}}: la imagen se borró.",
  "rule.jpeg": "no es una imagen JPEG completa",
  "rule.jpeg_coding": "el JPEG está codificado de un modo que los navegadores no muestran",
  "rule.jpeg_side": "la imagen es demasiado larga o ancha",
  "rule.jpeg_too_large": "la imagen tiene demasiados bytes",
  "rule.jpeg_without_personal": "el archivo dice más de lo que muestra (lugar, cámara, persona)",
  "rule.line_of_receipt": "la recepción no tiene esa línea",
  "rule.photograph_of_another": "otra persona añadió esta fotografía",
  "rule.photograph_taken_back": "esta fotografía ya se retiró",
  "rule.photographs_at_most": "la línea tiene todas las fotografías que puede tener",
  "fieldName.jpeg": "Fotografía",
  "fieldName.takenOn": "Día en que se tomó",
  "fieldName.photographId": "Fotografía",
};
