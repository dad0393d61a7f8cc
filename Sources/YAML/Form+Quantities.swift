import Base

/// A number and the unit behind it, as people write quantities: `250ms`, `1.5h`, `64KB`.
private struct Quantity {
    var number: Double
    var unit: Substring

    /// Nil for what does not begin with a number in plain decimals.
    init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        guard let number = Double(digits), digits.first != ".", digits.last != ".",
            digits.utf8.count <= 18
        else { return nil }
        self.number = number
        unit = text[digits.endIndex...]
    }
}

extension Form where Value == Duration {
    /// `250ms`, `30s`, `5m`, `2h`, `1d`; also `us`, for limits of latency.
    package static let duration = duration(in: nil)

    /// A duration that must be within `range`, which help does not print.
    package static func duration(in range: ClosedRange<Duration>?) -> Form {
        Form("DURATION") { (node) throws(Problem) in
            guard let text = node.text, !node.isNothing, let nanoseconds = nanoseconds(of: text)
            else { throw node.problem(complaint(about: node)) }
            let duration = Duration.nanoseconds(nanoseconds)
            if let range, !range.contains(duration) {
                throw node.problem(
                    "\(text) is outside \(range.lowerBound.short)…\(range.upperBound.short)")
            }
            return duration
        }
    }

    private static let units: KeyValuePairs = [
        "us": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9, "d": 86_400e9,
    ]

    /// Nil for what is no duration or longer than 292 years.
    private static func nanoseconds(of text: String) -> Int64? {
        guard let quantity = Quantity(text),
            let unit = units.first(where: { $0.key == quantity.unit })
        else { return nil }
        return Int64(exactly: (quantity.number * unit.value).rounded())
    }

    private static func complaint(about node: Node) -> String {
        let complaint = "\(node.summary) is no duration; write "
        guard let text = node.text, let quantity = Quantity(text) else {
            return complaint + "it like 250ms, 30s, 5m, 2h or 1d"
        }
        let digits = text.prefix(text.count - quantity.unit.count)
        let unit = quantity.unit.filter { $0 != " " }.lowercased()
        let meant =
            switch unit {
            case "µs", "usec", "microseconds": "us"
            case "msec", "millis", "milliseconds": "ms"
            case "", "sec", "secs", "second", "seconds": "s"
            case "min", "mins", "minute", "minutes": "m"
            case "hour", "hours": "h"
            case "day", "days": "d"
            default: units.contains { $0.key == unit } ? unit : ""
            }
        if meant == quantity.unit { return "\(text) is longer than 292 years" }
        return complaint + (meant.isEmpty ? "it like 250ms, 30s, 5m, 2h or 1d" : digits + meant)
    }
}

extension Duration {
    /// In the form that scenarios use, with the largest unit that leaves no fraction: `90s`, `2m`.
    package var short: String {
        let count = nanoseconds
        let units: KeyValuePairs<String, Int64> = [
            "d": 86_400_000_000_000, "h": 3_600_000_000_000, "m": 60_000_000_000,
            "s": 1_000_000_000, "ms": 1_000_000, "us": 1_000,
        ]
        for (unit, size) in units where count != 0 && count % size == 0 {
            return "\(count / size)\(unit)"
        }
        return count == 0 ? "0s" : "\(count)ns"
    }
}

extension Form where Value == Double {
    /// Events a second, written `5000/s`, `10/m` or `2/h`.
    package static let rate = word("RATE", isNo: "rate", writeLike: "write it like 50/s or 10/m") {
        guard let quantity = Quantity($0) else { return nil }
        return switch quantity.unit {
        case "/s": quantity.number
        case "/m": quantity.number / 60
        case "/h": quantity.number / 3600
        default: nil
        }
    }

    /// A part of the whole, 0 … 1, written `20%`.
    package static let share = Form("SHARE") { (node) throws(Problem) in
        let quantity = node.text.flatMap(Quantity.init)
        if let quantity, quantity.unit == "%" {
            guard quantity.number <= 100 else {
                throw node.problem("\(node.text!) is more than all; write at most 100%")
            }
            return quantity.number / 100
        }
        var hint = "it like 20%"
        if let quantity, quantity.unit.isEmpty {
            let percent = quantity.number <= 1 ? quantity.number * 100 : quantity.number
            let isWhole = percent == percent.rounded()
            if percent <= 100 { hint = (isWhole ? "\(Int(percent))" : "\(percent)") + "%" }
        }
        throw node.problem("\(node.summary) is no share; write \(hint)")
    }
}

extension Form where Value == Int {
    /// Bytes, written `512`, `64KB`, `1KiB`, `2MB` or `1MiB`.
    package static func size(in range: ClosedRange<Int>) -> Form {
        let units: KeyValuePairs = [
            "": 1, "B": 1, "KB": 1000, "MB": 1_000_000, "GB": 1_000_000_000, "KiB": 1 << 10,
            "MiB": 1 << 20, "GiB": 1 << 30,
        ]
        return Form("SIZE") { (node) throws(Problem) in
            guard let text = node.text, let quantity = Quantity(text),
                let unit = units.first(where: { $0.key == quantity.unit }),
                let bytes = Int(exactly: quantity.number * Double(unit.value))
            else {
                throw node.problem("\(node.summary) is no size; write it like 512, 64KB or 1KiB")
            }
            guard range.contains(bytes) else {
                throw node.problem(
                    "\(text) is outside \(range.lowerBound)…\(range.upperBound) bytes")
            }
            return bytes
        }
    }
}
