"""What the names of collections and of their items say about whether the items are text or numbers.

A name proves nothing. It decides where the code around does not tell: `words` are hardly ever numbers, and
`nodes` mostly are. Words that stand for both (`id`, `label`, `class`, `item`, `user`) say nothing.
"""

from __future__ import annotations

import re

_TEXTS = """
    abbreviation accession action alias allele alphabet answer arg argument article attr attribute author
    barcode base brand candidate caption category char character chr chrom chromosome city codec codon col
    column command compound concept condition contig country currency dataset department disease doc docid
    document domain drug element email entity expression ext extension family fasta feature field file
    filename filepath folder format formula func function gene genre genus hashtag header hospital host
    industry ingredient instruction intent journal key keyphrase keyword kmer lang language lemma letter
    lexicon license line link locale marker metabolite method metric mnemonic modality model module motif
    name namespace ngram option organism package param parameter path pathway peptide persona phone
    phoneme phrase prefix project prompt property protein publisher query question recommendation rel
    relation requirement residue response restype role sample sense sent sentence skill slot smiles
    speaker split station stem stopword str string subreddit subtype suffix summary symbol
    symptom synonym synset tag target taxon term text ticker title token type unit university uri url utt
    utterance variant vendor verb vocab vocabulary word
"""
_NUMBERS = """
    amount atom axis batch bin bit bond center centroid channel cluster community component coordinate count
    cpu day degree depth dim dimension distance edge epoch fold frame freq frequency gpu height hour idx ind
    index indice indices indx iteration label_id lag layer length level minute month nbr neighbor
    neighborhood neighbour ngh node num number offset order partition pid pixel port position probability
    rank ratio score second seed size span start step temperature threshold time timestamp timestep topic
    vertex vertice voxel weight width y year
"""
_SAID = dict.fromkeys(_TEXTS.split(), True) | dict.fromkeys(_NUMBERS.split(), False)
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def is_called_like_text(name: str) -> bool | None:
    """Whether things of a name are text (True) or numbers (False), by its last telling word."""
    words = _words_of(name)
    if words[-1:] in (["label"], ["labels"]) and not _COMPARED.isdisjoint(words):
        return False
    for part in reversed(words):
        for word in (part, part.removesuffix("s"), part.removesuffix("es"), f"{part.removesuffix('ies')}y"):
            if word in _SAID:
                return _SAID[word]
        if part.endswith(("idx", "idxs")):  # `uidx`
            return False
        if part in _HEADS:
            return None
    return None


def is_called_by_id(name: str) -> bool:
    """`hemisphere_ids`, `node_ids_to_visit`, `ids_sorted`: as often numbers as text."""
    for part in reversed(_words_of(name)):
        if is_called_like_text(part) is not None:
            return False
        if part.endswith(("id", "ids")):
            return True
    return False


def _words_of(name: str) -> list[str]:
    """The words of a name up to where it says which: `node`, `ids` of `node_ids_to_visit`."""
    words = [part.lower() for part in _PARTS.findall(name)]
    return words[: next((place for place, word in enumerate(words) if place and word in _WHICH), None)]


_WHICH = frozenset({"by", "for", "from", "in", "not", "on", "per", "to", "with", "without"})
# Labels that are held against each other, as those of clusters are: `pred_labels`.
_COMPARED = frozenset({"cluster", "gold", "gt", "pred", "predict", "predicted", "true"})
# What stands before these says of what they are, not what they are: `node_map`, `word_ids`.
_HEADS = frozenset({"id", "ids", "uid", "uids", "map", "mapping", "dict", "info", "data", "label", "labels"})
