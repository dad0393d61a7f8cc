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
    ///
    /// Where connects grow and nobody said how many `devices` there are, there are enough for the
    /// rate: in connect as many as come in ``duration``, in churn one for each connect a second.
    package func under(_ amount: Int, of load: Load, devices: Int? = nil) -> Bench {
        var bench = self
        switch load {
        case .devices: bench.devices = amount
        case .rate:
            bench.pace = .rate(Double(amount))
            bench.devices = devices ?? enough(for: amount)
            // Those who come last have a moment to get through.
            if pattern == .connect { bench.duration = min(duration, .seconds(1)) }
        }
        return bench
    }

    private func enough(for rate: Int) -> Int {
        switch pattern {
        case .connect: Int(clamping: Int64(min(1e9, Double(rate) * duration.inSeconds)) + 1)
        case .churn: max(devices, rate)
        case .publish, .fanIn, .fanOut, .pairs, .roundTrip: devices
        }
    }

    /// The plan of a step.
    ///
    /// - Throws: ``Mistake`` also for what can be played, but would be over too soon to tell.
    package func stepPlan() throws(Mistake) -> Plan {
        if pattern == .connect || pattern == .churn, let perSecond {
            let least = Int((perSecond * Self.shortestTurn).rounded(.up))
            try Self.expect(
                devices >= least,
                "\(devices.forPeople) devices are too few for so many connects a second; it takes "
                    + "\(least.forPeople), or as many as it takes without --devices")
        }
        return try Plan(self)
    }

    /// Seconds in which each device connects once, at least: in less, it would be asked to go
    /// while it still comes, and the rate would not come about whatever the broker did.
    private static let shortestTurn = 0.5

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
    package func about(searching load: Load, devices: Int?) -> String {
        let sends = pattern != .connect && pattern != .churn
        let what: String
        switch load {
        case .rate where devices == nil && !sends: what = "as many devices as it takes"
        case .rate: what = "\((devices ?? self.devices).forPeople) devices"
        case .devices where pace == nil: what = "one of the \(counted) a second and device"
        case .devices:
            what = "\(Figure.number(perSecond ?? 0)) \(counted) a second of all together"
        }
        return what + (sends ? ", QoS \(qos.rawValue), \(payloadBytes.forPeople) B" : "")
            + ", MQTT \(version), steps of \(duration.short)"
    }
}
