import Base
import Fleet
import MQTT
import Reports
import Testing
import Transports

/// A faithful broker and a network without faults: every figure is known beforehand.
@Suite struct CleanRunTests {
    static func scenario(_ qos: Int, version: String = "5.0") -> String {
        """
        name: clean
        seed: 7
        fleets:
          - {name: sensors, model: sensor, count: 20, every: 100ms, qos: \(qos), mqtt: \(version)}
        applications:
          - {name: one, mqtt: \(version), subscribe: {filter: sensors/#, qos: 2}}
          - {name: two, mqtt: \(version), subscribe: {filter: sensors/+/value, qos: \(qos)}}
        phases: [{ramp: 1s}, {hold: 4s}]
        drain: 5s
        """
    }

    @Test(arguments: [0, 1, 2], ["3.1.1", "5.0"])
    func `everything published arrives once, at everybody`(qos: Int, version: String) throws {
        let run = try VirtualRun(Self.scenario(qos, version: version))
        let all = run.all
        #expect(run.report.fleet.devices == 20)
        #expect(run.report.fleet.connected == 20)
        #expect(run.report.fleet.connectFailures == 0)
        #expect(run.report.fleet.reconnects == 0)
        #expect(run.report.faults.isEmpty)
        // Ramped over one second, then four seconds: ten a second each.
        #expect((800...1000).contains(all.published))
        #expect(all.published == run.server.published.reduce(0, +))
        #expect(all.delivered == 2 * all.published)
        #expect(all.acknowledged == (qos == 0 ? 0 : all.published))
        #expect(run.report.messages.byQoS[qos] == all)
        for others in Set(0...2).subtracting([qos]) {
            #expect(run.report.messages.byQoS[others] == Report.Deliveries())
        }
        let trouble = [
            all.lost, all.duplicated, all.reordered, all.corrupted, all.unexpected, all.missed,
        ]
        #expect(trouble == [0, 0, 0, 0, 0, 0])
        #expect(run.report.applications.map(\.delivered) == [all.published, all.published])
    }

    @Test func `latencies are those of the wire`() throws {
        var conditions = SimulatedConditions()
        conditions.latency = .milliseconds(3)
        let run = try VirtualRun(Self.scenario(1), over: conditions)
        let latency = run.report.latency
        func close(_ leg: Reports.Leg, _ milliseconds: Int) throws {
            let found = try #require(latency[leg], "\(leg)")
            #expect(found.min == .milliseconds(milliseconds), "\(leg)")
            #expect(found.max == .milliseconds(milliseconds), "\(leg)")
            #expect(
                abs(found.p50!.nanoseconds - found.max!.nanoseconds) < found.max!.nanoseconds / 50)
        }
        try close(.connect, 6)
        try close(.connack, 6)
        try close(.suback, 6)
        try close(.puback, 6)
        try close(.endToEnd, 6)
        #expect(latency[.endToEnd]?.count == run.all.delivered)
        #expect(latency[.puback]?.count == run.all.published)
        #expect(latency[.connack]?.count == 22)
        #expect(latency[.pubrec] == nil)
        #expect(run.report.generator.latenessP99 == .zero)
        #expect(run.report.serviceTime[.endToEnd]?.max == .milliseconds(6))
    }

    @Test func `a loop that reads late is no slow broker`() throws {
        var conditions = SimulatedConditions()
        conditions.latency = .milliseconds(3)
        conditions.readDelay = .milliseconds(1)
        let run = try VirtualRun(Self.scenario(1), over: conditions)
        for leg in [Reports.Leg.connack, .suback, .puback, .endToEnd] {
            let found = try #require(run.report.latency[leg], "\(leg)")
            #expect(found.min == .milliseconds(6), "\(leg)")
            #expect(found.max == .milliseconds(6), "\(leg)")
        }
        #expect(run.report.generator.readDelayMax == .milliseconds(1))
        #expect(run.report.generator.verdict == .valid)
        conditions.readDelay = .milliseconds(11)
        let late = try VirtualRun(Self.scenario(1), over: conditions)
        #expect(late.report.generator.verdict == .degraded)
    }

    @Test func `the byte ledger balances with what the network moved`() throws {
        for qos in 0...2 {
            let run = try VirtualRun(Self.scenario(qos))
            let bytes = run.report.bytes
            let counters = run.net.counters
            #expect(bytes.total - bytes.tcpIP == counters.bytesIn + counters.bytesOut)
            #expect(run.report.warnings.isEmpty)
            #expect(bytes.acknowledgements > 0 || qos == 0)
        }
    }

    @Test func `keep alive keeps silent links, and has its account`() throws {
        let run = try VirtualRun(
            """
            name: silence
            seed: 7
            fleets: [{name: probes, model: probe, count: 5, keep-alive: 2s, every: 1h}]
            applications:
              - {name: listener, keep-alive: 2s, subscribe: probes/#}
            phases: [{ramp: 1s}, {hold: 30s}]
            """)
        #expect(run.report.faults.isEmpty)
        #expect(run.report.fleet.reconnects == 0)
        #expect(run.report.bytes.keepAlive >= 6 * 14 * 4)
    }

    @Test func `the same seed gives the same report, byte for byte`() throws {
        var conditions = SimulatedConditions()
        conditions.jitter = .milliseconds(5)
        conditions.meanLife = .seconds(3)
        conditions.pieces = 1...30
        let first = try VirtualRun(Self.scenario(2), over: conditions)
        let second = try VirtualRun(Self.scenario(2), over: conditions)
        #expect(Self.text(first.report) == Self.text(second.report))
        #expect(first.server.payloads == second.server.payloads)
    }

    @Test func `another seed gives other payloads`() throws {
        let first = try VirtualRun(Self.scenario(1), seed: 1)
        let second = try VirtualRun(Self.scenario(1), seed: 2)
        #expect(first.all.published == second.all.published)
        #expect(first.server.payloads != second.server.payloads)
    }

    @Test(arguments: [1...1, 1...7, 3...200])
    func `how the wire cuts the bytes changes nothing`(pieces: ClosedRange<Int>) throws {
        var conditions = SimulatedConditions()
        conditions.pieces = pieces
        let run = try VirtualRun(Self.scenario(2), scale: 0.2, over: conditions)
        #expect(run.all.delivered == 2 * run.all.published)
        #expect(run.all.lost + run.all.duplicated + run.all.corrupted == 0)
        #expect(run.report.warnings.isEmpty)
        #expect(run.report.faults.isEmpty)
    }

    @Test func `the timeline adds up`() throws {
        for version in ["3.1.1", "5.0"] {
            let run = try VirtualRun(
                """
                name: persistent
                seed: 7
                fleets:
                  - {name: s, model: sensor, count: 10, mqtt: \(version), session: persistent}
                applications:
                  - {name: all, mqtt: \(version), session: persistent, subscribe: sensors/#}
                phases: [{ramp: 1s}, {hold: 4s}]
                """)
            let slices = run.report.timeline.slices
            #expect(slices.reduce(0) { $0 + $1.published } == run.all.published)
            #expect(slices.reduce(0) { $0 + $1.delivered } == run.all.delivered)
            #expect(slices.map(\.connected).max() == 11, "MQTT \(version)")
            #expect(slices.map(\.connected).min()! >= 0, "MQTT \(version)")
        }
    }

    private static func text(_ report: Report) -> String {
        Format.json.print(report)
    }
}
