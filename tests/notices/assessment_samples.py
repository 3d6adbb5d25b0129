"""The papers of an assessment."""

from assessment.measures import MEASURES
from assessment.papers import AnnualAssessmentPaper, BulletinPaper, PointLine, ScoreLine, YardstickLine

OFFICE = "西塞山区企业信用修复协同联动工作领导小组办公室"
ON_TIME = MEASURES["on_time"].words({"codes": ["K-12"]})

ASSESSMENT_PAPERS = (
    BulletinPaper(
        number="西修办通〔2026〕3号",
        office_name=OFFICE,
        measures_title="关于开展被执行企业信用修复信息协同联动工作实施办法",
        period="2026年11月",
        first_on="2026-11-01",
        last_on="2026-11-30",
        scores=(
            ScoreLine(rank="1", unit_name="西塞山区财政局", findings="互认按期率：12件，其中超期0件", score="100.00"),
            ScoreLine(rank="2", unit_name="西塞山区司法局", findings="互认按期率：12件，其中超期1件", score="91.67"),
            ScoreLine(rank="—", unit_name="西塞山区金融办", findings="本期没有可评的事项", score="不评分"),
        ),
        yardsticks=(YardstickLine(name="互认按期率", units="各单位", weight=40, formula=ON_TIME, law="指标和权重由本区设定"),),
        appeals=2,
        upheld=1,
        local_rule_pending=True,
        issued_on="2026-12-10",
    ),
    AnnualAssessmentPaper(
        number="西修办考〔2027〕2号",
        office_name=OFFICE,
        unit_name="西塞山区司法局",
        period="2026年度",
        belonged_from="2026-01-01",
        belonged_until="2026-12-31",
        lines=(PointLine(name="互认按期率", formula=ON_TIME, full="100.00", finding="120件，其中超期10件", points="91.67"),),
        total="91.67",
        rank="2",
        units=8,
        appeal="11月6日系统登录不上，有截图。",
        ruling="采纳第一项，其余不采纳。",
        grade="建议列入评优评先考虑范围",
        commended_from=90,
        qualified_from=60,
        local_rule_pending=True,
        content_sha256="ab" * 32,
        issued_on="2027-01-12",
    ),
)
