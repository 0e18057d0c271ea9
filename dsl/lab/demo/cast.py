"""The people, companies, pages and products of the simulated log: made up, every one, on domains reserved for examples.

Data only; the other modules here make them do things.
"""

from __future__ import annotations

from typing import NamedTuple


class Company(NamedTuple):
    """`size` in people; `place` is (latitude, longitude) in degrees; the domain is `slug`.example."""

    name: str
    slug: str
    size: int
    industry: str
    country: str
    place: tuple[float, float]


class Product(NamedTuple):
    """`price` in whole złoty."""

    name: str
    sku: str
    price: int


KRAKOW, WARSAW, GDANSK, WROCLAW = (50.0614, 19.9366), (52.2297, 21.0122), (54.352, 18.6466), (51.1079, 17.0385)
PRAGUE, BRNO, BRATISLAVA, BERLIN, LEIPZIG = (
    (50.0755, 14.4378),
    (49.1951, 16.6068),
    (48.1486, 17.1077),
    (52.52, 13.405),
    (51.3397, 12.3731),
)
VILNIUS, LYON, BOSTON, BANGALORE = (54.6872, 25.2797), (45.764, 4.8357), (42.3601, -71.0589), (12.9716, 77.5946)

COMPANIES = (
    Company("Miodosyt", "miodosyt", 260, "food", "PL", KRAKOW),
    Company("Zielony Tor", "zielonytor", 1200, "transport", "PL", WARSAW),
    Company("Bursztynowa Zatoka", "bursztynowazatoka", 85, "travel", "PL", GDANSK),
    Company("Kamień i Spółka", "kamienispolka", 40, "construction", "PL", WROCLAW),
    Company("Wawelska Manufaktura", "wawelskamanufaktura", 150, "furniture", "PL", KRAKOW),
    Company("Trzy Sosny", "trzysosny", 8, "design", "PL", KRAKOW),
    Company("Nadwiślańskie Młyny", "nadwislanskiemlyny", 430, "food", "PL", WARSAW),
    Company("Łódka Studio", "lodkastudio", 4, "design", "PL", GDANSK),
    Company("Srebrny Dzwon", "srebrnydzwon", 62, "media", "PL", WROCLAW),
    Company("Borowik Logistyka", "borowiklogistyka", 310, "transport", "PL", WROCLAW),
    Company("Chmielny Bór", "chmielnybor", 35, "food", "PL", WARSAW),
    Company("Papierowy Żuraw", "papierowyzuraw", 18, "print", "PL", KRAKOW),
    Company("Jantar Ubezpieczenia", "jantarubezpieczenia", 900, "insurance", "PL", GDANSK),
    Company("Modrý Most", "modrymost", 210, "software", "CZ", PRAGUE),
    Company("Lipová Dílna", "lipovadilna", 55, "furniture", "CZ", BRNO),
    Company("Skleněný Les", "sklenenyles", 120, "glass", "CZ", PRAGUE),
    Company("Dunajská Pekáreň", "dunajskapekaren", 75, "food", "SK", BRATISLAVA),
    Company("Tatranský Vietor", "tatranskyvietor", 230, "energy", "SK", BRATISLAVA),
    Company("Kupferhahn Werke", "kupferhahn", 640, "machinery", "DE", LEIPZIG),
    Company("Birkenlicht", "birkenlicht", 95, "lighting", "DE", BERLIN),
    Company("Nordkreis Apotheken", "nordkreis", 380, "pharmacy", "DE", BERLIN),
    Company("Sieben Linden Verlag", "siebenlinden", 28, "media", "DE", LEIPZIG),
    Company("Gintaro Laivas", "gintarolaivas", 140, "transport", "LT", VILNIUS),
    Company("Žalias Tiltas", "zaliastiltas", 60, "construction", "LT", VILNIUS),
    Company("Atelier du Tilleul", "atelierdutilleul", 45, "design", "FR", LYON),
    Company("Harborlight Analytics", "harborlight", 320, "software", "US", BOSTON),
    Company("Quillfeather Press", "quillfeather", 12, "media", "US", BOSTON),
    Company("Saffron Gear Works", "saffrongear", 700, "machinery", "IN", BANGALORE),
)
RIVAL = Company("Rivalis", "rivalis", 180, "software", "PL", WARSAW)
OURSELVES = "example.com"
FREE_MAIL, POST, HOME_MAIL = MAIL_PROVIDERS = ("freemail.example", "post.example", "homemail.example")

TITLES = (  # (title, share in percent)
    ("Marketing Manager", 20), ("Marketing Specialist", 14), ("Head of Marketing", 10), ("Dyrektor Marketingu", 8),
    ("Sales Director", 8), ("Kierownik Sprzedaży", 8), ("CEO", 7), ("Prezes Zarządu", 4), ("CTO", 4),
    ("Founder", 4), ("Specjalista ds. CRM", 6), ("Analyst", 4), ("Student", 3),
)  # fmt: skip
FIRST = (
    "Anna", "Katarzyna", "Magdalena", "Agnieszka", "Joanna", "Zofia", "Małgorzata", "Ewa", "Paulina", "Weronika",
    "Łucja", "Petra", "Jana", "Lenka", "Ieva", "Greta", "Claudia", "Ines", "Piotr", "Krzysztof", "Andrzej", "Tomasz",
    "Paweł", "Michał", "Marcin", "Jakub", "Łukasz", "Grzegorz", "Wojciech", "Bartosz", "Jiří", "Ondřej", "Matúš",
    "Jonas", "Lukas", "Stefan", "Felix", "Camille",
)  # fmt: skip
LAST = (
    "Nowak", "Wójcik", "Mazur", "Krawczyk", "Zając", "Dudek", "Sikora", "Baran", "Szewczyk", "Wróbel", "Gąska",
    "Leśniak", "Żuraw", "Piątek", "Kołodziej", "Śliwa", "Bąk", "Dvořák", "Procházka", "Krejčí", "Horváth", "Kováč",
    "Richter", "Vogel", "Lange", "Brandt", "Krause", "Petrauskas", "Kazlauskas", "Moreau", "Lambert",
)  # fmt: skip

ARTICLES = (
    "what-is-lead-scoring", "five-signs-of-a-ready-buyer", "how-we-lost-a-lead-in-four-hours", "scoring-without-a-data-team",
    "sales-and-marketing-speak-again", "when-to-forget-a-visit", "mail-that-gets-read", "negative-points",
    "co-to-jest-scoring", "kiedy-dzwonic",
)  # fmt: skip
STORIES = ("/customers/mill", "/customers/bakery", "/klienci/browar", "/customers/harbour")
PRICE_LISTS = ("/cennik", "/pricing", "/pricing", "/cennik/enterprise")
EBOOKS = ("ebook-lead-scoring.pdf", "ebook-mail-that-works.pdf", "e-book-scoring-w-praktyce.pdf")
WEBINARS = ("Scoring for beginners", "From click to call", "Rules in git")
NEWSLETTERS = ("What buyers read in May", "Three rules to steal", "A webinar on Thursday", "Four hours", "Summer reading",
               "Your questions answered", "New: rules in git", "The quiet quarter", "Half-lives explained")  # fmt: skip
PRODUCTS = (
    Product("Hiking boots", "B-100", 449), Product("Rain jacket", "J-210", 389), Product("Wool socks", "S-015", 49),
    Product("Backpack 40 l", "P-040", 329), Product("Two-person tent", "T-002", 899), Product("Sleeping bag", "T-110", 519),
    Product("Head lamp", "L-300", 129), Product("Steel bottle", "C-050", 79), Product("Trekking poles", "K-120", 219),
    Product("Camping stove", "C-200", 169), Product("Down vest", "J-340", 459), Product("Map case", "M-001", 39),
)  # fmt: skip


class Show(NamedTuple):
    """Something to watch: a film has no episodes. `minutes` is how long one sitting lasts."""

    name: str
    slug: str
    episodes: int
    minutes: int


SHOWS = (
    Show("Night Tram Sixteen", "night-tram-sixteen", 8, 42), Show("Salt and Amber", "salt-and-amber", 10, 38),
    Show("The Quiet Orchard", "the-quiet-orchard", 6, 34), Show("Seven Winters in Sanok", "seven-winters-in-sanok", 12, 29),
    Show("Smok i spółka", "smok-i-spolka", 24, 18), Show("Kuchnia po północy", "kuchnia-po-polnocy", 9, 25),
)  # fmt: skip
FILMS = (
    Show("A Lighthouse for Two", "a-lighthouse-for-two", 0, 58), Show("Ostatni prom", "ostatni-prom", 0, 54),
    Show("Snow over the Canal", "snow-over-the-canal", 0, 49), Show("Wiatr od Bieszczad", "wiatr-od-bieszczad", 0, 57),
)  # fmt: skip

RECIPES = ("zurek-w-chlebie", "sunday-pierogi", "quick-borscht", "apple-pie", "ogorki-na-zime", "kopytka", "lentil-soup")
GROCERIES = ("Rye flour", "Apple juice", "Buckwheat", "Pickled cucumbers", "Plum jam", "Oat biscuits", "Sunflower oil")
COUPONS = ("two for one", "spring basket", "jam month", "welcome")
SHOPS = {"Kraków Rynek": (50.0617, 19.9373), "Nowa Huta": (50.0719, 20.0379), "Warszawa Wola": (52.2356, 20.9814)}
"""Where the brand has shops of its own: (latitude, longitude)."""
