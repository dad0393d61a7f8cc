extension Histogram {
    /// In what the values of an exported histogram are counted.
    package enum Unit: String, CaseIterable, Sendable {
        case nanoseconds, microseconds, milliseconds

        var inNanoseconds: Double {
            switch self {
            case .nanoseconds: 1
            case .microseconds: 1e3
            case .milliseconds: 1e6
            }
        }
    }

    /// The percentile distribution as text, which the plotters of HdrHistogram's family read.
    ///
    /// A last comment line says the unit, which the format itself has no place for.
    package func hgrm(unit: Unit = .milliseconds) -> String {
        let scale = unit.inNanoseconds
        func line(_ point: CurvePoint) -> String {
            var text = padded(decimal(Double(point.value) / scale, digits: 3), to: 12)
            text += " " + decimal(point.fraction, digits: 12)
            text += " " + padded(String(point.count), to: 10)
            if point.fraction < 1 {
                text += " " + padded(decimal(1 / (1 - point.fraction), digits: 2), to: 14)
            }
            return text + "\n"
        }
        func figure(_ value: Double) -> String { padded(decimal(value / scale, digits: 3), to: 12) }
        func whole(_ value: UInt64) -> String { padded(String(value), to: 12) }

        var text = padded("Value", to: 12) + " " + padded("Percentile", to: 14) + " "
        text += padded("TotalCount", to: 10) + " " + padded("1/(1-Percentile)", to: 14) + "\n\n"
        for point in curve() { text += line(point) }
        text += "#[Mean    = \(figure(mean ?? 0)), StdDeviation   = \(figure(standardDeviation))]\n"
        text += "#[Max     = \(figure(Double(maximum ?? 0))), Total count    = \(whole(count))]\n"
        text += "#[Buckets = \(whole(UInt64(42 - precision)))"
        text += ", SubBuckets     = \(whole(2 << UInt64(precision)))]\n"
        return text + "#[Unit    = \(padded(unit.rawValue, to: 12))]\n"
    }

    /// Nanoseconds; taken from the middles of the slots, so within ``error`` of the true one.
    package var standardDeviation: Double {
        guard let mean else { return 0 }
        var squares = 0.0
        for (slot, tally) in slots.enumerated() where tally > 0 {
            let low = slot == 0 ? 0 : upperBound(ofSlot: slot - 1) + 1
            let middle = (Double(low) + Double(upperBound(ofSlot: slot))) / 2
            squares += (middle - mean) * (middle - mean) * Double(tally)
        }
        return (squares / Double(count)).squareRoot()
    }
}

private func padded(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.utf8.count)) + text
}

/// `value`, not negative, with exactly `digits` digits after the point.
private func decimal(_ value: Double, digits: Int) -> String {
    var power: UInt64 = 1
    for _ in 0..<digits { power *= 10 }
    let whole = value.rounded(.down)
    var units = UInt64(whole)
    var parts = UInt64(((value - whole) * Double(power)).rounded())
    if parts == power { (units, parts) = (units + 1, 0) }
    let fraction = String(parts)
    return "\(units)." + String(repeating: "0", count: digits - fraction.utf8.count) + fraction
}
