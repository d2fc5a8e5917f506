"""The words by which tables say what a person agreed to: in lower case, without accents."""

EMAIL, PHONE, SMS = "email", "phone", "sms"
EVERY = (EMAIL, PHONE, SMS)

YES = frozenset(
    {
        *("yes", "y", "true", "t", "on", "1", "x", "✓", "✔", "ja", "wahr", "oui", "o", "vrai"),
        *("si", "s", "verdadero", "tak", "sim"),
    }
)
NO = frozenset(
    ("no", "n", "false", "f", "off", "0", "nein", "aus", "falsch", "non", "faux", "falso", "never",
     "nee", "nie", "nej", "nei", "nao", "brak", "nope")
)  # fmt: skip
LEFT = frozenset(
    {
        *(
            "unsubscribed",
            "unsubscribe",
            "un-subscribed",
            "non-subscribed",
            "non subscribed",
            "not subscribed",
            "never subscribed",
            "nicht angemeldet",
            "nicht abonniert",
            "non abonne",
            "non inscrit",
            "no suscrito",
            "opted out",
            "opted-out",
            "opt out",
            "opt-out",
        ),
        *(
            "optout",
            "optedout",
            "opted_out",
            "opt_out",
            "unsub",
            "unsubbed",
            "unsubscriber",
            "unsubscribers",
            "opt-outs",
            "optouts",
            "no longer subscribed",
        ),
        *("abgemeldet", "abbestellt", "ausgetragen", "newsletter abbestellt", "abmeldung"),
        *(
            "desabonne",
            "desabonnee",
            "desinscrit",
            "desinscrite",
            "desinscription",
            "desabonnement",
        ),
        *("dado de baja", "dada de baja", "de baja", "desuscrito", "desuscrita", "desubscrito"),
        *("disiscritto", "disiscritta", "cancellato dalla lista", "uitgeschreven", "afgemeld"),
        *(
            "descadastrado",
            "descadastrada",
            "wypisany",
            "wypisana",
            "отписан",
            "отписана",
            "已退订",
        ),
        *("baja voluntaria", "do not allow", "not allowed", "nicht erlaubt", "nicht zulassen"),
    }
)
"""Words of who left a list."""

REFUSED = frozenset(
    {
        *(
            "do not contact",
            "do-not-contact",
            "do_not_contact",
            "donotcontact",
            "dnc",
            "no contact",
        ),
        *("do not disturb", "consent withdrawn", "consent revoked", "complained", "spam complaint"),
        *("non-marketing contact", "non marketing contact", "suppression list"),
        *("marketing opt-out", "marketing refused", "no marketing", "opposed", "objected"),
        *("nicht kontaktieren", "kein kontakt", "keine werbung", "werbesperre", "werbewiderspruch"),
        *("widersprochen", "widerspruch", "einwilligung widerrufen", "kontaktsperre"),
        *("ne pas contacter", "ne plus contacter", "pas de contact", "consentement retire"),
        *("no contactar", "no molestar", "consentimiento revocado", "lista robinson"),
    }
)
"""Words of who wants to hear nothing by any channel."""

BY_CHANNEL = {
    **dict.fromkeys(
        (
            *(
                "do not email",
                "do not e-mail",
                "do not mail",
                "no email",
                "no e-mail",
                "email opt-out",
            ),
            *("unsubscribed from email", "keine e-mail", "keine e-mails", "keine mails"),
            *("pas d'e-mail", "pas d'email", "pas d'emails", "no enviar correo", "sin correo"),
        ),
        (EMAIL,),
    ),
    **dict.fromkeys(
        (
            *("do not call", "do-not-call", "no calls", "nicht anrufen", "keine anrufe"),
            *("ne pas appeler", "pas d'appel", "no llamar", "sin llamadas"),
        ),
        (PHONE,),
    ),
    **dict.fromkeys(
        ("do not text", "no sms", "no texts", "keine sms", "pas de sms", "sin sms"), (SMS,)
    ),
}
OF_A_STATUS = frozenset(
    {
        *(
            "cleaned",
            "bounced",
            "hard bounce",
            "hard bounced",
            "undeliverable",
            "suppressed",
            "blocked",
            "blacklisted",
        ),
        *(
            "blocklisted",
            "spam",
            "complaint",
            "abuse",
            "removed",
            "inactive - unsubscribed",
        ),
        *(
            "stop",
            "stopp",
            "stopped",
            "gesperrt",
            "unzustellbar",
            "bloque",
            "rejete",
            "oppose",
            "refuse",
            "refusee",
            "baja",
        ),
        *("bloqueado", "rebotado", "revoked", "withdrawn", "declined", "refused", "widerrufen"),
        *("barred", "banned", "blockiert", "verboten", "untersagt", "bloquee", "interdit", "arret"),
        *("bloqueada", "prohibido", "prohibida", "bloccato", "bloccata", "vietato", "vietata"),
    }
)
"""Words that say it in a column of somebody's status, and may say something else in another one."""

OF_A_BOUNCE = frozenset(("hard", "permanent", "left"))
"""Words that do so only where nothing but a status or a bounce is told."""

ENDED = frozenset(
    {
        *("cancelled", "canceled", "ended", "terminated", "lapsed", "inactive", "disabled"),
        *("deactivated", "off", "closed", "gekundigt", "storniert", "beendet", "abgelaufen"),
        *("inaktiv", "deaktiviert", "geloscht", "resilie", "resiliee", "annule", "annulee"),
        *("arrete", "arretee", "desactive", "desactivee", "inactif", "termine", "terminee"),
        *("cancelado", "cancelada", "anulado", "anulada", "desactivado", "desactivada"),
        *("inactivo", "inactiva", "finalizado", "finalizada", "cancellato", "cancellata"),
        *("annullato", "annullata", "disattivato", "disattivata", "disdetto", "disdetta"),
        *("terminato", "terminata", "inattivo", "inattiva"),
    }
)
"""Words of what is over, in a column of a subscription."""

DENIED = frozenset(
    {
        *(
            "declined",
            "denied",
            "refused",
            "rejected",
            "revoked",
            "withdrawn",
            "not given",
            "expired",
        ),
        *("widerrufen", "abgelehnt", "verweigert", "nicht erteilt", "refuse", "refusee", "retire"),
        *("retiree", "rechazado", "rechazada", "denegado", "denegada", "revocado", "revocada"),
        *("negato", "negata", "revocato", "rifiutato", "rifiutata", "no thanks", "no thank you"),
        *("nein danke", "non merci", "no gracias", "no grazie", "refuses", "refusees"),
        *("rechazados", "rechazadas", "rifiutati", "rifiutate", "negado", "negada", "unwanted"),
        *("unerwunscht", "nicht erwunscht", "nicht gewunscht", "not wanted", "non souhaite"),
        *("non souhaitee", "indesirable", "no deseado", "no deseada", "non desiderato"),
        *("non desiderata", "non gradito", "non gradita"),
    }
)
"""Words of who was asked, and did not agree."""

BESIDE = frozenset(
    {
        *("already", "is", "has", "was", "been", "manually", "via", "link", "by", "user"),
        *("bereits", "schon", "ist", "hat", "wurde", "sich"),
        *("deja", "est", "s'est", "ya", "esta", "se", "ha"),
    }
)
"""Words beside another that change nothing about it."""

JOINED = frozenset(
    {
        *("registered", "listed", "included", "confirmed", "active", "activated", "enabled"),
        *("given", "added", "eingetragen", "gelistet", "registriert", "aktiv", "aktiviert"),
        *("bestatigt", "erteilt", "gewunscht", "inscrit", "inscrite", "enregistre"),
        *("enregistree", "actif", "confirme", "confirmee", "inscrito", "inscrita", "registrado"),
        *("registrada", "apuntado", "apuntada", "incluido", "incluida", "activo", "activa"),
        *("confirmado", "confirmada", "iscritto", "iscritta", "registrato", "registrata"),
        *("inserito", "inserita", "attivo", "attiva", "confermato", "confermata"),
    }
)
"""Words of who stands in a list or a register."""

RECEIVED = frozenset(
    {
        *("found", "match", "matched", "matches", "present", "set", "requested", "received"),
        *("entry", "exists", "entered", "recorded", "flagged", "applies", "filed", "vorhanden"),
        *("eintrag", "gesetzt", "liegt", "eingegangen", "erhalten", "erfolgt", "gefunden"),
        *("treffer", "vermerkt", "hinterlegt", "besteht", "beantragt", "presente", "trouve"),
        *("trouvee", "recu", "recue", "demande", "demandee", "effectue", "effectuee"),
        *("solicitado", "solicitada", "recibido", "recibida", "encontrado", "encontrada"),
        *("richiesto", "richiesta", "ricevuto", "ricevuta", "trovato", "trovata"),
    }
)
"""Words of a refusal, or of its entry in a register, that is there."""

UNLISTED = frozenset(
    {
        *("clean", "clear", "free", "frei", "lifted", "aufgehoben", "levee", "unregistered"),
        *("unlisted", "inactive", "inaktiv", "inactif", "inactivo", "inattivo", "deactivated"),
        *("deaktiviert", "disabled", "ok", "valid", "delivered", "zugestellt"),
    }
)
"""Words of what stands in no register, and of a refusal that does not hold any more."""

NOT = frozenset(
    {
        *("not", "no", "never", "isn't", "nicht", "kein", "keine", "keinen", "keiner", "nie"),
        *("non", "ne", "n", "pas", "aucun", "aucune", "jamais", "ningun", "ninguna", "ninguno"),
        *("nunca", "nessun", "nessuna", "nessuno", "mai", "zero"),
    }
)

AROUND = frozenset(
    {
        *("on", "in", "the", "a", "an", "list", "register", "since", "at", "vor", "auf", "der"),
        *("die", "liste", "am", "seit", "im", "sur", "la", "le", "depuis", "en", "lista", "el"),
        *("desde", "nella", "elenco", "dal", "e", "es", "s", "records", "record"),
    }
)
"""Words around those of a register that change nothing about them."""

STAYED = frozenset(
    {
        *("subscribed", "active", "opted in", "opted-in", "opt in", "opt-in", "optin", "confirmed"),
        *(
            "allow",
            "allowed",
            "angemeldet",
            "abonniert",
            "aktiv",
            "erlaubt",
            "zulassen",
            "bestatigt",
        ),
        *("abonne", "abonnee", "inscrit", "inscrite", "autorise", "suscrito", "suscrita", "activo"),
        *("permitido", "permitir", "soft", "soft bounce", "soft bounced", "temporary", "transient"),
    }
)
"""Words of who is on a list."""
