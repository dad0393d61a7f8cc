import Base

/// p99 over load as a drawing, both axes logarithmic, the knee and the demand as lines.
///
/// It is drawn here and not by script, since there are few points and nothing to point at.
struct LimitCurve {
    private struct Point {
        let load: Double
        let milliseconds: Double
        let holds: Bool
    }

    private let points: [Point]
    private let report: LimitReport
    private let loads: ClosedRange<Double>
    private let times: ClosedRange<Double>

    /// Nil where there is no line to draw.
    init?(_ report: LimitReport) {
        points = report.steps.compactMap { step in
            guard let p99 = step.p99, p99 > .zero, step.load > 0 else { return nil }
            return Point(
                load: Double(step.load), milliseconds: p99.inSeconds * 1000,
                holds: step.verdict == .holds)
        }.sorted { ($0.load, $0.milliseconds) < ($1.load, $1.milliseconds) }
        guard points.count > 1, let least = points.first?.load, let most = points.last?.load,
            least < most
        else { return nil }
        let demand = report.demands.p99.map { [$0.inSeconds * 1000] } ?? []
        let known = points.map(\.milliseconds) + demand.filter { $0 > 0 }
        self.report = report
        loads = least...most
        times = known.min()! * 0.8...known.max()! * 1.25
    }

    static let style = """
        .curve svg { height: auto; }
        .curve text { fill: var(--soft); font: 12px system-ui, sans-serif; }
        .curve .axis { stroke: var(--line); }
        .curve .demand { stroke: var(--bad); stroke-dasharray: 5 4; }
        .curve .knee { stroke: var(--good); stroke-dasharray: 2 3; }
        .curve .holds { fill: var(--good); }
        .curve .fails { fill: var(--bad); }
        """

    var figure: String {
        let dots = points.map { point in
            let title = "\(report.amount(Int(point.load))): p99 \(Self.time(point.milliseconds))"
            return "<circle class=\"\(point.holds ? "holds" : "fails")\" "
                + "cx=\"\(Self.plain(x(point.load)))\" cy=\"\(Self.plain(y(point.milliseconds)))\" "
                + "r=\"4\"><title>\(Escape.markup(title))</title></circle>"
        }
        return """
            <figure class="panel curve">
            <figcaption><h2>p99 by load</h2><p class="note">Each point is a step; green ones hold. \
            The line joins the best of each load. Both axes are logarithmic.</p></figcaption>
            <svg viewBox="0 0 900 320" role="img" \
            aria-label="p99 by load. The table below holds the same figures.">
            \((axes + lines + dots).joined(separator: "\n"))
            </svg>
            </figure>
            """
    }

    /// The marks of both axes: a load that was played, a power of ten.
    private var axes: [String] {
        var marks: [String] = []
        var free = -Double.infinity
        for load in points.map(\.load) where x(load) > free {
            let place = Self.plain(x(load))
            marks.append(
                "<line class=\"axis\" x1=\"\(place)\" x2=\"\(place)\" y1=\"20\" y2=\"280\"/>")
            marks.append(
                "<text x=\"\(place)\" y=\"300\" text-anchor=\"middle\">"
                    + "\(Figure.count(Int(load)))</text>")
            free = x(load) + 70
        }
        marks.append(
            "<text x=\"890\" y=\"316\" text-anchor=\"end\">\(Escape.markup(report.unit))</text>")
        var power = 1e-6
        while power <= times.upperBound {
            defer { power *= 10 }
            guard power >= times.lowerBound else { continue }
            let place = Self.plain(y(power))
            marks.append(
                "<line class=\"axis\" x1=\"80\" x2=\"890\" y1=\"\(place)\" y2=\"\(place)\"/>")
            marks.append(
                "<text x=\"72\" y=\"\(place)\" dy=\"4\" text-anchor=\"end\">"
                    + "\(Self.time(power))</text>"
            )
        }
        return marks
    }

    /// The lowest p99 of each load, since what a broker did once is no accident.
    private var best: [Point] {
        points.enumerated().filter { $0 == 0 || points[$0 - 1].load < $1.load }.map(\.element)
    }

    private var lines: [String] {
        let path = best.map { "\(Self.plain(x($0.load))),\(Self.plain(y($0.milliseconds)))" }
        var lines = ["<polyline points=\"\(path.joined(separator: " "))\"/>"]
        if let demand = report.demands.p99, demand > .zero {
            let place = Self.plain(y(demand.inSeconds * 1000))
            lines.append(
                "<line class=\"demand\" x1=\"80\" x2=\"890\" y1=\"\(place)\" y2=\"\(place)\"/>")
        }
        if let holds = report.holds, loads.contains(Double(holds)) {
            let place = Self.plain(x(Double(holds)))
            lines.append(
                "<line class=\"knee\" x1=\"\(place)\" x2=\"\(place)\" y1=\"20\" y2=\"280\"/>")
            lines.append(
                "<text x=\"\(place)\" y=\"14\" text-anchor=\"middle\">"
                    + "\(Escape.markup(report.amount(holds)))</text>")
        }
        return lines
    }

    private func x(_ load: Double) -> Double {
        120 + 730 * Self.share(of: load, in: loads)
    }

    private func y(_ milliseconds: Double) -> Double {
        280 - 260 * Self.share(of: milliseconds, in: times)
    }

    /// How far up a logarithmic axis `value` lies.
    private static func share(of value: Double, in range: ClosedRange<Double>) -> Double {
        let low = octaves(range.lowerBound)
        return (octaves(value) - low) / (octaves(range.upperBound) - low)
    }

    /// The logarithm to base 2, straight between powers of two: within 0.09, enough for a drawing.
    private static func octaves(_ value: Double) -> Double {
        Double(value.exponent) + value.significand - 1
    }

    private static func time(_ milliseconds: Double) -> String {
        Figure.duration(seconds: milliseconds / 1000)
    }

    private static func plain(_ value: Double) -> String {
        Figure.fixed(value, decimals: 1).replacing(",", with: "")
    }
}
