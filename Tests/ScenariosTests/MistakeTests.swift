import Scenarios
import Testing
import YAML

/// Every mistake is told with its place and what to write instead.
@Suite struct MistakeTests {
    /// What follows `name: s` in a scenario, and the whole message about it.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let text: String
        let message: String

        init(_ text: String, _ message: String) {
            self.text = "name: s\n" + text
            self.message = message
        }

        var testDescription: String { message }
    }

    @Test(arguments: scenarios + fleets + clients + applications + commands + phases + limits)
    func `a mistake is told with file, line and column`(_ mistake: Mistake) {
        let problem = #expect(throws: Problem.self) { try plan(mistake.text) }
        #expect(problem?.description == mistake.message)
    }

    /// A fleet with more to say.
    static func fleet(_ more: String, _ message: String) -> Mistake {
        Mistake(
            "phases: [hold: 1s]\nfleets:\n- {name: t, model: sprinkler}\n"
                + "- name: f\n  model: turbine\n  count: 2\n  \(more)\n", message)
    }

    /// An application with more to say, beside fleets of each stub model.
    static func application(_ more: String, _ message: String) -> Mistake {
        Mistake(
            "phases: [hold: 1s]\nfleets: [{name: t, model: turbine}, {name: p, model: sprinkler}]\n"
                + "applications:\n- name: a\n  \(more)\n", message)
    }

    /// Phases beside a fleet and an application with a command.
    static func phase(_ phase: String, _ message: String) -> Mistake {
        Mistake(
            "fleets: [{name: t, model: sprinkler}]\napplications:\n- name: a\n  commands:\n"
                + "  - {fleet: t, command: water, send: {water: \"on\"}}\n"
                + "phases:\n- \(phase)\n", message)
    }

    static func limit(_ limit: String, _ message: String) -> Mistake {
        Mistake(
            "phases: [hold: 1s]\nfleets: [{name: t, model: turbine}]\napplications: [{name: a}]\n"
                + "expect:\n- \(limit)\n", message)
    }

    static let scenarios = [
        Mistake(
            "phases: [hold: 1s]\n", "s.yaml:1:1: nobody takes part; write fleets or applications"),
        Mistake(
            "fleets: [{name: t, model: turbine}]\n",
            #"s.yaml:1:1: a scenario needs "phases", which is missing here"#),
        Mistake(
            "fleets: [{name: t, model: turbine}]\nphases: []\n",
            "s.yaml:3:9: a scenario without phases does nothing; write hold: 20s"),
        Mistake(
            "fleet: []\n",
            #"s.yaml:2:1: "fleet" is no key of a scenario; did you mean "fleets"? There are: "#
                + "name, about, seed, identities, fleets, applications, phases, drain, expect"),
        Mistake("name: t\n", #"s.yaml:2:1: "name" stands twice; first in line 1"#),
        Mistake("seed: -1\nphases: []\n", "s.yaml:2:7: -1 is outside 0…9223372036854775807"),
        Mistake("seed: x\nphases: []\n", #"s.yaml:2:7: "x" is no whole number"#),
        Mistake("drain: 30\nphases: []\n", #"s.yaml:2:8: "30" is no duration; write 30s"#),
        Mistake("drain: 2h\nphases: []\n", "s.yaml:2:8: 2h is outside 0s…1h"),
        Mistake(
            "phases: [hold: 1s]\nfleets: [{name: t, model: turbine}]\napplications: [{name: t}]\n",
            #"s.yaml:4:23: "t" is taken; first at s.yaml:3:17"#),
        Mistake(
            "phases: [hold: 1s]\nfleets: turbines\n",
            #"s.yaml:3:9: a fleet is written as keys and values, not as "turbines""#),
    ]

    static let fleets = [
        fleet(
            "modle: x",
            #"s.yaml:8:3: "modle" is no key of a fleet; did you mean "#
                + #""model"? "# + keys),
        fleet("colour: x", #"s.yaml:8:3: "colour" is no key of a fleet; there are: "# + list),
        fleet("count: 3", #"s.yaml:8:3: "count" stands twice; first in line 7"#),
        fleet("qos: 3", "s.yaml:8:8: 3 is outside 0…2"),
        fleet(
            "qos: \"1\"",
            #"s.yaml:8:8: the quotes make "1" a text; write the whole number without them"#),
        fleet(
            "qos: {telemtry: 1}",
            #"s.yaml:8:9: "telemtry" is no message of this model; did you mean "telemetry"? "#
                + "There are: telemetry"),
        fleet("every: 0.5ms", "s.yaml:8:10: 0.5ms is outside 1ms…7d"),
        fleet("every: 1500us", "s.yaml:8:10: 1500us is finer than a millisecond; write whole ones"),
        fleet("every: 8d", "s.yaml:8:10: 8d is outside 1ms…7d"),
        fleet("every: 1 second", #"s.yaml:8:10: "1 second" is no duration; write 1s"#),
        fleet("retain: yes", #"s.yaml:8:11: "yes" is neither true nor false; write true"#),
        fleet("first-id: -3", "s.yaml:8:13: -3 is outside 0…1000000000"),
        fleet(
            "client-id: same",
            #"s.yaml:8:14: 2 devices cannot share the client identifier "same"; put {id} into it"#),
        fleet(
            "client-id: \"{id}-{number}\"",
            #"s.yaml:8:14: {number} stands for nothing here; there is {id}, {name}"#),
        fleet(
            "message-expiry: 500ms",
            "s.yaml:8:19: 500ms is finer than a second, which MQTT counts in"),
        fleet(
            "user-properties: [a]",
            "s.yaml:8:20: user properties are names and "
                + "values, not a list"),
        fleet(
            "group: a/b",
            #"s.yaml:8:10: "a/b" is no name here; use at most 64 letters, digits, - and _"#),
        Mistake(
            "phases: [hold: 1s]\nfleets: [{name: t, model: turbin}]\n",
            #"s.yaml:3:27: "turbin" is no device model; did you mean "turbine"? There are: "#
                + "turbine, sprinkler, truck"),
        Mistake(
            "phases: [hold: 1s]\nfleets: [{name: t}]\n",
            #"s.yaml:3:10: a fleet needs "model", which is missing here"#),
        Mistake(
            "phases: [hold: 1s]\nfleets: [{name: t, model: turbine, count: 0}]\n",
            "s.yaml:3:43: 0 is outside 1…1000000"),
        Mistake(
            "phases: [hold: 1s]\nfleets:\n- {name: t, model: turbine, count: 9}\n"
                + "- {name: u, model: turbine, first-id: 5}\n",
            #"s.yaml:5:39: some devices of "u" have the numbers of "t"; write another first-id"#),
        Mistake(
            "phases: [hold: 1s]\nfleets:\n- {name: t, model: turbine, count: 900000}\n"
                + "- {name: u, model: truck, count: 100001}\n",
            "s.yaml:5:10: with these there are more than 1000000 devices"),
    ]

    static let clients = [
        fleet("mqtt: 3.1", #"s.yaml:8:9: "3.1" is no version of MQTT; write 3.1.1 or 5.0"#),
        fleet("mqtt: 4", #"s.yaml:8:9: "4" is no version of MQTT; write 3.1.1 or 5.0"#),
        fleet(
            "session: durable",
            #"s.yaml:8:12: "durable" is no session; there are: clean, persistent"#),
        fleet(
            "expiry: 1h",
            "s.yaml:8:11: a clean session ends with its link; write session: "
                + "persistent, or no expiry"
        ),
        fleet(
            "{session: persistent, mqtt: 3.1.1, expiry: 1h}".flow,
            "s.yaml:10:11: a session of 3.1.1 never expires; write mqtt: 5.0, or leave out expiry"),
        fleet(
            "{mqtt: 3.1.1, topic-alias: true}".flow,
            "s.yaml:9:16: 3.1.1 has no topic aliases; write mqtt: 5.0, or leave out topic-alias"),
        fleet(
            "{mqtt: 3.1.1, message-expiry: 1m}".flow,
            "s.yaml:9:19: messages of 3.1.1 never expire; write mqtt: 5.0, or leave "
                + "out message-expiry"
        ),
        fleet(
            "{mqtt: 3.1.1, receive-maximum: 9}".flow,
            "s.yaml:9:20: 3.1.1 has no Receive Maximum; write mqtt: 5.0, or leave "
                + "out receive-maximum"
        ),
        fleet(
            "{mqtt: 3.1.1, password: x}".flow,
            "s.yaml:9:13: 3.1.1 allows no password without a user name; write "
                + "user-name, or mqtt: 5.0"
        ),
        fleet("receive-maximum: 0", "s.yaml:8:20: 0 is outside 1…65535"),
        fleet("keep-alive: 1d", "s.yaml:8:15: 1d is outside 0s…65535s"),
        fleet("keep-alive: 60", #"s.yaml:8:15: "60" is no duration; write 60s"#),
        fleet(
            "reconnect: always",
            #"s.yaml:8:14: "always" is no way to reconnect; "#
                + #"there are: never"#),
        fleet(
            "reconnect: {first: 5s, cap: 1s}",
            "s.yaml:8:14: the first wait, 5s, is longer than the cap, 1s"),
        fleet(
            "reconnect: {frist: 5s}",
            #"s.yaml:8:15: "frist" is no key of a reconnect; did you mean "first"? "#
                + #"There are: first, cap"#
        ),
        fleet("password: {env: PW}", #"s.yaml:8:13: the environment has no variable "PW"; set it"#),
        fleet("user-name: {file: u}", #"s.yaml:8:14: the file "u" cannot be read as text"#),
        fleet(
            "password: {env: A, file: B}",
            "s.yaml:8:13: a secret comes from one place; write env or file"),
        fleet(
            "maximum-packet-size: 1kb",
            #"s.yaml:8:24: "1kb" is no size; write it like 512, 64KB or 1KiB"#),
    ]

    static let applications = [
        application(
            "subscribe: a/#/b", ##"s.yaml:6:14: "a/#/b" is no Topic Filter: # stands at the end"##),
        application(
            "subscribe: a+/b",
            #"s.yaml:6:14: "a+/b" is no Topic Filter: + stands for a whole level"#),
        application(
            "subscribe: a/b#",
            ##"s.yaml:6:14: "a/b#" is no Topic Filter: # stands for whole levels"##),
        application("subscribe: \"\"", #"s.yaml:6:14: "" is no Topic Filter: it is empty"#),
        application(
            "subscribe: $share/g",
            #"s.yaml:6:14: "$share/g" is no Topic Filter: a shared one is written "#
                + #"$share/GROUP/FILTER"#
        ),
        application(
            "subscribe: $share/+/a",
            #"s.yaml:6:14: "$share/+/a" is no Topic Filter: the group of a shared "#
                + #"one has no wildcards"#
        ),
        application(
            "subscribe: {filter: $share/g/a, no-local: true}",
            "s.yaml:6:45: a shared subscription must not be no-local (5.0 §3.8.3.1)"),
        application(
            "{mqtt: 3.1.1, subscribe: $share/g/a}".flow,
            "s.yaml:7:14: 3.1.1 has no shared subscriptions; write mqtt: 5.0"),
        application(
            "{mqtt: 3.1.1, subscribe: {filter: a, no-local: true}}".flow,
            "s.yaml:7:36: 3.1.1 has no No Local; write mqtt: 5.0, or leave out no-local"),
        application(
            "subscribe: {filter: a, retain-handling: never}",
            #"s.yaml:6:43: "never" is no retain handling; there are: send, "#
                + #"send-if-new, do-not-send"#
        ),
        application(
            "subscribe: {qos: 1}",
            #"s.yaml:6:14: a subscription needs "filter", which is missing here"#),
        application(
            "publish: {topic: a/+, every: 1s}",
            #"s.yaml:6:20: "a/+" is no Topic Name: + belongs to filters"#),
        application(
            "publish: {topic: a}",
            #"s.yaml:6:12: a publication needs "every", which is missing here"#),
        application(
            "publish: {topic: a, every: 1s, payload: hello}",
            "s.yaml:6:43: a payload needs {timestamp}, by which gale knows the "
                + "message when it arrives"
        ),
        application(
            "publish: {topic: \"a/{client}\", every: 1s}",
            "s.yaml:6:20: {client} stands for nothing here; there is {id}, {name}"),
        application("wills: true", "s.yaml:6:10: no fleet leaves a Will that could be watched"),
        Mistake(
            "phases: [hold: 1s]\nfleets: [{name: t, model: truck}]\n"
                + "applications: [{name: a, wills: true, subscribe: trucks/+/position}]\n",
            "s.yaml:4:33: no subscription matches a Will topic; subscribe to trucks/{client}/status"
        ),
    ]

    static let commands = [
        application(
            "commands: {fleet: x, command: water, send: {water: \"on\"}}",
            #"s.yaml:6:21: "x" is no fleet; there are: t, p"#),
        application(
            "commands: {fleet: p, command: watr, send: {water: \"on\"}}",
            #"s.yaml:6:33: "watr" is no command of a sprinkler; did you mean "#
                + #""water"? There are: water"#
        ),
        application(
            "commands: {fleet: t, command: water}",
            #"s.yaml:6:33: "water" is no command of a turbine; there are none"#),
        application(
            "commands: {fleet: p, command: water}",
            "s.yaml:6:33: this command sends nothing; write send, with some of: water"),
        application(
            "commands: {fleet: p, command: water, send: {wter: \"on\"}}",
            #"s.yaml:6:47: "wter" is no member of the command "water"; did you mean "water"? "#
                + "There are: water, id, token"),
        application(
            "commands: {fleet: p, command: water, send: {water: on}}",
            #"s.yaml:6:54: on can mean true or the word; write true or "on""#),
        application(
            "commands: {fleet: p, command: water, send: on}",
            #"s.yaml:6:46: a command sends fields and values, such as {water: "on"}, not "on""#),
        application(
            "commands: {fleet: t, command: water, send: {water: 1}, via: shadow}",
            #"s.yaml:6:63: the devices of "t" keep no shadow"#),
        application(
            "commands: {fleet: p, command: water, send: {moisture: 1}, via: shadow}",
            #"s.yaml:6:47: "moisture" is no field that the shadow obeys; there are: water"#),
        application(
            "commands: {fleet: p, command: water, send: {water: 1}, via: mail}",
            #"s.yaml:6:63: "mail" is no route; there are: topic, shadow"#),
        application(
            "commands: {fleet: p, command: water, send: {water: 1}, share: 0.5}",
            #"s.yaml:6:65: "0.5" is no share; write 50%"#),
        application(
            "{count: 2, commands: {fleet: p, command: water, send: {water: 1}}}".flow,
            "s.yaml:6:10: an application that commands devices stands alone; count 1"),
    ]

    static let phases = [
        phase("hold: 5", #"s.yaml:8:9: "5" is no duration; write 5s"#),
        phase("hold: 0s", "s.yaml:8:9: 0s is outside 1ms…7d"),
        phase("name: x", "s.yaml:8:3: this phase does nothing; write what, such as hold: 20s"),
        phase(
            "{hold: 1s, ramp: 1s}",
            #"s.yaml:8:3: a phase does one thing; begin another with "- " for hold"#),
        phase(
            "wait: 1s",
            #"s.yaml:8:3: "wait" is no key of a phase; there are: "#
                + "ramp, hold, burst, cut, reconnect, command, rotate, expire, revoke, probe, name"),
        phase(
            "burst: {over: 1s}", #"s.yaml:8:10: a burst needs "messages", which is missing here"#),
        phase("burst: 5s", #"s.yaml:8:10: a burst is written as keys and values, not as "5s""#),
        phase(
            "burst: {messages: 5, over: 1s, of: a}",
            #"s.yaml:8:38: "a" is an application; a burst is for fleets"#),
        phase(
            "cut: {over: 1s, of: [x]}",
            #"s.yaml:8:24: "x" is no fleet or application; there are: t, a"#),
        phase("ramp: {over: 1s, of: [x]}", #"s.yaml:8:25: "x" is no fleet; there are: t"#),
        phase(
            "cut: {over: 1s, share: 120%}", "s.yaml:8:26: 120% is more than all; write at most 100%"
        ),
        phase(
            "cut: {over: 1s, at: pubrek}",
            #"s.yaml:8:23: "pubrek" is no step of a handshake; did you mean "pubrec"? There are: "#
                + "publish-sent, pubrec, pubrel-sent, pubcomp, puback, publish, "
                + "pubrec-sent, pubrel, "
                + "pubcomp-sent"),
        phase(
            "cut: {over: 1s, at: pubrec, disconnect: true}",
            "s.yaml:8:8: a link that goes at a packet sends no DISCONNECT; leave out "
                + "disconnect or at"
        ),
        phase(
            "command: {by: b, command: water, over: 1s}",
            #"s.yaml:8:17: "b" is no application; there are: a"#),
        phase(
            "command: {by: a, command: watr, over: 1s}",
            #"s.yaml:8:29: "watr" is no command of "a"; did you mean "water"? There are: water"#),
        Mistake(
            "fleets: [{name: t, model: turbine}]\nphases:\n- hold: 4d\n- hold: 4d\n",
            "s.yaml:4:1: the phases take 8d; at most 7d"),
        Mistake(
            "fleets: [{name: t, model: sprinkler}]\napplications:\n- name: a\n  commands:\n"
                + "  - {fleet: t, command: water, send: {water: \"on\"}}\n"
                + "  - {fleet: t, command: water, send: {water: \"off\"}}\n"
                + "phases: [command: {by: a, command: water, over: 1s}]\n",
            #"s.yaml:8:36: "a" has two commands of this name; give each a name of its own"#),
    ]

    static let limits = [
        limit(
            "lots == 0",
            #"s.yaml:6:3: "lots" is no figure of the report; did you mean "lost"?"#),
        limit(
            "messages.byQoS.3.lost == 0",
            #"s.yaml:6:3: "messages.byQoS.3.lost" is no figure of the report; did you mean "#
                + #""messages.byQoS.0.lost"?"#),
        limit(
            "happiness > 3",
            #"s.yaml:6:3: "happiness" is no figure of the report; "gale help "#
                + #"expectations" lists them"#
        ),
        limit(
            "applications.b.lost == 0",
            #"s.yaml:6:3: "applications.b.lost" is no figure of the report; did you mean "#
                + #""applications.a.lost"?"#),
        limit("lost = 0", #"s.yaml:6:8: "=" is no comparison; write =="#),
        limit("lost => 0", #"s.yaml:6:8: "=>" is no comparison; write >="#),
        limit("lost <=> 0", #"s.yaml:6:8: "<=>" is no comparison; write one of == != <= >= < >"#),
        limit(
            "lost",
            #"s.yaml:6:3: "lost" is no expectation; write it like "lost == 0" or "#
                + #""latency.endToEnd.p99 < 100ms""#),
        limit("latency.endToEnd.p99 < 100", #"s.yaml:6:26: "100" is no duration; write 100s"#),
        limit("lost == 5ms", #"s.yaml:6:11: "5ms" is no number"#),
        limit(
            "bytes.total < 1Kb",
            #"s.yaml:6:17: "1Kb" is no size; write it like 512, "#
                + #"64KB or 1KiB"#),
        limit("\"lost ==  x\"", #"s.yaml:6:13: "x" is no number"#),
    ]

    static let list =
        "name, model, count, identity, topic, qos, every, retain, command-qos, shadow, will, "
        + "message-expiry, topic-alias, user-properties, client-id, first-id, group, mqtt, session, expiry, "
        + "keep-alive, reconnect, window, backlog, receive-maximum, topic-alias-maximum, "
        + "maximum-packet-size, user-name, password"
    static let keys = "There are: " + list
}

extension String {
    /// The keys of a flow mapping, each in a line of its own.
    fileprivate var flow: String {
        var (text, depth) = ("", 0)
        for character in dropFirst().dropLast() {
            if character == "{" { depth += 1 }
            if character == "}" { depth -= 1 }
            text += character == "," && depth == 0 ? "\n " : String(character)
        }
        return text
    }
}
