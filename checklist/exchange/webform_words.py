"""What the script of a form for browsers says; in curly brackets stands what it fills in."""

from __future__ import annotations

from checklist.language import _, pgettext


def words_of_the_script() -> dict[str, str]:
    """Return what the script says; in curly brackets stands what it fills in."""
    return {
        "answered": pgettext("a question", "answered"),
        "open": pgettext("a question", "open"),
        "part": _("{answered} of {asked}"),
        "progress": _("Answered: {answered} of {asked}"),
        "found": _("Questions shown: {count}"),
        "nothing-open": _("Every question that is asked is answered."),
        "kept": _("Kept in this browser"),
        "lost": _("This browser keeps nothing. Save before you close the page."),
        "back": _("What you wrote here before, last on {when}, is back."),
        "saved": _(
            "Saved as {name}, among your downloads; if one of that name was there, your browser has numbered the new "
            "one. Send the newest back."
        ),
        "emptied": _(
            "{item}: an answer and a reason for giving none do not go together. Undo brings back what was there."
        ),
        "undone": _("Taken back: {item}"),
        "redone": _("Done again: {item}"),
        "nothing-to-undo": _("There is nothing to take back."),
        "nothing-to-redo": _("There is nothing to do again."),
        "opened": _("The answers of {name} are here now. Undo takes them back."),
        "opened-in-part": _(
            "The answers of {name} are here now; undo takes them back. What belongs to no question here was left out: "
            "{left}"
        ),
        "foreign": _("{name} was not saved by this form. Choose the file that “Save” has made."),
        "broken": _("{name} was cut off or changed on its way, and cannot be read. Nothing here was changed."),
        "other": _("{name} is about something else: {given}, not {mine}. Nothing here was changed."),
        "large": _("{name} is too large to be a file of this form. Nothing here was changed."),
        "long": _("This text has {count} characters; at most {most} are taken. Please shorten it."),
        "much": _("The text has {count} characters; at most {most} are taken. It was not put in; shorten it first."),
        "most": _("A list has {most} entries at most."),
        "sum": _("Sum: {number}"),
        "more": _("the parts are more than the whole, {number}"),
        "unnamed": _("The institution that answers is not named:"),
        "institution": _("Institution"),
        "wrong": _("Not written as it must be:"),
        "still-open": _("Not answered yet:"),
    }
