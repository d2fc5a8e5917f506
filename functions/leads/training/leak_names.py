"""Names of columns that speak of what happened after a lead had arrived."""

import re

from functions.leads.training.column_names import words_of

_AFTER = re.compile(
    r"\blast (?!name\b)|\btags?\b|\bdisposition\b|\boutcome\b|\bresult\b"
    r"|\b(won|lost|closed?|closing|conver(ted|t|sion))\b"
    r"|\b(lost|loss|close|win|won|rejection|churn) reason\b"
    r"|\b(deal|contract|invoice|order|payment|purchase|subscription|enrol\w*)"
    r" (value|amount|date|id|number|status|total)\b"
    r"|\b(notes?|comments?|remarks?)\b|\bfollow ?ups?\b"
    r"|\blead (profile|stage|status)\b"
    r"|\b(owner|assigned|assignee|modified|updated)\b"
    r"|\b(status|stage)\b"
)
_JUDGEMENT = re.compile(r"\b(scores?|scoring|grade|rating|quality|index|rank|ranking)\b")
_OF_SELLING = re.compile(
    r"\b(leads?|activity|profile|engagement|prospect|deal|opportunity|sales|account|contact|customer"
    r"|fit|behaviou?ral|intent|propensity|qualification|satisfaction|nps)\b"
)
_ABOUT_THE_PERSON = re.compile(
    r"\b(marital|employment|job|work|civil|family|relationship|company|funding|residen\w*|housing"
    r"|home|student|education\w*|health|credit|life|price|consumer|city|development|country|region"
    r"|area)\b"
)
_PERHAPS_AFTER = re.compile(
    r"\bdurations?\b|\b(talk|phone|hold) (time|length|minutes)\b"
    r"|\bcalls?\b|\bcalled\b|\bcall ?backs?\b|\bon (the )?phone\b|\bconversations?\b"
    r"|\b(meetings?|demos?|appointments?|negotiations?|objections?|decisions?|agreements?|forecasts?)\b"
    r"|\bnext (step|action|task|contact|activity|date)\b"
    r"|\b(proposals?|quotes?|quotations?|contracts?|invoices?|payments?|deals?|opportunit\w+|bookings?)\b"
    r"|\b(days|hours|minutes|weeks|months|time) (to|until|till|in) \w+"
    r"|\b(sales|deal|cycle) (cycle|length|days|time)\b|\bpipeline\b|\bprobability\b"
    r"|\b(revenue|turnover|paid|commission|margin|arr|mrr|ltv|lifetime value|discount|order value)\b"
    r"|\b(first|average|mean) (response|reply|answer)\b|\bresponse (time|minutes|hours)\b"
    r"|\b\w+ (sent|held|done|made|kept|completed|scheduled|submitted|signed|attended|accepted|answered"
    r"|opened|clicked|booked|started|finished|given|shown|received|reached)\b"
    r"|\b(replied|replies|responded|onboard\w*|delivered|shipped|refund\w*|cancel\w*|churn\w*|renew\w*"
    r"|upsell\w*)\b"
    r"|\b(attempts?|(?<!first )(?<!last )touch(es| ?points?)?|contacted|interactions?)\b"
    r"|\b(voice ?mails?|no ?shows?|sdr|bdr|account executive|became \w+)\b"
    r"|\b\w+ (purchased|bought|ordered)\b"
    r"|\b(trial|subscription) (end|ends|ended|expiry|expires|expired|renewal)\b"
    r"|\b(sales ?(rep|person|man|agent|team)|account manager|closer|handled by)\b"
    r"|\b(customer|client|member|subscriber) (since|id|no|nr|number|key)\b|\bpo (no|nr|number)\b"
    r"|\b(orders?|purchases?|seats bought|licen[cs]e (key|count|number)|activation|go live|kick ?off"
    r"|implementation\w*|hand ?over|win ?back|lifecycle|csat|repeat buyer)\b"
    r"|\b(qualified|accepted|signed|mql|sql|stage \d+)( to \w+)? (at|on|date|days|entered)\b"
)
_PERHAPS_AFTER_ELSEWHERE = re.compile(
    r"\b\w*dauer\b|\b(gespräch\w*|anruf\w*|rückruf\w*|telefonat\w*|termin\w*|angebot\w*|vertrag\w*"
    r"|rechnung\w*|zahlung\w*|umsatz\w*|erlös\w*|rabatt\w*|abschluss\w*|auftrag\w*|storn\w+|gekündigt)\b"
    r"|\b(nächste[rs]?|tage bis|zeit bis) \w+|\b(kündigung\w*|\w*zusage\w*|provision\w*|unterschrieben"
    r"|kundennummer|kunde seit|(kündigungs|absage|verlust|ablehnungs)grund)\b"
    r"|\b(motivo|raison|motif) \w+|\b(signée?s?|firmad[oa]|firmat[oa])\b"
    r"|\b(durée|appels?|rappels?|rendez|rdv|devis|contrats?|factures?|paiements?|chiffre|remises?|signature"
    r"|relances?|annul\w+|résili\w+)\b|\b(prochaine?|jours avant|délai) \w+"
    r"|\b(duración|llamadas?|reunión|reuniones|citas?|presupuestos?|propuestas?|contratos?|facturas?|pagos?"
    r"|ingresos|descuentos?|cierre|cancelad\w+)\b|\b(próxim[oa]s?|días hasta|tiempo hasta) \w+"
    r"|\b(durata|chiamat\w|riunion\w|appuntament\w|preventiv\w|propost\w|contratt\w|fattur\w"
    r"|pagament\w|ricav\w|sconti?o?|chiusura|annullat\w)\b|\b(prossim[oa]|giorni alla|giorni fino) \w+"
)
"""The same in German, French, Spanish and Italian."""

_AT_ARRIVAL_ELSEWHERE = re.compile(
    r"\b(firma|firmen|unternehmens?|société|entreprise|empresa|azienda)\b"
    r"|\b(gewünscht\w*|geplant\w*|seite\w*|besuch\w*|sitzung\w*|visites?|souhait\w*|annuel\w*"
    r"|prévue?s?|pages?|sitio|visitas?|desead\w+|anual\w*|previst\w+|sito|visit\w|desiderat\w|annual\w)\b"
)

_AT_ARRIVAL = re.compile(
    r"\b(do not|consent|preferred|best|click|request\w*|want\w*|wish\w*|interest\w*|session|visit|site"
    r"|website|web|page|video|course|annual|yearly|how|planned|expected|desired|to action|webinar|form"
    r"|newsletter|campaign|utm|training)\b"
)


def named_as_later(name: str) -> str | None:
    """The words of a column's name that say that it is set after a lead arrived, if there are any."""
    words = words_of(name)
    if _ABOUT_THE_PERSON.search(words):
        return None
    if found := _AFTER.search(words):
        return found[0].strip()
    if found := _JUDGEMENT.search(words):
        alone = not _JUDGEMENT.sub("", words).strip()
        return found[0] if alone or _OF_SELLING.search(words) else None
    return None


def named_as_perhaps_later(name: str) -> str | None:
    """The words of a column's name that may mean something after a lead's arrival."""
    words = words_of(name)
    at_arrival = _AT_ARRIVAL.search(words) or _AT_ARRIVAL_ELSEWHERE.search(words)
    if _ABOUT_THE_PERSON.search(words) or at_arrival:
        return None
    found = _PERHAPS_AFTER.search(words) or _PERHAPS_AFTER_ELSEWHERE.search(words)
    return found[0].strip() if found else None
