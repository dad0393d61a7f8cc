/// Numbers as people read them: three digits that matter, grouped thousands, a unit.
///
/// The same everywhere, whatever the locale, so that two reports can be compared line by line.
package enum Figure {
    /// `1234567` becomes `1,234,567`.
    package static func count(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "-" : ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }

    /// A number with at most three digits that matter, or grouped where it has more before the
    /// point: `0.0123`, `1.23`, `12.3`, `123`, `1,234`.
    package static func number(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        guard value.magnitude < 1e15 else { return "\(value)" }
        guard value != 0 else { return "0" }
        var decimals = 0
        var bound = 99.95
        while value.magnitude < bound, decimals < 6 {
            decimals += 1
            bound /= 10
        }
        return trimmed(fixed(value, decimals: decimals))
    }

    /// `1.2 ms`, `850 ns`, `20 s`, `2 min 5 s`, `3 h 20 min`.
    package static func duration(_ duration: Duration) -> String {
        let nanoseconds =
            Double(duration.components.seconds) * 1e9
            + Double(duration.components.attoseconds) / 1e9
        if nanoseconds < 0 { return "-" + Self.duration(.zero - duration) }
        // Each bound is where rounding to three digits would reach the next unit.
        switch nanoseconds {
        case 0: return "0 s"
        case ..<999.5: return number(nanoseconds) + " ns"
        case ..<999.5e3: return number(nanoseconds / 1e3) + " µs"
        case ..<999.5e6: return number(nanoseconds / 1e6) + " ms"
        case ..<119.95e9: return number(nanoseconds / 1e9) + " s"
        default: break
        }
        let seconds = Int((nanoseconds / 1e9).rounded())
        if seconds < 7200 { return two(seconds / 60, "min", seconds % 60, "s") }
        let minutes = (seconds + 30) / 60
        if minutes < 2880 { return two(minutes / 60, "h", minutes % 60, "min") }
        let hours = (minutes + 30) / 60
        return two(hours / 24, "d", hours % 24, "h")
    }

    package static func duration(seconds: Double) -> String {
        guard seconds.isFinite, seconds.magnitude < 9e9 else { return "–" }
        return duration(.nanoseconds(Int64(seconds * 1e9)))
    }

    /// Decimal units: `999 B`, `1.23 kB` (1 kB is 1,000 bytes), `12.3 MB`, `4.56 GB`.
    package static func bytes(_ count: Double) -> String {
        let units = ["B", "kB", "MB", "GB", "TB", "PB"]
        var value = count
        var unit = 0
        while value.magnitude >= 999.5, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return "\(number(unit == 0 ? value.rounded() : value)) \(units[unit])"
    }

    package static func bytes(_ count: Int) -> String { bytes(Double(count)) }

    /// `12.3%`; the whole of nothing is `–`.
    package static func share(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "–" }
        return number(Double(part) / Double(whole) * 100) + "%"
    }

    /// `0.123` as `12.3%`, to a tenth.
    package static func percent(_ share: Double) -> String {
        number((share * 1000).rounded() / 10) + "%"
    }

    /// `1 message`, `2 messages`: `noun` with an s, but for one.
    package static func count(_ number: Int, _ noun: String) -> String {
        "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// `value` with exactly so many decimals, rounded half away from zero.
    package static func fixed(_ value: Double, decimals: Int) -> String {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        guard (value * scale).magnitude < 9e18 else { return "\(value)" }
        let whole = Int((value * scale).rounded().magnitude)
        let unit = Int(scale)
        var text = count(whole / unit)
        if decimals > 0 {
            let fraction = String(whole % unit)
            text += "." + String(repeating: "0", count: decimals - fraction.count) + fraction
        }
        return value < 0 && whole > 0 ? "-" + text : text
    }

    private static func two(_ large: Int, _ unit: String, _ small: Int, _ smaller: String) -> String
    {
        small == 0 ? "\(large) \(unit)" : "\(large) \(unit) \(small) \(smaller)"
    }

    private static func trimmed(_ text: String) -> String {
        guard text.contains(".") else { return text }
        var text = text[...]
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return String(text)
    }
}
