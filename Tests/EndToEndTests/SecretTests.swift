import Foundation
import Testing

/// Passwords come in by the URL, the scenario, a file or the environment, and go nowhere.
@Suite struct SecretTests {
    static let secret = "s3cr3t-Täst"
    /// As it stands in a URL.
    static let escaped = "s3cr3t-T%C3%A4st"

    static let broker = """
        anonymous: false
        users: [{name: ann, password: \(secret)}]
        """

    static func scenario(password: String) -> String {
        """
        name: secrets
        fleets:
          - {name: sensors, model: sensor, count: 3, every: 200ms, user-name: ann\(password)}
        applications:
          - {name: reader, subscribe: "sensors/#", user-name: ann\(password)}
        phases: [{ramp: 500ms}, {hold: 1s}]
        expect: [lost == 0]

        """
    }

    let folder: Workspace
    let broker: GaleBroker

    init() throws {
        folder = try Workspace()
        broker = try GaleBroker(configuration: Self.broker, in: folder)
        // The file itself tells, and is not what is looked at.
        try FileManager.default.removeItem(atPath: folder.path + "/broker.yaml")
    }

    enum Way: CaseIterable, Sendable { case url, scenario, file, environment, setting }

    @Test(arguments: Way.allCases)
    func `a password gets in and is never told`(_ way: Way) throws {
        let address = broker.url.dropFirst("mqtt://".count)
        var words = ["secrets.yaml", "--broker", broker.url, "--report", "report"]
        var password = ", password: \"\(Self.secret)\""
        var environment: [String: String] = [:]
        switch way {
        case .url:
            words[2] = "mqtt://ann:\(Self.escaped)@\(address)"
            password = ""
        case .scenario: break
        case .file:
            try folder.write(Self.secret + "\n", to: "password")
            password = ", password: {file: password}"
        case .environment:
            environment["BROKER_PASSWORD"] = Self.secret
            password = ", password: {env: BROKER_PASSWORD}"
        case .setting:
            password = ", password: wrong"
            for owner in ["fleets.sensors", "applications.reader"] {
                words += ["--set", "\(owner).password=\(Self.secret)"]
            }
        }
        var text = Self.scenario(password: password)
        if way == .url { text = text.replacing(", user-name: ann", with: "") }
        try folder.write(text, to: "secrets.yaml")
        let dry = try Gale.run(
            ["run", "--dry-run"] + words, in: folder, environment: environment)
        #expect(dry.status == 0, "\(dry.stderr)")
        let child = try Gale.start(["run"] + words, in: folder, environment: environment)
        let played = try Played(child, in: folder)
        #expect(played.outcome.status == 0, "\(played.outcome.stdout)\(played.outcome.stderr)")
        #expect(try played["messages.delivered"] > 0)

        var said = [dry.stdout, dry.stderr, played.outcome.stdout, played.outcome.stderr]
        for file in folder.files where file.hasPrefix("report/") {
            said.append(try folder.read(file))
        }
        #expect(said.count > 8)
        for text in said {
            #expect(!text.contains(Self.secret) && !text.contains(Self.escaped))
            #expect(!text.contains("s3cr3t"))
        }
    }

    @Test
    func `a mistake beside a password does not tell it`() throws {
        let password = ", password: \"\(Self.secret)\", keepalive: 3s"
        try folder.write(Self.scenario(password: password), to: "secrets.yaml")
        let outcomes = [
            try Gale.run("run", "secrets.yaml", in: folder),
            try Gale.run(
                "run", "wind-farm", "--broker", "mqtt://ann:\(Self.secret)@", in: folder),
            try Gale.run(
                "run", "wind-farm", "--set", "fleets.nobody.password=\(Self.secret)", in: folder),
            try Gale.run(
                "run", "wind-farm", "--broker",
                "mqtt://ann:\(Self.escaped)@127.0.0.1:\(Port.free())", in: folder),
        ]
        for outcome in outcomes {
            #expect([64, 65, 69].contains(outcome.status))
            #expect(!(outcome.stdout + outcome.stderr).contains("s3cr3t"), "\(outcome.stderr)")
        }
    }
}
