"""What was read once is kept: questionnaires and reference data as JSON, so that the next command need not parse YAML.

It lies in the user's cache folder and may be deleted at any time. A text is used only if everything it was made from is
unchanged, to the byte, and it goes through the models again; what had a mistake is never kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from checklist.content.folders import cache_folder, program_mark
from checklist.system import writing

Model = TypeVar("Model", bound=BaseModel)


class Kept:
    """The kept form of one file: `path` as a model, made from that file and from all that it was checked against."""

    def __init__(self, path: Path, made_from: Iterable[Path]) -> None:
        self._name = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:32] + ".json"
        hashed = hashlib.sha256(program_mark().encode())
        for source in made_from:
            hashed.update(hashlib.sha256(source.read_bytes()).digest())
        self._mark = hashed.hexdigest().encode()

    def load(self, model: type[Model]) -> Model | None:
        """Return the model that was kept; None if there is none, or if anything it was made from has changed."""
        with contextlib.suppress(OSError, ValidationError):
            mark, _end, text = (cache_folder() / self._name).read_bytes().partition(b"\n")
            if mark == self._mark:
                return model.model_validate_json(text)
        return None

    def keep(self, model: BaseModel) -> None:
        """Keep a model, if the cache folder allows it."""
        with contextlib.suppress(OSError):
            content = model.model_dump_json(exclude_defaults=True, by_alias=True).encode()
            writing.write_atomically(cache_folder() / self._name, self._mark + b"\n" + content)
