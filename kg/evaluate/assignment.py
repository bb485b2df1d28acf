"""The best one-to-one assignment of rows to columns.

Hungarian method with potentials and shortest augmenting paths (Kuhn 1955, Munkres 1957, in the form of Jonker and
Volgenant 1987): O(n² m) for n rows and m columns.
"""

from __future__ import annotations

from collections.abc import Sequence


def assign(score: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pairs (row, column), each row and column at most once, with the highest sum of scores.

    Scores are not negative; a pair of score 0 is no pair. Rows may be empty, columns too.

    >>> assign([[0.9, 0.8], [0.7, 0.0]])
    [(0, 1), (1, 0)]
    """
    rows, columns = len(score), len(score[0]) if score else 0
    if not rows or not columns:
        return []
    if rows > columns:
        turned = [[score[row][column] for row in range(rows)] for column in range(columns)]
        return sorted((row, column) for column, row in assign(turned))
    row_of = _match([[-value for value in row] for row in score])
    return sorted((row, column) for column, row in enumerate(row_of) if row is not None and score[row][column] > 0)


def _match(cost: list[list[float]]) -> list[int | None]:
    """The row of each column at the lowest cost; there are at least as many columns as rows."""
    columns = len(cost[0])
    row_of: list[int | None] = [None] * columns
    row_price, column_price = [0.0] * len(cost), [0.0] * columns
    for row in range(len(cost)):
        _place(row, cost, row_of, row_price, column_price)
    return row_of


def _place(
    row: int, cost: list[list[float]], row_of: list[int | None], row_price: list[float], column_price: list[float]
) -> None:
    """Give the row a column along the shortest path of changes; prices keep reduced costs from being negative."""
    columns = len(column_price)
    distance, before = [float("inf")] * columns, [-1] * columns
    settled: list[int] = []
    here, reached, column = row, 0.0, -1
    while True:
        for other in range(columns):
            if other not in settled:
                length = reached + cost[here][other] - row_price[here] - column_price[other]
                if length < distance[other]:
                    distance[other], before[other] = length, column
        column = min((other for other in range(columns) if other not in settled), key=distance.__getitem__)
        reached = distance[column]
        settled.append(column)
        taken_by = row_of[column]
        if taken_by is None:
            break
        here = taken_by
    row_price[row] += reached
    for other in settled[:-1]:
        holder = row_of[other]
        assert holder is not None  # only the last settled column was free
        row_price[holder] += reached - distance[other]
        column_price[other] -= reached - distance[other]
    while column != -1:
        previous = before[column]
        row_of[column] = row if previous == -1 else row_of[previous]
        column = previous
