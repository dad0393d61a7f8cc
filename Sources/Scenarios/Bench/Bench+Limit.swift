import Base
import Devices
import MQTT
package import Reports
import YAML

/// What `gale bench find-limit` asks of a pattern.
extension Bench {
    /// What grows until the broker no longer bears it.
    package enum Load: String, CaseIterable, Sendable {
        case rate, devices
    }

    /// This benchmark under so much load: messages or connects a second, or devices.
    package func under(_ amount: Int, of load: Load) -> Bench {
        var bench = self
        switch load {
        case .rate: bench.pace = .rate(Double(amount))
        case .devices: bench.devices = amount
        }
        return bench
    }

    /// As much as can be asked for at all.
    package func most(of load: Load) -> Int {
        switch (load, pattern) {
        case (.rate, _): 100_000_000
        case (.devices, .pairs): Self.mostPairs
        case (.devices, .fanOut): Int(UInt16.max)
        case (.devices, _): Plan.mostDevices
        }
    }

    /// The legs whose latency decides, of which there are none where nothing is timed.
    package var decisiveLegs: [Leg] {
        switch pattern {
        case .publish:
            switch qos {
            case .atMostOnce: []
            case .atLeastOnce: [.puback]
            case .exactlyOnce: [.pubcomp]
            }
        case .fanIn, .fanOut, .pairs:
            // A smaller payload has no room for the instant at which it was due.
            payloadBytes < BinaryStamp.smallest ? [] : [.endToEnd]
        case .roundTrip: [.roundTrip]
        case .connect, .churn: [.connect, .connack]
        }
    }

    /// What a step must show to have been played at its rate; nil flat out.
    package var yield: Yield? {
        guard let perSecond else { return nil }
        switch pattern {
        case .publish, .fanIn, .fanOut, .pairs: return .published(perSecond)
        // A question and its answer.
        case .roundTrip: return .published(2 * perSecond)
        case .churn: return .reconnects(perSecond)
        case .connect: return .connected
        }
    }

    /// Of what a rate counts so many a second, in the plural.
    package var counted: String {
        switch pattern {
        case .publish, .fanIn, .fanOut, .pairs: "messages"
        case .roundTrip: "commands"
        case .connect, .churn: "connects"
        }
    }

    /// What stays the same in all steps of a search over `load`.
    package func about(searching load: Load) -> String {
        let isTimed = pattern != .connect && pattern != .churn
        let each = pace.flatMap { _ in perSecond }.map {
            "\($0.forPeople) \(counted) a second of all together"
        }
        let what =
            load == .rate
            ? "\(devices.forPeople) devices" : each ?? "one of the \(counted) a second and device"
        return what + (isTimed ? ", QoS \(qos.rawValue), \(payloadBytes.forPeople) B" : "")
            + ", MQTT \(version), steps of \(duration.short)"
    }
}
