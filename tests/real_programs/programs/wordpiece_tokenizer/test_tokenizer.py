import pytest_repro
from texts import texts
from tokenizer import encode, train


@pytest_repro.training_fixture
def tokens():
    corpus = texts()
    tokenizer = train(corpus)
    vocabulary = sorted(tokenizer.get_vocab())
    return {"vocabulary": vocabulary, "ids": encode(tokenizer, corpus[:20])}


def test_tokens(tokens):
    assert len(tokens["vocabulary"]) == 400
