import Base

/// The figures, row by row; a dash where nothing was measured.
extension OverheadReport {
    var bytesTable: Table {
        Table(
            "Bytes per message",
            note: "Both directions together, acknowledgement included. WS holds frames and the "
                + "upgrade, TLS records and the handshake.",
            [
                .text(""), .number("payload"), .number("topic"), .number("MQTT"), .number("WS"),
                .number("HTTP"), .number("TLS"), .number("TCP/IP"), .number("total"),
                .number("of it payload"),
            ],
            rows.map { row in
                let layers = row.bytes
                return [row.title]
                    + [
                        layers?.payload, layers?.topic, layers?.mqtt,
                        layers.map { $0.webSocket + $0.webSocketUpgrade }, layers?.http,
                        layers.map { $0.tlsRecords + $0.tlsHandshake }, layers?.tcpIP,
                        layers?.total,
                    ].map(Self.figure) + [row.payloadShare.map(Figure.percent) ?? "–"]
            })
    }

    var rateTable: Table {
        Table(
            "Messages on one connection",
            note:
                "A second, with at most \(Figure.count(max(1, window))) on their way, and alone: "
                + "one at a time. Each × is against HTTPS of the same QoS over a connection that "
                + "is kept.",
            [
                .text(""), .number("msg/s"), .number("× HTTPS"), .number("alone"),
                .number("× HTTPS"), .number("CPU each"), .number("bytes ×"), .number("measured"),
            ],
            rows.map { row in
                let ratio = ratio(of: row)
                return [
                    row.title, Self.figure(row.rate), Self.times(ratio.rate),
                    Self.figure(row.rateAlone), Self.times(ratio.rateAlone),
                    row.cpuPerMessage.map(Figure.duration) ?? "–", Self.times(ratio.bytes),
                    Figure.count(row.messages),
                ]
            })
    }

    var openingTable: Table {
        let rows = rows.filter { $0.opening != nil || $0.idle != nil }
        return Table(
            "A connection",
            note:
                "Bytes to open and close it, both directions; HTTP holds the upgrade to WebSocket. "
                + "Then what its pings add to a day without messages: HTTP sends none, and its "
                + "server closes when it likes.",
            [
                .text(""), .number("MQTT"), .number("HTTP"), .number("TLS"), .number("TCP/IP"),
                .number("total"), .number("time"), .number("trips"), .number("CPU"),
                .number("a ping"), .number("idle a day"),
            ],
            rows.map { row in
                let (opening, layers) = (row.opening, row.opening?.bytes)
                let figures = [
                    layers?.mqtt,
                    layers.map { $0.http + $0.webSocketUpgrade + $0.webSocket },
                    layers.map { $0.tlsHandshake + $0.tlsRecords }, layers?.tcpIP, layers?.total,
                ]
                return [row.title] + figures.map(Self.figure) + [
                    opening?.time.map(Figure.duration) ?? "–",
                    opening?.roundTrips.map { Figure.count($0) } ?? "–",
                    opening?.cpu.map(Figure.duration) ?? "–",
                    Self.figure(row.idle?.bytesPerPing?.total),
                    row.idle?.bytesPerDay.map(Figure.bytes) ?? "–",
                ]
            })
    }

    var whatIfTable: Table {
        Table(
            "What if",
            note: "Bytes on the wire. What is computed follows from measured figures and the "
                + "lengths that the specification gives.",
            [
                .text(""), .text("this for that"), .text("of"), .number("before"),
                .number("after"), .number("saved"), .text("per"), .text("by"),
            ],
            whatIfs.map { change in
                [
                    change.change.title, Self.short(change.detail),
                    "\(change.transport.rawValue) QoS \(change.qos)",
                    change.before.map(Figure.bytes) ?? "–", change.after.map(Figure.bytes) ?? "–",
                    change.saved.map(Figure.bytes) ?? "–", change.per.rawValue,
                    change.basis.rawValue,
                ]
            })
    }

    var claimTable: Table {
        Table(
            "MQTT over TLS against HTTPS",
            note: "What the founding documents claim, and what was measured here.",
            [
                .text(""), .number("claimed"), .number("measured"), .text("QoS"),
                .text("HTTPS with"),
            ],
            claims.map { claim in
                let beside: String =
                    switch claim.beside {
                    case .kept: "a connection that is kept"
                    case .perMessage: "a new one for each message"
                    case nil: "not measured"
                    }
                return [
                    claim.subject.title, "\(Figure.number(claim.claimed)) ×",
                    Self.times(claim.measured), claim.qos.map { "\($0)" } ?? "–", beside,
                ]
            })
    }

    /// A table of a few tariffs each, as many as fit a terminal beside each other.
    var priceTables: [Table] {
        let months = chunks.map { lists in
            priceTable("A month of one device", "What the habit below comes to.", lists) {
                $0.perMonth
            }
        }
        let millions = chunks.map { lists in
            priceTable(
                "A million messages",
                "The month's cost over its messages, so pings and connections bear on it.", lists
            ) { $0.perMillion }
        }
        return months + millions
    }

    private func priceTable(
        _ title: String, _ note: String, _ lists: [PriceList], _ amount: (Price) -> Double?
    ) -> Table {
        Table(
            title, note: note,
            [.text("")] + lists.map { .number("\($0.tariff) (\($0.currency))") },
            rows.map { row in
                [row.title]
                    + lists.map { list in
                        let price = list.prices.first { $0.row == row.id }
                        return price.flatMap(amount).map(Self.amount) ?? "–"
                    }
            })
    }

    private var chunks: [[PriceList]] {
        var chunks: [[PriceList]] = []
        let names = rows.map(\.title.count).max() ?? 0
        var room = 0
        for list in priceLists {
            let width = min(28, max(12, list.tariff.count + list.currency.count + 3)) + 2
            if width > room {
                chunks.append([])
                room = Text.width - max(28, names)
            }
            chunks[chunks.count - 1].append(list)
            room -= width
        }
        return chunks
    }

    /// A text that must leave room for the figures beside it.
    private static func short(_ text: String) -> String {
        text.count > 20 ? text.prefix(19) + "…" : text
    }

    static func figure(_ value: Double?) -> String { value.map(Figure.number) ?? "–" }

    private static func times(_ ratio: Double?) -> String { ratio.map { times($0) } ?? "–" }

    /// Money: cents where they say enough, else three digits that matter.
    static func amount(_ value: Double) -> String {
        value.magnitude >= 1 || value == 0
            ? Figure.fixed(value, decimals: 2) : Figure.number(value)
    }
}
