"""The columns that several lists share."""

from __future__ import annotations

from dataclasses import replace

from portal.shell.components import Column

CASE = Column("企业与案号", "cells/case.html")
CERTIFICATE = Column("证明", "cells/certificate.html")
STATE = Column("状态", "cells/state.html")
DUE = Column("期限", "cells/due.html")
PROGRESS = Column("互认", "cells/progress.html")
WAITING = Column("谁在等", "cells/waiting.html")
STEPS = Column("我能办理", "cells/steps.html")

# What has to be done, and how far the units are.
WORK = (CASE, STATE, DUE, WAITING, STEPS)
PROGRESSING = (CASE, STATE, PROGRESS, replace(DUE, heading="最近的期限"), WAITING)
