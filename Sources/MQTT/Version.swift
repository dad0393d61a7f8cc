/// The two versions of MQTT that gale speaks; the raw value is the protocol level in CONNECT.
package enum Version: UInt8, CaseIterable, Sendable, CustomStringConvertible {
    case v3_1_1 = 4
    case v5 = 5

    package var description: String { self == .v5 ? "5.0" : "3.1.1" }
}

/// Quality of Service: how hard sender and receiver try (3.1.1 and 5.0, §4.3).
package enum QoS: UInt8, CaseIterable, Comparable, Sendable {
    case atMostOnce, atLeastOnce, exactlyOnce

    package static func < (a: QoS, b: QoS) -> Bool { a.rawValue < b.rawValue }
}
