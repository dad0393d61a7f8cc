import Base
import Conformance
import MQTT
import Reports
import Testing

/// What a client is accused of: of one mistake once, by the check that is about it.
@Suite struct DeviceTrialTests {
    @Test func `who goes on with a session that the server lost does not break the rule of DUP`() {
        let checks = DeviceCheck.all.filter { [.firstDup, .sessionLost].contains($0.name) }
        var client = Client(.v5, DeviceTrial(checks))
        client.connect()
        client.send(.publish(message(1)), .publish(message(2)))
        // Nothing was acknowledged, and the connection is lost with the session.
        client.wait()
        client.connect()
        client.send(.publish(message(1, dup: true)), .publish(message(2, dup: true)))
        #expect(client.verdicts == ["device.first-dup": .passed, "device.session-lost": .failed])
    }

    @Test(arguments: Version.allCases)
    func `DUP on what never came before is told`(_ version: Version) {
        var client = Client(version, DeviceTrial(DeviceCheck.all.filter { $0.name == .firstDup }))
        client.connect()
        client.send(.publish(message(1, dup: true)))
        #expect(client.verdicts == ["device.first-dup": .failed])
    }

    private func message(_ id: UInt16, dup: Bool = false) -> Publish {
        Publish(topic: "a", payload: [0x78], qos: .atLeastOnce, retain: false, dup: dup, id: id)
    }
}

/// A client of the test's own, whose session is kept.
private struct Client {
    let version: Version
    var trial: DeviceTrial
    private var link = -1
    private var now = Instant.zero
    private var actions: [DeviceTrial.Action] = []

    init(_ version: Version, _ trial: DeviceTrial) {
        self.version = version
        self.trial = trial
    }

    var verdicts: [String: Verdict] {
        Dictionary(uniqueKeysWithValues: trial.results.map { ($0.check.id, $0.verdict) })
    }

    mutating func connect() {
        link += 1
        trial.accepted(Link(link), at: now, into: &actions)
        var connect = Connect(clientID: "client", cleanStart: false, keepAlive: 0)
        connect.version = version
        if version == .v5 { connect.properties = Properties([.sessionExpiryInterval(300)]) }
        send(.connect(connect))
    }

    mutating func send(_ packets: Packet...) {
        let bytes = packets.flatMap { $0.encoded(version) }
        trial.receive(bytes, on: Link(link), at: now, into: &actions)
    }

    /// Until the trial has done what it meant to do.
    mutating func wait() {
        for _ in 0..<10 where !actions.contains(.close(Link(link))) {
            now = trial.deadline
            trial.tick(at: now, into: &actions)
        }
    }
}
