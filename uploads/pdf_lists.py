"""The entries of a PDF and of its pages, the kinds of annotation and the kinds of action that readers may get; and what is none."""

import re

ROOT = frozenset(
    [
        "/Type",
        "/Version",
        "/Extensions",
        "/Pages",
        "/PageLabels",
        "/Names",
        "/Dests",
        "/ViewerPreferences",
        "/PageLayout",
        "/PageMode",
        "/Outlines",
        "/Threads",
        "/OpenAction",
        "/AcroForm",
        "/Metadata",
        "/StructTreeRoot",
        "/MarkInfo",
        "/Lang",
        "/SpiderInfo",
        "/OutputIntents",
        "/PieceInfo",
        "/OCProperties",
        "/Perms",
        "/Legal",
        "/DSS",
        "/DPartRoot",
        "/NeedsRendering",
    ]
)
NAMES = frozenset(["/Dests", "/AP", "/Pages", "/IDS"])
PAGE = frozenset(
    [
        "/Type",
        "/Parent",
        "/LastModified",
        "/Resources",
        "/MediaBox",
        "/CropBox",
        "/BleedBox",
        "/TrimBox",
        "/ArtBox",
        "/BoxColorInfo",
        "/Contents",
        "/Rotate",
        "/Group",
        "/Thumb",
        "/B",
        "/Dur",
        "/Trans",
        "/Annots",
        "/Metadata",
        "/PieceInfo",
        "/StructParents",
        "/ID",
        "/PZ",
        "/SeparationInfo",
        "/Tabs",
        "/TemplateInstantiated",
        "/PresSteps",
        "/UserUnit",
        "/VP",
        "/OutputIntents",
        "/DPart",
    ]
)
ANNOTATIONS = frozenset(
    [
        "/Text",
        "/Link",
        "/FreeText",
        "/Line",
        "/Square",
        "/Circle",
        "/Polygon",
        "/PolyLine",
        "/Highlight",
        "/Underline",
        "/Squiggly",
        "/StrikeOut",
        "/Caret",
        "/Stamp",
        "/Ink",
        "/Popup",
        "/Widget",
        "/PrinterMark",
        "/TrapNet",
        "/Watermark",
        "/Redact",
    ]
)
ACTIONS = frozenset(["/GoTo", "/URI", "/Named", "/Thread", "/Hide", "/SetOCGState", "/ResetForm", "/Trans"])
# Nothing is opened elsewhere before a person asks for it.
AT_ONCE = frozenset(["/GoTo", "/Named"])
ACTION_KEYS = frozenset(["/A", "/PA", "/OpenAction", "/Next"])
FILES = frozenset(["/EF", "/RF", "/AF"])
PLAYERS = frozenset(["/RichMedia", "/3D", "/Movie", "/Screen", "/Sound"])
STARTERS = frozenset(["/Launch"])
PROGRAM_NAMES = re.compile(
    r"\.(exe|scr|com|pif|bat|cmd|msi|dll|cpl|js|jse|vbs|vbe|wsf|wsh|ps1|sh|jar|hta|lnk|reg|apk|app|docm|xlsm|pptm)\W*$", re.IGNORECASE
)
PROGRAM_MAGIC = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe")
MASKS = frozenset(["/Luminosity", "/Alpha"])
# Where a link may lead when a person follows it; one without a scheme is a page of the web.
WEB = re.compile(r"\s*(https?:|mailto:|tel:|ftp:|[^:]*$)", re.IGNORECASE)
