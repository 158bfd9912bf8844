"""Languages are told apart, English is read, and little text is not judged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.extraction import languages
from app.extraction.languages import detect_language, why_unread

HERE = Path(__file__).parent
ENGLISH = {
    path.name: json.loads(path.read_text(encoding="utf-8"))["text"]
    for path in sorted(HERE.glob("articles/*/*.json"))
} | {path.name: path.read_text(encoding="utf-8") for path in sorted(HERE.glob("texts/*.txt"))}

OTHERS = {
    "de": "Die Regierung wird wahrscheinlich vor dem Sommer stürzen, sagte die Ministerin am Montag. "
    "Nach dem Streit um den Haushalt ist kaum noch jemand bereit, mit ihr zu verhandeln.",
    "fr": "Le gouvernement tombera probablement avant l'été, a déclaré la ministre lundi. Après "
    "la querelle du budget, presque personne n'est encore prêt à négocier avec elle.",
    "es": "El gobierno caerá probablemente antes del verano, dijo la ministra el lunes. Tras la "
    "disputa por el presupuesto, casi nadie está dispuesto a negociar con ella.",
    "it": "Il governo cadrà probabilmente prima dell'estate, ha detto la ministra lunedì. Dopo "
    "la lite sul bilancio quasi nessuno è ancora disposto a trattare con lei.",
    "pt": "O governo cairá provavelmente antes do verão, disse a ministra na segunda-feira. Depois "
    "da briga pelo orçamento, quase ninguém está disposto a negociar com ela.",
    "nl": "De regering zal waarschijnlijk voor de zomer vallen, zei de minister maandag. Na de "
    "ruzie over de begroting is bijna niemand meer bereid om met haar te onderhandelen.",
    "pl": "Rząd prawdopodobnie upadnie przed latem, powiedziała w poniedziałek minister. Po kłótni "
    "o budżet prawie nikt nie jest już gotów z nią negocjować.",
    "sv": "Regeringen faller sannolikt före sommaren, sade ministern i måndags. Efter grälet om "
    "budgeten är nästan ingen längre beredd att förhandla med henne.",
    "da": "Regeringen falder sandsynligvis inden sommeren, sagde ministeren mandag. Efter skænderiet "
    "om finansloven er næsten ingen længere villig til at forhandle med hende.",
    "tr": "Bakan pazartesi günü hükümetin büyük olasılıkla yazdan önce düşeceğini söyledi. Bütçe "
    "kavgasından sonra neredeyse hiç kimse onunla görüşmeye hazır değil.",
    "ru": "Правительство, вероятно, падёт до лета, сказала министр в понедельник. После ссоры "
    "из-за бюджета почти никто больше не готов вести с ней переговоры.",
    "uk": "Уряд, імовірно, впаде до літа, сказала міністерка в понеділок. Після сварки через бюджет "
    "майже ніхто більше не готовий вести з нею переговори.",
    "el": "Η κυβέρνηση πιθανότατα θα πέσει πριν από το καλοκαίρι, είπε η υπουργός τη Δευτέρα. "
    "Μετά τον καβγά για τον προϋπολογισμό σχεδόν κανείς δεν θέλει να διαπραγματευτεί μαζί "
    "της.",
    "ar": "قالت الوزيرة يوم الاثنين إن الحكومة ستسقط على الأرجح قبل الصيف. وبعد الخلاف على الميزانية "
    "لم يعد أحد تقريبا مستعدا للتفاوض معها في البرلمان.",
    "he": "הממשלה כנראה תיפול לפני הקיץ, אמרה השרה ביום שני. אחרי הריב על התקציב כמעט אף אחד כבר "
    "לא מוכן לנהל איתה משא ומתן, וגם בקואליציה שלה אין לה עוד בעלי ברית.",
    "zh": "部长星期一表示，政府很可能在夏天之前垮台。在预算争吵之后，几乎没有人愿意再与她谈判。她说，反对党"
    "已经准备好接管政府，而总统将在下个月决定是否提前举行选举。许多观察家认为，新的选举不会改变议会中"
    "的多数，但会让执政联盟的谈判变得更加困难。",
    "ja": "大臣は月曜日、政府は夏までにおそらく倒れるだろうと述べた。予算をめぐる争いの後、彼女と交渉しよう"
    "とする人はほとんどいない。野党はすでに政権を引き継ぐ準備ができており、大統領は来月、選挙を早める"
    "かどうかを決める見通しだ。",
}  # fmt: skip


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("the model was asked")

    monkeypatch.setattr(languages, "_identifier", refuse)


@pytest.mark.parametrize("text", ENGLISH.values(), ids=ENGLISH)
def test_english_of_every_style_is_told_without_the_model(text: str, no_model: None) -> None:
    assert detect_language(text) == "en"


@pytest.mark.parametrize(("code", "text"), OTHERS.items(), ids=OTHERS)
def test_other_languages_are_named(code: str, text: str) -> None:
    assert detect_language(text) == code
    assert detect_language(text.upper()) == code


def test_english_without_its_commonest_words_is_left_to_the_model() -> None:
    text = "China invades Taiwan: 5%\nRate cut in June: 60%\nSnow falls in London by Christmas: 30%\n" * 3
    assert detect_language(text) == "en"


@pytest.mark.parametrize("text", ["", "42 %", "Die Regierung wird vor dem Sommer stürzen.", "大臣は月曜日"])
def test_little_text_is_not_judged(text: str, no_model: None) -> None:
    assert detect_language(text) is None


@pytest.mark.parametrize("text", ["ab " * 100, "x" * 5_000, "Zrqk wvbn plmt xcdf " * 20])
def test_what_is_no_language_is_not_given_one(text: str) -> None:
    assert detect_language(text) is None


def test_the_middle_of_a_long_text_decides() -> None:
    menu = (
        "The news that matters, and the stories which they have from the world with this week's weather. "
        * 30
    )
    assert detect_language(menu + OTHERS["de"] * 200 + menu) == "de"


def test_why_a_text_is_not_read() -> None:
    assert why_unread("de") == "written in German: only English is read"
    assert why_unread("tlh") == "written in the language tlh: only English is read"
    assert why_unread("en") is None
    assert why_unread(None) is None


def test_every_language_of_the_model_has_a_name() -> None:
    known = set(languages._identifier().labels) - {"zxx"}  # no linguistic content
    assert set(languages._names()) == known
