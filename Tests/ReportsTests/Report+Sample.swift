import Base

@testable import Reports

extension Report {
    /// A run with something in every part, two failed checks among it.
    static let sample: Report = {
        var report = Report()
        report.verdict = .failed
        report.scenario.name = "wind-farm"
        report.scenario.seed = 7
        report.scenario.about = "A thousand turbines; half their links are cut & come back."
        report.broker = Broker(url: "mqtt://gale:secret@127.0.0.1:1883", embedded: false)
        report.started = "2026-11-20T16:00:00Z"
        report.duration = .milliseconds(30_250)
        report.fleet.devices = 1000
        report.fleet.connected = 998
        report.fleet.connectFailures = 14
        report.fleet.reconnects = 500
        report.wills.expected = 500
        report.wills.delivered = 499
        report.wills.missing = 1
        report.checks = [
            Check(
                id: "messages.lost", title: "messages.lost == 0", verdict: .failed,
                detail: "it was 3"),
            Check(
                id: "latency.endToEnd.p99", title: "latency.endToEnd.p99 < 100ms",
                verdict: .passed, detail: "it was 12.4 ms"),
            Check(
                id: "wills.missing", title: "wills.missing == 0", verdict: .failed,
                detail: "it was 1"),
            Check(
                id: "latency.shadow.p99", title: "latency.shadow.p99 < 1s",
                verdict: .inconclusive, detail: "nothing was measured"),
        ]
        report.applications = [
            Application(
                name: "dashboard", delivered: 27_991, lost: 3, missed: 0, duplicated: 41),
            Application(name: "archive", delivered: 13_020, lost: 0, missed: 982, duplicated: 0),
        ]
        report.phases = [
            Phase(name: "ramp", startSeconds: 0, seconds: 5),
            Phase(name: "hold", startSeconds: 5, seconds: 10),
            Phase(name: "cut", startSeconds: 15, seconds: 1),
            Phase(name: "reconnect", startSeconds: 16, seconds: 4),
            Phase(name: "hold", startSeconds: 20, seconds: 10),
        ]
        report.faults = [
            Fault(seconds: 15.02, what: "links cut by the scenario", count: 500),
            Fault(seconds: 16.4, what: "CONNECT refused: Server busy", count: 14),
        ]
        report.warnings = ["14 devices were refused; they tried again with back-off."]
        report.bytes.payload = 3_570_000
        report.bytes.topic = 506_000
        report.bytes.mqtt = 391_000
        report.bytes.acknowledgements = 148_000
        report.bytes.keepAlive = 8_000
        report.bytes.tcpIP = 2_944_000
        report.bytes.perMessage = Double(report.bytes.total) / 28_000
        report.bytes.perDeviceAndDay = Double(report.bytes.total) / 1000 * 86_400 / 30.25
        report.generator.cpuSeconds = 8.31
        report.generator.maxResidentBytes = 41_500_000
        report.generator.verdict = .degraded
        report.generator.reasons = [
            Generator.Reason(
                "loop 2 sent up to 14.2 ms late (p99 of a second)", from: 15.02, until: 17.02)
        ]
        report.generator.latenessP50 = .microseconds(88)
        report.generator.latenessP99 = .microseconds(310)
        report.generator.latenessMax = .microseconds(2_210)
        report.generator.readDelayP99 = .microseconds(140)
        report.generator.readDelayMax = .microseconds(1_930)
        report.generator.sendBufferFullSeconds = 0.42
        report.generator.loops = 2
        report.generator.loopCPU = [0.131, 0.144]
        report.gale.version = "0.1.0"
        report.host.system = "Linux 6.1 x86_64"
        report.host.cores = 2
        report.host.memoryBytes = 8_000_000_000
        report.fillMessages()
        report.fillLatency()
        report.fillTimeline()
        report.fillBroker()
        return report
    }()

    private mutating func fillMessages() {
        for qos in 0...2 {
            messages.byQoS[qos].published = [14_000, 9_000, 5_000][qos]
            messages.byQoS[qos].acknowledged = [0, 8_990, 4_999][qos]
            messages.byQoS[qos].delivered = [19_011, 15_000, 7_000][qos]
        }
        messages.byQoS[1].lost = 3
        messages.byQoS[1].duplicated = 41
        messages.byQoS[0].missed = 982
        messages.all = Deliveries()
        for kind in messages.byQoS {
            messages.all.published += kind.published
            messages.all.acknowledged += kind.acknowledged
            messages.all.delivered += kind.delivered
            messages.all.lost += kind.lost
            messages.all.duplicated += kind.duplicated
            messages.all.missed += kind.missed
        }
    }

    private mutating func fillLatency() {
        let legs: [(Leg, Int, Int)] = [
            (.connect, 1_512, 90), (.connack, 1_498, 210), (.suback, 998, 260),
            (.puback, 8_990, 340), (.pubrec, 4_999, 360), (.pubcomp, 4_999, 700),
            (.endToEnd, 41_011, 480), (.will, 499, 1_900),
        ]
        for (leg, count, microseconds) in legs {
            var it = Latency()
            it.count = count
            it.min = .microseconds(microseconds / 3)
            it.p50 = .microseconds(microseconds)
            it.p90 = .microseconds(microseconds * 3)
            it.p99 = .microseconds(microseconds * 26)
            it.p999 = .microseconds(microseconds * 60)
            it.max = .microseconds(microseconds * 110)
            it.mean = .microseconds(microseconds * 2)
            latency[leg] = it
            it.p99 = .microseconds(microseconds * 8)
            serviceTime[leg] = it
            var curve = Curve()
            var rarity = 1.0
            while rarity < Double(count) {
                let growth = rarity * rarity / (rarity * rarity + 900) * 60 + rarity.squareRoot()
                curve.append(
                    percentile: 100 - 100 / rarity,
                    latency: .nanoseconds(Int(Double(microseconds) * 400 * (1 + growth))))
                rarity *= 1.25
            }
            curve.append(percentile: 100, latency: it.max!)
            curves[leg] = curve
        }
    }

    private mutating func fillBroker() {
        var process = Process()
        process.source = "processes"
        process.cpuSeconds = 3.64
        process.cpuPerMessage = .microseconds(130)
        process.memoryBefore = 6_320_000
        process.memoryPeak = 11_900_000
        process.memoryAtFullFleet = 10_100_000
        process.memoryPerConnection = 3_780
        process.samples = 151
        broker.process = process
        broker.sysMessages = 1_240
        let topics: [(String, Double, Double)] = [
            ("$SYS/broker/clients/connected", 1, 1_001),
            ("$SYS/broker/load/messages/received/1min", 3.5, 18_020.25),
            ("$SYS/broker/publish/messages/dropped", 7, 10),
            ("$SYS/broker/publish/messages/received", 120, 27_400),
            ("$SYS/broker/publish/messages/sent", 120, 42_000),
        ]
        for (name, first, last) in topics {
            var topic = SysTopic()
            topic.topic = name
            topic.first = first
            topic.last = last
            topic.firstSeconds = 0.21
            topic.lastSeconds = 29.5
            broker.sys.append(topic)
        }
        for (number, slice) in timeline.slices.enumerated() where number < 59 {
            timeline.slices[number].brokerCPU = Double(slice.published / 8) / 1000
            timeline.slices[number].brokerMemory = 6_320_000 + min(number, 50) * 110_000
        }
    }

    private mutating func fillTimeline() {
        var chance = SplitMix64(seed: 1)
        timeline.sliceSeconds = 0.5
        for number in 1...60 {
            let second = Double(number) / 2
            let isCut = (30...40).contains(number)
            var slice = Timeline.Slice()
            slice.seconds = second
            slice.connected = isCut ? 498 + (number - 30) * 50 : min(number * 100, 998)
            slice.published = slice.connected / 2 + chance.below(40)
            slice.delivered = slice.published * 3 / 2 - chance.below(30)
            slice.bytes = slice.published * 270
            if number > 2 {
                let base = isCut ? 2_600 : 480
                slice.p50 = .microseconds(base + chance.below(80))
                slice.p99 = .microseconds(base * (isCut ? 12 : 6) + chance.below(2_000))
                slice.max = .microseconds(base * 18 + chance.below(9_000))
            }
            timeline.slices.append(slice)
        }
    }
}
