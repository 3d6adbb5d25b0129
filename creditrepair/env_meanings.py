"""What each environment variable means, as the refusals of creditrepair.env say it; docs/operations.md lists the defaults."""

from typing import Final

MEANINGS: Final = {
    "APP_ENV": "运行环境：production（正式）、demo（演示）或 test（测试）",
    "DEMO": "1 表示打开演示页（一键切换身份、拨动时间）；只允许本机访问",
    "BIND": "网页服务监听的地址",
    "PORT": "网页服务监听的端口",
    "DATA_DIR": "数据目录：上传文件、文书、演示用数据库都放在这里",
    "DATABASE_URL": "PostgreSQL 地址，postgresql://用户:口令@主机:端口/库名",
    "DATABASE_OWNER_URL": "拥有各表的数据库用户的地址，只在 PROCESS=migrate 时使用，写法与 DATABASE_URL 相同",
    "REDIS_URL": "Redis 协议服务地址，redis://、rediss:// 或 unix://；可以不填",
    "SECRET_KEY": "签名密钥，至少 50 个字符",
    "SECRET_KEY_FALLBACKS": "更换密钥时的旧密钥，逗号分隔",
    "ALLOWED_HOSTS": "允许访问的主机名，逗号分隔，不接受 *",
    "PUBLIC_BASE_URL": "二维码和链接使用的对外网址（不取自请求）",
    "PROXY_COUNT": "前面有几层反向代理（决定怎样取来访地址）",
    "PROCESS": "进程种类：web、worker、beat、migrate 或 command",
    "WEB_WORKERS": "网页服务的进程数",
    "RENDERERS": "同时制作几份文书，每份占用一个处理器核和约 300 MB 内存",
    "UPLOAD_UNSENT_FILES": "一个账户24小时内上传而没有提交的文件最多几个",
    "UPLOAD_UNSENT_MB": "一个账户24小时内上传而没有提交的文件最多多少 MB",
    "CLAMD_ADDRESS": "查毒服务 clamd 的地址，unix:///路径 或 tcp://主机:端口；不填则不查毒",
    "MAIL_URL": "发邮件的服务器，smtps://用户:口令@主机:465、smtp+starttls://用户:口令@主机:587 或 smtp://主机:25；不填则不发邮件",
    "MAIL_FROM": "邮件的发件地址",
    "SMS_URL": "短信服务的接口地址；不填则不发短信",
    "SMS_SECRET": "与短信服务共用的签名密钥，发送和回执都用它",
    "WORK_CHAT_URL": "政务工作平台（如政务微信）的消息接口地址；不填则不发",
    "WORK_CHAT_SECRET": "与政务工作平台共用的签名密钥",
    "DB_POOL_SIZE": "每个进程的数据库连接池上限，0 表示不用连接池",
    "LOG_LEVEL": "日志级别：DEBUG、INFO、WARNING 或 ERROR",
    "DJANGO_SETTINGS_MODULE": "Django 设置模块，只能是 creditrepair.settings",
}
