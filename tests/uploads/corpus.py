"""Files as people bring them, made here: the good, by what a reader gets of them, and the bad, by what the sentence names."""

from __future__ import annotations

import struct
import zipfile
import zlib
from functools import partial
from io import BytesIO
from pathlib import Path

import pikepdf
from PIL import Image

D, N, S, A = pikepdf.Dictionary, pikepdf.Name, pikepdf.String, pikepdf.Array
FONT = D(Type=N.Font, Subtype=N.Type1, BaseFont=N.Helvetica)
DATE_FORMAT = "AFDate_FormatEx('yyyy-mm-dd')"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def pdf(*changes, pages=1, **saving):
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    for change in changes:
        change(document)
    content = BytesIO()
    document.save(content, **saving)
    return content.getvalue()


def image(kind="PNG", size=(40, 30), mode="RGB", **saving):
    content = BytesIO()
    noise = Image.effect_noise(size, 50)
    noise.convert(mode).save(content, kind, **saving)
    return content.getvalue()


def turned():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "示例手机"
    return image("JPEG", exif=exif)


def claimed(width, height):
    """A PNG whose header claims a size that its few bytes could fill a machine with."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    body = b"".join(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + body


def white(width, height):
    content = BytesIO()
    Image.new("1", (width, height), 1).save(content, "PNG")
    return content.getvalue()


def zipped(*names):
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return content.getvalue()


def iso_media(*brands):
    return struct.pack(">I", 8 + 4 * (len(brands) + 1)) + b"ftyp" + brands[0] + b"\0\0\0\0" + b"".join(brands[1:]) + b"\0" * 200


# --- what is added to a PDF ---


def field(*, action=None, trigger="F", **more):
    """A field of a form, with an action when it is formatted, keyed or left."""

    def change(document):
        entries = {"AA": D({f"/{trigger}": action})} if action is not None else {}
        widget = document.make_indirect(
            D(Type=N.Annot, Subtype=N.Widget, FT=N.Tx, T=S("date"), Rect=A([20, 20, 100, 40]), **entries, **more)
        )
        document.pages[0].Annots = A([widget])
        document.Root.AcroForm = D(Fields=A([widget]))

    return change


def script(text):
    return D(S=N.JavaScript, JS=S(text))


def attached(name, content):
    def change(document):
        document.attachments[name] = content

    return change


def on_open(action):
    def change(document):
        document.Root.OpenAction = action

    return change


def link(action):
    def change(document):
        document.pages[0].Annots = A([document.make_indirect(D(Type=N.Annot, Subtype=N.Link, Rect=A([0, 0, 9, 9]), A=action))])

    return change


def annotation(subtype, **entries):
    def change(document):
        document.pages[0].Annots = A([document.make_indirect(D(Type=N.Annot, Subtype=N("/" + subtype), Rect=A([0, 0, 9, 9]), **entries))])

    return change


def of_root(**entries):
    def change(document):
        for name, value in entries.items():
            document.Root[f"/{name}"] = value

    return change


def of_page(**entries):
    def change(document):
        for name, value in entries.items():
            document.pages[0].obj[f"/{name}"] = value

    return change


def named_script(document):
    document.Root.Names = D(JavaScript=D(Names=A([S("a"), script("app.alert(1)")])))


def opens_at_the_top(document):
    document.Root.OpenAction = A([document.pages[0].obj, N.Fit])


def tagged(document):
    document.Root.MarkInfo = D(Marked=True)
    document.Root.Lang = S("zh-CN")
    document.Root.StructTreeRoot = document.make_indirect(
        D(Type=N.StructTreeRoot, K=A([D(Type=N.StructElem, S=N.P, A=D(O=N.Layout, TextAlign=N.Center))]))
    )


def bookmarked(document):
    entry = document.make_indirect(D(Title=S("第一页"), Dest=A([document.pages[0].obj, N.Fit])))
    document.Root.Outlines = document.make_indirect(D(Type=N.Outlines, First=entry, Last=entry, Count=1))


def static_form_with_xml(document):
    field()(document)
    document.Root.AcroForm.XFA = pikepdf.Stream(document, b"<xdp/>")


def dynamic_form(document):
    document.Root.AcroForm = D(XFA=pikepdf.Stream(document, b"<xdp/>"))
    document.Root.NeedsRendering = True


def photo(content, width, height):
    def change(document):
        picture = pikepdf.Stream(
            document, content, Type=N.XObject, Subtype=N.Image, Width=width, Height=height, BitsPerComponent=8, ColorSpace=N.DeviceRGB,
            Filter=N.DCTDecode,
        )  # fmt: skip
        document.pages[0].Resources = D(XObject=D(Im0=picture))
        document.pages[0].Contents = pikepdf.Stream(document, b"q 300 0 0 200 0 0 cm /Im0 Do Q")

    return change


def huge_page(document):
    packed = zlib.compressobj(9)
    piece = b"0 0 m\n" * 200_000
    data = b"".join(packed.compress(piece) for _ in range(120)) + packed.flush()
    document.pages[0].Contents = document.make_stream(b"")
    document.pages[0].Contents.write(data, filter=N.FlateDecode)


def huge_page_packed_twice(document):
    packed = zlib.compress(zlib.compress(b"0" * (150 * 1024 * 1024), 9), 9)
    document.pages[0].Contents = document.make_stream(b"")
    document.pages[0].Contents.write(packed, filter=A([N.FlateDecode, N.FlateDecode]))


def nested(depth):
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /X "
        + b"[" * depth
        + b"]" * depth
        + (
            b" >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
            b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"
        )
    )


def bomb_of_objects():
    """A stream of objects that unpacks to more than the memory of a child."""
    packed = zlib.compressobj(9)
    data = b"".join(packed.compress(b" " * (16 << 20)) for _ in range(96)) + packed.flush()
    head = b"%PDF-1.7\n1 0 obj\n<< /Type /ObjStm /N 1 /First 8 /Filter /FlateDecode /Length " + str(len(data)).encode() + b" >>\nstream\n"
    xref_at = len(head) + len(data) + len(b"\nendstream\nendobj\n")
    rows = [(0, 0, 65535), (1, len(b"%PDF-1.7\n"), 0), (2, 1, 0), (1, xref_at, 0)]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    entries = b"<< /Type /XRef /Size 4 /W [1 4 2] /Root 2 0 R /Length " + str(len(table)).encode() + b" >>"
    tail = b"\nendstream\nendobj\n3 0 obj\n" + entries + b"\nstream\n" + table + b"\nendstream\nendobj\nstartxref\n"
    return head + data + tail + str(xref_at).encode() + b"\n%%EOF\n"


def locked(user="", owner="read-only", **options):
    return {"encryption": pikepdf.Encryption(owner=owner, user=user, **options)}


R2, R3, R4, R6 = ({"R": 2, "aes": False, "metadata": False}, {"R": 3, "aes": False, "metadata": False}, {"R": 4}, {"R": 6})
WITHOUT_PRINTING = {"allow": pikepdf.Permissions(print_lowres=False, print_highres=False, extract=False)}
OWN = ""  # the reader gets the original itself

# name: (file name, bytes or what makes them, what the reader's copy leaves out)
GOOD = {
    "plain": ("回单.pdf", pdf(), OWN),
    "upper case": ("扫描件.PDF", partial(pdf, pages=300), OWN),
    "two dots": ("合同.v1.2.pdf", pdf(), OWN),
    "packed objects": ("回单.pdf", pdf(bookmarked, object_stream_mode=pikepdf.ObjectStreamMode.generate), OWN),
    "linearized": ("回单.pdf", pdf(linearize=True), OWN),
    "owner password R2": ("回单.pdf", pdf(**locked(**R2)), OWN),
    "owner password R3": ("回单.pdf", pdf(**locked(**R3)), OWN),
    "owner password R4": ("回单.pdf", pdf(**locked(**R4)), OWN),
    "owner password R6": ("回单.pdf", pdf(**locked(**R6)), OWN),
    "owner password, no printing": ("回单.pdf", pdf(**locked(**R6, **WITHOUT_PRINTING)), OWN),
    "tagged": ("回单.pdf", pdf(tagged), OWN),
    "bookmarks": ("回单.pdf", pdf(bookmarked), OWN),
    "opens at the top": ("回单.pdf", pdf(opens_at_the_top), OWN),
    "link to a page of the web": ("回单.pdf", pdf(link(D(S=N.URI, URI=S("http://localhost/")))), OWN),
    "plain form": ("申请表.pdf", pdf(field(V=S("2026-11-02"))), OWN),
    "stamp and note": ("批注.pdf", pdf(annotation("Stamp")), OWN),
    "signature field": ("电子签章.pdf", pdf(field(V=D(Type=N.Sig, Filter=N("/Adobe.PPKLite"), Contents=S("x")))), OWN),
    "photograph": ("照片.pdf", pdf(photo(image("JPEG"), 40, 30)), OWN),
    "date field": ("申请表.pdf", pdf(field(action=script(DATE_FORMAT))), "自动操作和表单脚本"),
    "date keystroke": ("申请表.pdf", pdf(field(action=script('AFDate_KeystrokeEx("yyyy-mm-dd");'), trigger="K")), "自动操作和表单脚本"),
    "amount field": ("申请表.pdf", pdf(field(action=script('AFNumber_Format(2, 0, 0, 0, "¥", true);'))), "自动操作和表单脚本"),
    "sum field": (
        "申请表.pdf",
        pdf(field(action=script('AFSimple_Calculate("SUM", new Array ("a", "b"));'), trigger="C")),
        "自动操作和表单脚本",
    ),
    "invoice with xml": ("发票.pdf", pdf(attached("factur-x.xml", b"<?xml version='1.0'?><i/>"), of_root(AF=A([]))), "附件"),
    "invoice with ofd": ("发票.pdf", pdf(attached("原始.ofd", zipped("OFD.xml"))), "附件"),
    "attached pdf": ("回单.pdf", pdf(attached("明细.pdf", pdf())), "附件"),
    "pinned file": ("回单.pdf", pdf(annotation("FileAttachment", FS=D(Type=N.Filespec, F=S("a.txt")))), "附件"),
    "form that sends": ("申请表.pdf", pdf(link(D(S=N.SubmitForm, F=S("http://localhost/")))), "自动操作和表单脚本"),
    "page that calls home": ("回单.pdf", pdf(of_page(AA=D(O=D(S=N.URI, URI=S("http://localhost/"))))), "自动操作和表单脚本"),
    "leads to another file": ("回单.pdf", pdf(link(D(S=N.GoToR, F=S("other.pdf")))), "自动操作和表单脚本"),
    "static form with its data": ("申请表.pdf", pdf(static_form_with_xml), "动态表单的数据"),
    "fonts with odd names": (
        "回单.pdf",
        pdf(of_page(Resources=D(Font=D({f"/{name}": FONT for name in ("A", "AA", "EF", "AF", "RF", "JS", "S", "F")})))),
        OWN,
    ),
    "link to a file": ("回单.pdf", pdf(link(D(S=N.URI, URI=S("file:///c:/a.exe")))), "自动操作和表单脚本"),
    "link with a script": ("回单.pdf", pdf(link(D(S=N.URI, URI=S("javascript:alert(1)")))), "自动操作和表单脚本"),
    "link by post": ("回单.pdf", pdf(link(D(S=N.URI, URI=S("mailto:a@example.com")))), OWN),
    "opens a page of the web": ("回单.pdf", pdf(on_open(D(S=N.URI, URI=S("http://localhost/")))), "自动操作和表单脚本"),
    "opens at the first page": ("回单.pdf", pdf(on_open(D(S=N.Named, N=N.FirstPage))), OWN),
    "film": ("回单.pdf", pdf(annotation("Movie")), "音视频和三维内容"),
    "blank lines before": ("回单.pdf", b"\r\n\r\n\n" + pdf(), "文件头之前的多余数据"),
    "byte order mark before": ("回单.pdf", b"\xef\xbb\xbf" + pdf(), "文件头之前的多余数据"),
    "job ticket before": ("回单.pdf", b"\x1b%-12345X@PJL JOB\r\n" + pdf(), "文件头之前的多余数据"),
    "zeros after": ("回单.pdf", pdf() + b"\0" * 4096, "文件尾之后的多余数据"),
    "blanks after": ("回单.pdf", pdf() + b" \r\n" * 2000, "文件尾之后的多余数据"),
    "a web page after": ("回单.pdf", pdf() + b"<html>" + b"." * 5000, "文件尾之后的多余数据"),
    "a line after": ("回单.pdf", pdf() + b"\r\n<!-- printed -->", OWN),
    "wrong table": ("回单.pdf", pdf().replace(b"startxref\n", b"startxref\n9"), "不合格式的部分（已修复）"),
    "jpg": ("照片.jpg", image("JPEG"), OWN),
    "jpeg": ("照片.JPEG", image("JPEG"), OWN),
    "jfif": ("照片.jfif", image("JPEG"), OWN),
    "jpe": ("照片.jpe", image("JPEG"), OWN),
    "progressive": ("照片.jpg", image("JPEG", (400, 300), progressive=True), OWN),
    "cmyk": ("印刷.jpg", image("JPEG", mode="CMYK"), OWN),
    "grey": ("扫描.jpg", image("JPEG", mode="L"), OWN),
    "turned by exif": ("照片.jpg", turned(), OWN),
    "moving photograph": ("照片.jpg", image("JPEG") + b"ftypmp42" * 500, OWN),
    "png": ("截图.png", image(), OWN),
    "png with palette": ("截图.png", image(mode="P"), OWN),
    "png 16 bit": ("截图.png", image(mode="I;16"), OWN),
    "png see-through": ("截图.png", image(mode="LA"), OWN),
    "jpg called png": ("微信图片.png", image("JPEG"), OWN),
    "large scan": ("扫描.png", partial(white, 7000, 5000), OWN),
}
UNKNOWN = "不是PDF、JPG或PNG"
# name: (file name, bytes or what makes them, what the sentence says)
BAD = {
    "empty": ("空.pdf", b"", "是空的"),
    "program": ("程序.exe", b"MZ" + b"\0" * 200, "是程序"),
    "program called pdf": ("程序.pdf", b"MZ" + b"\0" * 200, "是程序"),
    "linux program": ("程序.pdf", b"\x7fELF" + b"\0" * 200, "是程序"),
    "web page called png": ("网页.png", b"<html><script>alert(1)</script></html>", "是网页"),
    "svg": ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "是网页"),
    "xml invoice": ("发票.xml", b"<?xml version='1.0'?><EInvoice/>", "电子发票请下载它的 PDF 版"),
    "rtf called pdf": ("说明.pdf", b"{\\rtf1\\ansi hello}", "是RTF 文档"),
    "docx called pdf": ("说明.pdf", zipped("[Content_Types].xml", "word/document.xml"), "办公文档"),
    "doc": ("说明.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "办公文档"),
    "ofd": ("发票.ofd", zipped("OFD.xml", "Doc_0/Document.xml"), "是OFD 文件"),
    "zip": ("材料.zip", zipped("a.pdf"), "是压缩包"),
    "rar": ("材料.rar", b"Rar!\x1a\x07\0" + b"\0" * 90, "是压缩包"),
    "words": ("说明.txt", "付款情况说明".encode(), "是文字文件"),
    "words called pdf": ("说明.pdf", "付款情况说明".encode("gb18030"), "是文字文件"),
    "heic": ("照片.heic", iso_media(b"heic", b"mif1", b"heic"), "HEIC 照片"),
    "heic called jpg": ("照片.jpg", iso_media(b"mif1", b"mif1", b"heic"), "HEIC 照片"),
    "avif": ("照片.avif", iso_media(b"avif", b"mif1"), "AVIF 图片"),
    "avif called jpg": ("照片.jpg", image("AVIF"), "AVIF 图片"),
    "webp": ("照片.webp", image("WEBP"), "WebP 图片"),
    "webp called jpg": ("照片.jpg", image("WEBP"), "WebP 图片"),
    "gif": ("动图.gif", image("GIF"), "GIF 图片"),
    "bmp": ("画图.bmp", image("BMP"), "BMP 图片"),
    "tiff": ("扫描.tif", image("TIFF"), "TIFF 图片"),
    "film": ("录像.mp4", iso_media(b"isom", b"mp42"), "视频或者录音"),
    "noise": ("乱码.pdf", b"\0\x01\x02\x03" * 100, UNKNOWN),
    "pdf called jpg": ("回单.jpg", pdf(), "内容是PDF，与扩展名不一致，请改为.pdf"),
    "png called pdf": ("回单.pdf", image(), "内容是PNG，与扩展名不一致，请改为.png"),
    "pdf called exe": ("回单.pdf.exe", pdf(), "与扩展名不一致"),
    "two extensions": ("回单.exe.pdf", pdf(), "有两个扩展名"),
    "no extension": ("无扩展名", pdf(), "与扩展名不一致"),
    "gif and pdf in one": ("图.pdf", b"GIF89a" + pdf(), "GIF 图片"),
    "user password": ("回单.pdf", pdf(**locked(user="u")), "要密码"),
    "user password R3": ("回单.pdf", pdf(**locked(user="u", **R3)), "要密码"),
    "not a pdf inside": ("残.pdf", b"%PDF-1.7\nnothing follows\n%%EOF", "已损坏"),
    "cut short": ("残.pdf", pdf(pages=9)[:900], "不完整"),
    "cut in an update": ("残.pdf", pdf() + b"\n9 0 obj\n<< /Type /Pag", "不完整"),
    "script on opening": ("表单.pdf", pdf(on_open(script("app.alert(1)"))), "含有脚本（JavaScript）"),
    "script by name": ("表单.pdf", pdf(named_script), "含有脚本（JavaScript）"),
    "script of a page": ("表单.pdf", pdf(of_page(AA=D(O=script("1")))), "含有脚本（JavaScript）"),
    "script behind a format": ("表单.pdf", pdf(field(action=script(DATE_FORMAT + "; app.launchURL('x')"))), "含有脚本（JavaScript）"),
    "script in a chain": ("表单.pdf", pdf(link(D(S=N.URI, URI=S("http://localhost/"), Next=script("app.alert(1)")))), "含有脚本"),
    "launches": ("表单.pdf", pdf(on_open(D(S=N.Launch, F=S("cmd.exe")))), "启动其他程序的命令"),
    "launches from a link": ("表单.pdf", pdf(link(D(S=N.Launch, F=S("cmd.exe")))), "启动其他程序的命令"),
    "attached program": ("表单.pdf", pdf(attached("hidden.exe", b"MZ")), "附带了一个程序（hidden.exe）"),
    "attached program called txt": ("表单.pdf", pdf(attached("hidden.txt", b"MZ\x90\0" + b"\0" * 90)), "附带了一个程序（hidden.txt）"),
    "attached test virus": ("表单.pdf", pdf(attached("eicar.com", EICAR)), "附带了一个程序（eicar.com）"),
    "attached script": ("表单.pdf", pdf(attached("a.js", b"WScript.Echo(1)")), "附带了一个程序（a.js）"),
    "portfolio": ("材料.pdf", pdf(attached("回单.pdf", b"%PDF-"), of_root(Collection=D(View=N.D))), "内容都在附件里"),
    "dynamic form": ("表单.pdf", pdf(dynamic_form), "动态表单（XFA）"),
    "program behind": ("回单.pdf", pdf() + b"MZ" * 1000, "末尾还藏着另一个文件"),
    "archive behind": ("回单.pdf", pdf() + zipped("a.exe"), "末尾还藏着另一个文件"),
    "no page": ("回单.pdf", pdf(pages=0), "现为0页"),
    "too long": ("回单.pdf", partial(pdf, pages=301), "现为301页"),
    "nested": ("回单.pdf", nested(100_000), "已损坏"),
    "page that unpacks for ever": ("回单.pdf", partial(pdf, huge_page), "展开后太大"),
    "page packed twice": ("回单.pdf", partial(pdf, huge_page_packed_twice), "展开后太大"),
    "objects that unpack for ever": ("回单.pdf", partial(bomb_of_objects), "太复杂|已损坏"),
    "photograph of a billion points": ("照片.pdf", pdf(photo(image("JPEG"), 30_000, 30_000)), "展开后太大"),
    "torn png": ("残.png", image()[:200], "已损坏"),
    "torn jpg": ("残.jpg", image("JPEG", (400, 300))[:2000], "已损坏"),
    "claims 30,000 x 30,000": ("炸弹.png", claimed(30_000, 30_000), "超过4000万像素"),
    "really 30,000 x 30,000": ("炸弹.png", partial(white, 30_000, 30_000), "超过4000万像素"),
    "claims 45 million": ("大图.png", claimed(9_000, 5_000), "超过4000万像素"),
}
# Brought by people: what a reader of it does not get, or what the sentence says.
BROUGHT = Path(__file__).with_name("brought")
TAKEN = {
    "b17-owner-password.pdf": OWN,
    "b17-receipt-with-attached-xml.pdf": "附件",
    "b17-newline-before-header.pdf": "文件头之前的多余数据",
    "b17-padded-end.pdf": "文件尾之后的多余数据",
    "b17-date-field.pdf": "自动操作和表单脚本",
    "b20-photo.jfif": OWN,
}
NAMED = {"b20-photo-stub.heic": "HEIC.*转成 JPG", "b20-webp-named.jpg": "WebP.*另存为 JPG"}
