"""What was found, kept on disk cell by cell: a run that was cut off goes on where it was."""

import json


class Results:
    """Cells of one target in a file of JSON lines; of each row the newest counts."""

    def __init__(self, path):
        self._path = path
        lines = path.read_text().splitlines() if path.is_file() else []
        self._cells = {}
        for line in lines:
            self._take(json.loads(line))

    def cell(self, group, row):
        """The cell of a row, or None when it was not tried."""
        return self._cells.get((group.title, row.kind))

    def keep(self, cell):
        """Adds a cell. Those of its group that another MLflow logged go, since the table names one version."""
        self._take(cell)
        self._write()

    def forget(self, group, rows):
        """These rows count as not tried."""
        for row in rows:
            self._cells.pop((group.title, row.kind), None)
        self._write()

    def _take(self, cell):
        title = cell["group"]
        for key, old in list(self._cells.items()):
            if key[0] == title and old["mlflow"] != cell["mlflow"]:
                del self._cells[key]
        self._cells[title, cell["kind"]] = cell

    def _write(self):
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Renamed into place: whoever is killed here leaves the file whole.
        new = self._path.with_suffix(".new")
        new.write_text("".join(f"{json.dumps(cell)}\n" for cell in self._cells.values()))
        new.replace(self._path)
