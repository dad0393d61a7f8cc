import Base
import MQTT
import Sessions
import Testing

/// Every message that a session took has one end, whatever the server says and forgets.
@Suite struct AccountingLawTests {
    private struct Run {
        var random: SplitMix64
        var client: Client
        var version: Version
        /// The size of each message that has no end yet, by its token.
        var undone: [UInt64: Int] = [:]
        /// The tokens by the identifier under which they were sent on this link.
        var answerable: [(id: UInt16, kind: Ack.Kind)] = []
        var problems: [String] = []
        var token: UInt64 = 0

        init(_ version: Version, seed: UInt64) {
            random = SplitMix64(seed: seed)
            self.version = version
            let settings = SessionSettings(
                window: UInt16(1 + random.below(60)), backlog: UInt16(random.below(100)),
                topicAliases: UInt16(random.below(3)),
                repeatsLostExactlyOnce: random.below(2) == 0)
            client = Client(version, settings)
        }

        mutating func step() {
            client.now += .milliseconds(random.below(300))
            switch random.below(30) {
            case 0: change()
            case 1...14: publish()
            case 15: client.tick(after: .zero)
            default: answer()
            }
            look()
            if client.session.undone != undone.count { problems.append("undone") }
        }

        /// A new link, to a server that may know nothing, and take less.
        mutating func change() {
            answerable = []
            client.lose()
            look()
            if random.below(3) == 0 { return }
            client.now += .seconds(random.below(4000))
            client.open(Client.durable(version, clean: random.below(4) == 0))
            let limits: [Property] = [
                .receiveMaximum(UInt16(1 + random.below(60))),
                .topicAliasMaximum(UInt16(random.below(3))),
                .maximumPacketSize(UInt32(60 + random.below(400))),
                .maximumQoS(1),
            ]
            let some = Array(limits.prefix(random.below(5)))
            let connack = Connack(
                sessionPresent: random.below(2) == 0 && !client.out.notices.contains(.sessionLost),
                properties: Properties(version == .v5 ? some : []))
            client.receive(.connack(connack))
        }

        mutating func publish() {
            token += 1
            let size = random.below(300)
            let qos: QoS = random.below(2) == 0 ? .atLeastOnce : .exactlyOnce
            // The payload says what the topic and its length must be.
            let topic = "t\(size)"
            let text = String(
                repeating: Character(Unicode.Scalar(97 + UInt8(size % 26))), count: size)
            let expiry: UInt32? =
                version == .v5 && random.below(3) == 0 ? UInt32(1 + random.below(60)) : nil
            switch client.publish(topic, text, qos: qos, expiry: expiry, token: token) {
            case .sent, .queued: undone[token] = size
            case .refused: break
            }
        }

        mutating func answer() {
            guard !answerable.isEmpty else { return }
            // Mostly in order, but servers may mix their answers.
            let index = random.below(4) == 0 ? random.below(answerable.count) : 0
            let next = answerable.remove(at: index)
            let fails = version == .v5 && next.kind != .pubcomp && random.below(9) == 0
            client.ack(next.kind, next.id, fails ? .quotaExceeded : .success)
        }

        mutating func look() {
            for packet in client.sent() {
                switch packet {
                case .publish(let publish):
                    check(publish)
                    let kind: Ack.Kind = publish.qos == .atLeastOnce ? .puback : .pubrec
                    answerable.append((publish.id!, kind))
                case .ack(let ack): answerable.append((ack.id, .pubcomp))
                default: break
                }
            }
            for notice in client.told() {
                switch notice {
                case .acknowledged(let done) where done.isLast: end(done.token)
                case .abandoned(let gone): end(gone.token)
                case .unexpected: problems.append("\(notice)")
                case .closing(let cause):
                    // The driver answers no PINGREQ, and may claim a session that is over.
                    switch cause {
                    case .pingTimeout: break
                    case .violation(let violation) where violation.fault == .sessionNotExpected:
                        break
                    default: problems.append("\(notice)")
                    }
                    answerable = []
                default: break
                }
            }
        }

        mutating func check(_ publish: Publish) {
            let size = publish.payload.count
            if !publish.topic.isEmpty, publish.topic != "t\(size)" { problems.append("topic") }
            if publish.payload.contains(where: { $0 != 97 + UInt8(size % 26) }) {
                problems.append("payload")
            }
        }

        mutating func end(_ token: UInt64) {
            if undone.removeValue(forKey: token) == nil { problems.append("\(token) ended twice") }
        }
    }

    @Test(arguments: Version.allCases)
    func `Every message that was taken is acknowledged or given up, once, and never mixed up`(
        version: Version
    ) {
        for seed in UInt64(0)..<400 {
            var run = Run(version, seed: seed)
            run.change()
            for _ in 0..<700 { run.step() }
            #expect(run.problems == [], "seed \(seed)")
        }
    }

    @Test(arguments: Version.allCases)
    func `No bytes of a server can harm a session`(version: Version) {
        for seed in UInt64(0)..<20_000 {
            var random = SplitMix64(seed: seed)
            var client = Client(
                connected: version, SessionSettings(window: 3),
                Client.durable(version, [.topicAliasMaximum(3), .receiveMaximum(4)]))
            for _ in 0..<12 {
                if random.below(2) == 0 { client.publish(qos: QoS.allCases[random.below(3)]) }
                let kinds = Packet.Kind.allCases
                let flags: UInt8 = random.below(3) == 0 ? 2 : 0
                var frame = [kinds[random.below(kinds.count)].rawValue << 4 | flags, 0]
                for _ in 0..<random.below(9) { frame.append(UInt8(random.below(5))) }
                frame[1] = UInt8(frame.count - 2)
                _ = client.receive(frame: frame)
                client.tick(after: .milliseconds(random.below(9000)))
                let quiet = client.session.deadline > client.now
                #expect(quiet, "seed \(seed)")
            }
        }
    }
}
