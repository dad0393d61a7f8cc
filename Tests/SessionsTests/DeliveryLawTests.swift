import Base
import MQTT
import Sessions
import Testing

/// A session against a server that is always right, over links that are cut at any moment.
@Suite struct DeliveryLawTests {
    private struct Run {
        var random: SplitMix64
        var client: Client
        var peer: Peer
        /// Packets on their way to the server, and to the client.
        var up: [Packet] = []
        var down: [Packet] = []
        var linked = false
        var published: [QoS: [Int]] = [:]
        var acknowledged: Set<Int> = []
        var received: [QoS: [Int]] = [:]
        var sent: [QoS: [Int]] = [:]
        var abandoned = 0
        var problems: [String] = []
        let frames: Bool

        init(_ version: Version, seed: UInt64) {
            random = SplitMix64(seed: seed)
            frames = random.below(2) == 0
            let window = UInt16(1 + random.below(6))
            let maximum = UInt16(1 + random.below(6))
            peer = Peer(version, receiveMaximum: maximum, window: window)
            client = Client(
                version, SessionSettings(window: window, backlog: UInt16(random.below(20))))
        }

        mutating func step(_ number: Int) {
            client.now += .milliseconds(random.below(400))
            switch random.below(20) {
            case 0: cut()
            case 1...2: link()
            case 3...6: publish(number)
            case 7...8 where linked && client.session.isConnected: send(number)
            case 9...13: deliverUp()
            case 14...18: deliverDown()
            default: tick()
            }
        }

        mutating func cut() {
            guard linked else { return }
            linked = false
            up = []
            down = []
            peer.cut()
            client.lose()
            look()
        }

        mutating func link() {
            guard !linked else { return }
            linked = true
            var connect = Client.durable(client.version)
            connect.keepAlive = 5
            client.open(connect)
            look()
        }

        mutating func publish(_ number: Int) {
            let qos = QoS.allCases[random.below(3)]
            switch client.publish("up", "\(number)", qos: qos, token: UInt64(number)) {
            case .sent, .queued: published[qos, default: []].append(number)
            case .refused: break
            }
            look()
        }

        mutating func send(_ number: Int) {
            let qos: QoS = random.below(2) == 0 ? .atLeastOnce : .exactlyOnce
            sent[qos, default: []].append(number)
            peer.send(number, qos)
            down += peer.answers
            peer.answers = []
        }

        mutating func deliverUp() {
            guard !up.isEmpty else { return }
            peer.receive(up.removeFirst())
            down += peer.answers
            peer.answers = []
        }

        mutating func deliverDown() {
            guard !down.isEmpty else { return }
            let packet = down.removeFirst()
            if frames {
                let frame = packet.encoded(client.version)
                if let arrival = client.receive(frame: frame) {
                    note(Array(frame[arrival.payload]), arrival.qos)
                }
            } else {
                client.receive(packet)
            }
            // What the client sends from here on knows of the answer.
            peer.delivered(packet)
            look()
        }

        mutating func tick() {
            client.tick(after: .zero)
            if client.session.deadline <= client.now { problems.append("the deadline is past") }
            look()
        }

        mutating func note(_ payload: [UInt8], _ qos: QoS) {
            received[qos, default: []].append(Int(String(decoding: payload, as: UTF8.self))!)
        }

        mutating func look() {
            up += client.sent()
            for notice in client.told() {
                switch notice {
                case .message(let publish): note(publish.payload, publish.qos)
                case .acknowledged(let done):
                    if done.isLast, !acknowledged.insert(Int(done.token)).inserted {
                        problems.append("\(done.token) was acknowledged twice")
                    }
                case .abandoned: abandoned += 1
                case .closing(let cause):
                    if cause != .pingTimeout && cause != .connackTimeout {
                        problems.append("closed: \(cause)")
                    }
                    cut()
                case .unexpected(let kind, _):
                    // A PUBREL that was answered on a link that died with the answer.
                    if kind != .pubrel { problems.append("\(notice)") }
                default: break
                }
            }
        }

        mutating func settle() {
            cut()
            for round in 0..<20_000 {
                if !linked { link() }
                if up.isEmpty, down.isEmpty { break }
                if round % 2 == 0 { deliverUp() } else { deliverDown() }
            }
        }
    }

    /// The numbers in the order in which each came first.
    private func firsts(_ numbers: [Int]) -> [Int] {
        var seen: Set<Int> = []
        return numbers.filter { seen.insert($0).inserted }
    }

    @Test(arguments: Version.allCases)
    func `At least once, exactly once, in order, with links cut at any moment`(version: Version) {
        for seed in UInt64(0)..<3000 {
            var run = Run(version, seed: seed)
            run.link()
            for number in 0..<120 { run.step(number) }
            run.settle()
            let once = run.published[.exactlyOnce] ?? []
            let least = run.published[.atLeastOnce] ?? []
            #expect(run.problems.isEmpty && run.peer.problems.isEmpty, "seed \(seed)")
            #expect((run.peer.taken[.exactlyOnce] ?? []) == once, "seed \(seed)")
            #expect(firsts(run.peer.taken[.atLeastOnce] ?? []) == least, "seed \(seed)")
            #expect(run.acknowledged == Set(once + least), "seed \(seed)")
            #expect(run.received[.exactlyOnce] == run.sent[.exactlyOnce], "seed \(seed)")
            #expect(
                firsts(run.received[.atLeastOnce] ?? []) == run.sent[.atLeastOnce] ?? [],
                "seed \(seed)")
            #expect(run.client.session.undone == 0 && run.client.session.unreleased == 0)
            #expect(run.peer.outgoing.isEmpty && run.abandoned == 0, "seed \(seed)")
        }
    }
}
