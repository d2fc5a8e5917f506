"""What somebody's notes on a person say of that person's will. Pure.

"wants no more mail", "bitte nicht mehr anrufen": a colleague wrote it, so it is heeded as caution. Only
a clause counts that plainly forbids, without saying when: "no answer, call again", "has not been called
yet" and "do not call before ten" close nothing. English, German, French, Spanish and Italian are read.
"""

import re

from baton.core.recognition.words import Reading
from baton.leads.will_vocabulary import EMAIL, EVERY, PHONE, SMS

_READ = 5_000
"""Characters that are looked at."""

_CLAUSE = re.compile(
    r"[.,;:!?/|()\n]+| - |\b(?:but|aber|sondern|mais|pero|sino|ma)\b", re.IGNORECASE
)
_APOSTROPHE = re.compile(r"(?<=\b[a-z])['\u2019]", re.IGNORECASE)
"""Of French and Italian: ``n'appelez`` is two words, ``don't`` is one."""

_CALLS = r"(?:calls?|phone calls?|calling|anrufe?|telefonate|appels?|llamadas|chiamate|telefonate)"
_LISTS = (
    r"(?:newsletters?|advertis\w+|marketing|offers|spam|werb\w+|angebote|zusendungen|publicite|relances|"
    r"offres|demarchages?|publicidad|boletin|ofertas|pubblicita|offerte)"
)
_MAILS = r"(?:e ?mails|mailings?|mails?|courriels|courriers|correos)"
_TEXTS = r"(?:sms|texts|text messages|whatsapp)"
_CONTACT = r"(?:contacts?|kontakt|kontaktaufnahmen?|contacto|contatti|sollicitations?)"
_ANY = rf"(?:{_CALLS}|{_LISTS}|{_MAILS}|{_TEXTS}|{_CONTACT})"

_GERMAN = r"(?:anrufen|kontaktieren|anschreiben|anmailen|mailen|schreiben|belastigen|bewerben)"
_ENGLISH = r"(?:contact|call|phone|ring|e ?mail|mail|write|text|approach|disturb|bother)"
_FRENCH = r"(?:r?appeler|contacter|ecrire|relancer|telephoner|solliciter|demarcher|deranger)"
_SOUTHERN = (
    r"(?:llamar|contactar|escribir|molestar|chiamar|contattar|scriver|disturbar|telefonar)\w*"
)
_REACHED = (
    r"(?:contacted|called|phoned|e?mailed|written to|texted|approached|disturbed|bothered|"
    r"angerufen|kontaktiert|angeschrieben|angemailt|belastigt|"
    r"(?:r?appele|contacte|relance|sollicite|demarche|derange)\w*|"
    r"(?:llamad|contactad|molestad)[oa]\w*|(?:chiamat|contattat|disturbat)[oaie])"
)
_SOMEBODY = r"(?=$| (?:him|her|them|me|us|again|any ?more|by|via|at all|or|and|please|customer|client|person)\b)"
_WISH_NOT = (
    r"(?:not (?:want|wish|like)|doesnt (?:want|wish|like)|no longer (?:wants|wishes)|asked not|asks not|"
    r"refuses|declines|objects)"
)
_FORBIDS = tuple(
    re.compile(one)
    for one in (
        rf"\b(?:do not|dont|never|must not|should not|not to) (?:ever )?{_ENGLISH}{_SOMEBODY}",
        rf"\b(?:must not|should not|not to) be {_REACHED}\b",
        rf"\b(?:nicht|nie|niemals|keinesfalls) (?:(?:mehr|wieder|per|telefonisch|mail|e|mit|werbung) ){{0,4}}{_GERMAN}\b",
        rf"\bne (?:plus|pas|jamais) (?:(?:le|la|les|lui|l) )?{_FRENCH}\b",
        r"\bn[e]? (?:(?:le|la|les|lui|me|nous|l|m) )?(?:r?appel|contact|relanc|ecriv|telephon|sollicit|derang)\w*ez (?:plus|pas)\b",
        rf"\b(?:no|non) (?:piu |volver a |lo |la |le |li )?{_SOUTHERN}\b",
        rf"\bstop (?:all )?(?:calling|e?mailing|writing|texting|contacting|{_LISTS}|{_MAILS}|{_TEXTS})\b",
        rf"\b{_WISH_NOT} (?:to )?(?:be )?(?:(?:any|more|all|further) ){{0,2}}(?:{_ANY}|{_REACHED})\b",
        rf"\b(?:will|mochte|wunscht|wollen|mochten|wunschen) nicht (?:mehr )?(?:\w+ ){{0,2}}{_REACHED}\b",
        rf"\b(?:ne|non|no) (?:veut|souhaite|desire|vuole|desidera|quiere|desea) (?:(?:plus|pas|piu|mas|que|se|le|la|les|"
        rf"etre|essere|ser|recevoir|ricevere|recibir|de|d) ){{0,5}}(?:{_ANY}|{_REACHED}|(?:llam|contact|escrib)\w+)\b",
        rf"\b(?:wants?|wishes|will|mochte|wunscht|asked for|veut|quiere|vuole) (?:no|keine?n?|aucun\w*|ningun\w*|nessun\w*) "
        rf"(?:(?:more|further|weiteren?) )?{_ANY}\b",
        rf"\b(?:no more|no further|keine weiteren|plus aucune?|no mas|basta|niente piu|basta con) (?:de )?{_ANY}$",
        rf"^(?:(?:bitte|please|svp|por favor|per favore) )?(?:no|keine|pas de|plus de|sin|niente) (?:mas |piu )?"
        rf"(?:calls|anrufe|appels|llamadas|telefonate|chiamate|{_TEXTS}|{_LISTS}|e ?mails|mails|correos)"
        rf"(?: (?:mehr|bitte|please|erwunscht|gewunscht|anymore|svp|merci|gracias|grazie|wanted)){{0,2}}$",
        rf"\b{_ANY} (?:ist |is |are )?(?:nicht|nicht mehr|not|no longer) (?:erwunscht|gewunscht|wanted)\b",
        rf"\bkein(?:en?)? {_ANY} (?:mehr )?(?:erwunscht|gewunscht)\b",
        rf"\b(?:unsubscribed|opted out) (?:from|of) (?:(?:the|our|all|any) ){{0,2}}(?:{_LISTS}|{_MAILS}|lists?|everything)\b",
        r"\bopted out(?: in [0-9]{4})?$",
        r"\b(?:take (?:him|her|them) off|wants? to be (?:off|removed)|"
        r"(?:withdrew|revoked) (?:(?:his|her|their) )?consent|hat sich abgemeldet|vom newsletter abgemeldet|"
        r"werbung widersprochen|werbewiderspruch|einwilligung widerrufen|s est desabonnee?|desabonnee?|desinscrite?|"
        r"retire son (?:consentement|accord)|dad[oa] de baja|disiscritt[oa])\b",
    )
)
_NOT_ALWAYS = re.compile(
    r"\b(?:yet|before|after|until|till|between|today|tomorrow|unless|except|without|weekends?|mornings?|afternoons?|evenings?|"
    r"mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|"
    r"noch|vor|nach|bis|zwischen|heute|morgens?|vormittags?|nachmittags?|abends|mittags|montags?|dienstags?|mittwochs?|"
    r"donnerstags?|freitags?|samstags?|sonntags?|konnte|konnten|direkt|wahrend|ausser|"
    r"encore|avant|apres|jusqu|entre|matin|soir|lundi|mardi|mercredi|jeudi|vendredi|samedi|aujourd|sauf|"
    r"todavia|aun|antes|despues|hasta|entre|lunes|martes|miercoles|jueves|viernes|sabado|hoy|manana|tarde|salvo|"
    r"ancora|prima|dopo|fino|tra|lunedi|martedi|mercoledi|giovedi|venerdi|sabato|oggi|domani|mattina|sera|"
    r"does not mind|doesnt mind|if|wenn|falls|forget|vergessen|oublier|olvidar|dimenticare)\b"
)
"""What makes it a matter of when, or of what has not happened."""

_WAYS = (
    (
        PHONE,
        re.compile(
            rf"\b(?:{_CALLS}|phone\w*|ring|called|(?:telef|telephon|anruf|r?appel|llam|chiam)\w+|angerufen)\b"
        ),
    ),
    (
        EMAIL,
        re.compile(
            rf"\b(?:{_LISTS}|{_MAILS}|e ?mail\w*|mail\w*|write|written|(?:an)?schreiben|angeschrieben|angemailt|anmailen|"
            r"(?:ecri|escrib|scriv)\w+|unsubscribed|abgemeldet|desabonnee?|desinscrite?|baja|disiscritt\w|opted out)\b"
        ),
    ),
    (
        SMS,
        re.compile(
            rf"\b(?:{_LISTS}|{_TEXTS}|text|texted|opted out|unsubscribed|abgemeldet|baja)\b"
        ),
    ),
)
"""What a clause is about; one about none of them is about all."""


def refused_in_notes(note: object) -> tuple[str, ...]:
    """The channels that a note says are closed, in the order of ``EVERY``; empty if it says of none."""
    if not isinstance(note, str):
        return ()
    closed: set[str] = set()
    for clause in _CLAUSE.split(_APOSTROPHE.sub(" ", note[:_READ])):
        line = Reading.of(clause).line
        if line and not _NOT_ALWAYS.search(line) and any(one.search(line) for one in _FORBIDS):
            closed.update(_ways(line))
    return tuple(channel for channel in EVERY if channel in closed)


def _ways(line: str) -> tuple[str, ...]:
    return tuple(channel for channel, words in _WAYS if words.search(line)) or EVERY
