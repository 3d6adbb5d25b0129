from tests.notices.conftest import court, enterprise, notice, region

__all__ = ["court", "enterprise", "notice", "region"]
