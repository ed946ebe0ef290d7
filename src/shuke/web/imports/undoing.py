"""What taking an import back restores, said before it is done."""

from django import forms
from django.utils.translation import gettext as _

from shuke.intake.models import ImportRun
from shuke.intake.words import TABLES
from shuke.web import figures
from shuke.web.imports.outcome import CREATED, ORDER, UPDATED


class UndoForm(forms.Form):
    """Asks nothing but the decision."""


def what_undo_does(run: ImportRun) -> str:
    """“38,037 orders, 412 customers go again; 6 orders, 1,906 customers are put back as they were.”"""
    gone, put_back = _counted(run, CREATED), _counted(run, UPDATED)
    sentences = []
    if gone:
        sentences.append(_("What it created goes again: %(what)s.") % {"what": gone})
    if put_back:
        sentences.append(_("What it updated is put back as it was: %(what)s.") % {"what": put_back})
    sentences.append(_("Fields changed by somebody since stay; people and products in use elsewhere stay too."))
    return " ".join(sentences)


def _counted(run: ImportRun, what: str) -> str:
    counted = ((table, (run.counts.get(table) or {}).get(what, 0)) for table in ORDER)
    return _(", ").join(f"{TABLES[table]} {figures.number(count)}" for table, count in counted if count)
