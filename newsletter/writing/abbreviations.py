"""Abbreviations by language, without their last dot, lower case: data for `sentences`.

NEVER_LAST stand before a name or an explanation, so their dot never ends a sentence.
OFTEN_LAST may end one; then the next word is a typical first word of a sentence.
BEFORE_NUMBER are abbreviations only when a number follows ("No. 5", but "The answer is no.").
"""

from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEVER_LAST: Mapping[str, frozenset[str]] = {
    "en": _words(
        "mr mrs ms mx dr prof rev fr hon gen col maj capt cmdr lt sgt gov sen rep pres mt ft "
        "messrs mmes e.g i.e eg ie vs cf viz approx ca esp incl resp asst"
    ),
    "de": _words(
        "dr prof hr fr herr frl dipl ing med phil jur mag st sog bzw bspw ca evtl ggf inkl exkl "
        "vgl geb gest insb insbes max min mind rd sogen u.a z.b d.h i.d.r o.g s.o s.u u.u z.t "
        "a.d b.z.w i.a v.a z d zzgl abzgl einschl entspr allg bes jährl monatl"
    ),
    "fr": _words(
        "m mm mme mmes mlle mlles dr pr me mgr st ste c.-à-d p.ex ex cf env av apr hab éd c.à.d"
    ),
    "es": _words(
        "sr sra srta sres dr dra d dña da prof profa ing lic arq gral cap cnel pbro ud uds vd "
        "vds p.ej ej ee ff rr aprox cf av avda pza dpto i.e máx mín"
    ),
    "it": _words(
        "sig sigg sig.ra sig.na dr dott dott.ssa prof prof.ssa avv ing arch geom rag on sen gen "
        "col cap mons p.es es cfr ca s ss v.le p.za c.so v.za gent egr spett"
    ),
    "pt": _words(
        "sr sra srta dr dra prof profa eng arq exmo exma d gen cel cap p.ex ex cf av aprox máx mín"
    ),
    "nl": _words(
        "dhr mevr mw dr drs ing ir mr prof ds bijv bv d.w.z dwz m.a.w m.n o.a t/m t.a.v i.v.m "
        "i.p.v ca cf evt excl incl max min resp nl st zgn z.g a.u.b m.b.t n.a.v"
    ),
}

OFTEN_LAST: Mapping[str, frozenset[str]] = {
    "en": _words(
        "etc inc ltd co corp llc plc bros jr sr phd ph.d m.d b.a m.a a.m p.m am pm u.s u.k u.n "
        "e.u d.c b.c a.d jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu "
        "thur thurs fri ave blvd rd st al dept est"
    ),
    "de": _words(
        "usw etc u.v.m uvm u.ä o.ä co gmbh e.v n.chr v.chr chr jr sen str jan feb mär apr jun "
        "jul aug sep sept okt nov dez mio mrd tsd std sek"
    ),
    "fr": _words("etc cie sté bd boul janv févr avr juil sept oct nov déc"),
    "es": _words(
        "etc s.a s.l cía ee.uu uu aa hh a.c d.c a.m p.m ene feb abr jun jul ago sept oct nov dic"
    ),
    "it": _words(
        "ecc etc s.p.a s.r.l spa srl a.c d.c gen feb mar apr mag giu lug ago set ott nov dic"
    ),
    "pt": _words("etc s.a ltda cia a.c d.c fev abr jun jul ago set out nov dez"),
    "nl": _words("enz etc e.d e.a n.v b.v jan feb mrt apr jun jul aug sept okt nov dec"),
}

BEFORE_NUMBER: Mapping[str, frozenset[str]] = {
    "en": _words("no nos p pp vol ch sec art fig figs eq ed ver v pt par c"),
    "de": _words("nr nrn s abs art abb bd kap tab ziff aufl tel anm rn"),
    "fr": _words("n no nos p pp vol chap art fig tél"),
    "es": _words("n núm no nº p pp pág págs vol cap art fig tel"),
    "it": _words("n nn p pp pag pagg vol cap art artt fig tel"),
    "pt": _words("n no nº p pp pág págs vol cap art fig tel"),
    "nl": _words("nr nrs p pp blz vol hfst art afb fig tel"),
}

GERMAN_AFTER_ORDINAL = _words(
    "januar jänner februar feber märz april mai juni juli august september oktober november "
    "dezember jahrhundert jahrhunderts jahrtausend jahrestag geburtstag auflage platz rang "
    "klasse stock etage mal kapitel weltkrieg weltkriegs spieltag bundestag lebensjahr "
    "semester runde tag woche monat"
)
GERMAN_BEFORE_ORDINAL = _words(
    "am vom zum im bis ab seit beim der den dem des die das ein eine einen einem einer ihr "
    "ihre ihren sein seine seinen unser unsere unseren dieser diesen jeder jeden zur"
)

__all__ = [
    "BEFORE_NUMBER",
    "GERMAN_AFTER_ORDINAL",
    "GERMAN_BEFORE_ORDINAL",
    "NEVER_LAST",
    "OFTEN_LAST",
]
