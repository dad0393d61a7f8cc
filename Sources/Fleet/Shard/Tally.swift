package import Base
import Measures
import Reports
import Transports

/// What one loop counted; the sum over the loops is what the report says.
struct Tally {
    var ledger: DeliveryLedger
    /// Subscribers' sides of streams without stamps, by stream and subscriber.
    var counted: [CountedPair: CountedStream] = [:]
    var latencies = Latencies()
    var timeline: Timeline
    var bytes = ByteLedger()
    var generator = GeneratorCounters()
    /// When each subscriber of this loop was away without a session.
    var absences: [Int: Absence] = [:]
    /// Subscriptions that stand, with the QoS that was granted, by subscriber.
    var grants: [Int: [Grant]] = [:]
    var faults = FaultBook()
    /// Who was let in, and who was not.
    var identities = Report.Identities()
    var acl = Report.AccessProbes()
    /// TLS connections that stood, by what they agreed on.
    var agreements: [TLSAgreement: Int] = [:]

    var connected = 0
    var connectFailures = 0
    /// Connections that came to nothing because a side refused TLS, as some should.
    var handshakesFailed = 0
    var reconnects = 0
    /// Devices that an ``Allowance`` left no place for.
    var turnedAway = 0
    /// Messages that were due at QoS 0 while the publisher had no link: never sent.
    var skipped = 0
    /// Messages that found the backlog full.
    var refused = 0

    init(qos: [UInt8], start: Instant) {
        ledger = DeliveryLedger(qos: qos)
        timeline = Timeline(start: start)
    }

    mutating func merge(_ other: Tally) {
        ledger.merge(other.ledger)
        counted.merge(other.counted) { one, _ in one }
        latencies.merge(other.latencies)
        timeline.merge(other.timeline)
        bytes.merge(other.bytes)
        generator.merge(other.generator)
        absences.merge(other.absences) { one, _ in one }
        grants.merge(other.grants) { one, more in one + more }
        faults.merge(other.faults)
        identities.merge(other.identities)
        acl.merge(other.acl)
        agreements.merge(other.agreements, uniquingKeysWith: +)
        connected += other.connected
        connectFailures += other.connectFailures
        handshakesFailed += other.handshakesFailed
        reconnects += other.reconnects
        turnedAway += other.turnedAway
        skipped += other.skipped
        refused += other.refused
    }
}

/// A stream and a subscriber to it.
struct CountedPair: Hashable {
    let stream: Int
    let subscriber: Int
}

/// A Topic Filter that the broker accepted, without `$share/…`, and the QoS it granted.
struct Grant: Hashable {
    let filter: String
    let qos: UInt8
}

/// Things that went wrong, each told once with how often it happened.
package struct FaultBook {
    package struct Entry {
        package let first: Instant
        package var count: Int
    }

    /// A broker that answers nonsense must not fill memory with it.
    package static let most = 100

    package private(set) var entries: [String: Entry] = [:]

    package init() {}

    package mutating func note(_ what: String, at now: Instant) {
        if entries[what] != nil {
            entries[what]!.count += 1
        } else if entries.count < Self.most {
            entries[what] = Entry(first: now, count: 1)
        }
    }

    package mutating func merge(_ other: FaultBook) {
        for (what, more) in other.entries {
            if let one = entries[what] {
                entries[what] = Entry(
                    first: min(one.first, more.first), count: one.count + more.count)
            } else if entries.count < Self.most {
                entries[what] = more
            }
        }
    }
}
