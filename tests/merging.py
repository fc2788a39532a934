"""What a browser sends back from the page that asks which of two texts is kept."""


def choosing(page, **choices) -> dict:
    """The hidden and chosen answers of the page: everybody's own text, where `choices` (by name of the answer) say nothing else."""
    merge = page.context["form"].merge
    sent = {"merge-with": str(merge.version), "merge-by": merge.by, "merge-at": merge.at.isoformat()}
    sent["merge-of"] = [row.name for row in merge.rows]
    for row in merge.rows:
        choice = choices.get(row.name, "mine")
        sent |= {f"merge-{row.name}": choice} if choice else {}
        for name, text in row.theirs:
            sent.setdefault(f"merge-theirs-{name}", []).append(text)
    return sent
