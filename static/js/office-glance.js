// Draws the table of units as bars; the table stays the truth and is all there is without this file.
const chart = document.querySelector("[data-chart]");
const table = chart && document.getElementById(chart.dataset.chart);
if (table && window.echarts) {
    const rows = [...table.querySelectorAll("tbody tr")].reverse();
    const series = [
        ["已认可", "recognized", "#1d6b43"],
        ["部分或不予认可", "other", "#b3261e"],
        ["待反馈", "waiting", "#9db4d0"],
    ];
    chart.hidden = false;
    chart.setAttribute("role", "img");
    chart.setAttribute("aria-label", "各单位互认情况，数字见下表");
    const drawing = window.echarts.init(chart);
    drawing.setOption({
        animation: false,
        textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
        grid: { left: 8, right: 24, top: 40, bottom: 8, containLabel: true },
        legend: { top: 4, data: series.map(([label]) => label) },
        xAxis: { type: "value", minInterval: 1 },
        yAxis: { type: "category", data: rows.map((row) => row.dataset.name) },
        series: series.map(([name, key, color]) => ({
            name,
            type: "bar",
            stack: "units",
            barMaxWidth: 22,
            itemStyle: { color },
            data: rows.map((row) => Number(row.dataset[key])),
        })),
    });
    window.addEventListener("resize", () => drawing.resize());
}
