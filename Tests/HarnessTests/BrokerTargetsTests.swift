import Conformance
import Harness
import Testing
import YAML

/// A file that lists brokers.
@Suite struct BrokerTargetsTests {
    @Test func `what is not said stays open`() throws {
        let text = """
            - {name: gale}
            - {name: own, url: embedded, lacks: [qos-2]}
            - name: far-1.0
              url: mqtts://broker.example:8883
              profile: mosquitto
              version: "2.0"
              user: a
              password: b
              baseline: known.txt
              cafile: ca.pem
              alpn: [mqtt, x]

            """
        let targets = try BrokerTarget.list(parsing: Array(text.utf8), file: "t.yaml")
        #expect(targets.map(\.name.value) == ["gale", "own", "far-1.0"])
        #expect(targets[0].url == nil && targets[0].profile == nil && targets[0].tls.isEmpty)
        #expect(targets[1].url == nil && targets[1].lacks == [.qos2])
        #expect(targets[2].url?.value == "mqtts://broker.example:8883")
        #expect(targets[2].url.map { "\($0.place)" } == "t.yaml:4:8")
        #expect(targets[2].profile?.value == "mosquitto" && targets[2].version == "2.0")
        #expect(targets[2].user == "a" && targets[2].password == "b")
        #expect(targets[2].baseline?.value == "known.txt")
        #expect(
            targets[2].tls.authorities == "ca.pem" && targets[2].tls.protocols == ["mqtt", "x"])
    }

    @Test(arguments: [
        ("name: a", "1:1", "a list of targets"), ("[]", "1:1", "a list of targets"),
        ("- {url: mqtt://a}", "1:3", "name"), ("- {name: a b}", "1:10", "\"a b\""),
        ("- {name: .a}", "1:10", "dots"), ("- {name: a}\n- {name: a}", "2:10", "another"),
        ("- {name: a, uri: b}", "1:13", "uri"), ("- {name: a, lacks: [x]}", "1:21", "\"x\""),
        ("- {name: a, url: [b]}", "1:18", "a list"), ("- a", "1:3", "\"a\""),
    ])
    func `a flaw is named with its place`(text: String, place: String, word: String) {
        let problem = #expect(throws: Problem.self) {
            try BrokerTarget.list(parsing: Array(text.utf8), file: "t.yaml")
        }
        #expect("\(problem!)".hasPrefix("t.yaml:\(place): "), "\(problem!)")
        #expect("\(problem!)".contains(word), "\(problem!)")
    }
}
