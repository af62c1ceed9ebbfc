"""年报面板：已发布文件的主要图表 / The panel: the main charts of the published file.

`make notebook` opens it; `python notebooks/panel.py` runs it as a script and prints what each chart rests on. It reads
gongkai.duckdb and nothing else: `--published FILE`, else the variable GONGKAI_PUBLISHED, else warehouse/current/gongkai.duckdb.
One long file, as marimo keeps a notebook in one.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="公开 Gongkai · 年报面板 the panel")


@app.cell
def _():
    import altair as alt
    import duckdb
    import marimo as mo

    return alt, duckdb, mo


@app.cell
def _(mo):
    mo.md("""
    # 公开 Gongkai · 年报面板 · the panel

    政府信息公开工作年度报告的主要图表，只读已发布的文件。空白从不当作 0；只取已通过的现行年报，另有说明的除外；政府年报通常已含其部门和乡镇，各类不可相加。

    The main charts of the annual reports on government information disclosure, from the published file alone. A blank is never 0; only
    certified, current reports count unless a chart says otherwise; a government's report usually counts those of its departments and
    towns, so classes are never added up.
    """)
    return


@app.cell
def _(duckdb, mo):
    import os
    from pathlib import Path

    published = Path(
        mo.cli_args().get("published")
        or os.environ.get("GONGKAI_PUBLISHED")
        or "warehouse/current/gongkai.duckdb"
    )
    _missing = (
        f"没有已发布的文件 {published}。请先 make run，或用 GONGKAI_PUBLISHED 指明文件。 / "
        f"There is no published file {published}: make run first, or name the file in GONGKAI_PUBLISHED."
    )
    if not published.is_file() and mo.app_meta().mode == "script":
        raise SystemExit(_missing)
    mo.stop(not published.is_file(), mo.callout(_missing, kind="warn"))
    database = duckdb.connect(str(published), read_only=True)
    # Agencies share names: one line of a chart is one agency, so a name that is not its own gets its division or its id.
    _ = database.execute(
        "create temp view names as select agency_id, case when count(*) over (partition by agency_name) = 1 then agency_name "
        "else agency_name || ' ' || coalesce(division_code, agency_id) end as name from dim_agency"
    )
    return database, published


@app.cell
def _(alt, mo):
    ink, hollow = "#0f172a", "#ffffff"
    classes = {
        "government": "政府 government",
        "government_office": "政府办公室 government office",
        "department": "部门 department",
        "dispatched": "派出机构 dispatched body",
        "town": "镇 town",
        "township": "乡 township",
        "street_office": "街道 street office",
        "zone_committee": "管委会 zone committee",
        "organisation": "授权组织 organisation",
    }
    levels = {"province": "省级 province", "prefecture": "市级 prefecture", "county": "县级 county"}
    most_bodies = 30  # of a chart that has a line for each

    def layer(agency_class, agency_level):
        """Class and level: a city's figures hold those of its counties, so their governments are never one bar."""
        known = classes.get(agency_class, "未定 undecided")
        return f"{known} · {levels[agency_level]}" if agency_level in levels else known

    def in_order(layers):
        """Layers in the order of the classes and levels, the undecided last."""
        ranked = [layer(kind, level) for kind in [*classes, None] for level in [*levels, None]]
        return sorted(set(layers), key=ranked.index)

    def finished(chart):
        """One look for all: fonts that have Chinese, and room for labels in two languages."""
        fonts = "'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', system-ui, sans-serif"
        return (
            chart.configure(font=fonts, padding={"left": 4, "right": 12, "top": 4, "bottom": 4})
            .configure_view(stroke=None)
            .configure_axis(
                labelFontSize=12, titleFontSize=12, titleFontWeight="normal", titleColor="#475569", labelColor=ink,
                labelLimit=360, titlePadding=10, gridColor="#e2e8f0", domainColor="#94a3b8", tickColor="#94a3b8",
            )
            .configure_legend(
                labelFontSize=12, titleFontSize=12, titleFontWeight="normal", labelLimit=320, orient="top", direction="horizontal",
                titleColor="#475569", symbolStrokeWidth=2, titleLimit=400,
            )
            .configure_header(labelFontSize=13, labelFontWeight="bold", labelColor=ink, labelLimit=360, title=None, labelAnchor="start")
        )  # fmt: skip

    def figure(title, chart, rows, table, zh, en):
        """A chart with its heading, the rows of the table it rests on, and what to know of its denominator and its blanks."""
        if mo.app_meta().mode == "script":
            print(f"{title}: {table}, {rows} 行 rows")
        note = mo.md(
            f"<div style='color:#475569;font-size:0.9rem;line-height:1.65;max-width:56rem'>{zh}依据 <code>{table}</code> 的 {rows} 行。<br>"
            f"{en} It rests on {rows} row{'s' * (rows != 1)} of <code>{table}</code>.</div>"
        )
        drawn = chart if rows else mo.callout("没有可画的数据 / nothing to draw", kind="neutral")
        return mo.vstack([mo.md(f"## {title}"), drawn, note], gap=0.5)

    def scale(meanings, colours):
        """Labels and colours of a nominal scale, in one order."""
        return alt.Scale(domain=list(meanings), range=colours)

    return classes, figure, finished, hollow, in_order, ink, layer, most_bodies, scale


@app.cell
def _(database, mo, published):
    _years = [
        row[0]
        for row in database.execute(
            "select report_year from mart_agency_year group by report_year order by count(*) desc, report_year desc"
        ).fetchall()
    ]
    mo.stop(
        not _years,
        mo.callout(f"{published} 里没有已通过的年报 / no certified report in {published}", kind="warn"),
    )
    year = mo.ui.dropdown(
        options={str(found): found for found in sorted(_years)},
        value=str(_years[0]),
        label="报告年度 report year",
    )
    year  # noqa: B018  # the last expression of a cell is what marimo shows: here the menu
    return (year,)


@app.cell
def _(alt, database, figure, finished, most_bodies, scale):
    statuses = {
        "certified": "通过 certified",
        "held": "暂存 held",
        "failed": "读不出 failed",
        "ambiguous": "同名不明 ambiguous",
        "missing": "未报 missing",
        "unknown_body": "名称不明 unknown body",
    }
    coverage = database.execute(
        "select coalesce(consolidated_by, agency_name) as area, report_year, status, count(*) as units "
        "from mart_coverage where due = 1 group by area, report_year, status order by area, report_year, status"
    ).df()
    _largest = (
        coverage.groupby("area")["units"]
        .sum()
        .sort_values(ascending=False, kind="stable")
        .index[:most_bodies]
    )
    coverage = coverage[coverage["area"].isin(_largest)].copy()
    coverage["status"] = coverage["status"].map(statuses)
    _there = [label for label in statuses.values() if label in set(coverage["status"])]
    _colours = dict(
        zip(
            statuses.values(), ["#15803d", "#d97706", "#b91c1c", "#7c3aed", "#cbd5e1", "#64748b"], strict=True
        )
    )
    coverage["place"] = coverage["status"].map(
        {label: place for place, label in enumerate(statuses.values())}
    )
    _bars = (
        alt.Chart()
        .mark_bar(height={"band": 0.72})
        .encode(
            x=alt.X("units:Q", title="应报单位 units due", axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("report_year:O", title=None),
            color=alt.Color(
                "status:N", title=None, scale=scale(_there, [_colours[label] for label in _there])
            ),
            order="place:Q",
            tooltip=["area", "report_year", "status", "units"],
        )
    )
    coverage_chart = finished(
        alt.layer(_bars, data=coverage)
        .properties(width=700, height=alt.Step(30))
        .facet(row=alt.Row("area:N", header=alt.Header(labelOrient="top", labelPadding=4)))
        .resolve_scale(y="independent")
    )
    figure(
        "一、覆盖 · Coverage by area and year",
        coverage_chart,
        int(coverage["units"].sum()),
        "mart_coverage",
        "分母是名单（roster.csv）所列的应报单位；没有名单就没有覆盖率。暂存和读不出的不进入下面的比率与合计。最多列 30 个地区。",
        "The denominator is the units that the roster says are due; without a roster there is no coverage. What is held or cannot be "
        "read is in no rate and no sum below. The 30 largest areas at most.",
    )
    return


@app.cell
def _(alt, classes, database, figure, finished, hollow, year):
    rates = database.execute(
        "select agency_name, agency_class, requests, closed_total, is_rankable, grant_rate, denial_rate "
        "from mart_agency_year where report_year = ? order by agency_class, agency_name",
        [year.value],
    ).df()
    rates["class"] = rates["agency_class"].map(classes).fillna("未定 undecided")
    rates["enough"] = rates["is_rankable"].map({True: "30 件及以上 30 or more"}).fillna("不足 30 件 under 30")
    _points = rates.melt(
        id_vars=["agency_name", "class", "requests", "closed_total", "enough"],
        value_vars=["grant_rate", "denial_rate"],
        var_name="indicator",
        value_name="rate",
    ).dropna(subset=["rate"])
    rate_points = _points.assign(
        indicator=_points["indicator"].map(
            {"grant_rate": "予以公开率 grant rate", "denial_rate": "不予公开率 denial rate"}
        )
    )
    _blue = "#1d4ed8"
    _chart = (
        alt.Chart(rate_points)
        .mark_point(stroke=_blue, strokeWidth=1.6, opacity=0.75)
        .encode(
            x=alt.X(
                "rate:Q",
                title="占办结总数 of closed",
                axis=alt.Axis(format="%"),
                scale=alt.Scale(domain=[0, 1]),
            ),
            y=alt.Y("class:N", title=None, sort=[*classes.values()], axis=alt.Axis(grid=True)),
            size=alt.Size(
                "requests:Q",
                title="应办件数 requests",
                scale=alt.Scale(type="sqrt", range=[30, 900]),
                legend=alt.Legend(symbolFillColor=hollow, symbolStrokeColor=_blue, tickCount=3),
            ),
            fill=alt.Fill(
                "enough:N",
                title=None,
                scale=alt.Scale(
                    domain=["30 件及以上 30 or more", "不足 30 件 under 30"], range=["#93b4f5", hollow]
                ),
                legend=alt.Legend(symbolStrokeColor=_blue),
            ),
            tooltip=[
                "agency_name",
                "class",
                "indicator",
                alt.Tooltip("rate:Q", format=".1%"),
                "requests",
                "closed_total",
            ],
        )
        .properties(width=340, height=alt.Step(46))
    )
    rates_chart = finished(
        _chart.facet(
            column=alt.Column("indicator:N", sort=["予以公开率 grant rate", "不予公开率 denial rate"])
        )
    )
    figure(
        f"二、公开率与不予公开率 · Grant and denial rates by class, {year.value}",
        rates_chart,
        int(rates[["grant_rate", "denial_rate"]].notna().any(axis=1).sum()),
        "mart_agency_year",
        f"每点一个机关，分母是办理结果总计；空心的不足 30 件，一件就会移动几个百分点，不作排列。未画的（分母为 0 或有空白）有 {2 * len(rates) - len(rate_points)} 个。",
        "A point is an agency; the denominator is what was closed. Hollow points have under 30 requests, where one case moves the rate by "
        f"points: rank none of them. Not drawn, for a 0 below or a blank: {2 * len(rates) - len(rate_points)}.",
    )
    return


@app.cell
def _(alt, database, figure, finished, in_order, ink, layer, scale, year):
    outcomes = {
        "granted": "予以公开 granted",
        "granted_in_part": "部分公开 granted in part",
        "denied": "不予公开 denied",
        "unavailable": "无法提供 unavailable",
        "not_processed": "不予处理 not processed",
        "other": "其他处理 other",
    }
    _known = " and ".join(f"{name} is not null" for name in [*outcomes, "closed_total"])
    _sums = ", ".join(f"cast(sum({name}) as bigint) as {name}" for name in outcomes)
    _found = database.execute(
        f"select agency_class, agency_level, count(*) as reports, {_sums} from mart_agency_year where report_year = ? and {_known} "
        "group by agency_class, agency_level having sum(closed_total) > 0 order by agency_class, agency_level",
        [year.value],
    ).df()
    (_left_out,) = database.execute(
        f"select count(*) from mart_agency_year where report_year = ? and not ({_known})", [year.value]
    ).fetchone()
    _found["class"] = [
        layer(kind, level) for kind, level in zip(_found["agency_class"], _found["agency_level"], strict=True)
    ]
    _order = in_order(_found["class"])
    mix = _found.melt(
        id_vars=["class", "reports"], value_vars=list(outcomes), var_name="outcome", value_name="requests"
    )
    mix["place"] = mix["outcome"].map({name: place for place, name in enumerate(outcomes)})
    mix["outcome"] = mix["outcome"].map(outcomes)
    mix["share"] = mix["requests"] / mix.groupby("class")["requests"].transform("sum")
    mix["told"] = [f"{share:.0%}" if share >= 0.06 else "" for share in mix["share"]]
    mix["end"] = mix.groupby("class")["share"].cumsum()
    mix["middle"] = mix["end"] - mix["share"] / 2
    _bars = (
        alt.Chart(mix)
        .mark_bar()
        .encode(
            x=alt.X("requests:Q", stack="normalize", title="占办结总数 of closed", axis=alt.Axis(format="%")),
            y=alt.Y("class:N", title=None, sort=_order),
            color=alt.Color(
                "outcome:N",
                title=None,
                scale=scale(
                    outcomes.values(), ["#15803d", "#9ad3ab", "#b91c1c", "#f0b95b", "#6d5aa8", "#cbd5e1"]
                ),
                legend=alt.Legend(columns=3),
            ),
            order="place:Q",
            tooltip=["class", "outcome", "requests", alt.Tooltip("share:Q", format=".1%"), "reports"],
        )
    )
    _texts = (
        alt.Chart(mix)
        .mark_text(fontSize=11, fontWeight="bold")
        .encode(
            x=alt.X("middle:Q", scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("class:N", sort=_order),
            text="told:N",
            color=alt.condition("indexof([0, 2, 4], datum.place) >= 0", alt.value("white"), alt.value(ink)),
        )
    )
    mix_chart = finished(alt.layer(_bars, _texts).properties(width=700, height=alt.Step(38)))
    figure(
        f"三、办理结果构成 · Outcome mix by class and level, {year.value}",
        mix_chart,
        int(_found["reports"].sum()),
        "mart_agency_year",
        f"每行一份年报；各类结果占该类办结总数的比例。因空白等不明、未计入的年报有 {_left_out} 份。",
        "A row is a report; shares of everything that the class closed. Reports left out because a blank keeps one of the six groups "
        f"unknown: {_left_out}.",
    )
    return


@app.cell
def _(alt, database, figure, finished, in_order, ink, layer, year):
    _found = database.execute(
        "select agency_class, agency_level, outcome_zh || chr(10) || outcome_en as ground, position, closed from mart_outcome_mix "
        "where report_year = ? and outcome_group = 'denied' order by position",
        [year.value],
    ).df()
    _found["class"] = [
        layer(kind, level) for kind, level in zip(_found["agency_class"], _found["agency_level"], strict=True)
    ]
    _unknown = int(_found["closed"].isna().sum())
    denials = (
        _found.dropna(subset=["closed"])
        .groupby(["class", "ground", "position"], as_index=False)["closed"]
        .sum()
        .sort_values(["position", "class"])
    )
    denials = denials.assign(share=denials["closed"] / denials.groupby("class")["closed"].transform("sum"))
    denials = denials[denials["share"].notna()]
    _order = list(dict.fromkeys(denials["ground"]))
    _base = alt.Chart(denials).encode(
        x=alt.X(
            "class:N",
            title=None,
            sort=in_order(denials["class"]),
            axis=alt.Axis(
                orient="top",
                labelAngle=0,
                labelLimit=120,
                labelPadding=38,
                labelExpr="split(replace(datum.label, ' ', ' · '), ' · ')",
            ),
        ),
        y=alt.Y(
            "ground:N",
            title=None,
            sort=_order,
            axis=alt.Axis(labelExpr="split(datum.label, '\\n')", labelOffset=-6, labelLimit=400),
        ),
        tooltip=["class", "ground", "closed", alt.Tooltip("share:Q", format=".1%")],
    )
    _tiles = _base.mark_rect(stroke="#e2e8f0").encode(
        color=alt.Color(
            "share:Q",
            title="占该类不予公开 of the class's denials",
            scale=alt.Scale(range=["#fff7f5", "#f4a08a", "#a11212"], domain=[0, 0.5, 1]),
            legend=alt.Legend(format="%", gradientLength=220, tickCount=3),
        )
    )
    _counts = _base.mark_text(fontSize=12).encode(
        text=alt.Text("closed:Q"),
        color=alt.condition("datum.share > 0.55", alt.value("white"), alt.value(ink)),
    )
    denials_chart = finished(alt.layer(_tiles, _counts).properties(width=alt.Step(112), height=alt.Step(40)))
    figure(
        f"四、不予公开的依据 · Grounds of denial by class and level, {year.value}",
        denials_chart,
        len(_found) - _unknown,
        "mart_outcome_mix",
        f"数字是件数，颜色是占该类全部不予公开的比例；没有不予公开的类别不列。另有 {_unknown} 行为空白等，不计。",
        "The numbers are requests, the colour their share of all that the class denied; classes that denied nothing are left out. "
        f"Rows without a number, not counted: {_unknown}.",
    )
    return


@app.cell
def _(alt, database, figure, finished, ink, most_bodies, scale):
    _meanings = {
        "continues": "接上 continues",
        "breaks": "断开 breaks",
        "merged": "合并，不可比 merged",
        "previous_missing": "无上年 no year before",
        "previous_not_certified": "上年暂存 year before held",
    }
    chains = database.execute(
        "select name, report_year, status, previous_carried_out, carried_in, "
        "coalesce(cast(cast(previous_carried_out as bigint) as varchar), '?') || ' → ' || "
        "coalesce(cast(cast(carried_in as bigint) as varchar), '?') as step, "
        "sum(case when status = 'breaks' then 1 else 0 end) over (partition by agency_id) as breaks, "
        "count(*) over (partition by agency_id) as years "
        "from mart_carry_over inner join names using (agency_id) where is_total order by breaks desc, years desc, name, report_year"
    ).df()
    chains = chains[chains["years"] > 1]
    _all = chains["name"].nunique()
    _order = list(dict.fromkeys(chains["name"]))[:most_bodies]
    chains = chains[chains["name"].isin(_order)].copy()
    chains["link"] = chains["status"].map(_meanings).fillna("空白，不可比 not a number")
    _colours = {
        "接上 continues": "#86c99a",
        "断开 breaks": "#dc2626",
        "合并，不可比 merged": "#c4b5fd",
        "无上年 no year before": "#e2e8f0",
        "上年暂存 year before held": "#fbbf6b",
        "空白，不可比 not a number": "#bae6fd",
    }
    _there = [label for label in _colours if label in set(chains["link"])]
    _base = alt.Chart(chains).encode(
        x=alt.X("report_year:O", title="报告年度 report year", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("name:N", title=None, sort=_order),
    )
    _tiles = _base.mark_rect(stroke="white", strokeWidth=2, cornerRadius=4).encode(
        color=alt.Color("link:N", title=None, scale=scale(_there, [_colours[label] for label in _there])),
        tooltip=["name", "report_year", "link", "previous_carried_out", "carried_in"],
    )
    _steps = (
        _base.transform_filter("datum.status == 'breaks' || datum.status == 'continues'")
        .mark_text(fontSize=12)
        .encode(
            text="step:N", color=alt.condition("datum.status == 'breaks'", alt.value("white"), alt.value(ink))
        )
    )
    chains_chart = finished(alt.layer(_tiles, _steps).properties(width=640, height=alt.Step(30)))
    figure(
        "五、结转链条 · Carry-over chains",
        chains_chart,
        len(chains),
        "mart_carry_over",
        f"格内是“上年结转出 → 本年结转入”。有两年以上年报的 {_all} 个机关中列 {len(_order)} 个，断开的在前；暂存的年报也在其中，因为总计栏断开即被暂存。",
        f"In a tile: carried out by the year before → carried in. Of {_all} agencies with two years or more, {len(_order)}, breaks first; "
        "held reports stand here too, since a break of the total column holds its report.",
    )
    return


@app.cell
def _(alt, database, figure, finished, hollow, scale, year):
    _denominators = {
        "correction_rate": "占已审结 of the decided",
        "correction_rate_of_all": "占全部 of all",
    }
    _found = database.execute(
        "select name, channel_zh || ' ' || channel_en as channel, total, decided, corrected, correction_rate, "
        "correction_rate_of_all from mart_appeals inner join names using (agency_id) where report_year = ? and channel in ('reconsideration', 'litigation') "
        "order by total desc nulls last, name",
        [year.value],
    ).df()
    _unknown = int(_found["total"].isna().sum())
    _ranked = _found[_found["total"] > 0]
    _shown = list(dict.fromkeys(_ranked["name"]))[:15]
    appeals = (
        _ranked[_ranked["name"].isin(_shown)]
        .melt(
            id_vars=["name", "channel", "total", "decided", "corrected"],
            value_vars=list(_denominators),
            var_name="of",
            value_name="rate",
        )
        .dropna(subset=["rate"])
    )
    appeals["cases"] = appeals["total"].where(appeals["of"] == "correction_rate_of_all", appeals["decided"])
    appeals["enough"] = (appeals["cases"] >= 30).map(
        {True: "30 件及以上 30 or more", False: "不足 30 件 under 30"}
    )
    appeals["of"] = appeals["of"].map(_denominators)
    _orange, _teal = "#c2410c", "#0f766e"
    _base = alt.Chart().encode(y=alt.Y("name:N", title=None, sort=_shown, axis=alt.Axis(grid=True)))
    _lines = _base.mark_line(color="#cbd5e1", strokeWidth=2).encode(
        x=alt.X("rate:Q"), detail=["name:N", "channel:N"]
    )
    _points = _base.mark_point(strokeWidth=1.8).encode(
        x=alt.X("rate:Q", title="结果纠正的比例 share corrected", axis=alt.Axis(format="%")),
        stroke=alt.Stroke(
            "of:N",
            title=None,
            scale=scale(_denominators.values(), [_orange, _teal]),
            legend=alt.Legend(symbolFillColor=hollow),
        ),
        size=alt.Size(
            "cases:Q",
            title="件数 cases",
            scale=alt.Scale(type="sqrt", range=[40, 500]),
            legend=alt.Legend(symbolFillColor=hollow, symbolStrokeColor="#64748b", tickCount=3),
        ),
        shape=alt.Shape(
            "of:N",
            title=None,
            scale=scale(_denominators.values(), ["circle", "diamond"]),
            legend=alt.Legend(symbolFillColor=hollow),
        ),
        fill=alt.Fill(
            "enough:N",
            title=None,
            scale=alt.Scale(
                domain=["30 件及以上 30 or more", "不足 30 件 under 30"], range=["#d6d3d1", hollow]
            ),
            legend=alt.Legend(symbolStrokeColor="#64748b"),
        ),
        tooltip=[
            "name",
            "channel",
            "of",
            alt.Tooltip("rate:Q", format=".1%"),
            "corrected",
            "decided",
            "total",
        ],
    )
    appeals_chart = finished(
        alt.layer(_lines, _points, data=appeals)
        .properties(width=300, height=alt.Step(30))
        .facet(column=alt.Column("channel:N"))
    )
    figure(
        f"六、复议诉讼纠正率 · Correction rates on appeal, {year.value}",
        appeals_chart,
        len(appeals[["name", "channel"]].drop_duplicates()),
        "mart_appeals",
        f"两种分母都在用：已审结，或全部（含尚未审结）。空心的不足 30 件，看件数不看比例。按件数列前 15 个机关；总计不明的有 {_unknown} 行。",
        "Both denominators are in use: the decided, or all with the pending ones. Hollow: under 30 cases, quote cases and not the rate. The "
        f"15 agencies with most cases; rows whose total is unknown: {_unknown}.",
    )
    return


@app.cell
def _(alt, database, figure, finished, ink, most_bodies, scale):
    _parts = {"units": "各单位之和 sum of the units", "residual": "差额 residual"}
    consolidated = database.execute(
        "select coalesce(name, area_name) as body, report_year, own, units_sum_strict as units, residual, units_counted, units_due, "
        "cast(units_counted as varchar) || '/' || cast(units_due as varchar) || ' 单位 units' as told "
        "from mart_consolidation left join names on area_id = agency_id where key = 'applications/received_new/total' order by body, report_year"
    ).df()
    _unknown = int(consolidated["residual"].isna().sum())
    _largest = (
        consolidated.groupby("body")["own"]
        .max()
        .sort_values(ascending=False, kind="stable")
        .index[:most_bodies]
    )
    consolidated = consolidated[consolidated["body"].isin(_largest)]
    consolidated_parts = consolidated.dropna(subset=["residual"]).melt(
        id_vars=["body", "report_year", "own", "told"],
        value_vars=list(_parts),
        var_name="part",
        value_name="requests",
    )
    consolidated_parts["place"] = consolidated_parts["part"].map({"units": 0, "residual": 1})
    consolidated_parts["part"] = consolidated_parts["part"].map(_parts)
    _base = alt.Chart().encode(y=alt.Y("report_year:O", title=None))
    _bars = _base.mark_bar(height={"band": 0.72}).encode(
        x=alt.X("requests:Q", title="本年新收 newly received"),
        color=alt.Color("part:N", title=None, scale=scale(_parts.values(), ["#1d4ed8", "#f59e0b"])),
        order="place:Q",
        tooltip=["body", "report_year", "part", "requests", "own", "told"],
    )
    _told = _base.mark_text(align="left", dx=6, fontSize=11, color=ink).encode(x="max(own):Q", text="told:N")
    consolidated_chart = finished(
        alt.layer(_bars, _told, data=consolidated_parts)
        .properties(width=620, height=alt.Step(28))
        .facet(row=alt.Row("body:N", header=alt.Header(labelOrient="top", labelPadding=4)))
        .resolve_scale(y="independent")
    )
    figure(
        "七、汇总年报与各单位 · Consolidated reports against their units",
        consolidated_chart,
        len(consolidated.dropna(subset=["residual"])),
        "mart_consolidation",
        f"整条是汇总年报所印的数，差额含本级自办件、未到和暂存的单位，不等于差错；旁边是计入的单位数与应汇总的单位数。因空白等不能相减的有 {_unknown} 行；最多列 30 个。",
        "The whole bar is the number that the consolidated report prints. The residual holds the body's own requests and units that are "
        f"missing or held: no error by itself; beside it units counted of units due. Rows that cannot be compared, for a blank: {_unknown}; the 30 largest bodies at most.",
    )
    return


@app.cell
def _(alt, database, figure, finished, scale):
    _kinds = {
        "text/html": "HTML",
        "application/pdf": "PDF",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
        "application/vnd.ms-excel": "XLS",
        "text/plain": "文本 text",
        "text/markdown": "Markdown",
        "multipart/related": "MHTML",
        "application/octet-stream": "打不开 unknown",
    }
    _states = {"certified": "通过 certified", "held": "暂存 held", "failed": "读不出 failed"}
    _found = database.execute(
        "select media_type, cast(sum(certified) as bigint) as certified, cast(sum(held) as bigint) as held, "
        "cast(sum(failed) as bigint) as failed, cast(sum(cells) as bigint) as cells, "
        "cast(sum(doubted_cells) as bigint) as doubted, count(*) as rows from mart_quality group by media_type order by media_type"
    ).df()
    _found["format"] = _found["media_type"].map(_kinds).fillna(_found["media_type"])
    quality = _found.melt(
        id_vars=["format", "cells", "doubted"], value_vars=list(_states), var_name="state", value_name="files"
    )
    quality["place"] = quality["state"].map({name: place for place, name in enumerate(_states)})
    quality["state"] = quality["state"].map(_states)
    _order = list(_found.sort_values("cells", ascending=False)["format"])
    _files = (
        alt.Chart(quality)
        .mark_bar(height={"band": 0.72})
        .encode(
            x=alt.X("files:Q", title="文件版本 file versions", axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("format:N", title=None, sort=_order),
            color=alt.Color(
                "state:N", title=None, scale=scale(_states.values(), ["#15803d", "#d97706", "#b91c1c"])
            ),
            order="place:Q",
            tooltip=["format", "state", "files"],
        )
        .properties(width=400, height=alt.Step(32))
    )
    doubts = _found.assign(share=_found["doubted"] / _found["cells"].where(_found["cells"] > 0))
    doubts["told"] = [
        f"{doubted} / {cells}" for doubted, cells in zip(doubts["doubted"], doubts["cells"], strict=True)
    ]
    _doubts = alt.Chart(doubts).encode(y=alt.Y("format:N", title=None, sort=_order, axis=None))
    _share = _doubts.mark_bar(color="#7c3aed", height={"band": 0.72}).encode(
        x=alt.X("share:Q", title="存疑单元格 cells in doubt", axis=alt.Axis(format=".2%", tickCount=3))
    )
    _counts = _doubts.mark_text(align="left", dx=5, fontSize=11).encode(x="share:Q", text="told:N")
    quality_chart = finished(
        alt.hconcat(_files, alt.layer(_share, _counts).properties(width=230, height=alt.Step(32)), spacing=28)
    )
    figure(
        "八、读取质量 · What was read, by format",
        quality_chart,
        int(_found["rows"].sum()),
        "mart_quality",
        "所有文件版本，不只现行的；存疑的单元格占全部已读单元格。存疑不等于错，但其年报一律暂存。",
        "All file versions, not only current ones; cells in doubt of all cells read. A doubt is no error, but its report is always held.",
    )
    return


if __name__ == "__main__":
    app.run()
