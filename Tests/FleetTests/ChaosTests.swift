import Base
import Fleet
import Reports
import Testing
import Transports

/// Any scenario against a faithful broker: whatever is cut and whoever stays away, the books
/// balance and the sessions' promises hold.
@Suite struct ChaosTests {
    /// A scenario drawn by chance.
    private struct Draw {
        var random: SplitMix64
        var text = ""
        var isDurable: Bool

        init(seed: UInt64) {
            random = SplitMix64(seed: seed)
            isDurable = random.below(2) == 0
            text = "name: chaos\nseed: \(seed)\nfleets:\n"
            for fleet in 0..<(1 + random.below(3)) {
                let model = fleet == 0 ? "truck" : one(of: ["sensor", "truck", "turbine"])
                text += "  - {name: f\(fleet), model: \(model), count: \(1 + random.below(8)), "
                text += "every: \(100 * (1 + random.below(5)))ms, qos: \(random.below(3)), "
                text += "window: \(1 + random.below(20)), \(client)}\n"
            }
            text += "applications:\n"
            for application in 0..<(1 + random.below(3)) {
                text += "  - {name: a\(application), wills: true, \(client), "
                text += "subscribe: [{filter: \"#\", qos: \(isDurable ? 2 : random.below(3))}]}\n"
            }
            text += "phases:\n  - ramp: \(100 * random.below(20) + 100)ms\n"
            for _ in 0..<(2 + random.below(4)) { text += "  - \(phase)\n" }
            text += "  - reconnect: 200ms\n  - reconnect: {of: [a0], over: 200ms}\n"
            text += "  - hold: 1s\ndrain: 30s\n"
        }

        private mutating func one(of choices: [String]) -> String {
            choices[random.below(choices.count)]
        }

        private var client: String {
            mutating get {
                let version = one(of: ["3.1.1", "5.0"])
                let session = isDurable ? "persistent" : one(of: ["clean", "persistent"])
                return "mqtt: \(version), session: \(session), reconnect: {first: 20ms, cap: 200ms}"
            }
        }

        private var phase: String {
            mutating get {
                let share =
                    "share: \(10 * (1 + random.below(10)))%, over: \(100 * (1 + random.below(10)))ms"
                switch random.below(6) {
                case 0: return "cut: {\(share)}"
                case 1: return "cut: {\(share), stay-away: true}"
                case 2: return "cut: {\(share), disconnect: true, of: [f0, a0]}"
                case 3: return "burst: {messages: \(1 + random.below(9)), \(share)}"
                case 4:
                    let step = one(of: [
                        "publish-sent", "pubrec", "pubrel-sent", "pubcomp", "puback", "publish",
                        "pubrec-sent", "pubrel", "pubcomp-sent",
                    ])
                    return "cut: {at: \(step), over: 1s, of: [f0, a0]}"
                default: return "hold: \(100 * (1 + random.below(15)))ms"
                }
            }
        }
    }

    @Test func `the books balance`() throws {
        for seed in UInt64(1)...60 {
            var draw = Draw(seed: seed)
            var conditions = SimulatedConditions()
            conditions.jitter = .milliseconds(draw.random.below(5))
            if draw.random.below(2) == 0 { conditions.pieces = 10...300 }
            let run = try VirtualRun(draw.text, over: conditions)
            let place: Comment = "seed \(seed)\n\(draw.text)"
            let all = run.all
            #expect(all.corrupted + all.unexpected == 0, place)
            #expect(run.report.warnings.allSatisfy { $0.contains("never sent") }, place)
            #expect(run.report.wills.spurious == 0, place)
            guard draw.isDurable else { continue }
            let kinds = run.report.messages.byQoS
            #expect(kinds[1].lost + kinds[2].lost == 0, place)
            #expect(kinds[1].missed + kinds[2].missed == 0, place)
            #expect(kinds[2].duplicated + kinds[2].reordered == 0, place)
            #expect(run.report.wills.missing == 0, place)
            for qos in 1...2 { #expect(kinds[qos].acknowledged == kinds[qos].published, place) }
        }
    }
}
