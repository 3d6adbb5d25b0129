"""One invented paper of every kind, filled as the services fill it."""

import dataclasses

from notices.kinds import Paper
from tests.notices.assessment_samples import ASSESSMENT_PAPERS
from tests.notices.court_samples import COURT_PAPERS
from tests.notices.oversight_samples import OVERSIGHT_PAPERS
from tests.notices.recognition_samples import RECOGNITION_PAPERS
from tests.notices.remedy_samples import REMEDY_PAPERS

SAMPLES = (*COURT_PAPERS, *RECOGNITION_PAPERS, *REMEDY_PAPERS, *ASSESSMENT_PAPERS, *OVERSIGHT_PAPERS)


def sample(kind: type[Paper], **changes: object) -> Paper:
    """Return the sample of a kind with some facts changed."""
    found = next(paper for paper in SAMPLES if isinstance(paper, kind))
    return dataclasses.replace(found, **changes)
