"""A job title says how high somebody stands, by whole words and what they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.core.recognition.job_titles import JobTitle, Level


@pytest.mark.parametrize(
    "title",
    [
        *("CEO", "cto", "Chief Technology Officer", "Chief Financial Officer", "Founder & CEO"),
        *("Vice President", "Vice-President of Sales", "VP Sales", "SVP Marketing", "EVP"),
        *("President",),
        *("Director", "Managing Director", "Sales Director", "Head of Marketing"),
        *("Creative Director",),
        *("Geschäftsführer", "Geschäftsführerin", "Geschaeftsfuehrer", "Inhaber", "Vorstand"),
        *("Vertriebsleiter",),
        *("Directeur général", "Directrice générale", "Directeur commercial"),
        *("Président-Directeur général", "PDG"),
        *("Director general", "Directora de Ventas", "Consejero delegado", "Gerente general"),
        *("Vicepresidente",),
        *("Amministratore delegato", "Direttore vendite", "Генеральный директор", "Вице-президент"),
        *("Owner", "Managing Partner", "General Manager", "Interim CFO", "CTO (Contractor)"),
    ],
)  # fmt: skip
def test_who_decides_is_an_executive(title: str) -> None:
    assert JobTitle.read(title).is_executive


@pytest.mark.parametrize(
    "title",
    [
        *("Contractor", "General Contractor", "Doctor", "Actor", "Victoria", "Ceodata Analyst"),
        *("Directory Editor",),
        *("Director's assistant", "Director\u2019s Assistant", "Assistant to the CEO"),
        *("Executive Assistant to the VP",),
        *("Assistentin der Geschäftsführung", "Assistante de direction"),
        *("Asistente del Director", "CEO Intern"),
        *("Art Director", "Director of Photography", "Assistant Director", "Deputy Director"),
        *("Former CEO", "Ex-CTO", "CTO (ret.)", "Past President"),
        *("Deputy CTO", "Stellvertretende Geschäftsführerin", "Directeur général adjoint"),
        *("Sous-directeur", "Head Chef", "Head Nurse", "Vice Principal"),
        *("Account Executive", "Sales Executive", "Product Owner", "Account Director"),
        *("Team Lead", "Nurse", "", "—"),
        *("Stellvertretender Geschäftsführer", "Chief of Staff", "Editor in Chief"),
        *("Retired President",),
    ],
)  # fmt: skip
def test_who_does_not_decide_is_none(title: str) -> None:
    assert not JobTitle.read(title).is_executive


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Chief Technology Officer", "CTO"),
        ("CTO", "Chief Technology Officer"),
        ("CIO", "CTO"),
        ("VP of Sales", "Vice President Sales"),
        ("SVP Global Sales", "VP Sales"),
        ("Chief Revenue Officer", "Head of Sales"),
        ("Vertriebsleiter", "Head of Sales"),
        ("Directeur marketing", "Head of Marketing"),
        ("Geschäftsführer", "CEO"),
        ("Directeur général", "CEO"),
        ("Founder", "Managing Director"),
        ("Senior Data Scientist", "data scientist"),
        ("Einkaufsleiterin", "Purchasing Director"),
        ("Product Owner Payments", "Product Owner"),
        ("Vice President", "Executives"),
        ("Head of IT", "decision makers"),
        ("C.T.O.", "CTO"),
        ("Directrice technique", "CTO"),
        ("Director de Tecnología", "CTO"),
        ("Technikvorstand", "CTO"),
        ("Directeur des systèmes d'information", "CIO"),
        ("DAF", "CFO"),
        ("Director Financiero", "CFO"),
        ("Finanzvorstand", "CFO"),
        ("Leiter Vertrieb", "Head of Sales"),
        ("Technischer Leiter", "Head of Technology"),
        ("Kaufmännischer Leiter", "Head of Finance"),
        ("Cofundadora", "Founder"),
        ("Fondateur", "CEO"),
        ("Presidenta", "President"),
    ],
)
def test_a_title_is_wanted_by_its_meaning(title: str, wanted: str) -> None:
    assert JobTitle.read(title).answers_to(JobTitle.read(wanted))


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Contractor", "CTO"),
        ("Director", "CTO"),
        ("Assistant to the CTO", "CTO"),
        ("Former CTO", "CTO"),
        ("Advisor to the CTO", "CTO"),
        ("Office of the CTO", "CTO"),
        ("Leiter Technik", "CTO"),
        ("Vice President", "President"),
        ("Vice President", "CEO"),
        ("Vicepresidenta", "CEO"),
        ("VP Marketing", "VP Sales"),
        ("Sales Director", "CEO"),
        ("Head of Sales", "VP Sales"),
        ("Team Lead Sales", "Head of Sales"),
        ("Data Engineer", "Data Scientist"),
        ("CEO", ""),
        ("Nurse", "Executives"),
    ],
)
def test_another_title_is_not(title: str, wanted: str) -> None:
    assert not JobTitle.read(title).answers_to(JobTitle.read(wanted))


def test_the_narrow_title_goes_before_the_high_one() -> None:
    assert JobTitle.read("Assistant to the Vice President").level is Level.JUNIOR
    assert JobTitle.read("Assistant Vice President").level is Level.DEPUTY


@given(st.text(max_size=400))
def test_any_title_is_read(text: str) -> None:
    JobTitle.read(text).answers_to(JobTitle.read(text[:20]))
