package import Base

/// What was sent and what arrived.
extension Report {
    package struct Fleet: Record, Equatable {
        package var devices = 0
        /// Devices that a broker accepted at least once.
        package var connected = 0
        /// Attempts that ended without a CONNACK that accepts.
        package var connectFailures = 0
        /// Connections after a device's first.
        package var reconnects = 0

        package init() {}

        package static let fields: [Field<Fleet>] = [
            Field("devices", \.devices), Field("connected", \.connected),
            Field("connectFailures", \.connectFailures), Field("reconnects", \.reconnects),
        ]
    }

    /// The balance of the delivery ledger.
    package struct Deliveries: Record, Equatable {
        /// Messages that left a publisher, each counted once.
        package var published = 0
        /// Of these, the ones whose QoS 1 or 2 handshake came to its end.
        package var acknowledged = 0
        /// Arrivals at subscribers, without duplicates.
        package var delivered = 0
        /// Owed to a subscriber and never arrived.
        package var lost = 0
        package var duplicated = 0
        /// Arrived after a later message of the same stream.
        package var reordered = 0
        /// Arrived with other bytes than were sent.
        package var corrupted = 0
        /// Arrived though nobody published them.
        package var unexpected = 0
        /// Published while a subscriber was away under a session that keeps nothing: not lost.
        package var missed = 0

        package init() {}

        package static let fields: [Field<Deliveries>] = [
            Field("published", \.published), Field("acknowledged", \.acknowledged),
            Field("delivered", \.delivered), Field("lost", \.lost),
            Field("duplicated", \.duplicated), Field("reordered", \.reordered),
            Field("corrupted", \.corrupted), Field("unexpected", \.unexpected),
            Field("missed", \.missed),
        ]
    }

    /// ``Deliveries`` of all messages, and of each QoS at which they were published.
    package struct Messages: Equatable, Sendable {
        package var all = Deliveries()
        /// Three elements: QoS 0, 1 and 2.
        package var byQoS = [Deliveries(), Deliveries(), Deliveries()]

        package init() {}
    }

    package struct Wills: Record, Equatable {
        package var expected = 0
        package var delivered = 0
        package var missing = 0
        /// Delivered though the device had said goodbye.
        package var spurious = 0

        package init() {}

        package static let fields: [Field<Wills>] = [
            Field("expected", \.expected), Field("delivered", \.delivered),
            Field("missing", \.missing), Field("spurious", \.spurious),
        ]
    }
}

/// The totals lie beside `byQoS`, whose members are named `0`, `1` and `2`.
extension Report.Messages: JSONConvertible {
    package var json: JSON {
        var members = all.json.object ?? JSON.Members()
        var kinds = JSON.Members()
        for (qos, deliveries) in byQoS.enumerated() { kinds["\(qos)"] = deliveries.json }
        members["byQoS"] = .object(kinds)
        return .object(members)
    }

    package init(json: JSON, at place: String) throws(Unreadable) {
        all = try Report.Deliveries(json: json, at: place)
        for qos in 0...2 {
            let inner = "\(place).byQoS.\(qos)"
            guard let kind = json["byQoS"]?["\(qos)"] else {
                throw Unreadable(place: inner, problem: "this member is missing")
            }
            byQoS[qos] = try Report.Deliveries(json: kind, at: inner)
        }
    }
}
