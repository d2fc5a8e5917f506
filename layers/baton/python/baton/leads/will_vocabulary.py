"""The words by which tables say what a person agreed to: in lower case, without accents."""

EMAIL, PHONE, SMS = "email", "phone", "sms"
EVERY = (EMAIL, PHONE, SMS)

YES = frozenset(
    {
        *("yes", "y", "true", "t", "on", "1", "x", "✓", "✔", "ja", "wahr", "oui", "o", "vrai"),
        *("si", "s", "verdadero"),
    }
)
NO = frozenset(
    ("no", "n", "false", "f", "off", "0", "nein", "falsch", "non", "faux", "falso", "never")
)
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
            "hard",
            "permanent",
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
            "left",
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
    }
)
"""Words that say it in a column of somebody's status, and may say something else in another one."""

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
        *("nein danke", "non merci", "no gracias", "no grazie"),
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
