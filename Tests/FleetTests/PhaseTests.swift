import Base
import Fleet
import Reports
import Testing
import Transports

/// Each phase does to whom it names what it says, in its time.
@Suite struct PhaseTests {
    private func run(_ phases: String, count: Int = 40, client: String = "") throws -> VirtualRun {
        try VirtualRun(
            """
            name: phases
            seed: 7
            fleets:
              - {name: s, model: sensor, count: \(count), every: 1s, qos: 1\(client)}
            applications: [{name: all, subscribe: {filter: sensors/#, qos: 1}}]
            phases: [\(phases)]
            """)
    }

    @Test func `a ramp reaches all devices, evenly`() throws {
        let run = try run("{ramp: 8s}, {hold: 2s}")
        #expect(run.report.fleet.connected == 40)
        let connected = run.report.timeline.slices.map(\.connected)
        // The application is there from the beginning; five more devices every second.
        #expect(
            zip(connected.prefix(8), 1...8).allSatisfy { (5 * $1 - 1...5 * $1 + 2).contains($0) })
        #expect(run.report.latency[.connect]?.max == .milliseconds(2))
    }

    @Test(arguments: [(1, 25), (25, 25), (33, 25), (50, 7), (99, 40), (100, 40), (10, 3)])
    func `a ramp of a share reaches exactly so many`(percent: Int, count: Int) throws {
        let run = try run("{ramp: {over: 1s, share: \(percent)%}}, {hold: 1s}", count: count)
        #expect(run.report.fleet.connected == percent * count / 100)
    }

    @Test func `a ramp names its fleets, and who has none is there at once`() throws {
        let run = try VirtualRun(
            """
            name: two
            seed: 7
            fleets:
              - {name: a, model: sensor, count: 10}
              - {name: b, model: sensor, count: 20}
            phases: [{hold: 3s}, {ramp: {over: 1s, of: b, share: 50%}}, {hold: 3s}]
            """)
        #expect(run.report.fleet.connected == 20)
        #expect(run.report.fleet.devices == 30)
        #expect(run.report.timeline.slices.dropFirst().first?.connected == 10)
    }

    @Test func `a burst adds exactly so many messages`() throws {
        let calm = try run("{ramp: 1s}, {hold: 4s}")
        for (messages, share, chosen) in [(1, "100%", 40), (5, "50%", 20), (12, "10%", 4)] {
            let burst = try run(
                "{ramp: 1s}, {burst: {messages: \(messages), over: 2s, share: \(share)}}, {hold: 2s}"
            )
            #expect(burst.all.published == calm.all.published + messages * chosen)
            #expect(burst.all.delivered == burst.all.published)
            #expect(burst.all.lost + burst.all.duplicated + burst.all.reordered == 0)
        }
    }

    @Test func `a cut takes its share, and what stays away comes back with the reconnection`()
        throws
    {
        let run = try run(
            "{ramp: 1s}, {cut: {share: 30%, over: 1s, stay-away: true}}, {hold: 3s},"
                + "{reconnect: {over: 1s}}, {hold: 2s}")
        #expect(run.report.fleet.reconnects == 12)
        #expect(run.server.aborted == 12)
        // Slices end at seconds 1, 2 …: two and a bit after the cut, then after the return.
        let connected = run.report.timeline.slices.map(\.connected)
        #expect(connected[3] == 41 - 12)
        #expect(connected[4] == 41 - 12)
        #expect(connected[6] == 41)
        // QoS 1 waits in the device while it is away.
        #expect(run.all.lost == 0)
        #expect(run.all.delivered == run.all.published)
    }

    @Test func `a cut that may come back does so by itself`() throws {
        let run = try run("{ramp: 1s}, {cut: {share: 50%, over: 1s}}, {hold: 3s}")
        #expect(run.report.fleet.reconnects == 20)
        #expect(run.report.timeline.slices.dropLast().last?.connected == 41)
    }

    @Test func `a client that never reconnects stays away`() throws {
        let run = try run(
            "{ramp: 1s}, {cut: {share: 50%, over: 1s}}, {hold: 3s}", client: ", reconnect: never")
        #expect(run.report.fleet.reconnects == 0)
        #expect(run.report.timeline.slices.dropLast().last?.connected == 21)
    }

    @Test func `a cut with goodbye leaves no trace of an abort`() throws {
        let run = try run(
            "{ramp: 1s}, {cut: {share: 50%, over: 1s, disconnect: true, stay-away: true}}, {hold: 3s}"
        )
        #expect(run.server.aborted == 0)
        #expect(run.report.timeline.slices.dropLast().last?.connected == 21)
    }

    @Test func `messages that never left a device are not lost`() throws {
        let run = try run(
            "{ramp: 1s}, {cut: {share: 50%, over: 1s, stay-away: true}}, {hold: 5s}")
        #expect(run.all.lost == 0)
        #expect(run.report.verdict == .passed)
    }

    @Test func `who is in a tunnel at the end comes out for what it holds`() throws {
        for seed in UInt64(1)...10 {
            let run = try VirtualRun(
                """
                name: tunnels
                seed: 1
                fleets:
                  - name: trucks
                    model: truck
                    count: 40
                    every: 100ms
                    qos: 2
                    session: persistent
                applications:
                  - name: dispatcher
                    subscribe: {filter: fleet/trucks/+/position, qos: 2}
                phases: [{ramp: 1s}, {hold: 5s}]
                drain: 60s
                """, seed: seed)
            // The last to be seen alive are fewer than there are: some are in tunnels.
            #expect(run.report.timeline.slices[5].connected < 41, "seed \(seed)")
            #expect(run.all.acknowledged == run.all.published, "seed \(seed)")
            let positions = run.report.messages.byQoS[2]
            #expect(positions.delivered == positions.published, "seed \(seed)")
            #expect(run.report.duration < .seconds(9), "seed \(seed)")
        }
    }

    @Test func `QoS 0 is not published without a link`() throws {
        let run = try VirtualRun(
            """
            name: skipped
            seed: 7
            fleets: [{name: s, model: sensor, count: 10, every: 1s, qos: 0}]
            applications: [{name: all, subscribe: {filter: sensors/#, qos: 1}}]
            phases:
              - ramp: 1s
              - cut: {share: 50%, over: 1s, stay-away: true}
              - hold: 5s
            """)
        #expect(run.all.delivered == run.all.published)
        #expect(run.all.lost == 0)
        #expect(run.report.warnings.contains { $0.contains("never sent") })
    }

    @Test func `phases stand in the report where they were`() throws {
        let run = try run(
            "{ramp: 1s}, {hold: 2s, name: quiet}, {burst: {messages: 1, over: 500ms}}")
        #expect(run.report.phases.map(\.name) == ["ramp", "quiet", "burst"])
        #expect(run.report.phases.map(\.seconds) == [1, 2, 0.5])
        let starts = run.report.phases.map(\.startSeconds)
        #expect(starts[0] > 0 && starts[0] < 0.1)
        #expect(abs(starts[2] - starts[0] - 3) < 1e-9)
    }
}
