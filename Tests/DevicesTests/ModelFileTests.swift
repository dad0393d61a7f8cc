import Devices
import Scenarios
import Testing
import YAML

/// Model files: what they become, and where their mistakes are said to be.
@Suite struct ModelFileTests {
    private static func file(_ field: String, _ rest: String = "") -> String {
        "about: A test\nfields:\n  x: \(field)\n\(rest)"
    }

    /// Text of a file and the beginning of the message about it.
    static let mistakes: [(String, String)] = [
        ("", "m.yaml:1:1: a device model is written as keys and values, not as nothing"),
        ("about: A\n", "m.yaml:1:1: a device model needs \"fields\", which is missing here"),
        (
            "about: A\nfeilds: {}\n",
            "m.yaml:2:1: \"feilds\" is no key of a device model; did you mean \"fields\"?"
        ),
        (
            file("{unit: furlong, range: [0, 1], constant: {value: 1}}"),
            "m.yaml:3:7: “furlong” is no unit; there are °C"
        ),
        (
            file("{unit: m, range: [0, 1], sin: {mean: 1}}"),
            "m.yaml:3:31: \"sin\" is no key of a field; did you mean \"sine\"?"
        ),
        (
            file("{unit: m, range: [0, 1]}"),
            "m.yaml:3:6: \"x\" needs one key that says how it moves"
        ),
        (
            file("{unit: m, range: [0, 9], text: a, constant: {value: 1}}"),
            "m.yaml:3:50: a field moves in one way, but here are \"text\" and \"constant\""
        ),
        (file("{unit: m, constant: {value: 1}}"), "m.yaml:3:3: a number needs a range"),
        (file("{range: 5}"), "m.yaml:3:14: \"5\" is no range; write it like [0, 100]"),
        (file("{range: [9, 0]}"), "m.yaml:3:14: the range begins above its end"),
        (file("now"), "m.yaml:3:6: \"now\" is no field without keys; there are: timestamp, number"),
        (
            file("{unit: m, range: [0, 9], walk: {start: 1, step: 1, per: 30}}"),
            "m.yaml:3:62: \"30\" is no duration; write 30s"
        ),
        (
            file("{unit: m, range: [0, 9], walk: {start: 12, step: 1}}"),
            "m.yaml:3:38: 12.0 is outside the range 0.0 … 9.0"
        ),
        (
            file("{state: {words: [a, b], initial: c}}"),
            "m.yaml:3:39: \"c\" is no word of this state; there are: a, b"
        ),
        (
            file("{state: {boolean: yes}}"),
            "m.yaml:3:24: \"yes\" is neither true nor false; write true"
        ),
        (file("{state: {}}"), "m.yaml:3:14: a state has one of the keys"),
        (file("{route: heading}"), "m.yaml:3:14: \"heading\" is no property of a route"),
        (
            file("number", "messages:\n  m: {topic: a, every: 1s, fields: [x, y]}\n"),
            "m.yaml:5:28: there is no field “y”; there are x"
        ),
        (
            file("number", "messages:\n  m:\n    topic: a/+\n    every: 1s\n    fields: [x]\n"),
            "m.yaml:6:5: the topic “a/+” has + in it; only filters may"
        ),
        (
            file("number", "messages:\n  m: {topic: a, every: 1s, fields: [x], qos: 3}\n"),
            "m.yaml:5:46: 3 is outside 0…2"
        ),
        (
            file("number", "route:\n  points:\n    - {at: [91, 0], speed: 5}\n"),
            "m.yaml:6:13: 91 is outside -85.0…85.0"
        ),
        (
            file("number", "route:\n  points: [{at: [1, 0], speed: 5}, {at: [2, 0], speed: 0}]\n"),
            "m.yaml:5:36: a speed is above 0 and at most 1000 km/h"
        ),
        (
            file("number", "will: {topic: a, payload: b, delay: 1500ms}\n"),
            "m.yaml:4:37: \"1500ms\" is no whole number of seconds"
        ),
    ]

    @Test(arguments: mistakes.indices)
    func `a mistake is shown where it is`(_ index: Int) {
        let (text, message) = Self.mistakes[index]
        do throws(Problem) {
            _ = try DeviceModel(parsing: text, file: "m.yaml")
            Issue.record("nothing was wrong with \(text)")
        } catch {
            #expect(error.description.hasPrefix(message), "\(error)")
        }
    }

    @Test
    func `every key arrives`() throws {
        let text = """
            about: All of it
            fields:
              at: timestamp
              w: {state: {words: [a, "on"], initial: "on"}}
              b: {state: {boolean: true}}
              n: {unit: °C, range: [0, 9], decimals: 1, state: {number: 3}}
              c: {choice: {words: [p, q], every: 5s}}
              s: {unit: m, range: [-9, 9], noise: 0.5, sine: {mean: 1, amplitude: 2, period: 1m}}
            messages:
              m: {topic: "t/{id}", every: 250ms, fields: at, qos: 2, retain: true}
            commands:
              k: {topic: k, sets: [w, n], answer: r, echoes: everything, qos: 0}
            shadow: {reports: [w, b], obeys: w}
            will: {topic: x, payload: '{"a":1}', retain: true, delay: 5s, qos: 2}
            greeting: {topic: y, payload: hi, retain: false}
            outage: {field: b}
            """
        let model = try DeviceModel(parsing: text, file: "devices/all.yaml")
        #expect(model.name == "all" && model.about == "All of it")
        #expect(model["at"]?.source == .timestamp)
        #expect(model["w"]?.source == .state(.words(["a", "on"], initial: 1)))
        #expect(model["b"]?.source == .state(.boolean(initial: true)))
        #expect(model["n"]?.source == .state(.number(initial: 3)))
        #expect(model["c"]?.source == .choice([.init("p"), .init("q")], every: .seconds(5)))
        #expect(
            model["s"]
                == .init(
                    name: "s", unit: "m", range: -9...9, noise: 0.5,
                    source: .signal(
                        .sine(
                            mean: 1, amplitude: 2, period: .seconds(60), shift: .zero,
                            scatter: 0))))
        #expect(
            model.messages == [
                .init(
                    name: "m", topic: "t/{id}", every: .milliseconds(250), fields: ["at"], qos: 2,
                    retain: true)
            ])
        #expect(
            model.commands == [
                .init(
                    name: "k", topic: "k", sets: ["w", "n"], answer: "r", echoes: .everything,
                    qos: 0)
            ])
        #expect(model.shadow == .init(reports: ["w", "b"], obeys: ["w"]))
        #expect(
            model.will
                == .init(topic: "x", payload: #"{"a":1}"#, qos: 2, retain: true, delay: 5))
        #expect(model.greeting == .init(topic: "y", payload: "hi", retain: false))
        #expect(model.outage == .init(field: "b"))
    }
}
