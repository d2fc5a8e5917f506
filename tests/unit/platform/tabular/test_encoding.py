"""An encoding is told by a file's own letters, or it is not told; never wrongly."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.tabular.encoding import encodings_of

NAMES = {
    "cp1252": "Müller Köhler Größe Jürgen Zürich Lefèvre François Hélène Benoît Anaïs Peña José Muñoz "
    "Begoña João São Gonçalves Simões Åkesson Björk Göran Søren Ærø Kjær Niccolò Forlì Città Þórður",
    "cp1250": "Łukasz Wójcik Małgorzata Dąbrowska Gdańsk Poznań Dvořák Jiří Šárka Růžičková Plzeň "
    "Kovács Győr Szűcs Lőrincz Ödön Brăila Constanţa Şibenik Đorđe Petrović Čakovec",
    "cp1251": "Иван Петров Москва Ольга Смирнова Сергей Ёлкин Київ Олексій Шевченко Георгиев",
    "cp932": "山田太郎 佐藤さくら 東京 鈴木一郎 名古屋 高橋 たなか カタカナ 渋谷区",
    "cp1254": "Çağla Gökhan Şahin Ayşegül Muğla Öztürk Eskişehir",
}


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("euc-jp", "山田太郎 東京 佐藤"),
        ("mac_cyrillic", "Иван Петров"),
        ("cp437", "Müller Jürgen"),
        ("cp850", "Müller François José Größe"),
        ("mac_roman", "Müller François José"),
        ("koi8-r", "Иван Петров Москва"),
        ("euc-kr", "김철수 서울 박영희"),
        ("gbk", "张伟 北京 王芳 上海 李娜"),
        ("big5", "張偉 台北 王芳 高雄"),
        ("iso8859_5", "Иван"),
        ("cp852", "Łukasz"),
        ("cp850", "José"),
        ("cp874", "สมชาย"),
        ("iso8859_15", "Œdipe Štefan"),
    ],
)
def test_rare_encodings_are_not_read_as_others(encoding: str, text: str) -> None:
    lines = [f"x@example.com,{name}".encode(encoding) for name in text.split()]
    told = encodings_of(lines)
    if len(told) == 1:
        assert [line.decode(told[0]) for line in lines] == [line.decode(encoding) for line in lines]


@settings(max_examples=300)
@given(st.sampled_from(sorted(NAMES)), st.data())
def test_an_encoding_that_is_told_gives_the_letters_that_were_meant(
    encoding: str, data: st.DataObject
) -> None:
    names = data.draw(st.lists(st.sampled_from(NAMES[encoding].split()), min_size=1, unique=True))
    lines = [f"x@example.com,{name}".encode(encoding) for name in names]
    told = encodings_of(lines)
    if len(told) == 1:
        assert [line.decode(told[0]) for line in lines] == [line.decode(encoding) for line in lines]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Peña Muñoz Begoña Núñez"),
        ("cp1252", "Lefèvre Müller Peña Åkesson Søren Gonçalves Hélène"),
        ("cp1250", "Dvořák Růžičková Jiří Šárka Černý Zdeněk"),
        ("cp1251", "Иванов"),
        ("cp1252", "€"),
        ("cp932", "田中"),
        ("cp932", "山田太郎 鈴木一郎"),
        ("cp932", "ﾔﾏﾀﾞ ｻﾄｳ ｽｽﾞｷ 山田"),
        ("cp1254", "Çağla Y\u0131ld\u0131z Gökhan Şahin Ayşegül I\u015f\u0131k"),
    ],
)
def test_letters_that_are_one_languages_tell_the_encoding(encoding: str, text: str) -> None:
    assert encodings_of([name.encode(encoding) for name in text.split()]) == (encoding,)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("cp1250", "Győr"), ("cp1252", "Zoë"), ("koi8_r", "Иван"), ("cp932", "ﾔﾏﾀﾞ")],
)
def test_letters_that_may_be_two_tell_nothing(encoding: str, text: str) -> None:
    assert len(encodings_of([text.encode(encoding)])) != 1
