import Base

/// The places that the script draws into, and what stands there without it.
extension HTML {
    private struct Chart {
        let id: String
        let title: String
        let note: String
    }

    static func charts(_ report: Report) -> String {
        var charts: [Chart] = []
        if !report.curves.measured.isEmpty {
            charts.append(
                Chart(
                    id: "curve", title: "Latency by percentile",
                    note: "Each step to the right is ten times rarer."))
        }
        if !report.timeline.slices.isEmpty {
            if report.timeline.slices.contains(where: { $0.p99 != nil }) {
                charts.append(
                    Chart(
                        id: "latency", title: "Latency over time",
                        note: "End to end, from the instant at which a message was due."))
            }
            charts.append(
                Chart(
                    id: "throughput", title: "Throughput over time",
                    note: "Messages a second, and the devices that were connected."))
        }
        if report.timeline.showsBroker {
            charts.append(
                Chart(
                    id: "broker", title: "The broker over time",
                    note: "Share of one processor, and memory at most in each slice."))
        }
        if report.bytes.total > 0 {
            charts.append(
                Chart(
                    id: "bytes", title: "Bytes by account",
                    note: "Both directions.\(report.bytes.sourceOfTCPIP)"))
        }
        guard !charts.isEmpty else { return "" }
        let figures = charts.map { chart in
            """
            <figure class="panel chart">
            <figcaption><h2>\(chart.title)</h2><p class="note">\(chart.note)</p></figcaption>
            <div class="canvas"><canvas id="\(chart.id)" role="img" \
            aria-label="\(chart.title). The tables below hold the same figures."></canvas></div>
            </figure>
            """
        }
        return """
            <noscript>\(sparklines(report, because: "This page draws its charts by script, "
                + "which is switched off here; the tables below hold the same figures."))</noscript>
            <section class="charts" aria-label="Charts">
            \(figures.joined(separator: "\n"))
            </section>
            """
    }

    static func sparklines(
        _ report: Report,
        because reason: String = "Chart.js was not installed where this page was made "
            + "(Debian: apt-get install libjs-chart.js); the tables below hold every figure."
    ) -> String {
        let slices = report.timeline.slices
        let lines = [
            sparkline("Published in each slice", slices.map { Double($0.published) }) {
                Figure.number($0)
            },
            sparkline("Delivered in each slice", slices.map { Double($0.delivered) }) {
                Figure.number($0)
            },
            sparkline("Connected", slices.map { Double($0.connected) }) { Figure.number($0) },
            sparkline("End to end, p99", slices.map { $0.p99?.inSeconds }) {
                Figure.duration(seconds: $0)
            },
            sparkline("Broker, share of one processor", slices.map(\.brokerCPU)) {
                Figure.percent($0)
            },
            sparkline("Broker, memory", slices.map { $0.brokerMemory.map(Double.init) }) {
                Figure.bytes($0)
            },
        ]
        return """
            <section class="panel wide sparklines">
            <p class="note">\(reason)</p>
            \(lines.joined(separator: "\n"))
            </section>
            """
    }

    /// One line of figures as a picture of 600 by 60; nothing where there is no line to draw.
    private static func sparkline(
        _ title: String, _ values: [Double?], figure: (Double) -> String
    ) -> String {
        let known = values.enumerated().compactMap { place, value in
            value.flatMap { $0.isFinite ? (place: place, value: $0) : nil }
        }
        guard known.count > 1, let most = known.map(\.value).max() else { return "" }
        let points = known.map { place, value in
            let x = Double(place) / Double(values.count - 1) * 600
            let y = 58 - (most > 0 ? value / most * 54 : 0)
            return "\(plain(x)),\(plain(y))"
        }
        return """
            <figure><figcaption>\(title) <b>at most \(figure(most))</b></figcaption>
            <svg viewBox="0 0 600 60" preserveAspectRatio="none" role="img" \
            aria-label="\(title), at most \(figure(most))">\
            <polyline points="\(points.joined(separator: " "))"/></svg></figure>
            """
    }

    private static func plain(_ value: Double) -> String {
        Figure.fixed(value, decimals: 1).replacing(",", with: "")
    }
}
