"""Names that nobody could take for a real firm: a colour, a beast and a trade."""

from __future__ import annotations

from collections.abc import Iterator

COLOURS = [
    "Amber",
    "Azure",
    "Copper",
    "Coral",
    "Crimson",
    "Emerald",
    "Golden",
    "Indigo",
    "Ivory",
    "Jade",
    "Lilac",
    "Maroon",
    "Ochre",
    "Olive",
    "Pearl",
    "Ruby",
    "Saffron",
    "Scarlet",
    "Silver",
    "Teal",
    "Umber",
    "Violet",
]
BEASTS = [
    "Badger",
    "Beaver",
    "Bison",
    "Curlew",
    "Dolphin",
    "Egret",
    "Falcon",
    "Gannet",
    "Gazelle",
    "Heron",
    "Ibex",
    "Kestrel",
    "Lapwing",
    "Lynx",
    "Marten",
    "Narwhal",
    "Osprey",
    "Otter",
    "Pelican",
    "Plover",
    "Puffin",
    "Raven",
    "Stork",
    "Swift",
    "Tapir",
    "Turtle",
    "Walrus",
    "Wombat",
]
TRADES = [
    "Forwarding",
    "Imports",
    "Exports",
    "Logistics",
    "Warehousing",
    "Lines",
    "Brokers",
    "Foods",
    "Textiles",
    "Instruments",
    "Ceramics",
    "Machinery",
    "Timber",
    "Chemicals",
    "Optics",
    "Packaging",
]


def firms(start: int = 0) -> Iterator[str]:
    """Return endless distinct names, the same every time; from the 9 856th on with a number."""
    index = start
    size = len(COLOURS) * len(BEASTS) * len(TRADES)
    while True:
        turn, place = divmod(index, size)
        colour = COLOURS[place % len(COLOURS)]
        beast = BEASTS[(place * 5 + place // len(COLOURS)) % len(BEASTS)]
        trade = TRADES[(place // (len(COLOURS) * len(BEASTS)) + place * 3) % len(TRADES)]
        yield f"{colour} {beast} {trade} (demo{f' {turn + 1}' if turn else ''})"
        index += 1
