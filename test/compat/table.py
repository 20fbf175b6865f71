"""Writes the cells into a document, between two marks."""


def write_table(document, cells, target):
    """Replaces what is between the target's marks; the rest of the document is kept."""
    begin, end = (f"<!-- table of {target}: {where} -->" for where in ("begin", "end"))
    before, found, rest = document.read_text().partition(begin)
    _, _, after = rest.partition(end)
    if not found:
        raise SystemExit(f"{document} has no {begin}")
    document.write_text(f"{before}{begin}\n\n{table(cells, target)}\n\n{end}{after}")


def table(cells, target):
    groups = list(dict.fromkeys(cell["group"] for cell in cells))
    versions = {group: next(cell["mlflow"] for cell in cells if cell["group"] == group) for group in groups}
    parts = [f"Target `{target}`."]
    for group in groups:
        rows = [(cell["kind"], words(cell)) for cell in cells if cell["group"] == group]
        parts.append(f"### {group} (logged by {versions[group]})\n\n{markdown(['model', 'result'], rows)}")
    return "\n\n".join(parts)


def words(cell):
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
