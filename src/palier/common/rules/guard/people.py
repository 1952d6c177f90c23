"""Names of persons in a note: after a title, among the names that are borne here, or by a capital where nothing else asks for one."""

import json
import re
from functools import cache

from palier.common.rules.guard.letters import Word, sound
from palier.common.rules.guard.phrases import FOLDER, data, is_on, joined, listed

Found = tuple[int, int, str]
_BEGINS = re.compile('[.!?:;\\n«"(]')
_AFTER_TITLE = re.compile("[ .'-]{0,3}")
_WITHIN = re.compile("[ '.-]{0,2}")
_LED = re.compile("[ :'«\"(-]{1,3}")
_VERB = re.compile("(?:ait|era|ent|er|ee)$")
# Words of other languages that are names' titles only before a capital.
_SHORT_TITLES = frozenset(("don", "si", "ms", "sr"))
_MOST_OF_A_PLACE = 6
_ACRONYM = 4
# « de Fatou » becomes « d’une personne ».
_ELIDED = {"de": "d’une personne", "d": "d’une personne", "que": "qu’une personne", "qu": "qu’une personne", "les": "une famille",
           "la": "une personne", "le": "une personne", "l": "une personne"}  # fmt: skip


@cache
def _names(which: str) -> frozenset[str]:
    lists = json.loads((FOLDER / "names.json").read_text("utf-8"))
    return frozenset(sound(one) for one in listed(lists[which]))


@cache
def _around(which: str) -> frozenset[str]:
    return frozenset(listed(data()["names"][which]))


def _says(word: Word, which: str) -> bool:
    return word.raw in _around(which)


def _known(word: Word) -> bool:
    return len(word.raw) > 2 and sound(word.raw) in _names("known") and not _says(word, "not")


def _also_word(word: Word) -> bool:
    return sound(word.raw) in _names("also_words")


def _on_a_list(word: Word) -> bool:
    return any(is_on(word, kind) for kind in data()["words"])


def _digits(word: Word) -> bool:
    return word.raw[0] <= "9"


class People:
    """One note's words, walked once from left to right."""

    def __init__(self, words: list[Word]) -> None:
        self.words = words
        self.found: list[Found] = []

    def look(self) -> list[Found]:
        """(first word, last word, what could stand there instead) of each name."""
        self.set_places_aside()
        at = 0
        while at < len(self.words):
            at = self.after_title(at) or self.by_itself(at) or at + 1
        return self.found

    def free(self, at: int) -> bool:
        """A word that nothing has taken yet, and no figure."""
        return at < len(self.words) and not self.words[at].taken and not _digits(self.words[at])

    def goes_on(self, at: int) -> bool:
        """This word belongs to what stands before it."""
        return self.free(at) and bool(_WITHIN.fullmatch(self.words[at].gap))

    def begins(self, at: int) -> bool:
        """A sentence begins here: its capital says nothing."""
        return at == 0 or (bool(_BEGINS.search(self.words[at].gap)) and not _says(self.words[at - 1], "mister"))

    def set_places_aside(self) -> None:
        """Streets, schools, stations, firms: the names in theirs are nobody's at this door."""
        for at, word in enumerate(self.words):
            if word.taken:
                continue
            end = at + 1
            if _says(word, "place"):
                while end <= at + _MOST_OF_A_PLACE and self.free(end) and joined(self.words[end].gap) and self.of_place(end):
                    end += 1
                if not any(one.capital or _known(one) or _also_word(one) for one in self.words[at + 1 : end]):
                    end = at
            elif _says(word, "not") and word.capital:
                while self.free(end) and self.words[end].gap == " " and self.words[end].capital and not self.title(end):
                    end += 1
            for one in self.words[at + 1 : end]:
                one.taken = True

    def of_place(self, at: int) -> bool:
        word = self.words[at]
        if _says(word, "madam") or (_says(word, "mister") and word.raw != "si"):
            return False
        return word.capital or _known(word) or _also_word(word) or _says(word, "title") or _says(word, "particle")

    def title(self, at: int) -> str:
        """What stands for the person whom a title announces; nothing where there is no title."""
        word = self.words[at]
        instead = "une habitante" if _says(word, "madam") else "un habitant" if _says(word, "mister") else ""
        if (
            word.raw == "m"
            and not word.capital
            and not (self.free(at + 1) and (self.words[at + 1].gap[:1] == "." or _known(self.words[at + 1])))
        ):
            return ""
        if word.raw in _SHORT_TITLES and not (word.capital and self.free(at + 1) and self.words[at + 1].capital):
            return ""
        return instead

    def after_title(self, at: int) -> int:
        """Mme Diarra, mme fatou, M. et Mme Vasseur. Gives the place after the name, 0 where there is none."""
        instead = self.title(at) if self.free(at) else ""
        name = at + 1
        if not instead or not self.free(name) or not _AFTER_TITLE.fullmatch(self.words[name].gap):
            return 0
        both = self.words[name].raw == "et" and self.free(name + 1) and bool(self.title(name + 1))
        name += 2 if both else 0
        while self.free(name) and self.particle(name) and self.goes_on(name + 1) and self.likely(name + 1):
            name += 1
        good = self.free(name) and self.titled(name) and (self.likely(name) or not both)
        return self.keep(at, self.rest(name + 1), instead) if good else 0

    def particle(self, at: int) -> bool:
        """« M. Le Goff », « de Oliveira »; not « M. le Préfet »."""
        word = self.words[at]
        return _says(word, "particle") and (word.capital or word.raw not in ("le", "la"))

    def titled(self, at: int) -> bool:
        """Whether the word after a title is a name: not « mme la directrice », « monsieur travaille »."""
        word = self.words[at]
        if word.capital and len(word.raw) == 1:
            return True
        if _says(word, "stop") or (_says(word, "drop") and not _also_word(word)):
            return False
        return word.capital or _known(word) or _also_word(word) or not (_VERB.search(word.raw) or _on_a_list(word))

    def likely(self, at: int) -> bool:
        return self.words[at].capital or _known(self.words[at])

    def rest(self, at: int) -> int:
        """The place after the last word of a name that began before here."""
        while self.goes_on(at):
            word, before = self.words[at], self.words[at - 1]
            if "." in word.gap and len(before.raw) > 2:
                break
            acronym = word.shouted and 1 < len(word.raw) <= _ACRONYM and not before.shouted
            plain = _says(word, "stop") or _says(word, "not") or acronym
            if _known(word) or (word.capital and (_also_word(word) or not plain)):
                at += 1
            elif self.particle(at) and self.goes_on(at + 1) and self.likely(at + 1):
                at += 2
            else:
                break
        return at

    def by_itself(self, at: int) -> int:
        """A name without a title. Gives the place after it, 0 where there is none."""
        word = self.words[at]
        if not self.free(at) or _says(word, "stop"):
            return 0
        lead = self.lead(at)
        if not (_known(word) or self.called(at, lead) or self.doubtful(at)):
            return 0
        first, instead = at, {"drop": "", "blank": "…"}.get(lead, "une personne")
        if not lead and at and joined(word.gap) and not self.words[at - 1].taken and self.words[at - 1].raw in _ELIDED:
            first, instead = at - 1, _ELIDED[self.words[at - 1].raw]
        return self.keep(first, self.rest(at + 1), instead)

    def lead(self, at: int) -> str:
        """`drop` after « sa fille », `blank` after « s’appelle », « au nom de »."""
        if not at or self.words[at - 1].taken or not _LED.fullmatch(self.words[at].gap):
            return ""
        if at > 1 and self.words[at - 1].raw == "de" and self.words[at - 2].raw == "nom":
            return "blank"
        return next((which for which in ("drop", "blank") if _says(self.words[at - 1], which)), "")

    def called(self, at: int, lead: str) -> bool:
        """A word that another announces, or that is followed as a name is."""
        word = self.words[at]
        if lead == "blank" and _also_word(word):
            return True
        after = at + 1 < len(self.words) and _says(self.words[at + 1], "after")
        return word.capital and len(word.raw) > 1 and (after or (bool(lead) and not self.common(word)))

    def doubtful(self, at: int) -> bool:
        """A capital on a name that is a word too, where the sentence asks for none; or on an unknown word after « avec », « voir », « merci »."""
        word = self.words[at]
        if not word.capital or self.common(word):
            return False
        if _also_word(word):
            return not self.begins(at) or (self.goes_on(at + 1) and self.follows(self.words[at + 1]))
        near = at > 0 and joined(word.gap) and _says(self.words[at - 1], "near")
        return near and not word.shouted and len(word.raw) > 2 and not _on_a_list(word)

    def follows(self, next_word: Word) -> bool:
        """What stands after a first name: another name, or what people do."""
        return (
            _known(next_word)
            or _says(next_word, "verb")
            or (next_word.capital and not self.common(next_word) and not _on_a_list(next_word))
        )

    @staticmethod
    def common(word: Word) -> bool:
        return any(_says(word, which) for which in ("not", "place", "madam", "mister"))

    def keep(self, first: int, end: int, instead: str) -> int:
        self.found.append((first, end - 1, instead))
        return end
