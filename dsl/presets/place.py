"""Files into a new folder: all of them or none, and never over anything that is there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory


def place(files: Mapping[str, str], folder: Path) -> None:
    """Makes the folder, those above it where they are missing, and the files in it. OSError where it cannot be done.

    Everything is written beside the place where it is to go and moved there in one step:

        there/.punkty-k3x9/new/missing/folder/*.punkty   ->   there/missing/folder/*.punkty

    so that whoever looks sees the whole folder or none, and a folder that somebody has filled meanwhile stays as it is.
    """
    if os.path.lexists(folder):
        raise FileExistsError(f"{folder} is there already")
    folder = folder.resolve()
    top = next(path for path in (folder, *folder.parents) if path.parent.exists())
    with TemporaryDirectory(dir=top.parent, prefix=".punkty-") as aside:
        staged = Path(aside) / "new"
        for name, text in files.items():
            file = staged / folder.relative_to(top) / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        staged.rename(top)
