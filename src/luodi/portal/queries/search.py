"""Finding items by what a person types: Chinese words, pinyin or its initials, English words, an item's id.

Chinese is indexed by its characters and by pairs of neighbours, so that no dictionary decides what a word is; pinyin is
compared character by character, with every reading a character has.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pypinyin import Style, pinyin

from luodi.engine.catalog import Item
from luodi.engine.mechanism import Mechanism

MAX_TYPED = 100
"""Characters of a query that are looked at; the longest name has fewer."""
MAX_WORDS = 12
WEIGHTS = {"name": 12.0, "result": 6.0, "said": 4.0, "unit": 3.0, "paper": 2.0, "law": 2.0}
"""What a match is worth by where it stands. Names and results are found by parts of a word too, the rest only by the whole of it."""
ALSO: Mapping[str, tuple[str, ...]] = {
    "房产证": ("不动产权证书(房屋)", "房屋所有权"), "房本": ("不动产权证书(房屋)", "房屋所有权"), "土地证": ("不动产权证书(土地)",),
    "注册公司": ("企业设立登记",), "公司注册": ("企业设立登记",), "开户": ("银行基本账户",), "社保": ("社会保险",), "拿地": ("建设用地使用权",),
    "招拍挂": ("建设用地使用权出让",), "立项": ("项目备案", "项目核准", "项目建议书"), "报建": ("规划许可证",), "开工证": ("施工许可证",),
    "审图": ("施工图设计文件审查",),
}
"""Everyday words that no item's name contains, with the words that it does."""
_CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_WORDS = re.compile(rf"[{_CJK}]+|[a-z0-9_]+")
_HAN = re.compile(rf"[{_CJK}]")
_SMALL_WORDS = frozenset({"a", "an", "and", "for", "in", "of", "on", "the", "to"})


@dataclass(frozen=True)
class Hit:
    """An item found, how well, and where the best match stands: a key of WEIGHTS, or id."""

    item: str
    score: float
    where: str


@dataclass(frozen=True)
class _Entry:
    """What is kept of an item beside the index of its characters. `needed`: how much waits for it, a little of its rank."""

    item: str
    texts: Mapping[str, str]
    english: tuple[str, ...]
    id_words: tuple[str, ...]
    sounds: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    needed: float


Found = dict[int, tuple[float, str]]


class Index:
    """The items of one mechanism, ready to be searched. Build it once; see `index_of`."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._grams: dict[str, Found] = defaultdict(dict)
        self._entries: list[_Entry] = []
        items = list(items)
        waiting = Counter(name for item in items for name in {x.item for x in item.after} | {x for paper in item.papers for x in paper.made_by})
        for k, item in enumerate(items):
            texts = {where: normal(text) for where, text in {
                "name": " ".join(name for lang, name in item.name.items() if lang != "en"), "result": " ".join(item.results), "said": item.said,
                "unit": item.authority, "paper": " ".join(paper.name for paper in item.papers), "law": " ".join(law.law for law in item.law)}.items()}
            for where in ("name", "result"):
                for gram in _grams(texts[where]):
                    self._grams[gram].setdefault(k, (WEIGHTS[where], where))
            title = item.title("zh-Hans")
            self._entries.append(_Entry(
                item.id, texts, tuple(_WORDS.findall(normal(item.title("en")))), tuple(item.id.split("_")),
                (("name", sounds(title)), *(("result", sounds(result)) for result in item.results)), min(waiting[item.id], 15) / 10))

    def search(self, typed: str) -> list[Hit]:
        """The items in which every word of `typed` is found, the best first; equals keep the catalog's order. Nothing typed finds nothing."""
        words = words_of(typed)
        if not words:
            return []
        first, *others = [self._word(word) for word in words]
        found = {k: _both(hit, *(other[k] for other in others)) for k, hit in first.items() if all(k in other for other in others)}
        if len(words) > 1 and not any(_HAN.match(word) for word in words):  # pinyin typed with spaces
            for k, hit in self._latin("".join(words)).items():
                found[k] = max(found.get(k, hit), (hit[0] * len(words), hit[1]))
        return self._ranked(found)

    def near(self, typed: str, most: int = 3) -> list[str]:
        """Items that come closest to what was not found: those with some of its words, then some of its characters, then its spelling."""
        words = words_of(typed)
        some: Found = {}
        for word in words:
            for k, hit in self._word(word).items():
                some[k] = _both(some[k], hit) if k in some else hit
        letters = {c for word in words for c in word if _HAN.match(c)}
        if not some and len(letters) > 1:
            shared = {k: sum(c in entry.texts["name"] for c in letters) for k, entry in enumerate(self._entries)}
            some = {k: (float(n), "name") for k, n in shared.items() if 2 * n >= len(letters)}
        if some:
            return [hit.item for hit in self._ranked(some)[:most]]
        spelled = {form: entry.item for entry in reversed(self._entries)
                   for form in (entry.item.replace("_", " "), " ".join(entry.english), initials(entry.texts["name"]))}
        close = difflib.get_close_matches(" ".join(words).replace("_", " "), spelled, n=most, cutoff=0.5)
        return list(dict.fromkeys(spelled[form] for form in close))

    def _ranked(self, found: Found) -> list[Hit]:
        hits = [(Hit(entry.item, found[k][0] + entry.needed, found[k][1])) for k, entry in enumerate(self._entries) if k in found]
        return sorted(hits, key=lambda hit: -hit.score)

    def _word(self, word: str) -> Found:
        if not _HAN.match(word):
            return self._latin(word)
        found = self._chinese(word)
        for other in ALSO.get(word, ()):
            for k, hit in self._chinese(normal(other)).items():
                if hit[0] >= WEIGHTS["result"]:
                    found[k] = max(found.get(k, hit), hit)
        return found

    def _chinese(self, word: str) -> Found:
        grams = [word] if len(word) == 1 else list(map("".join, pairwise(word)))
        totals: dict[int, list[tuple[float, str]]] = defaultdict(list)
        for gram in grams:
            for k, hit in self._grams.get(gram, {}).items():
                totals[k].append(hit)
        need = len(grams) if len(grams) < 3 else (len(grams) + 1) // 2
        found = {k: (sum(score for score, _ in hits) / len(grams), max(hits)[1]) for k, hits in totals.items() if len(hits) >= need}
        for k, entry in enumerate(self._entries):
            for hit in _written(word, entry.texts):
                found[k] = max(found.get(k, hit), hit)
        return found

    def _latin(self, word: str) -> Found:
        found: Found = {}
        for k, entry in enumerate(self._entries):
            if best := max(_spelled(word, entry), default=None):
                found[k] = best
        return found


@lru_cache(maxsize=64)
def index_of(mechanism: Mechanism) -> Index:
    """The index of a mechanism as it stands on its day."""
    return Index(mechanism.items.values())


def normal(text: str) -> str:
    """Text as it is compared: one width, small letters, no accents, no control characters."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("ü", "v")
    plain = "".join(c if _HAN.match(c) else "".join(x for x in unicodedata.normalize("NFD", c) if not unicodedata.combining(x)) for c in text)
    return "".join(" " if unicodedata.category(c)[0] == "C" else c for c in plain)


def words_of(typed: str) -> list[str]:
    """The words that are looked for: runs of Chinese, and of letters and digits."""
    words = list(dict.fromkeys(_WORDS.findall(normal(typed[:MAX_TYPED]).replace("'", ""))))[:MAX_WORDS]
    return [word for word in words if word not in _SMALL_WORDS] or words


def _grams(text: str) -> list[str]:
    """Every character and every two neighbours in the Chinese of a text."""
    return [gram for run in _WORDS.findall(text) if _HAN.match(run) for gram in (*run, *map("".join, pairwise(run)))]


def _both(first: tuple[float, str], *others: tuple[float, str]) -> tuple[float, str]:
    """One hit out of several words': their worth together, the place of the best."""
    return first[0] + sum(score for score, _ in others), max((first, *others))[1]


def _written(word: str, texts: Mapping[str, str]) -> Iterator[tuple[float, str]]:
    """What a Chinese word is worth where it stands in full, or where it abbreviates a name."""
    name = texts["name"]
    if word in name:
        yield WEIGHTS["name"] + 4 + 4 * name.startswith(word) + 2 * len(word) / len(name), "name"
        return
    for where in ("result", "said", "unit", "paper", "law"):
        if word in texts[where]:
            yield WEIGHTS[where] + 2, where
    if 2 <= len(word) <= 4:
        for where in ("name", "result"):
            if worth := _short_for(word, texts[where]):
                yield (9 if where == "name" else 5) * worth, where


def _short_for(word: str, name: str) -> float:
    """How well a word abbreviates a name (环评 for 环境影响评价): 0 not at all, 1 for neighbours."""
    best, start = 0.0, name.find(word[0])
    while start >= 0:
        at = start
        for c in word[1:]:
            at = name.find(c, at + 1)
            if at < 0:
                return best
        length = at - start + 1
        if length <= 5 * len(word):
            best = max(best, (len(word) / length) ** 0.5)
        start = name.find(word[0], start + 1)
    return best


def _spelled(word: str, entry: _Entry) -> Iterator[tuple[float, str]]:
    """What letters are worth against an item: its id, its English name, its pinyin."""
    if word == entry.item:
        yield 40.0, "id"
    elif len(word) > 3 and entry.item.startswith(word):
        yield 14.0, "id"
    elif word in entry.id_words:
        yield 8.0, "id"
    if len(word) > 1 and word in entry.texts["name"]:  # letters and digits inside a Chinese name
        yield 9.0, "name"
    for known in entry.english:
        if known in (word, word.removesuffix("s")):
            yield 12.0, "name"
        elif known.startswith(word):
            yield (9.0 if len(word) > 2 else 3.0), "name"
    for where, sound in entry.sounds:
        if (at := heard(word, sound)) is not None:
            yield (11.0 if where == "name" and at == 0 else 8.0 if where == "name" else 4.0) + 3 * len(word) / (6 * len(sound)), where


@lru_cache(maxsize=4096)
def sounds(text: str) -> tuple[tuple[str, ...], ...]:
    """For every Chinese character of a text its readings without tones, the longest first; other signs are left out."""
    han = "".join(c for c in text if "\u3400" <= c <= "\u9fff")
    if not han:
        return ()
    return tuple(tuple(sorted({reading for reading in readings if reading.isascii()}, key=lambda r: (-len(r), r)))
                 for readings in pinyin(list(han), heteronym=True, style=Style.NORMAL, errors="ignore"))


def initials(name: str) -> str:
    """The first letter of each character's first reading."""
    return "".join(readings[0][0] for readings in sounds(name) if readings)


def heard(word: str, sound: Sequence[Sequence[str]]) -> int | None:
    """Where in a name letters may be read as pinyin: whole syllables, initials or both mixed, the last one perhaps unfinished.

    A single letter counts only at the beginning.
    """
    if not word.isascii() or not word.isalpha() or len(word) > 6 * len(sound):
        return None
    for start in range(len(sound) if len(word) > 1 else min(1, len(sound))):
        if _reads(word, sound, start):
            return start
    return None


def _reads(word: str, sound: Sequence[Sequence[str]], start: int) -> bool:
    ends = {0}
    for readings in sound[start:]:
        after: set[int] = set()
        for end in ends:
            rest = word[end:]
            for reading in readings:
                if reading.startswith(rest):
                    return True
                if rest.startswith(reading):
                    after.add(end + len(reading))
                if rest[0] == reading[0]:
                    after.add(end + 1)
                    if reading[1:2] == "h" and rest[1:2] == "h":  # zh, ch, sh are one initial
                        after.add(end + 2)
        if len(word) in after:
            return True
        ends = after
        if not ends:
            return False
    return False


def names_near(typed: str, names: Mapping[str, str], most: int = 3) -> list[str]:
    """Keys whose key or name is closest to what was typed."""
    text = normal(typed[:MAX_TYPED])
    forms = {form: key for key, name in names.items() for form in (normal(name), normal(key))}
    close = difflib.get_close_matches(text, forms, n=most * 2, cutoff=0.4)
    return list(dict.fromkeys(forms[form] for form in close))[:most]
