import Base
import YAML

/// An expectation as it was written: its parts, and the places of each.
struct ExpectationDraft: Sendable {
    var text: String
    var metric: Placed<String>
    var comparison: Expectation.Comparison
    var value: Placed<String>

    static let form = Form<ExpectationDraft>("METRIC COMPARISON LIMIT") { (node) throws(Problem) in
        let text = try Form.text.read(node)
        var scanner = PartScanner(text, of: node)
        let metric = scanner.take { !" =<>!".contains($0) }
        let sign = scanner.take { "=<>!".contains($0) }
        let value = scanner.rest()
        guard !metric.value.isEmpty, !sign.value.isEmpty, !value.value.isEmpty else {
            throw node.problem(
                "\(node.summary) is no expectation; write it like \"lost == 0\" or "
                    + "\"latency.endToEnd.p99 < 100ms\"")
        }
        guard let comparison = Expectation.Comparison(rawValue: sign.value) else {
            let meant = ["=": "==", "=<": "<=", "=>": ">=", "<>": "!=", "===": "=="][sign.value]
            let all = Expectation.Comparison.allCases.map(\.rawValue).joined(separator: " ")
            throw sign.problem(
                "\"\(sign.value)\" is no comparison; write \(meant ?? "one of \(all)")")
        }
        return ExpectationDraft(text: text, metric: metric, comparison: comparison, value: value)
    }

    func expectation(metrics: [Metric]) throws(Problem) -> Expectation {
        guard let found = Metric.find(metric.value, in: metrics) else {
            throw unknownMetric(metrics)
        }
        let node = Node(.text(value.value, .plain), at: value.place)
        let limit =
            switch found.unit {
            case .count: try Form<Double>.number().read(node)
            case .nanoseconds: Double(try Form<Duration>.duration.read(node).nanoseconds)
            case .seconds: try Form<Duration>.duration.read(node).inSeconds
            case .bytes: Double(try Form<Int>.size(in: 0...Int.max / 2).read(node))
            }
        return Expectation(
            text: text, metric: found.path, comparison: comparison, value: limit)
    }

    /// The list of all figures is too long for a message: what lies beside the nearest will do.
    private func unknownMetric(_ metrics: [Metric]) -> Problem {
        let short = metrics.compactMap { metric in
            metric.path.hasPrefix("messages.") ? String(metric.path.dropFirst(9)) : nil
        }
        var message = "\(metric.value.inQuotes) is no figure of the report"
        if let meant = metric.value.nearest(in: short.filter { !$0.contains(".") })
            ?? metric.value.nearest(in: metrics.map(\.path))
        {
            message += "; did you mean \"\(meant)\"?"
        } else {
            message += "; \"gale help expectations\" lists them"
        }
        return metric.problem(message)
    }
}

/// Takes a text apart and remembers where the parts stand.
private struct PartScanner {
    private var left: Substring
    private var place: Place
    private let isOnOneLine: Bool

    init(_ text: String, of node: Node) {
        left = text[...]
        place = node.place
        if case .text(_, .quoted) = node.content { place.column += 1 }
        if case .text(_, .block) = node.content { isOnOneLine = false } else { isOnOneLine = true }
        skipSpace()
    }

    mutating func take(while isPart: (Character) -> Bool) -> Placed<String> {
        let part = left.prefix(while: isPart)
        defer {
            drop(part.count)
            skipSpace()
        }
        return Placed(String(part), at: place)
    }

    mutating func rest() -> Placed<String> {
        var part = left
        while part.last?.isWhitespace == true { part.removeLast() }
        return Placed(String(part), at: place)
    }

    private mutating func skipSpace() {
        drop(left.prefix(while: \.isWhitespace).count)
    }

    private mutating func drop(_ count: Int) {
        if isOnOneLine, place.line > 0 { place.column += count }
        left = left.dropFirst(count)
    }
}
