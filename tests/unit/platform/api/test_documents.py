"""Documents are kept, found, listed and deleted over HTTP."""

from baton.knowledge_base.given_text import MOST_GIVEN

PATH = "/api/v1/documents"
TEXT = "# Returns\n\nYou can return a product within 30 days.\n"
GIVEN = {"title": "Returns", "text": TEXT, "collections": ["support"]}


def found(api, question="how many days to return a product", **wishes):
    return api.get(f"{PATH}/search", {"q": question, **wishes}).json["items"]


def test_a_text_is_kept_and_found_word_for_word(api):
    answer = api.post(PATH, GIVEN)

    assert answer.status == 201
    assert answer.headers["Location"] == f"{PATH}/{answer.json['document_id']}"
    (quote,) = found(api, collection="support")
    assert quote["document_id"] == answer.json["document_id"]
    assert TEXT[quote["place"]["begin"] : quote["place"]["end"]] == quote["quote"]
    assert (quote["version"], quote["place"]["headings"]) == (1, ["Returns"])
    assert found(api, collection="marketing") == []


def test_the_id_or_the_source_makes_it_the_next_version(api):
    page = {**GIVEN, "source": {"kind": "page", "name": "https://northwind.example/returns"}}
    first = api.post(PATH, page).json
    by_source = api.post(PATH, {**page, "text": TEXT.replace("30", "14")}).json
    by_id = api.post(
        PATH, {**GIVEN, "text": TEXT.replace("30", "7"), "document_id": first["document_id"]}
    ).json

    assert by_source["document_id"] == by_id["document_id"] == first["document_id"]
    assert (by_source["version"], by_id["version"]) == (2, 3)
    assert by_id["source"] == page["source"]
    assert [one["quote"] for one in found(api)] == ["You can return a product within 7 days."]


def test_a_page_is_read_as_people_see_it(api):
    api.post(PATH, {**GIVEN, "format": "html", "text": "<h1>A</h1><nav>no</nav><p>Yes.</p>"})

    assert [one["quote"] for one in found(api, "yes")] == ["Yes."]


def test_a_text_without_words_is_refused_where_it_says_so(api):
    answer = api.post(PATH, {**GIVEN, "format": "html", "text": "<p></p>"})

    assert answer.status == 400
    assert (answer.json["errors"][0]["pointer"], answer.json["errors"][0]["code"]) == (
        "/text",
        "empty",
    )
    assert api.post(PATH, {**GIVEN, "text": "x" * (MOST_GIVEN + 1)}).status == 400
    assert api.post(PATH, {**GIVEN, "source": {"kind": "file", "name": "leads.csv"}}).status == 400


def test_a_document_of_a_file_is_changed_by_its_file_only(api):
    from functions.platform.knowledge_base.agent import KnowledgeIndexer
    from functions.platform.knowledge_base.models import KnowledgeTask

    key = "knowledge/support/returns.md"
    api.platform.files.write(key, [TEXT.encode()], content_type="text/markdown")
    kept = KnowledgeIndexer.assemble(api.platform).perform(KnowledgeTask(key=key))

    assert api.post(PATH, {**GIVEN, "document_id": kept.document_id}).status == 409
    assert api.send("DELETE", f"{PATH}/{kept.document_id}").status == 204
    assert api.platform.files.find(key) is None


def test_documents_are_listed_in_pages_with_filters(api):
    for number in range(3):
        api.post(PATH, {**GIVEN, "title": f"Number {number}"})
    api.post(PATH, {**GIVEN, "collections": ["marketing"], "title": "Other"})

    first = api.get(PATH, {"collection": "support", "limit": "2"})
    second = api.get(
        PATH, {"collection": "support", "limit": "2", "cursor": first.json["next_cursor"]}
    )
    titles = [one["title"] for page in (first, second) for one in page.json["items"]]

    assert titles == ["Number 2", "Number 1", "Number 0"]
    assert "edition" not in first.json["items"][0]
    assert api.get(PATH, {"status": "unreadable"}).json["items"] == []


def test_a_deleted_document_is_in_no_answer(api):
    kept = api.post(PATH, GIVEN).json["document_id"]

    assert api.send("DELETE", f"{PATH}/{kept}").status == 204
    assert found(api) == []
    assert api.get(f"{PATH}/{kept}").status == 404
    assert api.send("DELETE", f"{PATH}/{kept}").status == 404
    assert api.get(PATH).json["items"] == []
