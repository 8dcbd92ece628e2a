"""Count and hash say whether two sets of documents are the same."""

from infra.restore.search import content

DOCUMENTS = [{"id": 1, "title": "é"}, {"id": 2, "title": "b"}]


def test_order_does_not_count() -> None:
    assert content(DOCUMENTS) == content([{"title": "b", "id": 2}, DOCUMENTS[0]])


def test_a_changed_missing_or_repeated_document_counts() -> None:
    for other in ([DOCUMENTS[0], {"id": 2, "title": "c"}], DOCUMENTS[:1], [*DOCUMENTS, DOCUMENTS[1]]):
        assert content(other) != content(DOCUMENTS)
