import Base
import Conformance
import Reports
import Testing

/// A server that does not know the version of a CONNECT may refuse it in the form of the other.
@Suite struct ForeignRefusalTests {
    @Test(arguments: [
        ("3.1.1/connect.future-level", [0x20, 2, 0, 1], Verdict.passed),
        ("3.1.1/connect.future-level", [0x20, 3, 0, 0x84, 0], .tolerated),
        ("3.1.1/connect.future-level", [], .tolerated),
        ("3.1.1/connect.future-level", [0x20, 3, 0, 0, 0], .failed),
        ("5.0/connect.future-level", [0x20, 3, 0, 0x84, 0], .passed),
        ("5.0/connect.future-level", [0x20, 2, 0, 1], .passed),
        ("5.0/connect.future-level", [], .passed),
        ("5.0/connect.future-level", [0x20, 2, 0, 0], .failed),
    ])
    func `is read in either`(_ id: String, _ answer: [UInt8], _ verdict: Verdict) throws {
        let subject = try #require(Chapter.cases().first { $0.id == id })
        var play = Play(subject, topic: "t", clients: "c")
        var actions: [Play.Action] = []
        play.begin(at: .zero, into: &actions)
        play.connected(0, at: .zero, into: &actions)
        if !answer.isEmpty { play.receive(answer, on: 0, at: .zero, into: &actions) }
        play.closed(0, at: .zero, into: &actions)
        #expect(play.outcome?.verdict == verdict)
    }
}
