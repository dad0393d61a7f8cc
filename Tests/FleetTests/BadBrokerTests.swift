import Base
import Fleet
import MQTT
import Reports
import Testing
import Transports

/// Whatever a broker does, a run ends in its time and says what was wrong.
@Suite struct BadBrokerTests {
    private static let devices = """
        name: bad
        seed: 7
        fleets: [{name: s, model: sensor, count: 10, every: 500ms, qos: 1}]
        phases: [{ramp: 1s}, {hold: 20s}]
        drain: 5s
        """

    private static let withApplication =
        devices + "\napplications: [{name: all, subscribe: sensors/#}]\n"

    private func playsInTime(_ run: VirtualRun) {
        #expect(run.report.duration < .seconds(1 + 20 + 5 + 2))
        #expect(!run.report.faults.isEmpty)
        #expect(run.report.faults.count <= FaultBook.most)
    }

    @Test func `devices whose CONNECT is never answered`() throws {
        let run = try VirtualRun(Self.devices, .ignoresConnect)
        playsInTime(run)
        #expect(run.report.fleet.connected == 0)
        #expect(run.report.fleet.connectFailures >= 10)
        #expect(run.faults("ended the connection") + run.faults("CONNACK") >= 10)
        #expect(run.report.verdict == .inconclusive)
    }

    @Test func `an application whose CONNECT is never answered`() throws {
        #expect(throws: RunFailure.self) {
            try VirtualRun(Self.withApplication, .ignoresConnect)
        }
    }

    @Test(arguments: [ReasonCode.notAuthorized, .badUserNameOrPassword])
    func `devices that are refused`(reason: ReasonCode) throws {
        let run = try VirtualRun(Self.devices, .refuses(reason))
        playsInTime(run)
        #expect(run.report.fleet.connected == 0)
        #expect(run.faults("refused a connection") >= 10)
    }

    @Test func `an application that is refused ends the run, with the reason`() throws {
        let failure = try #require(throws: RunFailure.self) {
            try VirtualRun(Self.withApplication, .refuses(.notAuthorized))
        }
        #expect(failure.kind == .refused)
        #expect(failure.message.contains("mqtt://broker"))
    }

    @Test(arguments: [3, 7, 20]) func `links that the broker ends at any packet`(
        every: Int
    ) throws {
        let run = try VirtualRun(Self.devices, .hangsUp(every: every))
        playsInTime(run)
        #expect(run.faults("ended the connection") > 5)
        #expect(run.report.fleet.reconnects > 3)
    }

    @Test(arguments: [2, 5, 11]) func `garbage`(every: Int) throws {
        let run = try VirtualRun(Self.devices, .babbles(every: every))
        playsInTime(run)
        #expect(run.faults("broke a rule") > 5)
    }

    @Test func `a network that refuses`() throws {
        var conditions = SimulatedConditions()
        conditions.refused = 1
        let run = try VirtualRun(Self.devices, over: conditions)
        playsInTime(run)
        #expect(run.report.fleet.connected == 0)
        #expect(run.faults("could not connect") >= 10)
        #expect(throws: RunFailure.self) {
            try VirtualRun(Self.withApplication, over: conditions)
        }
    }

    @Test func `a network that never answers`() throws {
        var conditions = SimulatedConditions()
        conditions.unanswered = 1
        let run = try VirtualRun(Self.devices, over: conditions)
        playsInTime(run)
        #expect(run.report.latency[.connect] == nil)
        #expect(throws: RunFailure.self) {
            try VirtualRun(Self.withApplication, over: conditions)
        }
    }

    @Test func `a network that answers half the time`() throws {
        var conditions = SimulatedConditions()
        conditions.refused = 0.3
        conditions.unanswered = 0.2
        let run = try VirtualRun(Self.withApplication, over: conditions)
        #expect(run.report.fleet.connected > 5)
        #expect(run.all.lost == 0)
    }

    @Test func `the book of faults is bounded`() {
        var book = FaultBook()
        for number in 0..<10_000 { book.note("fault \(number)", at: .zero) }
        for _ in 0..<5 { book.note("fault 3", at: .zero + .seconds(1)) }
        #expect(book.entries.count == FaultBook.most)
        #expect(book.entries["fault 3"]?.count == 6)
        #expect(book.entries["fault 3"]?.first == .zero)
        var other = FaultBook()
        for number in 0..<10_000 { other.note("other \(number)", at: .zero) }
        book.merge(other)
        #expect(book.entries.count <= FaultBook.most)
    }
}
