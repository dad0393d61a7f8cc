import Base
import MQTT
import Reports
import Testing

@testable import Conformance

/// A server may send what a new subscription brings before its SUBACK (§3.8.4).
@Suite struct SubackOrderTests {
    private static let suback = Packet.suback(Suback(id: 10, reasons: [.success]))

    @Test(arguments: [
        ([suback, .publish("t/a")], Verdict.passed), ([.publish("t/a"), suback], .passed),
        ([.publish("t/a"), .publish("t/a"), suback], .failed),
        ([.publish("t/b"), suback], .failed),
        ([.publish("t/a")], .failed),
    ])
    func `the SUBACK may come after the message`(_ packets: [Packet], _ verdict: Verdict) {
        var play = Play(
            Case(
                id: "test", title: "", version: .v5, statements: [], level: .must, needs: [],
                given: [.join("client")],
                then: [
                    .subscribe("client", "{}/a"), .expect(.publish("{}/a"), "client"),
                    .expectAlive("client"),
                ], provedBy: []),
            topic: "t", clients: "c")
        var actions: [Play.Action] = []
        play.begin(at: .zero, into: &actions)
        play.connected(0, at: .zero, into: &actions)
        for packet in [.connack(Connack())] + packets + [.pingresp] {
            play.receive(packet.encoded(.v5), on: 0, at: .zero, into: &actions)
        }
        play.tick(at: play.deadline, into: &actions)
        #expect(play.outcome?.verdict == verdict, "\(play.outcome?.detail ?? "no outcome")")
    }
}
