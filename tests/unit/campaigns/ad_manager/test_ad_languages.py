"""Ads run in the languages of their brief, as each platform has them."""

from baton.campaigns.brief import Platform
from baton.campaigns.parts.content import ContentPart
from functions.campaigns.ad_manager.creatives import approved_ads
from tests.unit.campaigns.ad_manager.test_ad_manager import findings
from tests.unit.campaigns.ad_manager.world import World


def test_ads_run_in_the_languages_that_their_platform_has_and_the_others_are_told() -> None:
    world = World(languages=("el", "en", "de"))
    world.visit()
    plans = {name: world.child(name).ad_plan for name in Platform}
    assert {name: plan.languages for name, plan in plans.items() if plan} == {
        "google": ("el", "en", "de"), "linkedin": ("en",), "meta": ("el", "en", "de"),
    }  # fmt: skip
    told = findings(world, "linkedin")
    assert "linkedin shows no ads in el" in told
    assert "linkedin shows a campaign in one language, here in en: begin another one for de" in told


def test_an_ad_that_was_written_anew_in_one_language_leaves_those_of_the_others() -> None:
    world = World(languages=("en", "de"))
    german = world.write(Platform.META, "01JNB3V5QZ8W2Y4X6T7R9P0K2D", language="de")
    better = world.write(Platform.META, "01JNB3V5QZ8W2Y4X6T7R9P0K2E", revision=1)
    content = ContentPart(pieces=(german.summary(), better.summary()))
    assert set(approved_ads(content, Platform.META, ("en", "de"))) == {
        german.piece_id,
        better.piece_id,
    }


def test_an_ad_in_a_language_that_its_campaign_is_not_shown_in_is_not_added() -> None:
    world = World()
    world.visit()
    known, fresh = world.run.content, "01JNB3V5QZ8W2Y4X6T7R9P0K2F"
    assert known is not None
    ad = world.write(Platform.META, fresh, revision=1, language="fr")
    world.revise(ContentPart(pieces=(*known.pieces, ad.summary())))
    world.visit()
    assert world.effects("ad_creative") == []
