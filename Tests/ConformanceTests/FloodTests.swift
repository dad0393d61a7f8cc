import Base
import Conformance
import MQTT
import Reports
import Testing

/// A broker that floods ends the case, and takes no more memory than that.
@Suite struct FloodTests {
    @Test func `a flood ends the case`() {
        var play = Play(.greeting(.v5), topic: "t", clients: "c")
        var actions: [Play.Action] = []
        play.begin(at: .zero, into: &actions)
        play.connected(0, at: .zero, into: &actions)
        let chunk = [UInt8](repeating: 0, count: Play.flood + 1)
        play.receive(chunk, on: 0, at: .zero, into: &actions)
        #expect(play.outcome?.verdict == .inconclusive)
        #expect(play.outcome?.got.contains("flood") == true)
    }
}
