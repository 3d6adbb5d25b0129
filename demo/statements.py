"""What the enterprises of the demo say of themselves."""

from __future__ import annotations

Statement = tuple[str, str, str]


# Keyed by (listed, fulfilled): duties performed, wrongs put right, prevention.
STATEMENTS: dict[tuple[bool, bool], Statement] = {
    (True, True): (
        "判决确定的款项及迟延履行期间的利息已经全部付清，付款凭证随申请提交。",
        "收到告知书后立即筹款履行，补报了财产情况，此后没有再违反限制消费令。",
        "建立合同付款台账，到期前十日由财务负责人提醒并上报。",
    ),
    (True, False): (
        "已支付全部款项的一半，余款与申请执行人约定分三个月付清，首期已经到账。",
        "如实报告了银行账户、设备和应收账款，执行法官通知的谈话都按时到场。",
        "每周核对一次回款，优先用于履行；出现逾期苗头的，提前向承办法官报告。",
    ),
    (False, True): (
        "收到执行通知后十日内付清了全部款项，法院没有再采取强制措施的必要。",
        "因经办人员交接遗漏造成迟延，已向申请执行人书面致歉并承担利息。",
        "文书签收改为双人登记，法务与财务每月核对一次未结事项。",
    ),
    (False, False): (
        "首期款项已经支付，余款按月支付，并以厂内两台设备提供担保。",
        "主动报告财产，配合法院查看设备现状，没有转移财产。",
        "压缩非必要开支，新签合同的回款先进入专用账户。",
    ),
}
