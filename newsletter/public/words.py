"""What the public pages say, in each language.

``{name}`` is the newsletter's, ``{address}`` the reader's, ``{contact}`` where mail comes from.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """The sentences of the pages in one language."""

    lang: str
    leave: str
    ask: str
    button: str
    left: str
    gone: str
    mistake: str
    unknown: str
    unknown_why: str
    tampered: str
    tampered_why: str
    trouble: str
    trouble_why: str


ENGLISH = PageWords(
    lang="en",
    leave="Unsubscribe",
    ask="{address} will get no more mail from {name}.",
    button="Unsubscribe",
    left="You are unsubscribed",
    gone="{address} will get no more mail from {name}.",
    mistake="Was it a mistake? Write to {contact}.",
    unknown="There is nothing here",
    unknown_why="Open the link in your mail once more, or copy all of it.",
    tampered="This link is damaged",
    tampered_why="Nothing was changed. Open the link in your mail once more, or copy all of it.",
    trouble="That did not work",
    trouble_why="Nothing was changed. Please try again in a few minutes.",
)
GERMAN = PageWords(
    lang="de",
    leave="Abmelden",
    ask="{address} bekommt dann keine Post mehr von {name}.",
    button="Abmelden",
    left="Sie sind abgemeldet",
    gone="{address} bekommt keine Post mehr von {name}.",
    mistake="War es ein Versehen? Schreiben Sie an {contact}.",
    unknown="Hier ist nichts",
    unknown_why="Öffnen Sie den Link in Ihrer E-Mail noch einmal, oder kopieren Sie ihn ganz.",
    tampered="Dieser Link ist beschädigt",
    tampered_why="Es wurde nichts geändert. Öffnen Sie den Link in Ihrer E-Mail noch einmal, "
    "oder kopieren Sie ihn ganz.",
    trouble="Das hat nicht geklappt",
    trouble_why="Es wurde nichts geändert. Bitte versuchen Sie es in einigen Minuten erneut.",
)
FRENCH = PageWords(
    lang="fr",
    leave="Se désabonner",
    ask="{address} ne recevra plus de courrier de {name}.",
    button="Se désabonner",
    left="Vous êtes désabonné",
    gone="{address} ne recevra plus de courrier de {name}.",
    mistake="Une erreur ? Écrivez à {contact}.",
    unknown="Il n’y a rien ici",
    unknown_why="Ouvrez de nouveau le lien de votre e-mail, ou copiez-le en entier.",
    tampered="Ce lien est endommagé",
    tampered_why="Rien n’a été modifié. Ouvrez de nouveau le lien de votre e-mail, ou copiez-le "
    "en entier.",
    trouble="Cela n’a pas fonctionné",
    trouble_why="Rien n’a été modifié. Réessayez dans quelques minutes.",
)
SPANISH = PageWords(
    lang="es",
    leave="Darse de baja",
    ask="{address} no recibirá más correo de {name}.",
    button="Darse de baja",
    left="Te has dado de baja",
    gone="{address} no recibirá más correo de {name}.",
    mistake="¿Fue un error? Escribe a {contact}.",
    unknown="Aquí no hay nada",
    unknown_why="Abre de nuevo el enlace de tu correo o cópialo entero.",
    tampered="Este enlace está dañado",
    tampered_why="No se ha cambiado nada. Abre de nuevo el enlace de tu correo o cópialo entero.",
    trouble="No ha funcionado",
    trouble_why="No se ha cambiado nada. Inténtalo de nuevo en unos minutos.",
)
ARABIC = PageWords(
    lang="ar",
    leave="إلغاء الاشتراك",
    ask="لن تصل إلى {address} أي رسائل أخرى من {name}.",
    button="إلغاء الاشتراك",
    left="تم إلغاء اشتراكك",
    gone="لن تصل إلى {address} أي رسائل أخرى من {name}.",
    mistake="هل كان ذلك خطأ؟ اكتب إلى {contact}.",
    unknown="لا يوجد شيء هنا",
    unknown_why="افتح الرابط في رسالتك مرة أخرى، أو انسخه كاملًا.",
    tampered="هذا الرابط تالف",
    tampered_why="لم يتغير شيء. افتح الرابط في رسالتك مرة أخرى، أو انسخه كاملًا.",
    trouble="لم ينجح ذلك",
    trouble_why="لم يتغير شيء. حاول مرة أخرى بعد بضع دقائق.",
)
JAPANESE = PageWords(
    lang="ja",
    leave="配信停止",
    ask="{address} に {name} からのメールは届かなくなります。",
    button="配信を停止する",
    left="配信を停止しました",
    gone="{address} に {name} からのメールは届きません。",
    mistake="間違えた場合は {contact} までご連絡ください。",
    unknown="ページが見つかりません",
    unknown_why="メールのリンクをもう一度開くか、全体をコピーしてください。",
    tampered="リンクが壊れています",
    tampered_why="何も変更されていません。メールのリンクをもう一度開くか、全体をコピーしてください。",
    trouble="うまくいきませんでした",
    trouble_why="何も変更されていません。数分後にもう一度お試しください。",
)
LANGUAGES: Mapping[str, PageWords] = {
    words.lang: words for words in (ENGLISH, GERMAN, FRENCH, SPANISH, ARABIC, JAPANESE)
}


def page_words(lang: str) -> PageWords:
    """The words for a BCP 47 tag such as ``de`` or ``fr-CA``; English where there are none."""
    base = lang.replace("_", "-").partition("-")[0].lower()
    return LANGUAGES.get(base, ENGLISH)
