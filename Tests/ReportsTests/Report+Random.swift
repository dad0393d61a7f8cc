import Base

@testable import Reports

/// Texts that have broken some page, file or terminal before.
let hostile = [
    "<script>alert(1)</script>", "</script><script>", "<!--", "-->", "]]>", "\"><img src=x>",
    "' onload='x", "&amp;&lt;", "a|b|c", "`code`", "**bold**", "[x](javascript:alert(1))",
    "![x](http://example.com/x)", "@everyone", "#1", "line\nbreak", "tab\there", "cr\r\nlf",
    "\u{0}\u{1}\u{8}\u{B}\u{1F}", "\u{1B}[2J\u{1B}]0;x\u{7}", "\u{7F}\u{85}\u{9B}31m",
    "\u{FFFE}\u{FFFF}\u{1FFFE}", "\u{202E}txt.exe\u{2066}", "\u{2028}\u{2029}", "\\", "\\|",
    "</style>", "</title>", "</textarea>", "<svg onload=x>", "日本語 🌬️ e\u{301}", "", " ", "|",
    "=1+1", "{{7*7}}", "${x}", "%s%n", "<details>", "~~~", "~~x~~", "---",
]

extension Report {
    /// A report with something random in every member.
    static func random(seed: UInt64) -> Report {
        var chance = SplitMix64(seed: seed)
        var report = Report()
        report.verdict = Verdict.allCases[chance.below(Verdict.allCases.count)]
        report.reason = chance.text()
        report.scenario.name = chance.text()
        report.scenario.about = chance.text()
        report.scenario.seed = chance.next()
        report.broker = Broker(url: chance.text(), embedded: chance.below(2) == 0)
        if chance.below(2) == 0 { report.broker.process = chance.process() }
        report.broker.sysMessages = chance.count()
        report.started = chance.text()
        report.duration = chance.duration()
        report.fleet.devices = chance.count()
        report.fleet.connected = chance.count()
        report.fleet.connectFailures = chance.count()
        report.fleet.reconnects = chance.count()
        report.messages.all = chance.deliveries()
        report.messages.byQoS = (0...2).map { _ in chance.deliveries() }
        report.wills.expected = chance.count()
        report.wills.delivered = chance.count()
        report.wills.missing = chance.count()
        report.wills.spurious = chance.count()
        for leg in Leg.allCases where chance.below(3) > 0 {
            report.latency[leg] = chance.latency()
            report.serviceTime[leg] = chance.latency()
            var curve = Curve()
            for _ in 0...chance.below(9) {
                curve.append(percentile: 100 * chance.unit(), latency: chance.duration())
            }
            report.curves[leg] = curve
        }
        for _ in 0..<chance.below(3) {
            var clock = Clock()
            clock.who = (0...chance.below(3)).map { _ in chance.text() }
            clock.offset = .zero - chance.duration()
            clock.error = chance.duration()
            clock.echoes = chance.count()
            clock.published = chance.below(2) == 0 ? nil : chance.count()
            report.clocks.append(clock)
            report.scenario.only.append(chance.text())
        }
        report.bytes.payload = chance.count()
        report.bytes.topic = chance.count()
        report.bytes.mqtt = chance.count()
        report.bytes.acknowledgements = chance.count()
        report.bytes.keepAlive = chance.count()
        report.bytes.webSocket = chance.count()
        report.bytes.webSocketUpgrade = chance.count()
        report.bytes.http = chance.count()
        report.bytes.tlsRecords = chance.count()
        report.bytes.tlsHandshake = chance.count()
        report.bytes.tcpIP = chance.count()
        report.bytes.segmentsSent = chance.below(2) == 0 ? nil : chance.count()
        report.bytes.segmentsReceived = chance.below(2) == 0 ? nil : chance.count()
        report.bytes.segmentsRetransmitted = chance.below(2) == 0 ? nil : chance.count()
        if chance.below(2) == 0 { report.bytes.estimated = [] }
        report.security = chance.below(2) == 0 ? nil : chance.security()
        report.identities = chance.below(2) == 0 ? nil : chance.identities()
        report.acl = chance.below(2) == 0 ? nil : chance.probes()
        report.bytes.perMessage = chance.below(2) == 0 ? nil : chance.unit() * 1e9
        report.bytes.perDeviceAndDay = chance.below(2) == 0 ? nil : chance.unit() * 1e20
        report.generator.cpuSeconds = chance.unit() * 1e4
        report.generator.maxResidentBytes = chance.count()
        report.generator.verdict = (GeneratorVerdict.allCases + [nil])[chance.below(4)]
        for _ in 0..<chance.below(3) {
            report.generator.reasons.append(
                Generator.Reason("reason", from: chance.unit(), until: chance.unit() * 1e5))
        }
        report.generator.loopCPU = (0..<chance.below(4)).map { _ in chance.unit() }
        report.generator.sendBufferFullSeconds = chance.unit()
        report.generator.latenessP50 = chance.duration()
        report.generator.latenessP99 = chance.duration()
        report.generator.latenessMax = chance.duration()
        report.generator.readDelayP99 = chance.below(2) == 0 ? nil : chance.duration()
        report.generator.readDelayMax = chance.below(2) == 0 ? nil : chance.duration()
        report.generator.loops = chance.count()
        report.fillLists(&chance)
        report.gale.version = chance.text()
        report.host.system = chance.text()
        report.host.cores = chance.count()
        report.host.memoryBytes = chance.count()
        return report
    }

    private mutating func fillLists(_ chance: inout SplitMix64) {
        for _ in 0..<chance.below(6) {
            let verdict = Verdict.allCases[chance.below(Verdict.allCases.count)]
            checks.append(
                Check(
                    id: chance.text(), title: chance.text(), verdict: verdict,
                    detail: chance.text()))
            applications.append(
                Application(
                    name: chance.text(), delivered: chance.count(), lost: chance.count(),
                    missed: chance.count(), duplicated: chance.count()))
            phases.append(
                Phase(name: chance.text(), startSeconds: chance.unit(), seconds: chance.unit()))
            let seconds = chance.below(2) == 0 ? nil : chance.unit()
            faults.append(Fault(seconds: seconds, what: chance.text(), count: chance.count()))
            warnings.append(chance.text())
            var slice = Timeline.Slice()
            slice.seconds = chance.unit()
            slice.connected = chance.count()
            slice.published = chance.count()
            slice.delivered = chance.count()
            slice.bytes = chance.count()
            slice.p50 = chance.below(2) == 0 ? nil : chance.duration()
            slice.p99 = chance.below(2) == 0 ? nil : chance.duration()
            slice.max = chance.below(2) == 0 ? nil : chance.duration()
            slice.brokerCPU = chance.below(2) == 0 ? nil : chance.unit() * 4
            slice.brokerMemory = chance.below(2) == 0 ? nil : chance.count()
            timeline.slices.append(slice)
            var topic = SysTopic()
            topic.topic = chance.text()
            topic.first = chance.unit() * 1e9
            topic.last = chance.unit() * 1e9
            topic.firstSeconds = chance.unit()
            topic.lastSeconds = chance.unit()
            broker.sys.append(topic)
        }
        timeline.sliceSeconds = chance.unit() + 0.1
    }
}

extension SplitMix64 {
    fileprivate mutating func text() -> String {
        (0...below(3)).map { _ in hostile[below(hostile.count)] }.joined()
    }

    /// Of any length, so that tables meet narrow and broad figures.
    fileprivate mutating func count() -> Int { Int(next() >> UInt64(8 + below(56))) }

    fileprivate mutating func duration() -> Duration { .nanoseconds(count() + 1) }

    fileprivate mutating func latency() -> Report.Latency {
        var latency = Report.Latency()
        latency.count = count() + 1
        latency.min = below(4) == 0 ? nil : duration()
        latency.p50 = below(4) == 0 ? nil : duration()
        latency.p90 = duration()
        latency.p99 = duration()
        latency.p999 = duration()
        latency.max = duration()
        latency.mean = duration()
        return latency
    }

    fileprivate mutating func process() -> Report.Process {
        var process = Report.Process()
        process.source = text()
        process.cpuSeconds = below(4) == 0 ? nil : unit() * 1e4
        process.cpuPerMessage = below(4) == 0 ? nil : duration()
        process.memoryBefore = below(4) == 0 ? nil : count()
        process.memoryPeak = below(4) == 0 ? nil : count()
        process.memoryAtFullFleet = below(4) == 0 ? nil : count()
        process.memoryPerConnection = below(4) == 0 ? nil : unit() * 1e6 - 1e3
        process.samples = count()
        return process
    }

    fileprivate mutating func security() -> Report.Security {
        var security = Report.Security()
        security.scheme = text()
        security.insecure = below(2) == 0
        security.versions = (0..<below(3)).map { _ in Report.Tally(text(), count()) }
        security.ciphers = (0..<below(3)).map { _ in Report.Tally(text(), count()) }
        security.fullHandshakes = count()
        security.resumedHandshakes = count()
        security.failedHandshakes = count()
        security.keyLog = text()
        return security
    }

    /// Small enough to be added up.
    fileprivate mutating func identities() -> Report.Identities {
        var identities = Report.Identities()
        for flaw in IdentityFlaw.allCases where below(2) == 0 {
            identities[flaw].atTLS = count() >> 8
            identities[flaw].atConnect = count() >> 8
            identities[flaw].atTopic = count() >> 8
            identities[flaw].letIn = count() >> 8
            identities[flaw].undecided = count() >> 8
        }
        identities.rotations = count()
        identities.rotationsFailed = count()
        identities.revocations = count()
        return identities
    }

    fileprivate mutating func probes() -> Report.AccessProbes {
        var acl = Report.AccessProbes()
        acl.probes = count()
        acl.refused = count()
        acl.letIn = count()
        acl.delivered = count()
        return acl
    }

    fileprivate mutating func deliveries() -> Report.Deliveries {
        var deliveries = Report.Deliveries()
        deliveries.published = count()
        deliveries.acknowledged = count()
        deliveries.delivered = count()
        deliveries.lost = count()
        deliveries.duplicated = count()
        deliveries.reordered = count()
        deliveries.corrupted = count()
        deliveries.unexpected = count()
        deliveries.missed = count()
        return deliveries
    }
}
