import Base
import Fleet
import Reports
import Testing
import Transports

/// A message is due at its instant whatever the broker does: a stall shows at its full length.
@Suite struct StallTests {
    private static let stall = Mischief.stalls(
        from: .zero + .seconds(3), until: .zero + .seconds(5))

    private static func scenario(every: String, window: Int) -> String {
        """
        name: stall
        seed: 7
        fleets:
          - {name: sensors, model: sensor, count: 10, every: \(every), qos: 1, window: \(window)}
        applications: [{name: all, subscribe: {filter: sensors/#, qos: 1}}]
        phases: [{ramp: 1s}, {hold: 7s}]
        """
    }

    @Test func `a stall shows at its full length, from the due instant`() throws {
        let run = try VirtualRun(Self.scenario(every: "100ms", window: 100), Self.stall)
        for leg in [Reports.Leg.endToEnd, .puback] {
            let latency = try #require(run.report.latency[leg])
            // The first message of the stall waits for two seconds, and two milliseconds of wire.
            #expect(latency.max! > .milliseconds(1980), "\(leg)")
            #expect(latency.max! <= .milliseconds(2003), "\(leg)")
            #expect(latency.p999! > .milliseconds(1950), "\(leg)")
            #expect(latency.p50! < .milliseconds(3), "\(leg)")
            // A quarter of the run stood still: half of that for a second and more.
            #expect(latency.p90! > .milliseconds(900), "\(leg)")
        }
        #expect(run.all.lost == 0)
        #expect(run.all.delivered == run.all.published)
        // Nothing of it is the generator's: everything left when it was due.
        #expect(run.report.generator.latenessP99 == .zero)
        let service = try #require(run.report.serviceTime[.puback])
        #expect(service.max == run.report.latency[.puback]?.max)
    }

    @Test func `a full window hides nothing from latency, though it does from service time`() throws
    {
        let run = try VirtualRun(Self.scenario(every: "50ms", window: 1), Self.stall)
        let latency = try #require(run.report.latency[.puback])
        let service = try #require(run.report.serviceTime[.puback])
        #expect(latency.max! > .milliseconds(1950))
        #expect(latency.p90! > .milliseconds(900))
        // One message a device was on its way; the others had not been sent.
        #expect(service.max! > .milliseconds(1900))
        #expect(service.p90! < .milliseconds(10))
        #expect(latency.count == run.all.published)
        #expect(run.all.lost == 0)
        let endToEnd = try #require(run.report.latency[.endToEnd])
        #expect(endToEnd.p90! > .milliseconds(900))
    }

    @Test func `a command that waits in a full window is not yet served`() throws {
        let run = try VirtualRun(
            """
            name: calls
            seed: 7
            fleets: [{name: probes, model: probe, count: 20, every: 1h}]
            applications:
              - name: caller
                window: 1
                commands: [{fleet: probes, command: ping, qos: 1, every: 100ms}]
            phases: [{ramp: 1s}, {hold: 7s}]
            """, Self.stall)
        let latency = try #require(run.report.latency[.roundTrip])
        let service = try #require(run.report.serviceTime[.roundTrip])
        #expect(try #require(latency.max) > .milliseconds(1980))
        #expect(try #require(latency.p90) > .milliseconds(900))
        // What was on its way waited; four hundred others had not been sent.
        #expect(try #require(service.max) > .milliseconds(1900))
        #expect(try #require(service.p99) < .milliseconds(10))
        #expect(latency.count == service.count && latency.count > 1300)
        #expect(run.all.lost == 0)
    }

    @Test func `what is due during a stall is published all the same`() throws {
        let calm = try VirtualRun(Self.scenario(every: "100ms", window: 100))
        let stalled = try VirtualRun(Self.scenario(every: "100ms", window: 100), Self.stall)
        #expect(calm.all.published == stalled.all.published)
        #expect(
            calm.server.payloads.sorted { $0.lexicographicallyPrecedes($1) }
                == stalled.server.payloads.sorted { $0.lexicographicallyPrecedes($1) })
    }
}
