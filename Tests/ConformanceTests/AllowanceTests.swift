import Base
import Conformance
import MQTT
import Reports
import Testing

/// What was not right but allowed is all told, in the order in which it came.
@Suite struct AllowanceTests {
    @Test func `every allowance that was used is named, once`() {
        let reactions = ["A7", "A3", "A7"].map { name in
            Move.await(
                "client",
                [Reaction([], end: .standing, allowance: name)],
                within: .between(.zero, .seconds(1)))
        }
        let subject = Case(trying: reactions)
        #expect(Rehearsal.play(subject).verdict == .tolerated)
        #expect(Rehearsal.play(subject).allowances == ["A7", "A3"])
        #expect(Rehearsal.play(subject).detail == "allowed by A7, A3")
    }

    /// CONNACK, where the end was due; PINGRESP, which nothing has asked for.
    @Test(arguments: [([0x20, 3, 0, 0, 0], false), ([0xD0, 0], true)] as [([UInt8], Bool)])
    func `a rule for every packet is told from that of the case`(
        _ answer: [UInt8], _ isBreach: Bool
    ) {
        let end = Reaction([], end: .closed)
        var play = Play(
            Case(trying: [.await("client", [end], within: .between(.zero, .seconds(1)))]),
            topic: "t", clients: "c")
        var actions: [Play.Action] = []
        play.begin(at: .zero, into: &actions)
        play.connected(0, at: .zero, into: &actions)
        play.receive(answer, on: 0, at: .zero, into: &actions)
        #expect(play.outcome?.verdict == .failed)
        #expect(play.outcome?.isBreach == isBreach)
    }

    @Test func `a way that leaves nothing to try skips the case`() {
        var reaction = Reaction([], end: .standing)
        reaction.moot = "a word"
        let outcome = Rehearsal.play(
            Case(trying: [.await("client", [reaction], within: .between(.zero, .seconds(1)))]))
        #expect(outcome.verdict == .skipped)
        #expect(outcome.detail == "the broker does not offer a word")
    }
}

extension Case {
    fileprivate init(trying moves: [Move]) {
        self.init(
            id: "test", title: "", version: .v5, statements: [], level: .must, needs: [],
            given: [.open("client")], then: moves, provedBy: [])
    }
}
