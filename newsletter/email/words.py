"""The fixed words of a mail: what stands on its buttons, in its footer and between its stories."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The fixed words in one language.

    Those with an underscore hold a ``{slot}`` and are read through the method of that name.
    ``_more`` has one form for each plural category of the language (Unicode CLDR).
    """

    lang: str
    read_article: str
    read_online: str
    view_in_browser: str
    in_short: str
    nothing_new: str
    preferences: str
    unsubscribe: str
    _why: str
    _by: str
    _more: Mapping[str, str]

    def why(self, newsletter: str) -> str:
        """Why the reader gets this mail."""
        return self._why.replace("{newsletter}", newsletter)

    def by(self, author: str) -> str:
        """The line that names an article's author."""
        return self._by.replace("{author}", author)

    def and_more(self, count: int) -> str:
        """``and 3 more``: how many articles are not named, in the right plural."""
        from babel.core import Locale

        category = Locale(self.lang).plural_form(count)
        return self._more.get(category, self._more["other"]).replace("{count}", str(count))


ENGLISH = Words(
    lang="en",
    read_article="Read the article",
    read_online="Read on the web",
    view_in_browser="View in browser",
    in_short="More in short",
    nothing_new="Nothing new this time. The next edition will come as usual.",
    preferences="Your preferences",
    unsubscribe="Unsubscribe",
    _why="You get this email because you subscribed to {newsletter}.",
    _by="By {author}",
    _more={"one": "and {count} more", "other": "and {count} more"},
)

GERMAN = Words(
    lang="de",
    read_article="Artikel lesen",
    read_online="Im Web lesen",
    view_in_browser="Im Browser ansehen",
    in_short="Kurz notiert",
    nothing_new="Diesmal gibt es nichts Neues. Die nächste Ausgabe kommt wie gewohnt.",
    preferences="Einstellungen",
    unsubscribe="Abmelden",
    _why="Sie erhalten diese E-Mail, weil Sie {newsletter} abonniert haben.",
    _by="Von {author}",
    _more={"one": "und {count} weiterer", "other": "und {count} weitere"},
)

FRENCH = Words(
    lang="fr",
    read_article="Lire l’article",
    read_online="Lire sur le web",
    view_in_browser="Voir dans le navigateur",
    in_short="En bref",
    nothing_new="Rien de nouveau cette fois-ci. La prochaine édition arrivera comme d’habitude.",
    preferences="Vos préférences",
    unsubscribe="Se désabonner",
    _why="Vous recevez cet e-mail au titre de votre abonnement à {newsletter}.",
    _by="Par {author}",
    _more={"one": "et {count} autre", "other": "et {count} autres"},
)

SPANISH = Words(
    lang="es",
    read_article="Leer el artículo",
    read_online="Leer en la web",
    view_in_browser="Ver en el navegador",
    in_short="En breve",
    nothing_new="Esta vez no hay novedades. La próxima edición llegará como siempre.",
    preferences="Tus preferencias",
    unsubscribe="Darse de baja",
    _why="Recibes este correo porque te suscribiste a {newsletter}.",
    _by="Por {author}",
    _more={"one": "y {count} más", "other": "y {count} más"},
)

ARABIC = Words(
    lang="ar",
    read_article="اقرأ المقال",
    read_online="اقرأه على الويب",
    view_in_browser="عرض في المتصفح",
    in_short="باختصار",
    nothing_new="لا جديد هذه المرة. سيصلك العدد القادم كالمعتاد.",
    preferences="تفضيلاتك",
    unsubscribe="إلغاء الاشتراك",
    _why="تصلك هذه الرسالة بناءً على اشتراكك في {newsletter}.",
    _by="بقلم {author}",
    _more={
        "zero": "ولا مقال آخر",
        "one": "ومقال آخر",
        "two": "ومقالان آخران",
        "few": "و{count} مقالات أخرى",
        "many": "و{count} مقالًا آخر",
        "other": "و{count} مقال آخر",
    },
)

JAPANESE = Words(
    lang="ja",
    read_article="記事を読む",
    read_online="ウェブで読む",
    view_in_browser="ブラウザーで表示",
    in_short="その他の記事",
    nothing_new="今回は新しい記事がありません。次号をお待ちください。",
    preferences="配信設定",
    unsubscribe="配信停止",
    _why="このメールは、{newsletter}を購読されている方にお送りしています。",
    _by="文：{author}",
    _more={"other": "ほか{count}件"},
)

LANGUAGES: Mapping[str, Words] = {
    words.lang: words for words in (ENGLISH, GERMAN, FRENCH, SPANISH, ARABIC, JAPANESE)
}


def words_for(lang: str) -> Words:
    """The words for a BCP 47 tag such as ``de`` or ``fr-CA``; English where we have none."""
    base = lang.replace("_", "-").partition("-")[0].lower()
    return LANGUAGES.get(base, ENGLISH)
