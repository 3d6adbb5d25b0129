"""What the child's codes mean, in words for the person who sent the file: what is wrong with it, and what to do."""

from __future__ import annotations

from uploads.kinds import MAX_PAGES

_PRINT = "请打印（另存）成普通PDF后上传，或者拍照上传"
REFUSALS = {
    "password": "打开时要密码，请去掉密码后上传。",
    "foreign_lock": "用证书或者专用软件加了密，这里打不开，" + _PRINT + "。",
    "damaged": "已损坏，打不开，请重新生成或者重新下载后上传。",
    "torn": "不完整，已损坏（没有传完，或者保存时中断），请重新下载或者重新生成后上传。",
    "pages": f"应为1至{MAX_PAGES}页，现为{{about}}页，请拆分后上传。",
    "script": "含有脚本（JavaScript），打开时会自动运行，" + _PRINT + "。",
    "launch": "含有启动其他程序的命令，" + _PRINT + "。",
    "program": "里附带了一个程序（{about}），请去掉这个附件，" + _PRINT + "。",
    "dynamic_form": "是动态表单（XFA），多数软件打不开，请用 Adobe Reader 打开后打印成PDF再上传。",
    "portfolio": "是PDF包（作品集），内容都在附件里，请把里面的文件分别上传。",
    "another_file_behind": "的末尾还藏着另一个文件（程序或者压缩包），" + _PRINT + "。",
    "bomb": "里的图片或者内容展开后太大，请降低分辨率后重新生成，或者拆分后上传。",
    "too_complex": "的结构太复杂，没有能在规定的时间和内存内检查完，" + _PRINT + "。",
    "pixels": "太大（超过4000万像素），请缩小后上传。",
    "torn_image": "已损坏，打不开，请重新拍摄或扫描后上传。",
    "infected": "经查毒发现病毒或者恶意程序（{about}），没有接收。请在自己的电脑上查毒，再重新生成一份上传。",
}
LEFT_OUT = {
    "files": "附件",
    "actions": "自动操作和表单脚本",
    "players": "音视频和三维内容",
    "dynamic_form": "动态表单的数据",
    "other": "与页面无关的内容",
    "lead": "文件头之前的多余数据",
    "tail": "文件尾之后的多余数据",
    "repaired": "不合格式的部分（已修复）",
}
SCANNER_AWAY = "查毒服务暂时连接不上，恢复后自动继续检查，不用重新上传。"
TRIED_AGAIN = "上一次检查没有做完，稍后自动重新检查，不用重新上传。"


def refusal(name: str, code: str, about: str) -> str:
    noun = "图片" if code in {"pixels", "torn_image"} else "文件"
    return f"{noun}“{name}”{REFUSALS[code].format(about=about or '名称不详')}"


def left_out(codes: list[str]) -> str:
    return "、".join(LEFT_OUT[code] for code in LEFT_OUT if code in codes)
