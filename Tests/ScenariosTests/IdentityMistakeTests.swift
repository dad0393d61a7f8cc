import Scenarios
import Testing
import YAML

/// Mistakes about identities are told like all others.
@Suite struct IdentityMistakeTests {
    typealias Mistake = MistakeTests.Mistake

    @Test(arguments: sources + fleets + topics + phases + commands)
    func `a mistake about identities is told with file, line and column`(
        _ mistake: Mistake
    ) {
        let problem = #expect(throws: Problem.self) { try plan(mistake.text) }
        #expect(problem?.description == mistake.message)
    }

    /// What follows `identities:`.
    static func source(_ text: String, _ message: String) -> Mistake {
        Mistake(
            "fleets: [{name: t, model: turbine, count: 1000}]\nphases: [hold: 1s]\n"
                + "identities: \(text)\n", message)
    }

    /// A turbine fleet with more to say, where identities are made.
    static func fleet(
        _ more: String, from source: String = "template: \"thing-{id}\"", _ message: String
    ) -> Mistake {
        Mistake(
            "phases: [hold: 1s]\nidentities: {\(source)}\nfleets:\n"
                + "- name: t\n  model: turbine\n  \(more)\n", message)
    }

    /// A phase beside one fleet of each kind.
    static func phase(_ phase: String, _ message: String) -> Mistake {
        Mistake(
            """
            identities: {template: "thing-{id}"}
            fleets:
            - {name: own, model: turbine, count: 9, group: site}
            - {name: twins, model: turbine, count: 2, identity: shared, group: site}
            - {name: pw, model: turbine, identity: {as: password}}
            - {name: bad, model: turbine, identity: {flaw: foreign}, group: fence}
            - {name: late, model: turbine, identity: {clock: -2d}}
            - {name: nobody, model: turbine, identity: none}
            - {name: choir, model: turbine, count: 2, topic: all/turbines}
            applications: [{name: a}]
            phases:
            - \(phase)

            """, message)
    }

    static let sources = [
        source("{}", "s.yaml:4:13: identities come from one place; write file or template"),
        source(
            "{file: a.db, template: \"t-{id}\"}",
            "s.yaml:4:13: identities come from one place; write file or template"),
        source(
            "fleet.db",
            "s.yaml:4:13: a source of identities is written as keys and values, not as "
                + #""fleet.db""#),
        source(
            "{tempalte: x}",
            #"s.yaml:4:14: "tempalte" is no key of a source of identities; did you mean "#
                + #""template"? There are: file, template"#),
        source(
            "{template: thing}",
            #"s.yaml:4:24: all devices would have the name "thing"; put {id} into it"#),
        source(
            "{template: \"thing-{client}\"}",
            "s.yaml:4:24: {client} stands for nothing here; there is {id}, {name}"),
        source(
            "{template: \"things/{id}\"}",
            "s.yaml:4:24: names become levels of topics; leave out the /"),
        source(
            "{template: \"\(String(repeating: "x", count: 61)){id}\"}",
            #"s.yaml:4:24: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…" "#
                + "is too long for a certificate, which has room for 64 bytes"),
        source("{file: \"\"}", #"s.yaml:4:20: a name belongs here, not """#),
    ]

    static let fleets = [
        Mistake(
            "phases: [hold: 1s]\nfleets: [{name: t, model: turbine, identity: own}]\n",
            "s.yaml:3:46: the scenario has no identities; write identities: {template: "
                + #""thing-{id}"}, or {file: …}"#),
        Mistake(
            "phases: [hold: 1s]\nfleets: [{name: t, model: turbine, identity: {flaw: foreign}}]\n",
            "s.yaml:3:46: the scenario has no identities; write identities: {template: "
                + #""thing-{id}"}, or {file: …}"#),
        fleet(
            "identity: mine", #"s.yaml:7:13: "mine" is no identity; there are: own, shared, none"#),
        fleet(
            "identity: {flaw: revokd}",
            #"s.yaml:7:20: "revokd" is no flaw; did you mean "revoked"? There are: revoked, "#
                + "expired, not-yet-valid, foreign, mismatched, no-certificate, wrong-password, "
                + "wrong-token"),
        fleet("identity: {flaw: [revoked]}", "s.yaml:7:20: a text belongs here, not a list"),
        fleet(
            "identity: {flaws: revoked}",
            #"s.yaml:7:14: "flaws" is no key of a binding; did you mean "flaw"? There are: "#
                + "group, shared, as, flaw, clock"),
        fleet(
            "identity: {as: certficate}",
            #"s.yaml:7:18: "certficate" is no proof; did you mean "certificate"? There are: "#
                + "certificate, password, token"),
        fleet(
            "identity: {as: password, flaw: revoked}",
            "s.yaml:7:34: a password cannot be revoked; write as: certificate, or another "
                + "flaw: wrong-password"),
        fleet(
            "identity: {as: token, flaw: wrong-password}",
            "s.yaml:7:31: a token cannot be wrong-password; write as: password, or another "
                + "flaw: wrong-token"),
        fleet(
            "identity: {flaw: wrong-token}",
            "s.yaml:7:20: a certificate cannot be wrong-token; write as: token, or another "
                + "flaw: revoked, expired, not-yet-valid, foreign, mismatched, no-certificate"),
        fleet(
            "identity: {shared: true, as: password}",
            "s.yaml:7:32: shared is about certificates; for a password that all devices "
                + "share, write identity: none, user-name and password"),
        fleet(
            "identity: {shared: true, flaw: mismatched}",
            "s.yaml:7:34: a shared certificate is no other thing's; leave out shared, or "
                + "the flaw"),
        fleet(
            "identity: {group: north}",
            "s.yaml:7:21: only a file has groups; write identities: {file: …}"),
        fleet(
            "identity: {group: north, shared: true}", from: "file: f.db",
            "s.yaml:7:21: the things of a group have certificates of their own; leave out "
                + "shared or group"),
        fleet(
            "identity: {clock: -400}",
            #"s.yaml:7:21: no clock is "-400" ahead; write it like 5m or -400d, at most "#
                + "10000d"),
        fleet(
            "identity: {clock: --4d}",
            #"s.yaml:7:21: no clock is "--4d" ahead; write it like 5m or -400d, at most "#
                + "10000d"),
        fleet(
            "identity: {clock: 4e5d}",
            #"s.yaml:7:21: no clock is "4e5d" ahead; write it like 5m or -400d, at most "#
                + "10000d"),
        fleet(
            "identity: {clock: -20000d}",
            #"s.yaml:7:21: no clock is "-20000d" ahead; write it like 5m or -400d, at most "#
                + "10000d"),
        fleet(
            "identity: {as: password}\n  user-name: x",
            "s.yaml:8:14: the identity brings user name and password; leave out user-name "
                + "and password"),
        fleet(
            "identity: {as: token}\n  password: x",
            "s.yaml:8:13: the identity brings user name and token; leave out user-name and "
                + "password"),
        fleet(
            "identity: {flaw: expired}\n  reconnect: {first: 1s}",
            "s.yaml:8:14: devices that must be refused try once; leave out reconnect"),
        fleet(
            "identity: {clock: 3d}\n  reconnect: {first: 1s}",
            "s.yaml:8:14: devices that must be refused try once; leave out reconnect"),
        Mistake(
            "phases: [hold: 1s]\nidentities: {template: \"x{id}\"}\nfleets:\n"
                + "- {name: t, model: turbine, client-id: \"a{id}\", count: 5}\n"
                + "- {name: u, model: truck, client-id: \"b{id}\", first-id: 5}\n",
            #"s.yaml:6:57: some devices of "u" have the numbers of "t"; write another "#
                + "first-id"),
    ]

    static let topics = [
        fleet("topic: a/+", #"s.yaml:7:10: "a/+" is no Topic Name: + belongs to filters"#),
        fleet(
            "topic: \"a/{number}\"",
            "s.yaml:7:10: {number} stands for nothing here; there is {id}, {client}, {name}"),
        fleet(
            "topic: {telemtry: a}",
            #"s.yaml:7:11: "telemtry" is no message of this model; did you mean "#
                + #""telemetry"? There are: telemetry"#),
        Mistake(
            "phases: [hold: 1s]\nfleets:\n- {name: t, model: sprinkler, topic: \"a/{id}\"}\n",
            "s.yaml:4:38: each message needs a topic of its own; write {MESSAGE: …}"),
        Mistake(
            "phases: [hold: 1s]\nfleets:\n"
                + "- {name: t, model: sprinkler, topic: {moisture: \"macdonald/health/{id}\"}}\n",
            "s.yaml:4:38: each message needs a topic of its own; write {MESSAGE: …}"),
    ]

    static let phases = [
        phase(
            "rotate: 5s", #"s.yaml:13:11: a rotation is written as keys and values, not as "5s""#),
        phase(
            "rotate: {share: 10%}", #"s.yaml:13:11: a rotation needs "over", which is missing here"#
        ),
        phase(
            "rotate: {over: 1s, of: onw}",
            #"s.yaml:13:26: "onw" is no fleet; did you mean "own"? There are: own, twins, "#
                + "pw, bad, late, nobody, choir"),
        phase(
            "rotate: {over: 1s, of: a}",
            #"s.yaml:13:26: "a" is an application; a rotate is for fleets"#),
        phase(
            "rotate: {over: 1s, of: [own, twins]}",
            #"s.yaml:13:32: "twins" cannot rotate: the devices share one certificate"#),
        phase(
            "rotate: {over: 1s, of: site}",
            #"s.yaml:13:26: "twins" cannot rotate: the devices share one certificate"#),
        phase(
            "rotate: {over: 1s, of: bad}",
            #"s.yaml:13:26: "bad" cannot rotate: the devices must be refused from the first"#),
        phase(
            "expire: {after: 1s, of: pw}",
            #"s.yaml:13:27: "pw" cannot expire: the devices show a password in place of a "#
                + "certificate"),
        phase(
            "expire: {after: 1s, of: late}",
            #"s.yaml:13:27: "late" cannot expire: the devices must be refused from the first"#),
        phase(
            "revoke: {over: 1s, of: nobody}",
            #"s.yaml:13:26: "nobody" cannot revoke: the devices have no identity"#),
        phase(
            "probe: {over: 1s, of: twins}",
            #"s.yaml:13:25: "twins" cannot probe: the devices share one certificate"#),
        phase(
            "probe: {over: 1s, of: choir}",
            #"s.yaml:13:25: "choir" cannot probe: the devices have no topics of their own"#),
        phase(
            "probe: {over: 1s, of: fence}",
            #"s.yaml:13:25: "bad" cannot probe: the devices must be refused from the first"#),
        phase(
            "expire: {over: 2s}",
            #"s.yaml:13:11: a certificate expiry needs "after", which is missing here"#),
        phase(
            "expire: {after: 3s, over: 2s}",
            "s.yaml:13:29: the phase is over before the certificates end; write over: 3s "
                + "or more"),
        phase("expire: {after: 0s}", "s.yaml:13:19: 0s is outside 1ms…7d"),
        phase(
            "burst: {messages: 1, over: 1s, of: bad}",
            #"s.yaml:13:38: the devices of "bad" must be refused; a burst is for those that "#
                + "are let in"),
        phase(
            "cut: {over: 1s, of: [own, late]}",
            #"s.yaml:13:29: the devices of "late" must be refused; a cut is for those that "#
                + "are let in"),
        phase(
            "reconnect: {over: 1s, of: bad}",
            #"s.yaml:13:29: the devices of "bad" must be refused; a reconnect is for those "#
                + "that are let in"),
        Mistake(
            "fleets: [{name: t, model: turbine}]\nphases: [rotate: {over: 1s}]\n",
            "s.yaml:3:18: nobody can rotate: no fleet has an identity; write identities: "
                + #"{template: "thing-{id}"}"#),
        Mistake(
            "identities: {file: f.db}\nfleets:\n- {name: t, model: turbine, identity: shared}\n"
                + "- {name: p, model: turbine, identity: {as: token}}\n"
                + "phases: [revoke: {over: 1s}]\n",
            #"s.yaml:6:18: nobody can revoke: in "t" the devices share one certificate, in "#
                + #""p" the devices show a token in place of a certificate"#),
    ]

    static let commands = [
        Mistake(
            "phases: [hold: 1s]\nidentities: {file: f.db}\n"
                + "fleets: [{name: t, model: sprinkler, identity: {flaw: expired}}]\n"
                + "applications: [{name: a, commands: "
                + "{fleet: t, command: water, send: {water: 1}}}]\n",
            #"s.yaml:5:44: the devices of "t" must be refused, and hear no commands"#),
        Mistake(
            "phases: [hold: 1s]\nidentities: {file: f.db}\n"
                + "fleets: [{name: t, model: truck, identity: {flaw: expired}}]\n"
                + "applications: [{name: a, wills: true, subscribe: trucks/#}]\n",
            "s.yaml:5:33: no fleet leaves a Will that could be watched"),
    ]
}
