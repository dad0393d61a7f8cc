import Base

/// Stacked bars, one a row: bytes by layer, all on one linear axis.
struct OverheadBars {
    struct Bar {
        let name: String
        let layers: OverheadReport.Layers
    }

    let title: String
    /// One sentence below the title.
    let note: String
    let bars: [Bar]

    /// Nil where there is nothing to draw.
    init?(_ title: String, note: String, _ bars: [Bar]) {
        let drawn = bars.filter { $0.layers.total > 0 }
        guard !drawn.isEmpty else { return nil }
        self.title = title
        self.note = note
        self.bars = drawn
    }

    private typealias Layer = (
        name: String, bytes: @Sendable (OverheadReport.Layers) -> Double
    )

    /// From the message outwards.
    private static let layers: [Layer] = [
        ("payload", { $0.payload }), ("topic", { $0.topic }), ("MQTT", { $0.mqtt }),
        ("WebSocket frames", { $0.webSocket }), ("WebSocket upgrade", { $0.webSocketUpgrade }),
        ("HTTP", { $0.http }), ("TLS records", { $0.tlsRecords }),
        ("TLS handshake", { $0.tlsHandshake }), ("TCP/IP headers", { $0.tcpIP ?? 0 }),
    ]

    /// Of ``HTML/style``'s colours, one a layer; neighbours are told apart.
    private static let colours = [1, 5, 0, 6, 3, 2, 4, 8, 9]

    static var style: String {
        let fills = colours.enumerated().map {
            ".bars .l\($0.offset) { fill: var(--c\($0.element)); "
                + "background: var(--c\($0.element)); }"
        }
        return """
            .bars svg { height: auto; }
            .bars text { fill: var(--ink); font: 13px system-ui, sans-serif; }
            .bars .tick { fill: var(--soft); font-size: 12px; }
            .bars .axis { stroke: var(--line); }
            .legend {
              display: flex; flex-wrap: wrap; gap: 4px 16px; list-style: none; margin: 8px 0 12px;
              font-size: 13px; color: var(--soft);
            }
            .legend span {
              display: inline-block; width: 11px; height: 11px; border-radius: 3px;
              margin-right: 6px;
            }
            \(fills.joined(separator: "\n"))
            """
    }

    var figure: String {
        let height = bars.count * 30 + 36
        let parts = axis(height) + bars.enumerated().flatMap { bar($0.element, row: $0.offset) }
        return """
            <figure class="panel bars">
            <figcaption><h2>\(Escape.markup(title))</h2><p class="note">\(Escape.markup(note))</p>
            \(legend)</figcaption>
            <svg viewBox="0 0 1000 \(height)" role="img" \
            aria-label="\(Escape.markup(title)). The tables below hold the same figures.">
            \(parts.joined(separator: "\n"))
            </svg>
            </figure>
            """
    }

    /// The layers that some bar has.
    private var legend: String {
        let items = Self.layers.enumerated().filter { layer in
            bars.contains { layer.element.bytes($0.layers) > 0 }
        }
        let entries = items.map { place, layer in
            "<li><span class=\"l\(place)\"></span>\(layer.name)</li>"
        }
        return "<ul class=\"legend\">\(entries.joined())</ul>"
    }

    private func bar(_ bar: Bar, row: Int) -> [String] {
        let top = row * 30 + 6
        var parts = [
            "<text x=\"202\" y=\"\(top + 15)\" text-anchor=\"end\">"
                + "\(Escape.markup(bar.name))</text>"
        ]
        var start = 0.0
        for (place, layer) in Self.layers.enumerated() {
            let bytes = layer.bytes(bar.layers)
            guard bytes > 0 else { continue }
            let (left, right) = (x(start), x(start + bytes))
            let title = "\(bar.name): \(layer.name) \(Figure.bytes(bytes))"
            parts.append(
                "<rect class=\"l\(place)\" x=\"\(Self.plain(left))\" y=\"\(top)\" "
                    + "width=\"\(Self.plain(right - left))\" height=\"20\">"
                    + "<title>\(Escape.markup(title))</title></rect>")
            start += bytes
        }
        parts.append(
            "<text x=\"\(Self.plain(x(start) + 6))\" y=\"\(top + 15)\">"
                + "\(Figure.bytes(bar.layers.total))</text>")
        return parts
    }

    /// Marks at round numbers, four to nine of them.
    private func axis(_ height: Int) -> [String] {
        var step = 1.0
        var turn = 0
        while longest / step > 9 {
            step *= turn % 3 == 1 ? 2.5 : 2
            turn += 1
        }
        return (0...Int(longest / step)).flatMap { mark in
            let bytes = Double(mark) * step
            let place = Self.plain(x(bytes))
            return [
                "<line class=\"axis\" x1=\"\(place)\" x2=\"\(place)\" y1=\"0\" "
                    + "y2=\"\(height - 24)\"/>",
                "<text class=\"tick\" x=\"\(place)\" y=\"\(height - 8)\" "
                    + "text-anchor=\"middle\">\(Figure.bytes(bytes))</text>",
            ]
        }
    }

    private var longest: Double { bars.map(\.layers.total).max()! }

    /// Room for the names at the left and for the totals at the right.
    private func x(_ bytes: Double) -> Double { 210 + 700 * bytes / longest }

    private static func plain(_ value: Double) -> String {
        Figure.fixed(value, decimals: 1).replacing(",", with: "")
    }
}
