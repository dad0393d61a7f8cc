package import Base

/// What a broker says of itself under `$SYS`: of each topic its first and its last number.
///
/// What is no number is passed over, as are topics beyond ``most`` and names beyond ``longest``.
package struct SysBooks: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        package let topic: String
        package let first: Double
        package let firstAt: Instant
        package internal(set) var last: Double
        package internal(set) var lastAt: Instant
    }

    /// Topics that are kept.
    package static let most = 500
    /// Bytes of a topic's name.
    package static let longest = 200
    private static let longestNumber = 40

    /// Messages that came, whatever they said: brokers count them among those that they sent.
    package private(set) var messages = 0
    private var places: [String: Int] = [:]
    private var list: [Entry] = []

    package init() {}

    /// By topic.
    package var entries: [Entry] { list.sorted { $0.topic < $1.topic } }

    package mutating func take(
        topic: some Collection<UInt8>, payload: some Collection<UInt8>, at now: Instant
    ) {
        messages += 1
        guard topic.count <= Self.longest, payload.count <= Self.longestNumber,
            let value = Self.number(payload)
        else { return }
        let name = String(decoding: topic, as: UTF8.self)
        if let place = places[name] {
            list[place].last = value
            list[place].lastAt = now
        } else if list.count < Self.most {
            places[name] = list.count
            list.append(
                Entry(topic: name, first: value, firstAt: now, last: value, lastAt: now))
        }
    }

    /// Decimal digits, perhaps with a sign and a point: nothing that only happens to be readable.
    private static func number(_ payload: some Collection<UInt8>) -> Double? {
        guard payload.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E }) else {
            return nil
        }
        return Double(String(decoding: payload, as: UTF8.self))
    }
}
