"""E-mail domains asked of name servers (R-006, ``email.check_mx``): no network here, the servers are played."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from dns.exception import Timeout
from dns.resolver import NXDOMAIN, NoAnswer, NoNameservers, NoResolverConfiguration, Resolver

from xlcrm.checks import email
from xlcrm.policy import Policy

Told = Callable[..., list[str]]
ASKING = Policy.default().with_values({"email.check_mx": True})


class Exchange:
    def __init__(self, name: str) -> None:
        self.preference, self.exchange = 0, name


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Domains that were asked for; ``gone.example`` does not exist, ``null.example`` refuses mail."""
    found: list[str] = []

    class Server(Resolver):
        def __init__(self) -> None:
            super().__init__(configure=False)

        def resolve(self, qname: Any, rdtype: Any = "A", *_: Any, **__: Any) -> Any:
            if rdtype == "MX":
                found.append(qname)
            match qname.partition(".")[0]:
                case "gone":
                    raise NXDOMAIN
                case "silent":
                    raise NoAnswer
                case "slow":
                    raise Timeout
                case "down":
                    raise NoNameservers
                case "odd":
                    raise RuntimeError("something else")
                case "null":
                    return [Exchange(".")]
            return [Exchange("mail.example.")]

    monkeypatch.setattr("dns.resolver.get_default_resolver", Server)
    return found


@pytest.mark.parametrize(
    ("domain", "takes"),
    [
        ("good.example", True),
        pytest.param("gone.example", False, id="a domain that does not exist"),
        pytest.param("silent.example", False, id="a domain without a mail server or an address"),
        pytest.param("null.example", False, id="a domain that refuses mail"),
        pytest.param("slow.example", None, id="no answer in time"),
        pytest.param("down.example", None, id="no server that answers"),
        pytest.param("odd.example", None, id="any other mishap says nothing of the domain"),
    ],
)
@pytest.mark.usefixtures("asked")
def test_a_domain_takes_mail_or_not_or_nobody_knows(domain: str, takes: bool | None) -> None:
    assert email.takes_mail(domain) is takes


def test_without_a_name_server_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_set_up() -> Resolver:
        raise NoResolverConfiguration

    monkeypatch.setattr("dns.resolver.get_default_resolver", none_set_up)
    assert email.takes_mail("good.example") is None


def test_nobody_is_asked_unless_the_policy_says_so(told: Told, asked: list[str]) -> None:
    assert told("R-006", customer_master=[{"contact_email": "wang@gone.example"}]) == []
    assert asked == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("wang@good.example", []),
        pytest.param("wang@gone.example", ["warning contact_email"], id="a domain that is not there"),
        pytest.param("wang@good.example;li@null.example", ["warning contact_email"], id="the second of two"),
        pytest.param("wang@slow.example", ["info contact_email"], id="nobody answers: said once"),
    ],
)
@pytest.mark.usefixtures("asked")
def test_a_domain_without_mail_is_told(told: Told, address: str, expected: list[str]) -> None:
    found = told("R-006", policy=ASKING, customer_master=[{"contact_email": address}])
    assert [line.replace("customer_master.", "") for line in found] == expected


def test_each_domain_is_asked_for_once_and_none_after_silence(told: Told, asked: list[str]) -> None:
    pair = [{"contact_email": "a@gone.example"}, {"contact_email": "b@gone.example"}]
    assert len(told("R-006", policy=ASKING, customer_master=pair)) == 2
    assert asked.count("gone.example") == 1
    pair = [{"contact_email": "a@slow.example"}, {"contact_email": "b@gone.example"}]
    assert len(told("R-006", policy=ASKING, customer_master=pair)) == 1
    assert asked.count("gone.example") == 1
