"""Know the names of states and countries as customers write them."""

from __future__ import annotations

STATES = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "colorado": "CO",
    "connecticut": "CT", "delaware": "DE", "district of columbia": "DC", "florida": "FL", "georgia": "GA",
    "hawaii": "HI", "idaho": "ID", "illinois": "IL", "indiana": "IN", "iowa": "IA", "kansas": "KS", "kentucky": "KY",
    "louisiana": "LA", "maine": "ME", "maryland": "MD", "massachusetts": "MA", "michigan": "MI", "minnesota": "MN",
    "mississippi": "MS", "missouri": "MO", "montana": "MT", "nebraska": "NE", "nevada": "NV", "new hampshire": "NH",
    "new jersey": "NJ", "new mexico": "NM", "new york": "NY", "north carolina": "NC", "north dakota": "ND",
    "ohio": "OH", "oklahoma": "OK", "oregon": "OR", "pennsylvania": "PA", "puerto rico": "PR", "rhode island": "RI",
    "south carolina": "SC", "south dakota": "SD", "tennessee": "TN", "texas": "TX", "utah": "UT", "vermont": "VT",
    "virginia": "VA", "washington": "WA", "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY",
}  # fmt: skip
PROVINCES = frozenset({"AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"})
COUNTRIES = {
    "us": "USA", "usa": "USA", "u.s.": "USA", "u.s.a": "USA", "united states": "USA", "united states of america": "USA",
    "america": "USA", "canada": "Canada", "uk": "United Kingdom", "gb": "United Kingdom",
    "united kingdom": "United Kingdom", "great britain": "United Kingdom", "england": "United Kingdom",
    "scotland": "United Kingdom", "wales": "United Kingdom", "germany": "Germany", "deutschland": "Germany",
    "france": "France", "austria": "Austria", "switzerland": "Switzerland", "netherlands": "Netherlands",
    "holland": "Netherlands", "australia": "Australia", "ireland": "Ireland", "spain": "Spain", "italy": "Italy",
    "belgium": "Belgium", "denmark": "Denmark", "sweden": "Sweden", "norway": "Norway", "india": "India",
    "mexico": "Mexico", "poland": "Poland", "portugal": "Portugal", "new zealand": "New Zealand",
}  # fmt: skip


def state_named(text: str) -> str | None:
    """The two letters of an American state, by name or code, or of a Canadian province by its code."""
    said = text.strip(" .,").lower()
    coded = said.upper() in STATES.values() or said.upper() in PROVINCES
    return said.upper() if coded else STATES.get(said)


def country_named(text: str) -> str | None:
    """A country as the shop writes it."""
    said = text.strip(" .,").lower().removeprefix("the ")
    return COUNTRIES.get(said)
