"""The database's refusals as sentences for the person who acted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.apps import apps
from django.db import DataError, IntegrityError, OperationalError
from psycopg import errors as pg

from deadlines.services import DeadlineError
from ledger.constraints import sentences
from ledger.timekeeping import EditionMovedError
from procedure.errors import Busy, ConditionNotMet

logger = structlog.get_logger(__name__)


@contextmanager
def refusals_in_words() -> Iterator[None]:
    """Raise ConditionNotMet or Busy for what the database refused; anything else passes."""
    try:
        yield
    except IntegrityError as error:
        raise ConditionNotMet(_sentence_of(error)) from error
    except (DataError, UnicodeEncodeError) as error:
        msg = "有文字过长，或者含有不能保存的字符，请修改后重试。"
        raise ConditionNotMet(msg) from error
    except EditionMovedError as error:
        msg = "期限规则、放假安排或者单位名录刚刚更新，请再办理一次。"
        raise Busy(msg) from error
    except DeadlineError as error:
        raise ConditionNotMet(str(error)) from error
    except OperationalError as error:
        if isinstance(error.__cause__, pg.LockNotAvailable | pg.DeadlockDetected):
            raise Busy from error
        raise


def _sentence_of(error: IntegrityError) -> str:
    """The sentence that the violated constraint carries; a bare name would help nobody."""
    diag = getattr(error.__cause__, "diag", None)
    name = getattr(diag, "constraint_name", None) or ""
    for model in apps.get_models():
        if sentence := sentences(model).get(name):
            return sentence
    # Whoever looks for the cause needs its name; the values that it refused stay out of the log.
    logger.warning("constraint_without_words", reason=f"{getattr(diag, 'table_name', None)} {name}")
    return "数据不符合办理规则，未予保存，请核对后重试。"
