import Base

/// A run as it is going, in one line.
package struct Progress: Equatable, Sendable {
    package var phase = ""
    package var elapsed = Duration.zero
    /// Nil while nobody knows.
    package var remaining: Duration?
    package var devices = 0
    package var connected = 0
    package var messagesPerSecond = 0.0
    /// End to end, over the last slice; nil while nothing arrived.
    package var p99: Duration?
    package var lost = 0

    package init() {}

    /// Overwrites the line before it; at most `columns` wide, so that a terminal never wraps it.
    package func terminalLine(columns: Int) -> String {
        "\r" + String(line.prefix(max(columns - 1, 0))) + "\u{1B}[K"
    }

    /// For a log: no control characters, no line feed.
    package var line: String {
        let rate = messagesPerSecond.rounded()
        var parts = [
            "\(Figure.count(connected)) of \(Figure.count(devices)) connected",
            "\(Figure.count(rate.isFinite && rate.magnitude < 1e15 ? Int(rate) : 0)) msg/s",
            "p99 \(p99.map(Figure.duration) ?? "–")",
            "lost \(Figure.count(lost))",
        ]
        if let remaining { parts.append("\(Self.whole(remaining)) left") }
        let phase = Escape.line(phase)
        return "\(Self.whole(elapsed)) \(phase.isEmpty ? "" : phase + " ")| "
            + parts.joined(separator: " | ")
    }

    /// Whole seconds: a tenth would only flicker.
    private static func whole(_ duration: Duration) -> String {
        Figure.duration(.seconds(max(Int(duration.inSeconds.rounded()), 0)))
    }
}
