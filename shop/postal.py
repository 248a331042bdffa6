"""Check that a postcode, a state and a country belong together."""

from __future__ import annotations

import re

from pydantic import Field

from shop.bodies import Body
from shop.problems import Problem

_USA = {"us", "usa", "u.s.", "u.s.a.", "united states", "united states of america", "america"}
_SHAPES = {
    "canada": r"[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d",
    "united kingdom": r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}",
    "germany": r"\d{5}",
    "france": r"\d{5}",
    "austria": r"\d{4}",
    "switzerland": r"\d{4}",
    "netherlands": r"\d{4} ?[A-Z]{2}",
    "australia": r"\d{4}",
}
_NAMES = {
    "ca": "canada", "can": "canada", "uk": "united kingdom", "gb": "united kingdom", "great britain": "united kingdom",
    "england": "united kingdom", "scotland": "united kingdom", "wales": "united kingdom", "de": "germany",
    "deutschland": "germany", "fr": "france", "at": "austria", "ch": "switzerland", "nl": "netherlands",
    "holland": "netherlands", "au": "australia",
}  # fmt: skip
# The first three digits of each state's ZIP codes, as ranges (USPS publication 65).
_ZIP = {
    "AL": "350-369", "AK": "995-999", "AZ": "850-865", "AR": "716-729", "CA": "900-961", "CO": "800-816",
    "CT": "060-069", "DE": "197-199", "DC": "200-205 569-569", "FL": "320-349", "GA": "300-319 398-399",
    "HI": "967-968", "ID": "832-838", "IL": "600-629", "IN": "460-479", "IA": "500-528", "KS": "660-679",
    "KY": "400-427", "LA": "700-714", "ME": "039-049", "MD": "206-219", "MA": "010-027 055-055", "MI": "480-499",
    "MN": "550-567", "MS": "386-397", "MO": "630-658", "MT": "590-599", "NE": "680-693", "NV": "889-898",
    "NH": "030-038", "NJ": "070-089", "NM": "870-884", "NY": "100-149 005-005 063-063", "NC": "270-289",
    "ND": "580-588", "OH": "430-459", "OK": "730-749", "OR": "970-979", "PA": "150-196", "RI": "028-029",
    "SC": "290-299", "SD": "570-577", "TN": "370-385", "TX": "750-799 885-885", "UT": "840-847",
    "VT": "050-059", "VA": "201-201 220-246", "WA": "980-994", "WV": "247-268", "WI": "530-549", "WY": "820-831",
    "PR": "006-009",
}  # fmt: skip


class PostalAddress(Body):
    line1: str = Field(min_length=1, max_length=200)
    line2: str = Field("", max_length=200)
    city: str = Field(min_length=1, max_length=100)
    state: str = Field("", max_length=100)
    country: str = Field(min_length=1, max_length=100)
    postcode: str = Field(min_length=1, max_length=20)


def checked(address: PostalAddress) -> dict[str, str]:
    """The address as it is kept.

    Raises:
        Problem: 422 `address_invalid`, with the `field` at fault.
    """
    country = address.country.lower().strip(". ")
    if country in _USA:
        return _american(address)
    shape = _SHAPES.get(_NAMES.get(country, country))
    postcode = address.postcode.upper()
    if shape and not re.fullmatch(shape, postcode):
        raise _invalid("postcode", "The postcode does not fit the country.")
    return {**_fields(address), "postcode": postcode}


def _american(address: PostalAddress) -> dict[str, str]:
    state = address.state.upper()
    if state not in _ZIP:
        raise _invalid("state", "The state is not one of the United States: two letters are needed.")
    if not re.fullmatch(r"\d{5}(?:-\d{4})?", address.postcode):
        raise _invalid("postcode", "A postcode in the United States has five digits.")
    ranges = [span.split("-") for span in _ZIP[state].split()]
    if not any(first <= address.postcode[:3] <= last for first, last in ranges):
        raise _invalid("postcode", "The postcode does not belong to the state.")
    return {**_fields(address), "state": state, "country": "USA"}


def _fields(address: PostalAddress) -> dict[str, str]:
    return {name: getattr(address, name) for name in PostalAddress.__fields__}


def _invalid(field: str, detail: str) -> Problem:
    return Problem(422, "address_invalid", detail, field=field)
