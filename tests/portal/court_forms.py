"""What the court's people send from the pages of their steps."""

from tests.portal.enterprise_pages import signed_in
from tests.portal.staff_pages import post, step_url

LINE = {"what": "第二期付款回单", "why": "核对已付金额", "how": "到开户银行柜台打印"}


def lines(*rows: dict[str, str]) -> dict[str, str]:
    """Rows as the browser sends them, with the formset's own bookkeeping."""
    data = {"items-TOTAL_FORMS": str(len(rows)), "items-INITIAL_FORMS": str(len(rows))}
    for place, row in enumerate(rows):
        data |= {f"items-{place}-{name}": value for name, value in row.items()}
    return data


def take(walk, part, action, **data):
    user = walk.case.handler if part == "handler" else walk.cast.people[part]
    return post(signed_in(user), step_url(walk, action), walk.case, **data)
