"""The catalogue as plain data."""

import json

from xlcrm.tables import CATALOGUE, CultureNote, CustomerMaster, Order
from xlcrm.tables.describe import as_json


def test_a_table_tells_what_the_command_promises():
    told = as_json(CustomerMaster)
    assert list(told) == ["id", "title", "title_hant", "sheet", "kind", "source", "columns"]
    assert list(told["columns"][0]) == [
        *("name", "header", "header_hant", "label", "type", "required", "choices", "computed_by", "aliases"),
    ]
    columns = {column["name"]: column for column in told["columns"]}
    assert columns["customer_id"]["required"] is True
    assert columns["contact_phone"]["required"] == "phone or email"
    assert columns["contact_title"]["required"] is False
    assert columns["grade"]["choices"] == ["A类", "B类", "C类"]
    assert columns["last_contact_date"]["computed_by"] == "R-041"
    assert columns["owner"]["choices"] is None


def test_a_list_without_values_is_no_list_of_choices():
    assert {c["name"]: c["choices"] for c in as_json(CultureNote)["columns"]}["forbidden_words"] is None


def test_a_sheet_is_called_as_excel_allows():
    assert (as_json(Order)["title"], as_json(Order)["sheet"]) == ("订单/销售记录", "订单／销售记录")


def test_the_whole_catalogue_is_json():
    text = json.dumps([as_json(table) for table in CATALOGUE], ensure_ascii=False)
    assert text.count('"header_hant"') == 571
