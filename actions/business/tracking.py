"""Decide what there is to say about where an order is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from actions.business.lines import Line
from helpline.backends.values import Order, OrderStatus, Shipment

_TRAVELLING = {OrderStatus.SHIPPED, OrderStatus.PROCESSED}
_ARRIVED = {OrderStatus.DELIVERED, OrderStatus.RETURN_REQUESTED, OrderStatus.EXCHANGE_REQUESTED}


def lines(order: Order) -> list[Line]:
    """The status, then one line for each parcel that is on its way or has arrived."""
    status = Line(f"utter_track_order_{order.status.value}", {"order_number": order.number})
    return [status, *_parcels(order)]


def day(moment: datetime) -> str:
    """A date as people write it."""
    return f"{moment:%A}, {moment.day} {moment:%B}"


def same_number(one: str | None, other: str | None) -> bool:
    """Whether two order numbers name the same order, however they were typed."""
    return _key(one) == _key(other) != ""


def _parcels(order: Order) -> Iterator[Line]:
    for shipment in order.shipments:
        if shipment.delivered_at and order.status in _TRAVELLING | _ARRIVED:
            yield _delivered(shipment, shipment.delivered_at)
        elif order.status in _TRAVELLING and shipment.carrier and shipment.tracking_number:
            yield _on_its_way(shipment)


def _delivered(shipment: Shipment, at: datetime) -> Line:
    if shipment.carrier and shipment.tracking_number:
        return Line("utter_track_order_parcel_delivered", {**_parcel(shipment), "delivered_on": day(at)})
    return Line("utter_track_order_delivered_on", {"delivered_on": day(at)})


def _on_its_way(shipment: Shipment) -> Line:
    if shipment.eta:
        return Line("utter_track_order_parcel_eta", {**_parcel(shipment), "eta": day(shipment.eta)})
    return Line("utter_track_order_parcel", _parcel(shipment))


def _parcel(shipment: Shipment) -> dict[str, str | None]:
    return {"carrier": shipment.carrier, "tracking_number": shipment.tracking_number}


def _key(number: str | None) -> str:
    return "".join(character for character in number or "" if character.isalnum()).upper()
