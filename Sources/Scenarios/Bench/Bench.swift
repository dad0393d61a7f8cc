import Base
package import MQTT

/// What `gale bench` was asked for: a scenario in a few flags.
package struct Bench: Sendable {
    package enum Pattern: String, CaseIterable, Sendable {
        /// Devices publish, nobody subscribes.
        case publish
        /// Devices publish, one application subscribes to all.
        case fanIn = "fan-in"
        /// One device publishes, applications subscribe.
        case fanOut = "fan-out"
        /// Each device publishes to an application of its own.
        case pairs
        /// An application commands, devices answer.
        case roundTrip = "round-trip"
        /// Devices connect at a rate, stay, and disconnect at that rate.
        case connect
        /// Devices disconnect and come back, over and over.
        case churn
    }

    package enum Pace: Equatable, Sendable {
        /// So many a second, of all devices together: messages, or connects.
        case rate(Double)
        /// As fast as acknowledgements and the socket let go: a closed loop.
        case flatOut
    }

    /// Why flags do not go together, in a sentence for a person.
    package struct Mistake: Error, Equatable {
        package let message: String

        init(_ message: String) { self.message = message }
    }

    package var pattern: Pattern
    /// Publishers, or the subscribers of a fan-out.
    package var devices = 100
    package var qos = QoS.atMostOnce
    package var payloadBytes = 100
    /// Nil means one message a second and device.
    package var pace: Pace?
    /// Messages under way at once; flat out at QoS 0, messages in one write.
    package var window: Int?
    /// Messages of a device in one write, flat out; nil for as many as its window lets.
    package var perWrite: Int?
    /// How long it lasts once all are connected.
    package var duration = Duration.seconds(10)
    package var version = Version.v5
    /// With `{id}` for the number of the device.
    package var topic: String?
    package var seed: UInt64 = 1

    package init(_ pattern: Pattern) { self.pattern = pattern }
}

extension Bench {
    /// The most payload that a publisher is asked for.
    static let mostPayload = 16 << 20
    /// Connects a second while everybody comes, unless connecting is what is measured.
    static let rampRate = 5000.0
    /// Rounds of reconnecting that a run may have.
    static let mostRounds = 10_000
    /// Each pair is an application of its own.
    static let mostPairs = 5000

    /// Messages or connects a second; nil for flat out.
    var perSecond: Double? {
        switch pace {
        case .rate(let rate): rate
        case .flatOut: nil
        case nil: Double(devices)
        }
    }

    /// The interval of each of `count` senders, exact, so that any rate is met; zero for flat out.
    func interval(among count: Int) -> Duration {
        guard let perSecond else { return .zero }
        return .nanoseconds(Int64((Double(count) * 1e9 / perSecond).rounded()))
    }

    /// - Throws: ``Mistake`` for figures out of range, and flags that do not go together.
    func check() throws(Mistake) {
        try Self.expect(
            (1...Plan.mostDevices).contains(devices),
            "--devices wants a number from 1 to \(Plan.mostDevices)")
        try Self.expect(
            (0...Self.mostPayload).contains(payloadBytes),
            "--payload wants a number of bytes from 0 to \(Self.mostPayload)")
        try Self.expect(
            window.map { (1...65_535).contains($0) } ?? true,
            "--window wants a number from 1 to 65535")
        try Self.expect(
            perWrite.map { (1...65_535).contains($0) } ?? true,
            "--per-write wants a number from 1 to 65535")
        try Self.expect(
            perWrite == nil || pace == .flatOut, "--per-write goes with --flat-out only")
        try Self.expect(duration >= .milliseconds(1), "--duration wants at least 1ms")
        if let perSecond {
            try Self.expect(
                perSecond >= 0.001 && perSecond <= 1e8,
                "--rate wants a number a second from 0.001 to 100000000")
        } else {
            try Self.expect(
                ![.roundTrip, .connect, .churn].contains(pattern),
                "\(pattern.rawValue) has no --flat-out; write --rate")
        }
        if pattern == .pairs {
            try Self.expect(
                devices <= Self.mostPairs, "pairs takes at most \(Self.mostPairs) devices")
            try Self.expect(
                topic?.contains("{id}") ?? true, "pairs wants {id} in its --topic")
        }
        if pattern == .fanOut {
            try Self.expect(
                devices <= Int(UInt16.max), "fan-out takes at most \(UInt16.max) subscribers")
        }
    }

    static func expect(
        _ condition: Bool, _ message: @autoclosure () -> String
    ) throws(Mistake) {
        guard condition else { throw Mistake(message()) }
    }
}
