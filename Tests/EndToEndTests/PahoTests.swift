import Foundation
import Testing

/// Paho's Python client against `gale broker`.
@Suite struct PahoTests {
    static let versions = ["3.1.1", "5.0"]

    let folder: Workspace

    init() throws { folder = try Workspace() }

    @Test(
        arguments: versions,
        ["qos", "many", "retained", "will", "session", "shared", "takeover"])
    func `what both versions have works`(version: String, part: String) throws {
        let broker = try GaleBroker(in: folder)
        try Python.run("both_versions.py", [broker.port, version, part], in: folder)
    }

    @Test(arguments: [
        "properties", "no_local", "retain_as_published", "retain_handling", "identifiers",
        "expiry", "assigned", "reasons",
    ])
    func `what 5.0 alone has works`(part: String) throws {
        let broker = try GaleBroker(in: folder)
        try Python.run("version_five.py", [broker.port, "5.0", part], in: folder)
    }

    @Test(arguments: versions, ["users", "rules"])
    func `the file of users and access rules is obeyed`(version: String, part: String) throws {
        let broker = try GaleBroker(configuration: Self.access, in: folder)
        try Python.run("access.py", [broker.port, version, part], in: folder)
    }

    static let access = """
        anonymous: false
        users:
          - {name: ann, password: secret-ann}
          - {name: bob, password: secret-bob}
        access:
          - {to: read-write, filter: home/%u/#}
          - {to: read, filter: news/#}
        otherwise: deny
        """

    @Test(arguments: [
        ("anonymos: false\n", "bad.yaml:1:1:", "anonymous"),
        ("users:\n  - {name: ann}\n", "bad.yaml:2:5:", "password"),
        ("access:\n  - {filter: a/#/b}\n", "bad.yaml:2:5:", "Topic Filter"),
        ("maximum-qos: 3\n", "bad.yaml:1:14:", "3"),
        ("users: [\n", "bad.yaml:2:1:", "YAML"),
    ])
    func `a mistake in the file is told with its place`(
        text: String, place: String, word: String
    ) throws {
        try folder.write(text, to: "bad.yaml")
        let outcome = try Gale.run(
            "broker", "--listen", "mqtt://127.0.0.1:0", "--config", "bad.yaml", in: folder)
        #expect(outcome.status == 65)
        #expect(outcome.stderr.contains(place), "\(outcome.stderr)")
        #expect(outcome.stderr.contains(word), "\(outcome.stderr)")
        #expect(outcome.stdout.isEmpty)
    }
}
