import Base
import Foundation
import Reports
import Testing

/// PyPI's websockets as the other side: what it sends is cut wherever RFC 6455 allows.
@Suite struct WebRelayTests {
    let folder: Workspace

    init() throws { folder = try Workspace() }

    @Test(arguments: [1, 2])
    func `packets may straddle frames, and frames hold several`(seed: Int) throws {
        let mosquitto = try Mosquitto(in: folder)
        let relay = try Python.serve("web_relay.py", ["\(mosquitto.port)", "\(seed)"], in: folder)
        try folder.write(Ways.scenario, to: "ways.yaml")
        let played = try Played(
            "ways.yaml", "--broker", "ws://127.0.0.1:\(relay.port)/mqtt", in: folder)
        played.expectSuccess()
        played.expectBalance()
        #expect(played.faults.isEmpty)
        let published = try played["messages.published"]
        #expect(try published > 80 && played["messages.delivered"] == 2 * published)
        #expect(try played["messages.lost"] == 0 && played["messages.duplicated"] == 0)
        // Some three bytes a frame: what came was cut very small indeed.
        #expect(try played["bytes.webSocket"] > 20 * published)
        relay.child.send(SIGTERM)
        let outcome = try relay.child.outcome(within: 10)
        let frames = outcome.stdout.split(separator: "\n").filter { $0.hasPrefix("relayed ") }
        #expect(frames.count == Int(Ways.links), "\(outcome)")
    }
}
