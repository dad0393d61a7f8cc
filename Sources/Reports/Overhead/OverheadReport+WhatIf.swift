import Base

extension OverheadReport {
    /// What a change would save.
    package struct WhatIf: Record, Equatable {
        package enum Change: String, CaseIterable, JSONConvertible {
            case topicAlias, shorterTopic, longerKeepAlive, sessionResumption

            var title: String {
                switch self {
                case .topicAlias: "topic alias"
                case .shorterTopic: "shorter topic"
                case .longerKeepAlive: "longer keep alive"
                case .sessionResumption: "resumed session"
                }
            }
        }

        package enum Basis: String, CaseIterable, JSONConvertible {
            case measured
            /// From measured figures and the lengths that the specification gives.
            case computed
        }

        package enum Unit: String, CaseIterable, JSONConvertible {
            case message, connection, day
        }

        package var change = Change.topicAlias
        /// Which way to send it is about.
        package var transport = Transport.mqtt
        package var qos = 0
        /// The change in figures, such as `20 min for 1 min`; may be empty.
        package var detail = ""
        package var basis = Basis.computed
        package var per = Unit.message
        /// Bytes on the wire.
        package var before: Double?
        package var after: Double?

        package init() {}

        package init(
            _ change: Change, of row: Row, detail: String, _ basis: Basis, per unit: Unit,
            before: Double?, after: Double?
        ) {
            self.change = change
            transport = row.transport
            qos = row.qos
            self.detail = detail
            self.basis = basis
            per = unit
            self.before = before
            self.after = after
        }

        /// Below zero where the change costs.
        package var saved: Double? { before.flatMap { before in after.map { before - $0 } } }

        package static let fields: [Field<WhatIf>] = [
            Field("change", \.change), Field("transport", \.transport), Field("qos", \.qos),
            Field("detail", \.detail), Field("basis", \.basis), Field("per", \.per),
            Field("before", \.before), Field("after", \.after),
            Field(derived: "saved") { $0.saved },
        ]
    }
}

extension OverheadReport.WhatIf {
    /// What a Topic Alias saves of every message but the first.
    ///
    /// The topic goes, a property of three bytes comes. The segments are taken to be as many as
    /// before. Source: 5.0 §3.3.2.3.4.
    ///
    /// - Parameter version5: whether the row was measured with MQTT 5.0; 3.1.1 has no properties,
    ///   so that the change also costs the byte that counts them.
    package static func topicAlias(
        _ row: OverheadReport.Row, payload: Int, topic: Int, version5: Bool = true
    ) -> Self {
        let properties = version5 ? 1 : 0
        let before = publish(row, payload: payload, topic: topic, properties: properties)
        let after = publish(row, payload: payload, topic: 0, properties: 4)
        return computed(
            .topicAlias, row, detail: "3 B for \(Figure.bytes(topic))", saving: before - after)
    }

    /// What a topic of fewer bytes saves of every message.
    package static func shorterTopic(
        _ row: OverheadReport.Row, payload: Int, topic: Int, shorter: Int, version5: Bool = true
    ) -> Self {
        let properties = version5 ? 1 : 0
        let before = publish(row, payload: payload, topic: topic, properties: properties)
        let after = publish(row, payload: payload, topic: shorter, properties: properties)
        return computed(
            .shorterTopic, row, detail: "\(Figure.bytes(shorter)) for \(Figure.bytes(topic))",
            saving: before - after)
    }

    /// What a longer Keep Alive saves of a day without messages.
    package static func longerKeepAlive(_ row: OverheadReport.Row, _ longer: Duration) -> Self {
        let before = row.idle?.keepAlive ?? .zero
        let idle = OverheadReport.Idle(keepAlive: longer, bytesPerPing: row.idle?.bytesPerPing)
        return Self(
            .longerKeepAlive, of: row,
            detail: "\(Figure.duration(longer)) for \(Figure.duration(before))", .computed,
            per: .day, before: row.idle?.bytesPerDay,
            after: row.idle?.bytesPerPing == nil ? nil : idle.bytesPerDay)
    }

    /// What a TLS session that is taken up again saves of every connection but the first.
    package static func sessionResumption(
        _ row: OverheadReport.Row, resumed: OverheadReport.Layers?
    ) -> Self {
        Self(
            .sessionResumption, of: row, detail: "resumed for full", .measured,
            per: .connection, before: row.opening?.bytes?.total, after: resumed?.total)
    }

    private static func computed(
        _ change: Change, _ row: OverheadReport.Row, detail: String, saving: Int
    ) -> Self {
        let before = row.bytes?.total
        return Self(
            change, of: row, detail: detail, .computed, per: .message, before: before,
            after: before.map { $0 - Double(saving) })
    }

    /// Bytes of a PUBLISH packet; `properties` with the byte that counts them.
    private static func publish(
        _ row: OverheadReport.Row, payload: Int, topic: Int, properties: Int
    ) -> Int {
        let remaining = 2 + topic + (row.qos > 0 ? 2 : 0) + properties + payload
        var digits = 1
        var bound = 128
        while remaining >= bound, digits < 4 {
            digits += 1
            bound *= 128
        }
        return 1 + digits + remaining
    }
}
