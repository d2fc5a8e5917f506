"""Names of columns that tell of a person's will: in small letters, with nothing between words."""

import re

LEAVING = re.compile(
    r"unsub|optout|optedout|outofemail|donot(?:allow|bulk)?(?:e?mail|contact|call|phone|text|sms|market|disturb|send|sell)"
    r"|dontemail|dontcall|dontcontact|^(?:is|on|us|national)?dnc(?:list|flag|status|registry)?$|^dnd$"
    r"|^(?:is|on)?c?tps(?:flag|status|registered)?$|telephonepreference"
    r"|^(?:is|has|was)?(?:hard|email)?bounced?(?:type|kind|status)?$"
    r"|suppress|blacklist|blocklist|nomarketing|noemail|nocall"
    r"|abgemeld|abmeld|abbestell|austrag|ausgetrag|widerspr|widerruf|sperrvermerk"
    r"|(?:mail|newsletter|sms|anruf|telefon|kontakt|werbe|werbung)e?n?(?:ge)?sperr"
    r"|keinewerbung|nichtkontakt|nichtanruf|keineemail|keineanruf"
    r"|desabonn|desinscrit|nepascontact|nepasappel|nepasenvoy|oppositionau|oppositionmark|refusdepro|bloctel"
    r"|desuscrit|^baja$|debaja|fechabaja|nocontact|nollamar|noenviar|robinson|opposizion|righttobeforgotten|^forgotten$|^(?:marketing|gdpr)?objection(?:date|at|to.*)?$"
    r"|^opposition(?!aucune)|hardbounce|spamcomplaint|complaint(?:date|at)$|noncontatt|nonchiam|noninvi"
    r"|^(?:no|kein|keine|sin|pasde)(?:more|weiteren?|mas)?(?:newsletter|e?mail|sms|text|call|anruf|werbung"
    r"|consent|marketing|appel|publicidad|publicite|prospection|demarchage|llamada|correo)"
    r"|(?:gdpr|dsgvo|rgpd)(?:erase|erasure|delet|forget|objection|losch|efface|borra)"
    r"|disiscri|cancellatodall|uitgeschreven|afgemeld|wypisan|descadastr"
)
LEAVING_WORD = re.compile(r"(?<![a-z])(?:desuscri|desinscri)")
"""Which a column's name only has as a word: "estado de suscripción" is none."""

REGISTER = re.compile(
    r"robinson|bloctel|opposizion|tps|telephonepref|dnc|list$|liste$|^lista|register|registry"
)
"""Columns of registers, in which whoever is listed refuses."""

JOINING = re.compile(
    r"^(?:e?mailings?|rundmail|infomails?|infopost)$"
    r"|optin|optedin|subscri|consent|permission|gdpr|newsletter|mayemail|maycall|maycontact"
    r"|(?:contact|kontakt|call|anruf|mail|sms|phone|telefon|werbung|appel|llamad|contacto|contatt)[a-z]{0,5}"
    r"(?:allowed|permitted|ok|erlaubt|gestattet|erwunscht|autoris|permitid|autorizad|consentit)"
    r"|einwillig|zustimm|werbeerlaubnis|werbungerlaubt|abonn|rgpd|suscri|dsgvo|emailok|marketingallowed|accepts(?:email|sms)?marketing"
    r"|consentim|^iscritt[oa](?:news.*)?$|toestemming|nieuwsbrief|^zgod[ay]|nyhe[td]sbrev|samtykke"
    r"|(?:^consens[oi]|^permis[os]s?|^autorizzazione|accett[aoi]|ace[pi]ta|accord)"
    r"(?:al?|per|para|pour|de|di|les?|las?|il|un)?(?:mark|e?mail|comm?uni|comer|sms|tel|news|prom|pub|prosp|corr|llam|contat|$)"
    r"|^doi(?:status)?$|(?:contact|kontaktier|contatta|e?mail|call|market|text)a?b(?:le|ar|ile)(?:$|par|per|by|via)"
    r"|^(?:can|may|ok|please|darf|durfen|kann|konnen|peut|puis|puedo|podemos|se?puede|possiamo|sipuo)"
    r"(?:we|i|you|be|to|do|receive|wir|ich|sie|ihnen|man|on|vous|nous|te|le|la|per|via|by|send){0,3}"
    r"(?:contact|call|e?mail|text|sms|phone|kontakt|anruf|anschreib|appel|ecri|llama|escrib|chiam|contatt|scriv)"
)
MARKETING = re.compile(
    r"(?:e?mail|sms|phone|telefon)?"
    r"(?:marketing|werbung|reklame|advertising|publicite|publicidad|pubblicita|prospection|demarchage"
    r"|communications?|kommunikation|comunicacion(?:es)?|comunicazion[ei])"
    r"(?:commercial(?:e?s)?|comercial(?:es)?|commerciale?i?|marketing)?"
    r"(?:(?:per|par|por|by|via)?(?:e?mails?|sms|calls?|phone|telefon|telephone|telefono|correo|anrufe?))?"
    r"(?:status|statut|stato|estado|preferences?)?"
)
"""Columns of marketing as such."""

WAY = re.compile(
    r"(?:phone|telephone|telefon)?(?:calls?|anrufe?|appels?|llamadas?|chiamate|telefonate)"
    r"(?:telephoniques?|telefonicas?|telefoniche)?|sms|texts|textmessages?|e?mails|correos|courriels"
)
"""Columns of a way to somebody as such; a number is a count."""

ADDRESS = re.compile(
    r"contact|kontakt|contacto|contatto|e?mail|phone|tel|telefono?|telephone|mobile|handy|cell"
)
"""Columns of an address, in which only what bars it is a refusal; a "no" says that there is none."""

SUBSCRIPTION = re.compile(
    r"abo(?:status)?$|abonn|subscri|suscri|iscrizion|newsletter|mailing|rundmail"
)
