// Draws tables as charts. A chart reads nothing but the table that it names, which stays the truth and is all there is without this file.
const INK = "#1d3557", GRID = "#d5dde6", LATE = "#b3261e";
const COLORS = ["#1d5fa8", "#c26a00", "#1d6b43", "#6a4c93", "#4a6072"];

const read = (table) => ({
    headings: [...table.querySelectorAll("thead th")].slice(1).map((cell) => cell.textContent.trim()),
    rows: [...table.querySelectorAll("tbody tr")].filter((row) => row.querySelector("th")).map((row) => ({
        name: row.querySelector("th").textContent.trim(),
        limit: row.dataset.limit === undefined ? null : Number(row.dataset.limit),
        values: [...row.querySelectorAll("td")].map((cell) => (cell.dataset.value === undefined ? null : Number(cell.dataset.value))),
        texts: [...row.querySelectorAll("td")].map((cell) => cell.textContent.replace(/\s+/g, " ").trim()),
    })),
});

const percent = { type: "value", min: 0, max: 100, axisLabel: { formatter: "{value}%" }, splitLine: { lineStyle: { color: GRID } } };

const charts = {
    funnel: ({ rows }) => ({
        grid: { left: 8, right: 48, top: 8, bottom: 8, containLabel: true },
        xAxis: { type: "value", show: false },
        yAxis: { type: "category", inverse: true, data: rows.map((row) => row.name), axisTick: { show: false } },
        series: [{ type: "bar", barMaxWidth: 24, itemStyle: { color: COLORS[0] }, label: { show: true, position: "right" }, data: rows.map((row) => row.values[0]) }],
    }),
    trend: ({ headings, rows }, width) => ({
        grid: { left: 8, right: 16, top: width < 520 ? 84 : 40, bottom: 8, containLabel: true },
        legend: { top: 4 },
        tooltip: { trigger: "axis", valueFormatter: (value) => (value === null || value === undefined ? "—" : `${Math.round(value)}%`) },
        xAxis: { type: "category", data: rows.map((row) => row.name.replace(/^(\d+)年/, "$1.").replace("月", "")) },
        yAxis: percent,
        series: headings.slice(0, 3).map((name, place) => ({
            name, type: "line", color: COLORS[place], symbolSize: 7, connectNulls: false, data: rows.map((row) => row.values[place]),
        })),
    }),
    spread: ({ headings, rows }, width) => {
        const columns = width < 700 ? 1 : 3, lines = Math.ceil(rows.length / columns);
        const place = (count) => ({
            left: `${(100 * (count % columns)) / columns + 4}%`, width: `${100 / columns - 7}%`,
            top: `${(100 * Math.floor(count / columns)) / lines + 6}%`, height: `${100 / lines - 15}%`,
        });
        return {
            title: rows.map((row, count) => ({ text: row.limit === null ? row.name : `${row.name}（时限${row.limit}天）`, left: place(count).left, top: `${(100 * Math.floor(count / columns)) / lines}%`, textStyle: { fontSize: 13, color: INK } })),
            grid: rows.map((_, count) => place(count)),
            xAxis: rows.map((_, count) => ({ type: "category", gridIndex: count, data: headings.map((heading) => heading.replace("天", "")), axisLabel: { interval: 2 } })),
            yAxis: rows.map((_, count) => ({ type: "value", gridIndex: count, minInterval: 1, splitNumber: 3, splitLine: { lineStyle: { color: GRID } } })),
            series: rows.map((row, count) => ({
                type: "bar", xAxisIndex: count, yAxisIndex: count, barCategoryGap: "15%",
                data: row.values.map((value, day) => ({ value, itemStyle: { color: row.limit !== null && day > row.limit ? LATE : COLORS[0] } })),
                markLine: row.limit === null ? undefined : { symbol: "none", silent: true, lineStyle: { color: LATE, width: 2 }, label: { show: false }, data: [{ xAxis: row.limit }] },
            })),
        };
    },
    heat: ({ headings, rows }, width) => ({
        grid: { left: 8, right: 8, top: 8, bottom: 52, containLabel: true },
        xAxis: { type: "category", data: headings, axisTick: { show: false } },
        yAxis: { type: "category", inverse: true, data: rows.map((row) => row.name), axisTick: { show: false } },
        visualMap: { dimension: 2, min: 0, max: 100, orient: "horizontal", left: "center", bottom: 0, text: ["全部按期", "全部逾期"], inRange: { color: [LATE, "#f0c27b", "#2f7d55"] }, itemHeight: 160 },
        series: [{
            type: "heatmap", itemStyle: { borderColor: "#fff", borderWidth: 2 },
            label: { show: width > 700, color: "#fff", formatter: ({ data }) => data[3].replace(/\s/g, "") },
            data: rows.flatMap((row, line) => row.values.map((value, week) => [week, line, value, row.texts[week]]).filter((one) => one[2] !== null)),
        }],
    }),
};

for (const place of document.querySelectorAll("[data-chart]")) {
    const table = document.getElementById(place.dataset.table), draw = charts[place.dataset.chart];
    if (!table || !draw || !window.echarts) continue;
    const data = read(table);
    if (!data.rows.some((row) => row.values.some((value) => value))) continue;
    place.hidden = false;
    const drawing = window.echarts.init(place);
    const option = () => ({ animation: false, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: INK }, ...draw(data, place.clientWidth) });
    drawing.setOption(option());
    window.addEventListener("resize", () => {
        drawing.resize();
        drawing.setOption(option(), true);
    });
}
