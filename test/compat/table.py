"""Writes what was found into a document, between two marks."""


def write_table(document, target, groups, results):
    """Replaces what is between the target's marks; the rest of the document is kept."""
    begin, end = (f"<!-- table of {target}: {where} -->" for where in ("begin", "end"))
    before, found, rest = document.read_text().partition(begin)
    _, _, after = rest.partition(end)
    if not found:
        raise SystemExit(f"{document} has no {begin}")
    parts = [f"Target `{target}`.", *(section(group, results) for group in groups)]
    document.write_text("\n\n".join([before + begin, *parts, end]) + after)


def section(group, results):
    """All rows of a group, tried or not."""
    cells = [(row.kind, results.cell(group, row)) for row in group.rows]
    version = next((f" (logged by {cell['mlflow']})" for _, cell in cells if cell), "")
    return f"### {group.title}{version}\n\n{markdown(['model', 'result'], [(kind, words(cell)) for kind, cell in cells])}"


def words(cell):
    if cell is None:
        return "not tried"
    if cell["verdict"] == "problem":
        return f"`{cell['code']}`: {cell['sentence']} {cell['reason']}".strip()
    if cell["verdict"] == "failed":
        return f"**fails**: {cell['sentence']}"
    if cell["parity"] == 0:
        return f"passes {cell['cases']} cases; nothing to compare with"
    return f"parity passes: {cell['parity']} of {cell['cases']} cases, largest difference {cell['difference']:.3g}"


def markdown(heading, rows):
    """A table whose columns line up, as Prettier writes it."""
    cells = [heading, *[[text.replace("|", "\\|").replace("\n", " ") for text in row] for row in rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(heading))]
    lines = ["| " + " | ".join(text.ljust(width) for text, width in zip(row, widths)) + " |" for row in cells]
    lines.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    return "\n".join(lines)
